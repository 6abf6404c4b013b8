"""The rules of a form: what must be filled in, those its author wrote, and those its kinds bring along."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from templates.compiling.fields import Scheme, parse_expression
from templates.compiling.ready_rules import ready_rules
from templates.definition.checks import check_code
from templates.definition.form import Form
from templates.definition.source import Place, Problems
from templates.findings.catalogue import catalogue
from templates.findings.errors import nearest, words_in_a_row
from templates.findings.finding import Message, Severity
from templates.kinds.shared.prompts import quoted
from templates.kinds.typed.units import money_words
from templates.language import guards_of, parse
from templates.model.expression import Call, Expression
from templates.model.field import Field
from templates.model.rule import Purpose, Rule
from templates.model.shape import Leaf, Node, Repeat, enclosing, leaves, node_at, repeats
from templates.path import Names, join, split_names
from templates.text import Text

__all__ = ["rules_of"]

_REQUIRED, _ERROR = "required-missing", "error-value"
"""The codes of what must be filled in and is not, and of an input that holds an error such as `#N/A`."""

_SUCH_AS = Text("（如#N/A）", "(such as #N/A)")
_FILLED = 'self <> ""'
_SLOT = re.compile(r"\{([^{}]+)\}")


def rules_of(scheme: Scheme, problems: Problems) -> Iterator[Rule]:
    """Yield the rules of a form; mistakes in them go to `problems`."""
    _check_own_messages(scheme.form, problems)
    if not problems:  # else they are not needed, and what they name may not be there
        yield from _required_rules(scheme)
    for place, entry in (*ready_rules(scheme, problems), *scheme.form.rules):
        rule = _Author(scheme, problems, place, entry).rule()
        if rule is not None:
            yield rule
    if problems:
        return
    for field in scheme.fields.values():
        if field.is_input:
            yield from _kind_rules(scheme, field)
    yield from _error_rules(scheme)


class _Author:
    """One rule as its author wrote it."""

    def __init__(self, scheme: Scheme, problems: Problems, place: Place, entry: Mapping[str, Any]) -> None:
        self._form, self._scheme, self._problems = scheme.form, scheme, problems
        self._place, self._entry = place, entry
        self._scope: Names = split_names(entry.get("in", ""))

    def rule(self) -> Rule | None:
        """Return the rule, or None where it has a mistake, which is reported."""
        entry = self._entry
        check_code(self._form, self._problems, (*self._place, "code"), entry["code"])
        self._check_slots()
        if not self._check_scope():
            return None  # names mean what they mean in the items that it does not name
        at = self._at()
        parts = {
            key: self._parsed(entry[key], key) for key in ("ensure", "found", "expected") if key in entry
        }
        slots = {name: self._slot(name, value) for name, value in entry.get("show", {}).items()}
        message, ensure = self._form.messages.get(entry["code"]), parts["ensure"]
        if message is None or ensure is None or at is None:
            return None
        return Rule(
            message,
            self._severity(message.severity),
            self._scope,
            at,
            ensure,
            guards=_guards(ensure, self._scheme),
            found=parts.get("found"),
            expected=parts.get("expected"),
            slots={name: value for name, value in slots.items() if value is not None},
            in_sheet=entry.get("sheet", True),
            label=_label_of(self._scheme, at),
            place=self._place,
        )

    def _slot(self, name: str, written: object) -> Expression | Text | None:
        """Return what fills a slot of the message: words, an expression, or the words of a parameter."""
        if isinstance(written, Mapping):
            return Text.of(written)
        parameter = self._scheme.parameters.get(str(written))
        return money_words(parameter) if isinstance(parameter, str) else self._parsed(written, "show", name)

    def _parsed(self, written: object, *key: str) -> Expression | None:
        node = node_at(self._scheme.shape, self._scope)
        this = self._scope if isinstance(node, Repeat) and isinstance(node.item, Leaf) else None
        return parse_expression(
            written,
            self._scheme.shape,
            self._scope,
            self._scheme.parameters,
            self._problems,
            (*self._place, *key),
            this=this,
            reader_only=not self._entry.get("sheet", True),
            gives="truth" if key == ("ensure",) else None,
            shown=key[:1] == ("show",),
            said=key != ("ensure",) and self._entry.get("sheet", True),
        )

    def _check_scope(self) -> bool:
        if not self._scope or isinstance(node_at(self._scheme.shape, self._scope), Repeat):
            return True
        written = join(self._scope)
        known = [join(names) for names, _ in repeats(self._scheme.shape)]
        self._problems.report(
            (*self._place, "in"),
            "repeat-unknown",
            name=written,
            known=words_in_a_row(known),
            near=nearest(written, known),
        )
        return False

    def _severity(self, usual: Severity) -> Severity:
        """Return the severity its author gave it; a rule that is new in this version starts as a notice."""
        if "severity" in self._entry:
            return Severity(self._entry["severity"])
        is_new = str(self._entry.get("since", "")) == self._form.identity.version
        return Severity.NOTICE if is_new else usual

    def _at(self) -> Names | None:
        """Return the names of what the finding is reported at: in the item, or from the top."""
        written = self._entry["at"]
        names_here = () if written == "self" else split_names(written)
        for names in ((*self._scope, *names_here), names_here):
            node = node_at(self._scheme.shape, names) if names else None
            if node is not None and _has_cell(self._scheme, names, node):
                return names
            if node is not None:
                self._problems.report((*self._place, "at"), "at-without-cell", name=written)
                return None
        near = nearest(written, map(join, self._scheme.fields))
        self._problems.report((*self._place, "at"), "field-unknown", name=written, near=near)
        return None

    def _check_slots(self) -> None:
        """A sentence must be able to say all it speaks of."""
        message = self._form.messages.get(self._entry["code"])
        if message is None:
            return
        known = {*self._entry.get("show", {}), "label", *({"found", "expected"} & self._entry.keys())}
        for name in sorted(_slots_of(message) - known):
            self._problems.report(
                self._place,
                "slot-not-shown",
                name=message.code,
                braces=f"{{{name}}}",
                slot=name,
            )


def _slots_of(message: Message) -> set[str]:
    texts = (message.sentence.zh, message.sentence.en, message.fix.zh, message.fix.en)
    return {name for text in texts for name in _SLOT.findall(text)}


def _check_own_messages(form: Form, problems: Problems) -> None:
    """A form's own message for a code of the toolkit has the slots of the toolkit's message."""
    for code, usual in catalogue().items():
        message = form.messages[code]
        known = {*_slots_of(usual), *usual.title.slots, "label"}
        for name in sorted(_slots_of(message) - known) if message is not usual else ():
            place = ("messages", code)
            problems.report(place, "slot-of-no-message", name=code, braces=f"{{{name}}}")


def _has_cell(scheme: Scheme, names: Names, node: Node) -> bool:
    """Tell whether anything below some names, or beside a constant in its item, is filled in or computed."""
    if isinstance(node, Leaf) and node.field.constant:
        around = node_at(scheme.shape, enclosing(scheme.shape, names))
        assert isinstance(around, Repeat)
        node = around.item
    return any(not leaf.field.constant for _, leaf in leaves(node))


def _label_of(scheme: Scheme, names: Names) -> Text:
    """Return what a person calls a field; of a list or a group, its first field that has a cell."""
    node = node_at(scheme.shape, names)
    assert node is not None
    found = [leaf.field for _, leaf in leaves(node)]
    return next((field for field in found if not field.constant), found[0]).limits.label


def _required_rules(scheme: Scheme) -> Iterator[Rule]:
    """Yield a rule for each field that must be filled, and for each list that must have an item.

    A field of an item must be filled, and a list within it must have an item, where the item is begun.
    """
    message = scheme.form.messages[_REQUIRED]

    def rule(scope: Names, at: Names, ensure: str, label: Text) -> Rule:
        this = at if ensure == _FILLED else None
        parsed = parse(ensure, scheme.shape, scope, scheme.parameters, this=this)
        return Rule(
            message,
            message.severity,
            scope,
            at,
            parsed,
            purpose=Purpose.REQUIRED,
            label=label,
            place=scheme.places.get(at, ()),
        )

    for field in scheme.fields.values():
        scope = enclosing(scheme.shape, field.names)
        if not (field.is_input and field.required) or scope == field.names:
            continue  # an item of a list of plain values is begun where it is filled
        if not scope:
            yield rule((), field.names, _FILLED, field.limits.label)
        elif others := [one for one in _inputs_of(scheme, scope) if one != field.names]:
            begun = _counted(names[len(scope) :] for names in others)
            filled = f'{join(field.names[len(scope) :])} <> ""'
            yield rule(scope, field.names, f"OR({filled}, {begun} = 0)", field.limits.label)
    for names, repeat in repeats(scheme.shape):
        inputs = [leaf.field for _, leaf in leaves(repeat.item, names) if leaf.field.is_input]
        if repeat.required and inputs:
            scope = enclosing(scheme.shape, names[:-1])
            counted = _counted(field.names[len(scope) :] for field in inputs)
            if scope:
                all_inputs = _inputs_of(scheme, scope)
                counted = f"OR({_counted(one[len(scope) :] for one in all_inputs)} = 0, {counted} > 0)"
            else:
                counted = f"{counted} > 0"
            yield replace(
                rule(scope, names, counted, inputs[0].limits.label), place=scheme.places[inputs[0].names]
            )


def _inputs_of(scheme: Scheme, names: Names) -> list[Names]:
    """Return the inputs of the items of a repeat, those of lists within among them."""
    around = node_at(scheme.shape, names)
    assert isinstance(around, Repeat)
    return [one.field.names for _, one in leaves(around.item, names) if one.field.is_input]


def _counted(fields: Iterable[Names]) -> str:
    return f"COUNTA({', '.join(map(join, fields))})"


def _kind_rules(scheme: Scheme, field: Field) -> Iterator[Rule]:
    """Yield the rules that a field's kind brings along; of a dependent choice, those of each group."""
    scope = enclosing(scheme.shape, field.names)
    choices = field.limits.choices
    by = choices.by if choices else None
    constant = by is not None and scheme.fields[(*scope, by)].constant
    groups: tuple[str | None, ...] = (*choices.groups,) if choices and by else ()
    known: set[str] = set()
    for group in groups if constant else (None, *groups):
        for check in field.kind.checks(replace(field.limits, group=group)):
            if group is not None and check.code in known:
                continue  # it holds of all groups, whichever the other field names
            known |= {check.code} if group is None else set()
            ensure = parse(
                check.ensure, scheme.shape, scope, scheme.parameters, this=field.names, as_written=True
            )
            if group is not None and not constant:
                other = parse(f"{by} <> {quoted(group)}", scheme.shape, scope, scheme.parameters)
                ensure = Call("OR", (other, ensure))
            message = scheme.form.messages[check.code]
            yield Rule(
                message,
                message.severity,
                scope,
                field.names,
                ensure,
                (by, group) if constant and by is not None and group is not None else None,
                () if check.of_blank and not (group and not constant) else _guards(ensure, scheme),
                parse("self", scheme.shape, scope, scheme.parameters, this=field.names),
                parse(
                    check.expected, scheme.shape, scope, scheme.parameters, this=field.names, as_written=True
                )
                if check.expected
                else None,
                check.slots,
                in_reader=check.in_reader,
                purpose=Purpose.KIND,
                label=field.limits.label,
                place=scheme.places[field.names],
            )


