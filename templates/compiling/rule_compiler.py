"""The rules of a form: what must be filled in, those its author wrote, and those its kinds bring along."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from templates.compiling.fields import Scheme, parse_expression
from templates.compiling.ready_rules import ready_rules
from templates.definition.parse import check_code
from templates.definition.source import Place, Problems
from templates.findings.errors import nearest, words_in_a_row
from templates.findings.finding import Severity
from templates.kinds.shared.prompts import quoted
from templates.kinds.typed.units import money_words
from templates.language import guards_of, parse
from templates.model.expression import Expression
from templates.model.field import Field
from templates.model.rule import Purpose, Rule
from templates.model.shape import Leaf, Repeat, enclosing, leaves, node_at, repeats
from templates.path import Names, join, split_names
from templates.text import Text

__all__ = ["rules_of"]

_REQUIRED, _ERROR = "required-missing", "error-value"
"""The codes of what must be filled in and is not, and of an input that holds an error such as `#N/A`."""

_SUCH_AS = Text("（如#N/A）", "(such as #N/A)")
_FILLED = 'self <> ""'
_SLOT = re.compile(r"\{(\w+)\}")


def rules_of(scheme: Scheme, problems: Problems) -> Iterator[Rule]:
    """Yield the rules of a form; mistakes in them go to `problems`."""
    yield from _required_rules(scheme)
    for place, entry in (*ready_rules(scheme, problems), *scheme.form.rules):
        rule = _Author(scheme, problems, place, entry).rule()
        if rule is not None:
            yield rule
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
        at = self._at() if self._check_scope() else None
        if at is None:
            return None
        parts = {
            key: self._parsed(entry[key], key) for key in ("ensure", "found", "expected") if key in entry
        }
        slots = {name: self._slot(name, value) for name, value in entry.get("show", {}).items()}
        message, ensure = self._form.messages.get(entry["code"]), parts["ensure"]
        if message is None or ensure is None:
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
            if names and node_at(self._scheme.shape, names) is not None:
                return names
        near = nearest(written, map(join, self._scheme.fields))
        self._problems.report((*self._place, "at"), "field-unknown", name=written, near=near)
        return None

    def _check_slots(self) -> None:
        """A sentence must be able to say all it speaks of."""
        message = self._form.messages.get(self._entry["code"])
        if message is None:
            return
        known = {*self._entry.get("show", {}), "label", *({"found", "expected"} & self._entry.keys())}
        texts = (message.sentence.zh, message.sentence.en, message.fix.zh, message.fix.en)
        for name in sorted({name for text in texts for name in _SLOT.findall(text)} - known):
            self._problems.report(
                self._place,
                "slot-not-shown",
                name=message.code,
                braces=f"{{{name}}}",
                slot=name,
            )


def _required_rules(scheme: Scheme) -> Iterator[Rule]:
    """Yield a rule for each field that must be filled, and for each list that must have an item.

    A list within an item must have one where the item is begun.
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
            slots={"label": label},
            purpose=Purpose.REQUIRED,
        )

    for field in scheme.fields.values():
        if field.is_input and field.required and not enclosing(scheme.shape, field.names):
            yield rule((), field.names, _FILLED, field.limits.label)
    for names, repeat in repeats(scheme.shape):
        inputs = [leaf.field for _, leaf in leaves(repeat.item, names) if leaf.field.is_input]
        if repeat.required and inputs:
            scope = enclosing(scheme.shape, names[:-1])
            counted = _counted(field.names[len(scope) :] for field in inputs)
            if scope:
                around = node_at(scheme.shape, scope)
                assert isinstance(around, Repeat)
                all_inputs = (one.field for _, one in leaves(around.item, scope) if one.field.is_input)
                counted = f"OR({_counted(one.names[len(scope) :] for one in all_inputs)} = 0, {counted} > 0)"
            else:
                counted = f"{counted} > 0"
            yield rule(scope, names, counted, inputs[0].limits.label)


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
            written = check.ensure
            if group is not None and not constant:
                written = f"OR({by} <> {quoted(group)}, {written})"
            ensure = parse(written, scheme.shape, scope, scheme.parameters, this=field.names)
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
                parse(check.expected, scheme.shape, scope, scheme.parameters, this=field.names)
                if check.expected
                else None,
                slots={"label": field.limits.label},
                in_reader=check.in_reader,
                purpose=Purpose.KIND,
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
        )
