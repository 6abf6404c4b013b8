"""Excel's binary workbooks, .xlsb: an archive like that of .xlsx, whose parts are records of BIFF12.

We read the records ourselves: python-calamine passes over the short cells that SheetJS writes, and knows no
number formats. What a formula says is not decoded. Specification: [MS-XLSB].
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum
from functools import partial

from reader.containers.archive import Archive
from reader.containers.binary.records import ERRORS, number_of_rk, records, text_at, whole_at
from reader.containers.grid import Area, Aspect, Grid, PlainDetails, Position
from reader.containers.limits import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, MOST_SHEETS
from reader.containers.values.lazy_cells import LazyCells
from reader.containers.values.number_formats import GENERAL, code_of_number
from reader.containers.values.number_values import numbered
from reader.containers.workbook import ReadSheet, Workbook
from reader.containers.xlsx.package import Relation, main_part, relations
from reader.errors import refusal
from templates.kinds import Raw

__all__ = ["open_xlsb"]

_ROW, _SHARED, _FORMAT, _STYLE, _COLUMNS, _RICH = 0, 19, 44, 47, 60, 62
_PROPERTIES, _SHEET, _MERGE, _STYLES, _END_OF_STYLES = 153, 156, 176, 617, 618
_COMMENT, _COMMENT_TEXT = 635, 637
_CELLS = range(1, 19)
_FIRST_SHORT = 12
"""Short cells have no column: they follow the cell before."""


class _Holds(IntEnum):
    """What a cell holds, by the type of its record."""

    RK = 2
    ERROR = 3
    TRUTH = 4
    REAL = 5
    TEXT = 6
    SHARED = 7
    RICH = 62
    """A text whose parts differ in their letters."""


_MEANINGS = {
    **{held: held for held in _Holds},
    8: _Holds.TEXT,
    9: _Holds.REAL,
    10: _Holds.TRUTH,
    11: _Holds.ERROR,
    **{held + 11: held for held in _Holds if held < _FIRST_SHORT},
}
"""What ordinary cells, the results of formulas and short cells hold."""

_LEAST = {_Holds.ERROR: 1, _Holds.TRUTH: 1, _Holds.REAL: 8, _Holds.RICH: 5} | dict.fromkeys(
    (_Holds.RK, _Holds.TEXT, _Holds.SHARED), 4
)
"""The least bytes of what a cell holds."""

_Stored = tuple[_Holds, bytes, int]
"""What a cell holds, its record, and where in that it begins."""

_UNKNOWN = frozenset({Aspect.FORMULAS, Aspect.STRIKE})


@dataclass(frozen=True, slots=True)
class _Shared:
    """What the sheets of a workbook share."""

    strings: Sequence[str]
    codes: Sequence[str]
    """The format code of each cell style."""
    since_1904: bool


@dataclass(slots=True)
class _Sheet:
    """A sheet while it is read."""

    name: str
    visible: bool
    cells: dict[Position, _Stored] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    row: int = 0
    column: int = 0


def open_xlsb(archive: Archive) -> Workbook:
    """Read an .xlsb file. Raises `UnreadableWorkbook`: damaged, too-large."""
    main = main_part(archive)
    assert main is not None
    try:
        return _workbook(archive, main.name)
    except (IndexError, UnicodeDecodeError, struct.error) as error:  # a record is shorter than it must be
        raise refusal("damaged", main.name) from error


def _workbook(archive: Archive, main: str) -> Workbook:
    related, listed, since_1904 = relations(archive, main), [], False
    for kind, content in records(main, archive.read(main)):
        if kind == _SHEET:
            relation = text_at(content, 8)
            listed.append((text_at(content, 12 + 2 * len(relation)), whole_at(content, 0) == 0, relation))
        elif kind == _PROPERTIES:
            since_1904 = bool(whole_at(content, 0) & 1)
    if len(listed) > MOST_SHEETS:
        raise refusal("too-large", main)
    parts = {relation.kind: relation.target for relation in related.values() if relation.target}
    shared = _Shared(
        _strings(archive, parts.get("sharedStrings")), _codes(archive, parts.get("styles")), since_1904
    )
    grids = [
        _grid(archive, _Sheet(name, visible), _target(related, relation, main), shared, index)
        for index, (name, visible, relation) in enumerate(listed)
        if relation in related and related[relation].kind == "worksheet"
    ]
    if not grids:
        raise refusal("damaged", main)
    return Workbook(tuple(map(ReadSheet, grids)))


def _target(related: Mapping[str, Relation], relation: str, main: str) -> str:
    target = related[relation].target
    if target is None:
        raise refusal("damaged", main)
    return target


def _strings(archive: Archive, part: str | None) -> list[str]:
    if part is None:
        return []
    return [text_at(content, 1) for kind, content in records(part, archive.read(part)) if kind == _SHARED]


def _codes(archive: Archive, part: str | None) -> list[str]:
    if part is None:
        return []
    named: dict[int, str] = {}
    styles: list[int] = []
    within = False
    for kind, content in records(part, archive.read(part)):
        if kind == _FORMAT:
            named[whole_at(content, 0, 2)] = text_at(content, 2)
        elif kind in (_STYLES, _END_OF_STYLES):
            within = kind == _STYLES
        elif kind == _STYLE and within:
            styles.append(whole_at(content, 2, 2))
    return [named.get(number) or code_of_number(number) for number in styles]


def _grid(archive: Archive, sheet: _Sheet, part: str, shared: _Shared, index: int) -> Grid:
    for kind, content in records(part, archive.read(part)):
        if kind in _CELLS or kind == _RICH:
            _take_cell(sheet, kind, content, shared)
        elif kind == _ROW:
            sheet.row, sheet.column = whole_at(content, 0) + 1, 0
            if content[11] & 0x10:
                sheet.hidden_rows.add(sheet.row)
        elif kind == _MERGE:
            first, last, left, right = (whole_at(content, place) + 1 for place in (0, 4, 8, 12))
            sheet.merges.append(Area(first, left, last, right))
        elif kind == _COLUMNS and whole_at(content, 16, 2) & 1:
            first, last = whole_at(content, 0) + 1, min(whole_at(content, 4) + 1, MOST_COLUMNS)
            sheet.hidden_columns.update(range(first, last + 1))
    details = PlainDetails(
        tuple(sheet.merges),
        frozenset(sheet.hidden_rows),
        frozenset(sheet.hidden_columns),
        _comments(archive, part),
    )
    cells = LazyCells(sheet.cells, partial(_raw, shared))
    return Grid(sheet.name, cells, sheet.visible, index, details, _UNKNOWN)


def _take_cell(sheet: _Sheet, kind: int, content: bytes, shared: _Shared) -> None:
    """Keep a cell that holds something, its record checked."""
    start = 4 if _FIRST_SHORT <= kind < _RICH else 8
    if start == 4:
        sheet.column += 1
    else:
        sheet.column = int.from_bytes(content[:4], "little") + 1
    held = _MEANINGS.get(kind)
    if held is None or len(content) < start + _LEAST[held]:
        if held is not None:
            raise IndexError
        return
    if not (1 <= sheet.row <= MOST_ROWS and 1 <= sheet.column <= MOST_COLUMNS):
        raise IndexError
    if held is _Holds.TEXT and not text_at(content, start):
        return
    if held is _Holds.SHARED and not shared.strings[whole_at(content, start)]:
        return
    if held is _Holds.REAL and not math.isfinite(struct.unpack_from("<d", content, start)[0]):
        raise IndexError
    sheet.cells[sheet.row, sheet.column] = (held, content, start)
    if len(sheet.cells) > MOST_CELLS:
        raise refusal("too-large", sheet.name)


def _raw(shared: _Shared, stored: _Stored) -> Raw:
    """Return what a cell holds."""
    held, content, start = stored
    style = whole_at(content, start - 4, 3)
    code = shared.codes[style] if style < len(shared.codes) else GENERAL
    match held:
        case _Holds.TEXT:
            return Raw(text_at(content, start), code)
        case _Holds.RICH:
            return Raw(text_at(content, start + 1), code)
        case _Holds.SHARED:
            return Raw(shared.strings[whole_at(content, start)], code)
        case _Holds.ERROR:
            return Raw(None, code, ERRORS.get(content[start], "#VALUE!"))
        case _Holds.TRUTH:
            return Raw(bool(content[start]), code)
        case _Holds.RK:
            number = number_of_rk(whole_at(content, start))
        case _Holds.REAL:
            number = Decimal(repr(struct.unpack_from("<d", content, start)[0]))
    return numbered(number, code, since_1904=shared.since_1904)


def _comments(archive: Archive, part: str) -> dict[Position, str]:
    found: dict[Position, str] = {}
    for relation in relations(archive, part).values():
        if relation.kind == "comments" and relation.target is not None and relation.target in archive:
            at: Position | None = None
            for kind, content in records(relation.target, archive.read(relation.target)):
                if kind == _COMMENT:
                    at = whole_at(content, 4) + 1, whole_at(content, 12) + 1
                elif kind == _COMMENT_TEXT and at is not None:
                    found[at] = text_at(content, 1)
    return found
