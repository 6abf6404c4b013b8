"""What the reader saw in a file, for the help desk: its sheets, how the form was found, each of its cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from reader.containers import Sheet, address
from reader.errors import UnreadableWorkbook
from reader.identify import Identification, identify, stamped_grids, unstamped_grids
from reader.judge import Judgement, judge_form
from reader.judge.filled_form import FilledForm
from reader.judge.plan import FieldCell
from reader.locate import LocatedForm
from reader.reading import Reading, unreadable
from reader.settings import USUAL, ReadSettings
from reader.sources import Source, located_form, opened, reading_of
from templates import Form, parse_stamp
from templates.kinds import Raw
from templates.model.page import CellAddress
from templates.path import Tree, value_at

_INSERTED = "neighbours"
"""How the cells of a row are found that somebody inserted: by the rows around it."""

_Written = Callable[[CellAddress], str]

__all__ = ["Inspection", "Registration", "SeenField", "SeenSheet", "inspect_source"]


@dataclass(frozen=True, slots=True)
class SeenSheet:
    """A sheet of the file; what stands in it is None where it was not read.

    `cells` is how many cells hold anything, `last_row` and `last_column` are the furthest of them, `hidden`
    says how many rows and columns people do not see, `unknown` what the type of the file does not tell.
    """

    name: str
    is_visible: bool
    is_form: bool
    stamp: str | None
    cells: int | None = None
    last_row: int | None = None
    last_column: int | None = None
    merges: int | None = None
    hidden: int | None = None
    comments: int | None = None
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Registration:
    """How a form was found again: by its `stamp` or its `words`, its cells by `keys` or `labels`.

    `score` goes from 0 to 1. `missing` are the cells of the form that are nowhere, by their addresses in the
    blank, but for those of sheets that are missing whole, whose names are `missing_sheets`; `moved` counts
    those that stand elsewhere than there; `inserted` are rows that are new items, `deleted` rows of the blank
    that are gone.
    """

    form_by: str
    cells_by: str
    score: float
    moved: int
    missing: tuple[str, ...]
    inserted: tuple[str, ...]
    deleted: tuple[int, ...]
    missing_sheets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeenField:
    """A field of the form: its path, its cell in the blank and in the file, what stands there, what it means.

    `raw` is None where the cell is blank or gone. `codes` are those of the findings at the cell.
    """

    field: str
    label: str
    cell_in_blank: str
    cell: str | None
    found_by: str
    certainty: float
    raw: Raw | None
    value: Tree
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inspection:
    """All of it, and the reading itself; `registration` is None where there was nothing to read."""

    reading: Reading
    sheets: tuple[SeenSheet, ...] = ()
    registration: Registration | None = None
    fields: tuple[SeenField, ...] = ()


def inspect_source(source: Source, forms: Sequence[Form] = (), settings: ReadSettings = USUAL) -> Inspection:
    """Read a workbook as `read_source` does, and keep what was seen on the way.

    A file that cannot be read gives what could be seen of it, with the finding that says why.
    """
    sheets: tuple[SeenSheet, ...] = ()
    name = "" if isinstance(source, bytes) else str(getattr(source, "name", source))
    try:
        name, workbook = opened(source, settings.password)
        sheets = tuple(_seen_sheet(sheet) for sheet in workbook.sheets)
        identified = identify(stamped_grids(workbook), forms, partial(unstamped_grids, workbook))
        located = located_form(identified)
        judged = judge_form(identified, located, key=settings.key)
    except UnreadableWorkbook as refused:
        return Inspection(unreadable(name, refused.finding), sheets)
    of_form = {grid.index for grid in identified.grids}
    return Inspection(
        reading := reading_of(name, identified, judged, settings),
        tuple(replace(sheet, is_form=number in of_form) for number, sheet in enumerate(sheets)),
        _registration(identified, located),
        tuple(_seen_fields(identified, located, judged, reading)),
    )


def _seen_sheet(sheet: Sheet) -> SeenSheet:
    stamp = sheet.corner()
    seen = SeenSheet(sheet.name, sheet.visible, False, stamp if parse_stamp(stamp) is not None else None)
    try:
        grid = sheet.grid()
        details = grid.details
        return replace(
            seen,
            cells=len(grid.cells),
            last_row=max((row for row, _ in grid.cells), default=0),
            last_column=max((column for _, column in grid.cells), default=0),
            merges=len(details.merges),
            hidden=len(details.hidden_rows) + len(details.hidden_columns),
            comments=len(details.comments),
            unknown=tuple(sorted(grid.unknown)),
        )
    except UnreadableWorkbook:
        return seen  # the reading says why, where it needs this sheet


def _registration(identified: Identification, located: LocatedForm) -> Registration:
    cells, in_blank, in_file = located.cells, *_written(identified)
    there = [found for found in cells if found.address is not None]
    return Registration(
        "stamp" if identified.by_words is None else "words",
        str(next((found.method for found in there), cells[0].method)),
        min((found.certainty for found in there), default=0.0),
        sum(found.address != found.cell.address for found in there),
        tuple(
            in_blank(found.cell.address)
            for found in cells
            if found.address is None and found.cell.sheet not in located.missing
        ),
        tuple(in_file(item.address) for item in located.inserted),
        tuple(sorted(row for _, row in located.deleted_rows)),
        tuple(identified.grids[number].name for number in sorted(located.missing)),
    )


def _seen_fields(
    identified: Identification, located: LocatedForm, judged: Judgement, reading: Reading
) -> Iterator[SeenField]:
    form = judged.form
    sheets, (in_blank, in_file) = [grid.name for grid in identified.grids], _written(identified)
    how = {found.address: found for found in located.cells}
    codes: defaultdict[tuple[str | None, str | None], list[str]] = defaultdict(list)
    for finding in reading.findings:
        for place in finding.locations:
            codes[place.sheet, place.cell].append(finding.code)
    for entry, raw, outcome in zip(form.plan.fields, form.raws, form.outcomes, strict=True):
        at = entry.address
        cell = None if at is None else address(at[1:])
        found = how.get(at)
        seen_at = None if at is None else in_file(at)
        yield SeenField(
            form.names.of(entry.path).field,
            entry.field.limits.label.zh,
            in_blank(entry.cell.address),
            seen_at,
            _INSERTED if found is None else str(found.method),
            1.0 if found is None else found.certainty,
            raw,
            outcome.value if entry.field.formula is None else _computed(form, entry),
            tuple(dict.fromkeys(codes[sheets[entry.cell.sheet], cell])) if cell else (),
        )


def _written(identified: Identification) -> tuple[_Written, _Written]:
    """Return how addresses in the blank and in the file are written: of several sheets with the name."""
    if not identified.cell_map.further:
        return (lambda at: address(at[1:]),) * 2
    blank, file = identified.cell_map.sheet_names("zh"), [grid.name for grid in identified.grids]
    return (
        lambda at: f"{blank[at.sheet]}!{address(at[1:])}",
        lambda at: f"{file[at.sheet]}!{address(at[1:])}",
    )


def _computed(form: FilledForm, entry: FieldCell) -> Tree:
    computed = value_at(form.filling, entry.path)
    return None if computed == "" else entry.field.kind.exported(computed)
