"""What rolls on from one year to the next, as the form's author wrote it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from templates.compiling.fields import Scheme, parsed
from templates.definition.parse import check_code, nearest
from templates.definition.source import Place, Problems
from templates.model.carryover import Roll, RollFields
from templates.model.shape import Group, Node, Repeat, enclosing, leaves, node_at
from templates.path import Names, join, split

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
        when = parsed(
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
    names = tuple(map(str, split(written)))
    node = node_at(scheme.shape, names)
    known = [join(field) for field in scheme.fields]
    if node is None:
        remedy = nearest(written, known, "Name a field, a group or a repeat.")
        problems.report((*place, key), f"There is nothing called `{written}`.", remedy)
        return None
    around = enclosing(scheme.shape, names)
    if around not in ((), names):
        remedy = f"Let `{join(around)}` roll, and name its fields under `fields`."
        problems.report((*place, key), f"`{written}` lies in a repeat.", remedy)
        return None
    if any(leaf.field.formula is not None for _, leaf in leaves(node)):
        remedy = "Let the fields it is computed from roll."
        problems.report((*place, key), f"`{written}` is computed, or has a computed field in it.", remedy)
        return None
    return names


def _check_fields(
    node: Node | None, fields: RollFields, written: str, problems: Problems, place: Place
) -> None:
    if not isinstance(node, Repeat) or not isinstance(node.item, Group):
        problems.report(place, f"`{written}` has no items with fields.", "Leave `fields` out.")
        return
    for new, old in fields.items():
        for name in (new, old) if isinstance(old, str) else (new,):
            if name not in node.item.parts:
                remedy = nearest(name, node.item.parts, f"Its fields are {', '.join(node.item.parts)}.")
                problems.report(place, f"An item of `{written}` has no `{name}`.", remedy)
        if not isinstance(old, str):
            _check_fields(node.item.parts.get(new), old, f"{written}.{new}", problems, (*place, new))
