"""What is checked of a definition without laying it out: parameters, choices, codes, rows, sheets, texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from templates.definition.boxes import Box, RepeatBox, RowBox, StackItem
from templates.definition.defaults import default_value, parse_default
from templates.definition.form import Form, Parameter
from templates.definition.source import Data, Place, Problems
from templates.findings.errors import ParameterError, Sentence, ValuesError, nearest
from templates.kinds.shared.content import content
from templates.model.page import LAYOUT_WITH_EXPLANATIONS
from templates.text import LANGUAGES, Text

__all__ = ["check_code", "check_definition", "named_sheets", "speaks_english"]


_LONGEST_SHEET_NAME = 31
_NOT_IN_SHEET_NAMES = "[]:*?/\\"
"""What the name of a sheet must not have (Excel specifications and limits)."""


def check_definition(form: Form, data: Data, problems: Problems) -> None:
    """Check a form as far as can be done without laying it out; `data` is its definition."""
    _check_parameters(form, problems)
    _check_choices(form, problems)
    _check_explanations(form, data, problems)
    _check_rows(form, form.boxes, problems)
    _check_sheets_of_fields(form, problems)
    _check_sheet_names(form, data, problems)
    _check_texts(data, (), problems)
    if speaks_english(data):
        _check_english(data, (), problems)


def speaks_english(data: Data) -> bool:
    """Tell whether a definition has words in English, or says that it has; not where it says it has none."""
    said = data.get("languages")
    return "en" in said if said else any("en" in text for _, text in _texts_of_both(data, ()))


def _check_english(data: Data, place: Place, problems: Problems) -> None:
    """Words that are written for one language each are there for both."""
    for where, text in _texts_of_both(data, place):
        if "en" not in text:
            problems.report(where, "key-missing", key="en")


def _texts_of_both(data: Data, place: Place) -> Iterator[tuple[Place, Mapping[str, object]]]:
    """Yield the words that are written for one language each, and where."""
    match data:
        case dict():
            if isinstance(data.get("zh"), str | int | float):
                yield place, data
            for key, part in data.items():
                if key != "for":  # the words of a loop have names of their own
                    yield from _texts_of_both(part, (*place, key))
        case list():
            for number, part in enumerate(data):
                yield from _texts_of_both(part, (*place, number))
        case _:
            pass


def _check_sheet_names(form: Form, data: Data, problems: Problems) -> None:
    """The names of the sheets are such as Excel takes, and each is another."""
    named = list(named_sheets(form, data))
    for language in LANGUAGES:
        taken: set[str] = set()
        for place, text in named:
            name = text.say(language)
            if not _is_sheet_name(name):
                problems.report(place, "sheet-name-wrong", found=name)
            elif name.casefold() in taken:
                problems.report(place, "sheet-name-twice", found=name)
            taken.add(name.casefold())


def named_sheets(form: Form, data: Data) -> Iterator[tuple[Place, Text]]:
    """Yield the names of a form's sheets of fields and of words, each with its place in the definition."""
    yield ("sheet",) if "sheet" in data else ("title",), form.identity.sheet
    for number, entry in enumerate(data.get("sheets", ())):
        if entry is not None:
            yield ("sheets", number, "name"), Text.of(entry["name"])


def _check_sheets_of_fields(form: Form, problems: Problems) -> None:
    """A stamp must say on which of several sheets it stands, which those of the first layout do not."""
    if form.identity.layout < LAYOUT_WITH_EXPLANATIONS and form.further:
        problems.report((*form.further[0].place, "body"), "sheets-without-number")


def _is_sheet_name(name: str) -> bool:
    units = len(name.encode("utf-16-le", "replace")) // 2
    plain = name.strip() and not name.startswith("'") and not name.endswith("'")
    return bool(plain) and units <= _LONGEST_SHEET_NAME and not set(name) & set(_NOT_IN_SHEET_NAMES)


def _check_texts(data: Data, place: Place, problems: Problems) -> None:
    """No text is longer than a cell, or has a character that none can hold."""
    match data:
        case dict():
            for key, part in data.items():
                _check_texts(part, (*place, key), problems)
        case list():
            for number, part in enumerate(data):
                _check_texts(part, (*place, number), problems)
        case str():
            try:
                content(data)
            except ValuesError as error:
                problems.report(place, error.what)


