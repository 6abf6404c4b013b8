"""What people do to a form that is filled in, and what must be read of it all the same.

Each value that is filled in is one of its kind: so it is known again wherever it stands. Whatever still
stands in the file must be in the record, in its own field and beside the values of its own item, or a finding
must speak of it; and the record holds nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import python_calamine

from reader import Reading
from templates import Role, Severity, builtin, compile
from templates.language import address
from templates.path import Path as FieldPath
from templates.path import join, names_of
from tests.complete import complete

__all__ = [
    "FORM",
    "SUFFIXES",
    "Marked",
    "Operation",
    "faults",
    "marked_record",
    "operation",
    "singles",
]

Operation = tuple[Any, ...]

FORM = compile(
    builtin("department-goals"),
    {
        "year": 2020,
        "projects": 6,
        "annual_goals": 2,
        "output_rows": 4,
        "benefit_rows": 3,
        "satisfaction_rows": 3,
    },
)
PASTED = "粘贴的内容"
"""What is pasted begins so; where rows were moved before, it may come to stand in an input."""

SUFFIXES = (".xlsx", ".xls", ".ods")

_LABELS = [cell for cell in FORM if cell.role is Role.LABEL and cell.text]
_PROJECTS = [item for item in FORM.items if item.names == ("projects",)]
_INDICATORS = [item for item in FORM.items if item.names[-1] == "indicators"]
_COLUMNS = max(cell.column + cell.columns - 1 for cell in FORM)


@dataclass(frozen=True, slots=True)
class Marked:
    """A record in which each value is one of its kind: the record, and where each value was put."""

    values: Mapping[str, Any]
    places: Mapping[object, FieldPath]


def marked_record() -> Marked:
    """Return a record with some rows of each list filled in, none of them the last."""
    places: dict[object, FieldPath] = {}

    def mark(tree: Any, path: FieldPath) -> Any:
        if isinstance(tree, dict):
            return {name: mark(part, (*path, name)) for name, part in tree.items()}
        if isinstance(tree, list):
            return [mark(part, (*path, number)) for number, part in enumerate(tree[:-1] or tree)]
        value = _mark(tree, path, len(places))
        if value is not None:
            places[value] = path
        return tree if value is None else value

    values = mark(complete(FORM), ())
    return Marked(values, places)


def _mark(value: Any, path: FieldPath, number: int) -> object:
    """Return what takes the place of a value, None where it has to stay: a term, a phone, a year."""
    name = path[-1] if isinstance(path[-1], str) else path[-2]
    if name in ("level1", "level2", "type", "phone", "long_term_end_year"):
        return None
    if isinstance(value, int | Decimal):
        return Decimal(1000 + number) + Decimal("0.25")
    if name in ("target", "year_before_last", "last_year"):
        return f"{1000 + number}个"
    return f"第{number}号内容甲乙丙丁戊己庚"


def faults(marked: Marked, reading: Reading, file: Path) -> Iterator[tuple[object, ...]]:
    """Yield what was misread in a file, and what was lost without a word.

    What a person moved from one part of a form to another, and what has no number of its own any more, is
    read where it stands; then a warning or an error speaks of the cell, or of its row where all numbers are
    gone.
    """
    standing = _standing(file)
    named = [place for finding in reading.findings for place in finding.locations]
    by_labels = any(finding.code == "found-by-labels" for finding in reading.findings)
    doubted = {
        place.cell
        for finding in reading.findings
        if finding.severity is not Severity.NOTICE
        for place in finding.locations
        if place.cell
    }
    doubted_rows = set(map(_row_of, doubted)) if by_labels else set()
    read: set[object] = set()
    origins: defaultdict[FieldPath, set[FieldPath]] = defaultdict(set)
    for path, value in _leaves(reading.values):
        origin = marked.places.get(value)
        if origin is None:
            is_usual = names_of(path)[-1] in ("level1", "level2", "type", "phone", "long_term_end_year")
            if not is_usual and not str(value).startswith(PASTED):
                yield "read, and never written", join(path), value
            continue
        read.add(value)
        if names_of(origin) != names_of(path):
            places = standing.get(value, set())
            if not places & doubted and doubted_rows.isdisjoint(map(_row_of, places)):
                yield "read in another field", join(path), value, join(origin)
            continue
        for end, part in enumerate(path):
            if isinstance(part, int):
                origins[path[: end + 1]].add(origin[: end + 1])
    for item, found in origins.items():
        if len(found) > 1:
            yield "read as one item", join(item), sorted(map(join, found))
    told = "\n".join(place.found for place in named if place.found)
    cells = {place.cell for place in named}
    fields = {place.field for place in named}
    for value, places in standing.items():
        origin = marked.places.get(value)
        if origin is None or value in read or str(value) in told or places & cells:
            continue
        if not any(join(origin[:end]) in fields for end in range(1, len(origin) + 1)):
            yield "lost without a word", join(origin), value, sorted(places)


def _row_of(cell: str) -> int:
    return int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def _leaves(tree: Any, path: FieldPath = ()) -> Iterator[tuple[FieldPath, object]]:
    if isinstance(tree, Mapping):
        for name, part in tree.items():
            yield from _leaves(part, (*path, name))
    elif isinstance(tree, Sequence) and not isinstance(tree, str):
        for number, part in enumerate(tree):
            yield from _leaves(part, (*path, number))
    elif tree is not None:
        yield path, tree


def _standing(file: Path) -> dict[object, set[str]]:
    """Return all that stands in the cells of a file, and where, as python-calamine sees it."""
    found: defaultdict[object, set[str]] = defaultdict(set)
    workbook = python_calamine.load_workbook(str(file))
    for name in workbook.sheet_names:
        for row, cells in enumerate(workbook.get_sheet_by_name(name).to_python(skip_empty_area=False), 1):
            for column, value in enumerate(cells, 1):
                known = Decimal(str(value)) if isinstance(value, float) else value
                if value != "":
                    found[known].add(address(row, column))
    return found


def _rows_of(random: Random) -> tuple[int, int]:
    """Return the first row and the number of the rows of a list."""
    if random.random() < 0.5:
        return _PROJECTS[0].first_row, len(_PROJECTS)
    item = random.choice(_INDICATORS)
    level = [other for other in _INDICATORS if other.indices[:-1] == item.indices[:-1]]
    return level[0].first_row, len(level)


def operation(random: Random) -> Operation:
    """Return something that people do, anywhere in the form."""
    return random.choice(_RANDOM)(random)


def _within(random: Random, name: str) -> Operation:
    first, count = _rows_of(random)
    row, before = random.sample(range(first, first + count), 2)
    return name, row, 1, before


def _anywhere(random: Random, name: str, most: int) -> Operation:
    return name, random.randint(3, FORM.last_row), random.randint(1, most)


def _sorted(random: Random) -> Operation:
    return "sort rows", _PROJECTS[0].first_row, len(_PROJECTS), random.choice([3, 6])


def _pasted(random: Random) -> Operation:
    label = random.choice(_LABELS)
    return "paste", label.row, label.column, f"{PASTED}{random.randrange(1000)}"


_RANDOM = (
    lambda random: _anywhere(random, "insert rows", 2),
    lambda random: _anywhere(random, "delete rows", 2),
    lambda random: _within(random, "move rows"),
    lambda random: _within(random, "move rows"),
    lambda random: _within(random, "copy rows"),
    _sorted,
    lambda random: _anywhere(random, "hide rows", 5),
    lambda random: ("hide columns", random.randint(2, _COLUMNS), 1),
    lambda random: _anywhere(random, "unmerge", 20),
    _pasted,
    lambda random: ("insert columns", random.randint(2, _COLUMNS), 1),
    lambda random: ("delete columns", random.randint(1, _COLUMNS), 1),
    lambda random: ("delete columns", 1, 1),
    lambda random: ("rename", f"表{random.randrange(1000)}"),
    lambda random: ("copy sheet", f"副本{random.randrange(10**6)}"),
    lambda random: ("move sheet",),
    lambda random: ("leave alone",),
    lambda random: ("unprotect",),
    lambda random: ("allow anything",),
)


def singles() -> Mapping[str, Operation]:
    """Return each thing that people do, once, where it does harm."""
    first = _PROJECTS[0].first_row
    inside = _INDICATORS[0].first_row
    return {
        "a row inserted into a list": ("insert rows", first + 1, 1),
        "rows inserted above the form": ("insert rows", 2, 3),
        "a row of a list deleted": ("delete rows", first, 1),
        "a row of amounts deleted": ("delete rows", 10, 1),
        "a row of a list moved": ("move rows", first, 1, first + 3),
        "a row of a list copied": ("copy rows", first, 1, first + 3),
        "the heads of a list copied": ("copy rows", first - 1, 1, first),
        "the heads of indicators copied": ("copy rows", inside - 1, 1, inside),
        "an indicator moved": ("move rows", inside, 1, inside + 2),
        "a list sorted": ("sort rows", first, len(_PROJECTS), 3),
        "rows hidden": ("hide rows", first, 2),
        "columns hidden": ("hide columns", 5, 1),
        "the whole form unmerged": ("unmerge", 2, FORM.last_row),
        "a label overwritten": ("paste", 9, 3, "粘贴的内容"),
        "a column inserted": ("insert columns", 4, 1),
        "a column of amounts deleted": ("delete columns", 7, 1),
        "the numbers of rows deleted": ("delete columns", 1, 1),
        "the numbers of columns deleted": ("delete rows", 1, 1),
        "the sheet renamed": ("rename", "我的表"),
        "the sheet copied": ("copy sheet", "副本"),
        "the sheet moved": ("move sheet",),
        "the sheet hidden": ("hide sheet",),
        "the sheet in another workbook": ("leave alone",),
        "protection taken off": ("unprotect",),
        "validation taken off": ("allow anything",),
    }
