"""A form is read to the same reading the quick way and the general way.

The quick way scans a sheet by patterns and, where every cell is in its place, reads it by what is known
beforehand; the general way takes the parser and finds each cell by its numbers. What is known beforehand is
kept from form to form; so the forms are read one after another, each both ways.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest

from benchmarks.means.forms import department, different, form_map
from reader import Grid, UnreadableWorkbook
from reader.containers import Position, open_bytes
from reader.containers.xlsx.cells import CellTable
from reader.containers.xlsx.scan_by_parser import scan_by_parser
from reader.containers.xlsx.scan_by_pattern import scan_by_pattern
from reader.containers.xlsx.shared_strings import _read_by_parser
from reader.containers.xlsx.workbook import XlsxSheet
from reader.containers.xml.patterns import Irregular
from reader.identify import identify, stamped_grids
from reader.judge import Judgement, judge_form
from reader.locate import LocatedForm, locate, locate_by_keys, located_in_place
from template_builder import build
from template_builder.bulk.slots import slot_contents
from template_builder.bulk.slotted_workbook import slotted_workbook
from template_builder.xlsx.archive import Entry, archive, whole
from templates import CellMap, Form, parse_stamp, stamp_text
from templates.kinds import Raw
from tests.cases import Case, cases
from tests.extent import extent
from tests.fillings import disturbed
from tests.line_process import ProgramError
from tests.office import Office

STRINGS = "xl/sharedStrings.xml"
NOT_FOR_OFFICE = {
    "damaged-half",
    "encrypted",
    "file-not-found",
    "file-not-readable",
    "not-a-workbook",
    "numbers-file",
    "packed-file",
    "pdf-file",
    "picture-file",
    "presentation-file",
    "text-file",
    "web-page",
    "word-document",
    "word-form",
    "wrong-password",
}
"""The cases that are no workbook that LibreOffice can open."""

UNTRACED = pytest.mark.no_cover
"""For what reads forms by the hundred: tracing it would take minutes, and few forms cover the same."""

ODD = tuple(
    Raw(value, number_format, error, formula)
    for value, number_format, error, formula in (
        (None, "General", "#REF!", None),
        (None, "General", None, "1+2"),
        (None, "General", None, "C9"),
        (Decimal("0.5"), "0%", None, "1/2"),
        (Decimal(44000), "yyyy/m/d", None, None),
        (Decimal("1E+300"), "General", None, None),
        (True, "General", None, None),
        ("１２３", "@", None, None),
        ("　", "General", None, None),
        ("同上", "General", None, None),
    )
)


class Quick(NamedTuple):
    """Which of the quick ways a form could go."""

    by_pattern: bool
    in_place: bool


def assert_same_both_ways(
    content: bytes,
    forms: Sequence[Form] = (),
    key: bytes | None = None,
    changes: Mapping[Position, Raw] | None = None,
) -> Quick:
    """Read a workbook both ways, with some cells changed after the scan."""
    quick = [_changed(grid, changes or {}) for grid in stamped_grids(open_bytes(content))]
    general = [_changed(grid, changes or {}) for grid in _grids_by_parser(content)]
    assert list(map(_written, quick)) == list(map(_written, general))
    in_place, judgement = _judged(quick, forms, key, locate)
    _, general_judgement = _judged(general, forms, key, locate_by_keys)
    assert judgement == general_judgement
    assert repr(judgement) == repr(general_judgement)  # to the last zero
    return Quick(all(_has_pattern(content, grid.name) for grid in quick), in_place)


def _grids_by_parser(content: bytes) -> list[Grid]:
    """Return the sheets with a stamp as `zipfile` and the XML parser give them, nothing remembered.

    They are all sheets where none has a stamp.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        strings = _read_by_parser(STRINGS, file.read(STRINGS)) if STRINGS in file.namelist() else []
        sheets = [sheet for sheet in open_bytes(content).sheets if isinstance(sheet, XlsxSheet)]
        return [
            replace(
                sheet.grid(),
                cells=CellTable(
                    scan_by_parser(sheet.part, file.read(sheet.part), strings), strings, sheet.styles
                ),
            )
            for sheet in [one for one in sheets if parse_stamp(one.corner()) is not None] or sheets
        ]


def _has_pattern(content: bytes, name: str) -> bool:
    """Tell whether the patterns know the XML of a sheet."""
    (sheet,) = (sheet for sheet in open_bytes(content).sheets if sheet.name == name)
    assert isinstance(sheet, XlsxSheet)
    try:
        scan_by_pattern(sheet.part, sheet.archive.read(sheet.part), sheet.strings)
    except Irregular:
        return False
    return True


def _changed(grid: Grid, changes: Mapping[Position, Raw]) -> Grid:
    return replace(grid, cells={**grid.cells, **changes}) if changes else grid


