"""The fields of a form and the shape of its record, from the items as they were placed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal

from templates.compiling.placed import Layout, Placed
from templates.definition.form import Form
from templates.definition.source import Place, Problems
from templates.findings.errors import Sentence, nearest
from templates.kinds import CONSTANT, KINDS
from templates.kinds.base import (
    Choices,
    Kind,
    Limits,
    Raw,
    Value,
)
from templates.language import ExpressionError, evaluate, parse, references_of
from templates.language.value_types import as_text, results_of, value_type_of
from templates.model.expression import Expression, String, changed
from templates.model.field import Field
from templates.model.shape import Group, Leaf, Node, Repeat, enclosing, leaves
from templates.path import Indices, Names, Path, indices_of, join, names_of, split
from templates.text import Text, common_words

__all__ = ["Scheme", "computation_order", "field_limits", "parse_expression", "scheme_of"]

_WORDS = re.compile(r"[^-+*/^&=<>()\[\]]*")
"""What has no sign of a formula."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A form's record at given parameters: its shape, and its fields by their names."""

    form: Form
    parameters: Mapping[str, int | str]
    shape: Group
    fields: Mapping[Names, Field]
    places: Mapping[Names, Place]
    """Where the definition says what of each field."""


def scheme_of(form: Form, layout: Layout, parameters: Mapping[str, int | str], problems: Problems) -> Scheme:
    """Build the shape of a record from the placed items; mistakes go to `problems`."""
    first: dict[Names, Placed] = {}
    paths: set[str] = set()
    for placed in layout.placed:
        if placed.names:
            first.setdefault(placed.names, placed)
        elif placed.item is not None:
            problems.report(placed.place, "self-outside")
        for path in placed.paths:
            if path in paths:
                problems.report(placed.place, "field-twice", field=join(placed.names))
            paths.add(path)
    tree: dict[str, Any] = {}
    labels: dict[Names, list[Text]] = {}
    for placed in layout.placed:
        labels.setdefault(placed.names, []).append(placed.label)
    for names, placed in first.items():
        in_all = replace(placed, label=common_words(labels[names]))
        _insert(tree, _field(form, names, in_all, parameters, problems), layout, placed, problems)
    _check_items_alike(layout, problems)
    shape = _parts(tree, (), layout.constants)

    def with_formula(field: Field) -> Field:
        placed = first[field.names]
        if placed.item is None or "formula" not in placed.item.options:
            return field
        place = (*placed.place, "formula")
        scope = enclosing(shape, field.names)
        written = placed.item.options["formula"]
        gives: Literal["number", "value"] = "number" if field.kind.numeric else "value"
        expression = parse_expression(written, shape, scope, parameters, problems, place, gives=gives)
        if expression is not None and gives == "value" and value_type_of(expression) != "number":
            _check_terms(field, expression, problems, place)
            expression = as_text(expression)
        return replace(field, formula=expression)

    shape = _with_fixed_marked(_changed(shape, with_formula))
    fields = {names: leaf.field for names, leaf in leaves(shape)}
    for names, field in fields.items():
        choices = field.limits.choices
        if choices and choices.by and (*names[:-1], choices.by) not in fields:
            place = first[names].place
            problems.report(place, "choice-depends-on-nothing", field=join(names), by=choices.by)
    return Scheme(form, parameters, shape, fields, {names: placed.place for names, placed in first.items()})


def _check_terms(field: Field, expression: Expression, problems: Problems, place: Place) -> None:
    """The texts that a formula gives, as it says them, are terms of the field's list where there is one."""
    choices = field.limits.choices
    known = [term.value for term in choices.terms()] if choices else []
    for result in results_of(expression) if choices else ():
        if isinstance(result, String) and result.value not in ("", *known):
            problems.report(place, "term-unknown", found=result.value, near=nearest(result.value, known))


def _with_fixed_marked(shape: Group) -> Group:
    """Return a shape whose formulas know which of the fields they name are computed from no input."""
    fields = {names: leaf.field for names, leaf in leaves(shape)}
    fixed = {names for names, field in fields.items() if field.constant}
    while found := {
        names
        for names, field in fields.items()
        if names not in fixed and field.formula is not None
        if all(ref.names in fixed for ref in references_of(field.formula))
    }:
        fixed |= found

    def marked(field: Field) -> Field:
        if field.formula is None or not fixed:
            return field
        return replace(
            field, formula=changed(field.formula, lambda ref: replace(ref, fixed=ref.names in fixed))
        )

    return _changed(shape, marked)


