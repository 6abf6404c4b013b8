"""What people call things: fields, repeats by the sections that they make, forms, and departments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from collection.summary.tables import Subject, value_or_none
from reader import Reading
from templates import CellMap, Finding, Location, Text
from templates.model.shape import Leaf, Repeat, enclosing, leaves, node_at
from templates.path import Names, join, names_of, split
from templates.records.department import department_field

__all__ = [
    "department_of",
    "label_of",
    "label_of_finding",
    "places_of",
    "repeat_name",
    "repeat_names",
    "subject_of",
    "title_words",
]

_HEAD = ("title", "unit")
_NUMBER_AT_END = re.compile(r"\s*\d+\s*[:：]?\s*$")


def label_of(cell_map: CellMap, field: str) -> Text:
    """Return what a field or a list is called, by its path; the path itself where it has no name."""
    return _label(cell_map, field) or Text(field)


def _label(cell_map: CellMap, field: str) -> Text | None:
    names = names_of(split(field))
    match node_at(cell_map.shape, names):
        case Leaf(found) | Repeat(Leaf(found)) if found.limits.label.zh:
            return found.limits.label
        case Repeat():
            return repeat_name(cell_map, names)
    return None


def label_of_finding(reading: Reading, finding: Finding) -> Text | None:
    """Return what the first field of a finding is called, else the paths of all; None where it names none."""
    field = next((one.field for one in finding.locations if one.field is not None), None)
    if reading.cell_map is None or field is None:
        return None
    known = reading.cell_map.derived(_no_labels)
    if field not in known:
        known[field] = _label(reading.cell_map, field)
    return known[field] or Text(finding.field or "")


def places_of(reading: Reading, locations: Iterable[Location]) -> list[str | None]:
    """Return the cells of some locations; of a form with several sheets, with the sheet where it changes."""
    if reading.cell_map is None or not reading.cell_map.further:
        return [location.cell for location in locations]
    places: list[str | None] = []
    sheet: str | None = None
    for location in locations:
        parts = [None if location.sheet == sheet else location.sheet, location.cell]
        places.append("!".join(filter(None, parts)) or None)
        sheet = location.sheet
    return places


def _no_labels(cell_map: CellMap) -> dict[str, Text | None]:
    """Return what will know the labels of the fields of a cell map that findings have named."""
    return {}


def repeat_name(cell_map: CellMap, names: Names) -> Text:
    """Return what the items of a repeat are called.

    That is the title of its table in the summary (where others share the table, behind the name of the repeat
    around it, or the section that it stands in instead); or the section that each item makes (`年度目标2` is
    a `年度目标`); or the label of its first field.
    """
    for table in cell_map.summary.tables:
        if table.of == (names,) and table.title.zh != join(names):
            return table.title
        around = enclosing(cell_map.shape, names[:-1])
        if len(table.of) > 1 and names in table.of and around:
            outer = repeat_name(cell_map, around)
            return Text(outer.zh + table.title.zh, f"{outer.en}: {table.title.en}")
        section = _section_around(cell_map, names) if len(table.of) > 1 and names in table.of else None
        if section is not None:
            return section
    return _section_name(cell_map, names) or _first_label(cell_map, names)


def _section_name(cell_map: CellMap, names: Names) -> Text | None:
    node = node_at(cell_map.shape, names)
    item = next((item for item in cell_map.items if item.names == names), None)
    if item is None or (isinstance(node, Repeat) and isinstance(node.item, Leaf)):
        return None
    for section in cell_map.sections:
        within = item.first_row <= section.first_row and section.last_row <= item.last_row
        if section.sheet == item.sheet and within:
            title = section.title
            return Text(_NUMBER_AT_END.sub("", title.zh), _NUMBER_AT_END.sub("", title.en))
    return None


def _first_label(cell_map: CellMap, names: Names) -> Text:
    node = node_at(cell_map.shape, names)
    labels = [] if node is None else [leaf.field.limits.label for _, leaf in leaves(node)]
    return next((label for label in labels if label.zh), Text(join(names)))


def repeat_names(cell_map: CellMap, repeats: Sequence[Names]) -> list[Text]:
    """Return what several repeats are called; those that share a name have their section before it."""
    plain = [repeat_name(cell_map, names) for names in repeats]
    return [
        _qualified(cell_map, names, name) if plain.count(name) > 1 else name
        for names, name in zip(repeats, plain, strict=True)
    ]


def _qualified(cell_map: CellMap, names: Names, name: Text) -> Text:
    title = _section_around(cell_map, names)
    return name if title is None else Text(f"{title.zh}·{name.zh}", f"{title.en}, {name.en}")


def _section_around(cell_map: CellMap, names: Names) -> Text | None:
    """Return the title of the section in which the items of a repeat stand, if it is no item itself."""
    for item in cell_map.items:
        if item.names != names:
            continue
        for section in cell_map.sections:
            around = section.first_row <= item.first_row and item.last_row <= section.last_row
            alike = (section.first_row, section.last_row) == (item.first_row, item.last_row)
            if section.sheet == item.sheet and around and not alike:
                return section.title
    return None


def title_words(cell_map: CellMap) -> tuple[Text, tuple[Text, ...]]:
    """Return the title as the form itself shows it, and what its head says besides (the unit of money)."""
    words = {style: [cell.text for cell in cell_map if cell.style == style and cell.text] for style in _HEAD}
    title = words["title"][0] if words["title"] else cell_map.form.title
    return title, tuple(dict.fromkeys(words["unit"]))


def subject_of(reading: Reading) -> Subject:
    """Return whose a reading is, as it says itself."""
    code = reading.stamp.department if reading.stamp else ""
    return Subject(code or None, department_of(reading), reading.file)


def department_of(reading: Reading) -> str | None:
    """Return the name of the department that a reading is of, where it says so."""
    names = department_field(reading.cell_map) if reading.cell_map else None
    value = value_or_none(reading.values, names) if names else None
    return None if value is None else str(value)