def _written(grid: Grid) -> tuple[object, ...]:
    """Return all of a grid but its details, its cells as they are written, to the last zero."""
    cells = {at: repr(raw) for at, raw in grid.cells.items()}
    return grid.name, grid.visible, grid.index, cells


def _judged(
    grids: Sequence[Grid],
    forms: Sequence[Form],
    key: bytes | None,
    way: Callable[[Sequence[Grid], CellMap], LocatedForm],
) -> tuple[bool, Judgement | str]:
    """Return whether all cells are in their places, and the judgement, or the code of a refusal."""
    try:
        identified = identify(grids, forms)
        located = way(identified.grids, identified.cell_map)
        assert located == locate(identified.grids, identified.cell_map)
    except UnreadableWorkbook as refused:
        return False, refused.finding.code
    in_place = located is located_in_place(identified.cell_map)
    return in_place, judge_form(identified, located, key=key)


def built(values: Mapping[str, Any]) -> bytes:
    """Return the bytes that `build` writes, without the linter's look at them, as there are hundreds."""
    frame = slotted_workbook(form_map(), "zh", frozenset(), None, "")
    contents = frame.plan.contents(values).stamped(stamp_text(form_map()))
    sheets = slot_contents(contents)
    return archive(
        part if isinstance(part, Entry) else whole(part.part, part.filled(sheets[part.number]))
        for part in frame.parts
    )


def odd_records(count: int) -> list[dict[str, Any]]:
    random = Random(20)
    return [disturbed(form_map(), department(number), random) for number in range(count)]


def test_forms_in_which_everything_differs() -> None:
    for number in range(0, 70, 7):
        stream = io.BytesIO()
        build(form_map(), stream, different(number))
        assert assert_same_both_ways(stream.getvalue()) == (True, True)


@UNTRACED
def test_forms_with_odd_inputs() -> None:
    """Those that a record can hold are in the file, the others are put into its cells."""
    cell_map, random = form_map(), Random(20)
    inputs = [(cell.row, cell.column) for cell in cell_map if cell.fields]
    by_pattern = 0
    count = extent(60, quick=12, soak=2000)
    for number, values in enumerate(odd_records(count)):
        changes = {at: random.choice(ODD) for at in random.sample(inputs, random.choice((0, 1, 8)))}
        if number % 10 == 9:
            changes[cell_map.last_row + 2, 4] = Raw("备注")
        quick = assert_same_both_ways(built(values), changes=changes)
        assert quick.in_place is (number % 10 != 9)
        by_pattern += quick.by_pattern
    assert by_pattern > count // 2  # the others hold a text so long that it is written in small letters


def read_case(case: Case, path: Path) -> Quick:
    """Read the workbook of a case both ways."""
    try:
        return assert_same_both_ways(path.read_bytes(), [case.form], case.key)
    except (UnreadableWorkbook, OSError, zipfile.BadZipFile):  # no workbook, or no file, whichever way
        return Quick(False, False)


@UNTRACED
@pytest.mark.parametrize("folder", ["should_pass", "should_fail"])
def test_the_cases(folder: str, tmp_path: Path) -> None:
    """Also of those whose rows or columns people moved, which are never in place."""
    tried = list(cases(folder))[:: extent(6, quick=10, soak=1)]
    in_place = 0
    for case in tried:
        path = tmp_path / f"{case.name}.xlsx"
        case.write(path)
        in_place += read_case(case, path).in_place
    assert in_place > min(20, len(tried) // 3)


@UNTRACED
def test_forms_that_libreoffice_saved(office: Office, tmp_path: Path) -> None:
    path, saved = tmp_path / "form.xlsx", tmp_path / "saved.xlsx"
    by_pattern = 0
    for values in (*map(different, range(0, 70, 7)), *odd_records(extent(15, quick=5, soak=30))):
        path.write_bytes(built(values))
        office.convert(path, saved)
        quick = assert_same_both_ways(saved.read_bytes())
        assert quick.in_place
        by_pattern += quick.by_pattern
    assert by_pattern > 20


@UNTRACED
def test_the_cases_as_libreoffice_saves_them(office: Office, tmp_path: Path) -> None:
    refused, by_pattern = set(), 0
    tried = [*cases("should_pass"), *cases("should_fail")][:: extent(10, quick=10, soak=1)]
    for case in tried:
        path, saved = tmp_path / f"{case.name}.xlsx", tmp_path / f"{case.name}-saved.xlsx"
        case.write(path)
        try:
            office.convert(path, saved)
        except ProgramError:
            refused.add(case.name)
        else:
            by_pattern += read_case(case, saved).by_pattern
    assert refused == NOT_FOR_OFFICE & {case.name for case in tried}
    assert by_pattern > len(tried) // 2
