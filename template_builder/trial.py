"""Trying a form out: its workbooks are made as `build` makes them, and nothing is written.

So whoever checks a definition hears all that building would stop at, with the line where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import NamedTuple

from template_builder.guidance.check_model import SHEET
from template_builder.print_layout.layout_plan import LayoutPlan
from template_builder.print_layout.page_breaks import largest_scale
from template_builder.workbooks.choice_lists import LISTS
from template_builder.workbooks.form_plan import form_plan
from template_builder.workbooks.form_workbook import workbook_parts
from template_builder.xlsx.contents import checked_formula
from templates.compiling.compile import compile
from templates.definition.boxes import Box, RepeatBox, RowBox, StackItem, field_places
from templates.definition.checks import named_sheets
from templates.definition.form import Form
from templates.definition.source import Place, Problems
from templates.findings.errors import DefinitionError, ParameterError, Problem, TianbaoError
from templates.language import address, render_computed, render_rule, render_text
from templates.model.cell_map import CellMap
from templates.model.expression import Expression
from templates.model.page import CellAddress
from templates.model.rule import Rule
from templates.path import Indices, Path, Tree, indices_of, join, names_of, split, value_at
from templates.records.addresses import address_tree
from templates.records.item_paths import item_indices, reported_path
from templates.stamp import stamps_on_sheets
from templates.text import LANGUAGES, Language

__all__ = ["check_building", "lists_without_heads"]

_MOST_ITEMS = 1200
"""Items of lists in the largest form that is tried: its formulas are as long as they get, or show that they
are too long."""

_MOST_ROWS = 1_048_000
"""Rows of a sheet (Excel specifications and limits), without those that stand about the form."""

_Parameters = dict[str, int | str]


def check_building(form: Form) -> None:
    """Try whether workbooks of a form can be built, with few rows, the usual and many, in both languages.

    >>> check_building(load(Path("my-form.yaml")))

    Raises:
        DefinitionError: with what building would stop at.
    """
    problems = Problems(form.source)
    _check_sheet_names(form, problems)
    _check_scale(form, problems)
    least, most = _settled(form, _least), _settled(form, _most)
    for page in form.pages:
        if _rows(page.body, most) > _MOST_ROWS:
            place = (*page.place, "body")
            problems.report(place, "rows-too-many", rows=_rows(page.body, most), most=_MOST_ROWS)
    while _items(form.boxes, most) > _MOST_ITEMS and _fewer(form, most, least):
        pass
    # what is written out cell by cell is longest between the two
    for parameters in (least, _usual(form), most):
        try:
            cell_map = compile(form, parameters)
        except DefinitionError as error:
            for problem in error.problems:
                problems.report((), "at-parameters", parameters=_said(parameters), reason=problem.what)
            continue
        _check_formulas(cell_map, problems)
    if not problems:
        _check_workbook(form, compile(form, least), problems)
    problems.raise_all()


def lists_without_heads(form: Form) -> list[Problem]:
    """Return the lists longer than a page whose heads stand on the first page alone, at usual parameters.

    They are no mistakes: a sheet repeats one block of rows, and other heads follow these.
    """
    found = Problems(form.source)
    for page, on_sheet in zip(form.pages, compile(form, _usual(form)).by_sheet, strict=True):
        layout = LayoutPlan(on_sheet, LANGUAGES[0])
        repeated = layout.repeated[1] if layout.repeated else 0
        for one in layout.long_lists:
            if one.last_head != repeated:
                boxes = _repeat_boxes(page.body)
                place = next((box.place for box in boxes if box.name == join(one.names)), ())
                found.report(place, "heads-not-repeated", list=join(one.names))
    return found.all


def _repeat_boxes(boxes: Sequence[Box]) -> Iterator[RepeatBox]:
    for box, inner in _within(boxes):
        if isinstance(box, RepeatBox):
            yield box
        yield from _repeat_boxes(inner)


def _check_sheet_names(form: Form, problems: Problems) -> None:
    """No sheet of the form has the name of one that every workbook has."""
    named = list(named_sheets(form, form.source.data))
    for language in LANGUAGES:
        own = {SHEET.say(language).casefold(), LISTS.casefold(), "history"}  # Excel keeps the last for itself
        for place, text in named:
            if text.say(language).casefold() in own:
                problems.report(place, "sheet-name-taken", found=text.say(language))


def _check_scale(form: Form, problems: Problems) -> None:
    """The columns fit the width of the page, or part of them would print on pages of their own."""
    for page in form.pages:
        scale, most = page.paper.scale, largest_scale(page.columns, page.paper)
        if scale is not None and scale > most:
            problems.report((*page.place, "page", "scale"), "scale-too-large", scale=scale, most=most)


def _least(form: Form, name: str, settled: Mapping[str, int | str]) -> int | str:
    return form.parameters[name].sample


def _most(form: Form, name: str, settled: Mapping[str, int | str]) -> int | str:
    parameter = form.parameters[name].limited(settled)
    return parameter.options[-1] if parameter.options else parameter.maximum or 0


def _settled(form: Form, choose: Callable[[Form, str, Mapping[str, int | str]], int | str]) -> _Parameters:
    """Return the parameters of a form, each chosen by itself as far as the others allow."""
    given: _Parameters = {}
    for name in form.parameters:
        given[name] = choose(form, name, given)
    try:
        return form.settle(given)
    except ParameterError:  # the least of one may be more than another allows
        without = {name: value for name, value in given.items() if form.parameters[name].default is None}
        return form.settle(without)


def _usual(form: Form) -> _Parameters:
    """Return the parameters of a form where only those are given that have no default."""
    return form.settle({name: one.sample for name, one in form.parameters.items() if one.default is None})


def _fewer(form: Form, parameters: _Parameters, least: _Parameters) -> bool:
    """Halve the largest number of rows, and those that must not be more; tell whether one could be."""
    rows = [name for name in _row_parameters(form.boxes) if parameters[name] != least[name]]
    if not rows:
        return False
    largest = max(rows, key=lambda name: int(parameters[name]))
    parameters[largest] = max(int(parameters[largest]) // 2, int(least[largest]))
    for name, parameter in form.parameters.items():
        limit = parameter.limited(parameters).maximum
        if isinstance(limit, int) and isinstance(value := parameters[name], int):
            parameters[name] = min(value, limit)
    return True


def _row_parameters(boxes: Sequence[Box]) -> Iterator[str]:
    for box, inner in _within(boxes):
        if isinstance(box, RepeatBox) and isinstance(box.rows, str):
            yield box.rows
        yield from _row_parameters(inner)


def _within(boxes: Sequence[Box]) -> Iterator[tuple[Box, Sequence[Box]]]:
    """Yield boxes, each with those that lie in it."""
    for box in boxes:
        if isinstance(box, RowBox):
            yield box, [one for item in box.items if isinstance(item, StackItem) for one in item.boxes]
        else:
            yield box, box.body


def _count(box: RepeatBox, parameters: Mapping[str, int | str]) -> int:
    return int(box.rows if isinstance(box.rows, int) else parameters[box.rows])


def _items(boxes: Sequence[Box], parameters: Mapping[str, int | str]) -> int:
    """Return how many items of lists there are in boxes."""
    total = 0
    for box, inner in _within(boxes):
        within = _items(inner, parameters)
        total += _count(box, parameters) * (1 + within) if isinstance(box, RepeatBox) else within
    return total


def _rows(boxes: Sequence[Box], parameters: Mapping[str, int | str]) -> int:
    """Return how many rows of the sheet boxes take at most."""
    total = 0
    for box, inner in _within(boxes):
        within = _rows(inner, parameters)
        match box:
            case RowBox():
                total += max(box.rows, within)
            case RepeatBox():
                total += _count(box, parameters) * within
            case _:
                total += within
    return total


def _said(parameters: Mapping[str, int | str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in parameters.items())


def _check_formulas(cell_map: CellMap, problems: Problems) -> None:
    """Try the formulas of each computed field, and of each rule in its first item, in both languages."""
    addresses = address_tree(cell_map)
    for place, formula in chain(_computed(cell_map, addresses), _rules(cell_map, addresses)):
        try:
            checked_formula(formula(), cell_map.form.sheet.zh)
        except TianbaoError as error:
            problems.report(place, error.what)


_Tried = Iterator[tuple[Place, Callable[[], str]]]


def _computed(cell_map: CellMap, addresses: Tree) -> _Tried:
    form = cell_map.origin.definition if cell_map.origin else None
    assert isinstance(form, Form)
    places = dict(field_places(form.boxes))
    seen = set()
    for cell in cell_map:
        if cell.of is not None and cell.of.formula is not None and cell.of.names not in seen:
            seen.add(cell.of.names)
            place = (*places.get(names_of(split(cell.path)), ()), "formula")
            yield place, _computed_formula(cell.of.formula, addresses, split(cell.path), cell_map, cell.sheet)


def _computed_formula(
    formula: Expression, addresses: Tree, path: Path, cell_map: CellMap, sheet: int
) -> Callable[[], str]:
    names = cell_map.sheet_names("zh")
    return lambda: render_computed(formula, addresses, indices_of(path), sheet=sheet, sheet_names=names)


def _rules(cell_map: CellMap, addresses: Tree) -> _Tried:
    for rule in cell_map.rules:
        indices = next(item_indices(addresses, rule.scope, cell_map.shape, rule.where), None)
        if rule.in_sheet and indices is not None:
            sheet = _sheet_of(value_at(addresses, reported_path(cell_map.shape, rule, indices)))
            for language in LANGUAGES:
                at = _Place(addresses, indices, language, sheet or 0, cell_map.sheet_names(language))
                yield rule.place, partial(_rule_formula, rule, at)
                yield rule.place, partial(_sentence_formula, rule, at)


def _sheet_of(node: Tree) -> int | None:
    """Return the sheet of the first cell below a node of the tree of addresses; None where there is none."""
    if isinstance(node, CellAddress):
        return node.sheet
    parts = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return next((sheet for part in parts if (sheet := _sheet_of(part)) is not None), None)


class _Place(NamedTuple):
    """Where the formula of a rule stands."""

    addresses: Tree
    indices: Indices
    language: Language
    sheet: int
    names: tuple[str, ...]


def _rule_formula(rule: Rule, at: _Place) -> str:
    broken = render_rule(rule, at.addresses, at.indices, at.language, sheet=at.sheet, sheet_names=at.names)
    return f"IF({broken},1,0)"


def _sentence_formula(rule: Rule, at: _Place) -> str:
    named = {name: part for name, part in (("found", rule.found), ("expected", rule.expected)) if part}
    slots = {"label": rule.label, **rule.slots, **named}
    words = render_text(
        rule.message.sentence.say(at.language),
        slots,
        at.addresses,
        at.indices,
        at.language,
        sheet=at.sheet,
        sheet_names=at.names,
    )
    return f'IF({address(1_048_576, 16_384)}=1,{words},"")'


def _check_workbook(form: Form, cell_map: CellMap, problems: Problems) -> None:
    """Make the blank workbook in each language."""
    for language in LANGUAGES:
        plan = form_plan(cell_map, language, frozenset())
        try:
            workbook_parts(plan, plan.contents(None).stamped(stamps_on_sheets(cell_map, None)))
        except TianbaoError as error:
            problems.report((), error.what)