def _check_items_alike(layout: Layout, problems: Problems) -> None:
    """Each item of a repeat has the same fields; of the lists within, at least one row in each."""
    found: dict[tuple[Names, Indices], dict[Names, None]] = {key: {} for key in layout.boxes}
    for placed in layout.placed:
        for path in map(split, placed.paths):
            for names, indices in _items_around(path):
                found[names, indices][placed.names] = None
    every: dict[Names, dict[Names, None]] = {}
    for (names, _), fields in found.items():
        every.setdefault(names, {}).update(fields)
    for (names, indices), fields in found.items():
        for field in every[names]:
            if field not in fields:
                place, name = layout.boxes[names, indices], join(field[len(names) :]) or "self"
                problems.report(place, "items-not-alike", list=join(names), field=name)


def _items_around(path: Path) -> Iterator[tuple[Names, Indices]]:
    """Yield the items that a path lies in: the names of their repeats, and their indices."""
    for end, part in enumerate(path, 1):
        if isinstance(part, int):
            yield names_of(path[:end]), indices_of(path[:end])


def parse_expression(
    written: object,
    shape: Group,
    scope: Names,
    parameters: Mapping[str, int | str],
    problems: Problems,
    place: Place,
    *,
    this: Names | None = None,
    reader_only: bool = False,
    gives: Literal["number", "truth", "value"] | None = None,
    said: bool = False,
    shown: bool = False,
) -> Expression | None:
    """Parse an expression of the definition; a mistake in it goes to `problems`.

    One that is `said` in a sentence of the sheet gives no condition. One that is `shown` stands where words
    may stand, too.
    """
    try:
        parsed = parse(
            str(written), shape, scope, parameters, this=this, reader_only=reader_only, gives=gives
        )
        if said and value_type_of(parsed) == "truth":
            raise ExpressionError("condition-in-a-sentence")
        return parsed
    except ExpressionError as error:
        what = error.what
        if (
            shown
            and not str(written).isascii()
            and "near" not in what.slots
            and _WORDS.fullmatch(str(written))
        ):
            what = Sentence.of("text-for-expression", name=str(written))
        problems.report(place, what, about=str(written))
        return None


def computation_order(scheme: Scheme, problems: Problems) -> tuple[Names, ...]:
    """Return the computed fields, each after those it needs; a circle among them is a mistake."""
    order: list[Names] = []
    done: set[Names] = set()

    def visit(names: Names, way: tuple[Names, ...]) -> None:
        formula = scheme.fields[names].formula
        if formula is None or names in done:
            return
        if names in way:
            circle = " → ".join(map(join, (*way[way.index(names) :], names)))
            place = (*scheme.places[way[-1]], "formula")
            problems.report(place, "formulas-circular", circle=circle)
            return
        for ref in references_of(formula):
            visit(ref.names, (*way, names))
        done.add(names)
        order.append(names)

    for names in scheme.fields:
        visit(names, ())
    return tuple(order)


def field_limits(
    form: Form, placed: Placed, parameters: Mapping[str, int | str], problems: Problems
) -> Limits:
    """Return the limits of a placed field, in the words of its author."""
    assert placed.item is not None
    options = placed.item.options
    choices = _choices(form, placed, problems) if "of" in options else None
    common = Limits(
        label=Text.of(options["called"]) if "called" in options else placed.label,
        heads=() if "called" in options else placed.heads,
        hint=placed.hint,
        required=bool(options.get("required")),
        unit=str(parameters.get("unit", "万元")),
        choices=choices,
        group=placed.group.get(choices.by) if choices and choices.by else None,
    )
    kind = KINDS[options["kind"]]
    limits: Limits = kind.limits(_own_options(kind, options), common)
    return limits


