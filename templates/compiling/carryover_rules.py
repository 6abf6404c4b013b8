"""What rolls on from one year to the next, as the form's author wrote it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from templates.compiling.fields import Scheme, parse_expression
from templates.definition.checks import check_code
from templates.definition.source import Place, Problems
from templates.findings.errors import nearest, words_in_a_row
from templates.model.carryover import Roll, RollFields
from templates.model.shape import Group, Node, Repeat, enclosing, leaves, node_at
from templates.path import Names, join, split_names

__all__ = ["rolls_of"]


def rolls_of(scheme: Scheme, problems: Problems) -> Iterator[Roll]:
    """Yield what rolls on; mistakes go to `problems`."""
    for place, entry in scheme.form.rolls:
        roll = _roll(scheme, problems, place, entry)
        if roll is not None:
            yield roll


def _roll(scheme: Scheme, problems: Problems, place: Place, entry: Mapping[str, Any]) -> Roll | None:
    target = _names(entry["to"], "to", scheme, problems, place)
    source = _names(entry.get("from", entry["to"]), "from", scheme, problems, place)
    if target is None or source is None:
        return None
    for key in ("note", "otherwise"):
        if key in entry:
            check_code(scheme.form, problems, (*place, key), entry[key])
    written = entry.get("fields", {})
    fields: RollFields = written if isinstance(written, Mapping) else {name: name for name in written}
    node = node_at(scheme.shape, source)
    if fields:
        _check_fields(node, fields, join(source), problems, (*place, "fields"))
    when = None
    if "when" in entry:
        scope = source if isinstance(node, Repeat) else ()
        when = parse_expression(
            entry["when"], scheme.shape, scope, scheme.parameters, problems, (*place, "when"), gives="truth"
        )
    return Roll(
        target,
        source,
        when,
        fields,
        bool(entry.get("locked")),
        scheme.form.messages.get(entry.get("note", "")),
        scheme.form.messages.get(entry.get("otherwise", "")),
        entry.get("option"),
    )


def _names(written: str, key: str, scheme: Scheme, problems: Problems, place: Place) -> Names | None:
    """Return names that can roll: a single field or a group outside of repeats, or a whole repeat."""
    names = split_names(written)
    node = node_at(scheme.shape, names)
    known = [join(field) for field in scheme.fields]
    if node is None:
        problems.report((*place, key), "roll-unknown", name=written, near=nearest(written, known))
        return None
    around = enclosing(scheme.shape, names)
    if around not in ((), names):
        problems.report((*place, key), "roll-in-a-repeat", name=written, around=join(around))
        return None
    if any(leaf.field.formula is not None for _, leaf in leaves(node)):
        problems.report((*place, key), "roll-computed", name=written)
        return None
    return names


def _check_fields(
    node: Node | None, fields: RollFields, written: str, problems: Problems, place: Place
) -> None:
    if not isinstance(node, Repeat) or not isinstance(node.item, Group):
        problems.report(place, "roll-without-items", name=written)
        return
    for new, old in fields.items():
        for name in (new, old) if isinstance(old, str) else (new,):
            if name not in node.item.parts:
                known, near = words_in_a_row(node.item.parts), nearest(name, node.item.parts)
                problems.report(place, "roll-field-unknown", name=written, field=name, known=known, near=near)
        if not isinstance(old, str):
            _check_fields(node.item.parts.get(new), old, f"{written}.{new}", problems, (*place, new))