def _check_parameters(form: Form, problems: Problems) -> None:
    """Each number has limits; a default is allowed where nothing is given but what has none."""
    above: dict[str, int | str] = {}
    for name, parameter in form.parameters.items():
        place: Place = ("parameters", name)
        limit = parameter.maximum
        if not parameter.options and (parameter.minimum is None or limit is None):
            problems.report(place, "parameter-without-limits", name=name)
        elif isinstance(limit, str) and not isinstance(above.get(limit), int):
            numbers = [key for key, value in above.items() if isinstance(value, int)]
            near = nearest(limit, numbers)
            problems.report((*place, "maximum"), "maximum-not-a-parameter", name=limit, near=near)
        else:
            value = _default(form, parameter, above, problems)
            if value is not None:
                above[name] = value
        above.setdefault(name, parameter.sample)


def _default(
    form: Form, parameter: Parameter, above: Mapping[str, int | str], problems: Problems
) -> int | str | None:
    """Return what the default of a parameter comes to; what is wrong with it is reported."""
    place: Place = ("parameters", parameter.name, "default")
    value: int | str | None = parameter.default
    if isinstance(value, str) and not parameter.options:
        default = parse_default(value, form.numbers)
        if isinstance(default, Sentence):
            problems.report(place, default)
            return None
        known = {name: number for name, number in above.items() if isinstance(number, int)}
        value = default_value(default, known)
        if value is None:
            problems.report(place, "default-without-value", name=parameter.name)
    try:
        return None if value is None else parameter.limited(above).read(value)
    except ParameterError as error:
        problems.report(place, "default-not-allowed", reason=error)
    return None


def _check_choices(form: Form, problems: Problems) -> None:
    """A spelling must lead back to one term, or reading it would be a guess."""
    for name, choices in form.choices.items():
        place: Place = ("choices", name)
        for group, terms in choices.groups.items():
            seen: dict[str, str] = dict.fromkeys(choices.refuse, "refuse")
            where: Place = (*place, "groups", group) if group else place
            for term in terms:
                if not all(map(str.strip, (term.value, *term.fold, *term.keep))):
                    problems.report(where, "term-blank")
                for spelling in (term.value, *term.fold, *term.keep):
                    if spelling in seen:
                        problems.report(
                            where,
                            "spelling-of-two-terms",
                            spelling=spelling,
                            first=seen[spelling],
                            second=term.value,
                        )
                    seen[spelling] = term.value
        for code in (*choices.refuse.values(), choices.kept, choices.elsewhere):
            check_code(form, problems, place, code)


def _check_explanations(form: Form, data: Data, problems: Problems) -> None:
    """What must be explained needs a cell for the explanation."""
    if form.identity.layout < LAYOUT_WITH_EXPLANATIONS:
        for code in data.get("messages", ()):
            if form.messages[code].needs_explanation:
                problems.report(("messages", code, "explain"), "explanation-without-cell", name=code)


def _check_rows(form: Form, boxes: tuple[Box, ...], problems: Problems) -> None:
    """The rows of a repeat, and those shown, are a number or a parameter that is one.

    A repeat goes over each constant once.
    """
    taken: set[tuple[Place, str]] = set()
    for box in boxes:
        match box:
            case RowBox(items=items):
                for item in items:
                    _check_rows(form, item.boxes if isinstance(item, StackItem) else (), problems)
            case RepeatBox():
                _check_count(form, (*box.place, "rows"), box.rows, problems)
                _check_count(form, (*box.place, "shown"), box.shown, problems)
                if box.constant and (box.place, box.constant.value) in taken:
                    problems.report(box.constant.place, "constant-twice", name=box.constant.value)
                taken |= {(box.place, box.constant.value)} if box.constant else set()
        if not isinstance(box, RowBox):
            _check_rows(form, box.body, problems)


def _check_count(form: Form, place: Place, count: int | str | None, problems: Problems) -> None:
    if isinstance(count, str) and count not in form.numbers:
        problems.report(place, "count-not-a-parameter", name=count, near=nearest(count, form.numbers))


def check_code(form: Form, problems: Problems, place: Place, code: str) -> None:
    """Report a code that has no message, with the nearest one that has."""
    if code not in form.messages:
        problems.report(place, "message-missing", name=code, near=nearest(code, form.messages))