def _own_options(kind: Kind, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that only some kinds have."""
    known = kind.options().get("properties", {})
    return {name: value for name, value in options.items() if name in known}


def _field(
    form: Form, names: Names, placed: Placed, parameters: Mapping[str, int | str], problems: Problems
) -> Field:
    if placed.item is None:
        return Field(names, CONSTANT, CONSTANT.limits({}, Limits(label=placed.label)), constant=True)
    options = placed.item.options
    limits = replace(field_limits(form, placed, parameters, problems), group=None)
    kind = KINDS[options["kind"]]
    for name, mistake in kind.mistakes(_own_options(kind, options)):
        problems.report((*placed.place, name), mistake)
    written, place = options.get("default"), (*placed.place, "default")
    if isinstance(written, str) and kind.is_literal(written):
        outcome = kind.read(Raw(written), limits)
        default = outcome.value
        if not outcome.readable:
            problems.report(place, "default-unreadable", found=written)
    else:
        default = _default(written, parameters, problems, place)
    locked = bool(options.get("locked"))
    if locked and "formula" in options:
        problems.report((*placed.place, "locked"), "lock-of-computed", field=join(names))
    return Field(names, kind, limits, bool(options.get("required")), None, default, locked)


def _choices(form: Form, placed: Placed, problems: Problems) -> Choices | None:
    assert placed.item is not None
    name = str(placed.item.options.get("of"))
    if name not in form.choices:
        near = nearest(name, form.choices)
        problems.report((*placed.place, "of"), "choices-unknown", name=name, near=near)
    return form.choices.get(name)


def _default(written: object, parameters: Mapping[str, int | str], problems: Problems, place: Place) -> Value:
    """Return what a blank form is prefilled with: a number, or what an expression on parameters comes to."""
    if not isinstance(written, str):
        return written if isinstance(written, int) else _decimal(written)
    expression = parse_expression(written, Group({}), (), parameters, problems, place)
    value = evaluate(expression, {}, ()) if expression else None
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else value
    return value if isinstance(value, str) else None


def _decimal(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _insert(tree: dict[str, Any], field: Field, layout: Layout, placed: Placed, problems: Problems) -> None:
    """Put a field into the nested dicts of the shape; the item of a repeat of plain values has the key ``."""
    is_self = placed.item is not None and placed.item.name == "self"
    steps = (*field.names, "") if is_self else field.names
    node = tree
    for end, name in enumerate(steps[:-1], 1):
        node = node.setdefault(name, {})
        if isinstance(node, Field):
            problems.report(placed.place, "field-in-a-field", field=join(field.names))
            return
        alone = "" in node or (is_self and end == len(field.names) and node)
        if alone and field.names[:end] in layout.constants:
            others = (field.names[end:], *((key,) for key in node))
            other = next(join(names) for names in others if names and names != ("",))
            problems.report(placed.place, "self-with-others", list=join(field.names[:end]), field=other)
            return
    if steps[-1] in node or (not is_self and field.names in layout.constants):
        problems.report(placed.place, "field-and-group", field=join(field.names))
        return
    node[steps[-1]] = field


_Constants = Mapping[Names, Mapping[Indices, list[dict[str, str]]]]


def _group(parts: Mapping[str, Any], names: Names, constants: _Constants) -> Node:
    """Turn nested dicts of fields into a shape."""
    if names not in constants:
        return _parts(parts, names, constants)
    item: Node = Leaf(parts[""]) if "" in parts else _parts(parts, names, constants)
    required = any(leaf.field.required for _, leaf in leaves(item))
    rows = {at: tuple(map(MappingProxyType, of_item)) for at, of_item in constants[names].items()}
    longest = max(rows.values(), key=len)
    alike = all(of_item == longest for of_item in rows.values())
    return Repeat(item, longest, required, MappingProxyType({} if alike else rows))


def _parts(parts: Mapping[str, Any], names: Names, constants: _Constants) -> Group:
    return Group(
        MappingProxyType(
            {
                name: Leaf(part) if isinstance(part, Field) else _group(part, (*names, name), constants)
                for name, part in parts.items()
            }
        )
    )


def _with_formulas(node: Node, change: Callable[[Field], Field]) -> Node:
    match node:
        case Leaf(field):
            return Leaf(change(field))
        case Repeat():
            return replace(node, item=_with_formulas(node.item, change))
        case Group():
            return _changed(node, change)


def _changed(group: Group, change: Callable[[Field], Field]) -> Group:
    """Return a shape with each field changed."""
    return Group(MappingProxyType({name: _with_formulas(part, change) for name, part in group.parts.items()}))