def _guards(ensure: Expression, scheme: Scheme) -> tuple[Expression, ...]:
    return guards_of(
        ensure,
        lambda names: scheme.fields[names].formula,
        lambda names: scheme.fields[names].required and scheme.fields[names].formula is None,
    )


def _error_rules(scheme: Scheme) -> Iterator[Rule]:
    """Yield a rule for each input, or for all of an item together: none holds an error that was pasted.

    An error stops every formula that reads it, so no other rule would notice. The reader finds it by itself.
    """
    message = scheme.form.messages[_ERROR]
    together: dict[Names, list[Names]] = {}
    for field in scheme.fields.values():
        if field.is_input:
            scope = enclosing(scheme.shape, field.names)
            together.setdefault(scope or field.names, []).append(field.names)
    for names in together.values():
        scope = enclosing(scheme.shape, names[0])
        cells = " & ".join(join(one[len(scope) :]) or "self" for one in names)
        ensure = parse(f"NOT(ISERROR({cells}))", scheme.shape, scope, scheme.parameters, this=names[0])
        yield Rule(
            message,
            message.severity,
            scope,
            names[0],
            ensure,
            slots={"found": _SUCH_AS},
            in_reader=False,
            purpose=Purpose.ERROR_VALUE,
            label=scheme.fields[names[0]].limits.label,
            place=scheme.places[names[0]],
        )
