"""The fields of a form and the shape of its record, from the items as they were placed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal

from templates.compiling.layout import Layout, Placed
from templates.definition.form import Form
from templates.definition.source import Place, Problems
from templates.findings.errors import nearest
from templates.kinds import CONSTANT, KINDS
from templates.kinds.base import (
    Choices,
    Kind,
    Limits,
    Raw,
    Value,
)
from templates.language import ExpressionError, evaluate, parse, references_of
from templates.model.expression import Expression
from templates.model.field import Field
from templates.model.shape import Group, Leaf, Node, Repeat, enclosing, leaves
from templates.path import Names, join
from templates.text import Text

__all__ = ["Scheme", "computation_order", "field_limits", "parse_expression", "scheme_of"]


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
        for path in placed.paths:
            if path in paths:
                problems.report(placed.place, "field-twice", field=path)
            paths.add(path)
    tree: dict[str, Any] = {}
    for names, placed in first.items():
        _insert(tree, _field(form, names, placed, parameters, problems), layout, placed.place, problems)
    shape = _parts(tree, (), layout.constants)

    def with_formula(field: Field) -> Field:
        placed = first[field.names]
        if placed.item is None or "formula" not in placed.item.options:
            return field
        place = (*placed.place, "formula")
        scope = enclosing(shape, field.names)
        written = placed.item.options["formula"]
        expression = parse_expression(written, shape, scope, parameters, problems, place, gives="number")
        return replace(field, formula=expression)

    shape = _changed(shape, with_formula)
    fields = {names: leaf.field for names, leaf in leaves(shape)}
    for names, field in fields.items():
        choices = field.limits.choices
        if choices and choices.by and (*names[:-1], choices.by) not in fields:
            place = first[names].place
            problems.report(place, "choice-depends-on-nothing", field=join(names), by=choices.by)
    return Scheme(form, parameters, shape, fields, {names: placed.place for names, placed in first.items()})


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
    gives: Literal["number", "truth"] | None = None,
) -> Expression | None:
    """Parse an expression of the definition; a mistake in it goes to `problems`."""
    try:
        return parse(str(written), shape, scope, parameters, this=this, reader_only=reader_only, gives=gives)
    except ExpressionError as error:
        problems.report(place, error.what)
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
    return Field(names, kind, limits, bool(options.get("required")), None, default)


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


def _insert(tree: dict[str, Any], field: Field, layout: Layout, place: Place, problems: Problems) -> None:
    """Put a field into the nested dicts of the shape; the item of a repeat of plain values has the key ``."""
    steps = (*field.names, "") if field.names in layout.constants else field.names
    node = tree
    for name in steps[:-1]:
        node = node.setdefault(name, {})
        if isinstance(node, Field):
            problems.report(place, "field-in-a-field", field=join(field.names))
            return
    if steps[-1] in node:
        problems.report(place, "field-and-group", field=join(field.names))
        return
    node[steps[-1]] = field


def _group(parts: Mapping[str, Any], names: Names, constants: Mapping[Names, list[dict[str, str]]]) -> Node:
    """Turn nested dicts of fields into a shape."""
    if names not in constants:
        return _parts(parts, names, constants)
    item: Node = Leaf(parts[""]) if "" in parts else _parts(parts, names, constants)
    required = any(leaf.field.required for _, leaf in leaves(item))
    return Repeat(item, tuple(MappingProxyType(row) for row in constants[names]), required)


def _parts(parts: Mapping[str, Any], names: Names, constants: Mapping[Names, list[dict[str, str]]]) -> Group:
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
