"""Reading a returned workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path as FilePath
from types import MappingProxyType

from reader.containers import Grid, address, open_file
from reader.identify.forms import recognise
from reader.judge.checks import check_computed, check_inputs, check_required
from reader.judge.dependencies import Dependencies
from reader.judge.labels import check_labels, check_signature
from reader.judge.naming import field_paths, record_paths
from reader.judge.places import Placed, read_places
from reader.judge.report import Report, Spot
from reader.judge.rows import check_rows
from reader.judge.rules import check_rules
from reader.locate.registration import register
from reader.reading import Reading
from reader.unreadable import refusal
from templates import CellMap, Form, Stamp, parse_stamp
from templates.path import Path, join
from templates.records.calculation import fill_computed
from templates.records.record import computed_of, record_of

__all__ = ["read", "read_grids"]


def read(path: str | PathLike[str], forms: Sequence[Form] = (), *, key: bytes | None = None) -> Reading:
    """Read a returned workbook: of a form of the toolkit, or of one of `forms`.

    With a `key` the stamp must carry the signature that this key gives it.

    What a person typed never raises; it gives findings. Raises `UnreadableWorkbook` where the file is no
    sound workbook, or holds no form that is known.
    """
    workbook = open_file(FilePath(path))
    grids = [sheet.grid() for sheet in workbook.sheets if parse_stamp(sheet.corner()) is not None]
    return read_grids(str(path), grids, forms, key=key)


def read_grids(
    file: str, grids: Sequence[Grid], forms: Sequence[Form] = (), *, key: bytes | None = None
) -> Reading:
    """Read the form from the sheets of a file, as `read` does: the sheet that people see and filled most."""
    candidates = [(found, stamp) for found in grids if (stamp := _stamp(found)) is not None]
    if not candidates:
        raise refusal("not-our-form")
    sheet, stamp = max(candidates, key=lambda candidate: (candidate[0].visible, len(candidate[0].cells)))
    others = [found.name for found, _ in candidates if found is not sheet and found.visible]
    cell_map = recognise(stamp, forms)
    report = Report(sheet, cell_map.messages)
    if key is not None:
        check_signature(stamp, key, report)
    if others:
        spots = (Spot(None, found=name) for name in others)
        report.add("sheet-duplicate", *spots, expected=sheet.name)
    return _read_grid(file, sheet, stamp, cell_map, report)


def _stamp(sheet: Grid) -> Stamp | None:
    corner = sheet.cells.get((1, 1))
    return None if corner is None else parse_stamp(corner.value)


def _read_grid(file: str, sheet: Grid, stamp: Stamp, cell_map: CellMap, report: Report) -> Reading:
    registration = register(sheet, cell_map)
    placed = read_places(sheet, cell_map, registration)
    fill_computed(cell_map, placed.filling)
    records = record_paths(cell_map, placed)
    names = field_paths(placed, records)
    behind = Dependencies(placed)
    check_rows(sheet, cell_map, registration, placed, names, report)
    check_labels(sheet, cell_map, registration, report)
    check_inputs(cell_map, placed, names, report)
    check_required(cell_map, placed, names, report)
    check_computed(cell_map, placed, behind, names, report)
    check_rules(cell_map, placed, behind, names, report)
    return Reading(
        file,
        cell_map,
        stamp,
        record_of(cell_map.shape, placed.filling),
        computed_of(cell_map.shape, placed.filling),
        report.findings(),
        _addresses(sheet, placed, records),
    )


def _addresses(sheet: Grid, placed: Placed, records: Mapping[Path, Path | None]) -> Mapping[str, str]:
    return MappingProxyType(
        {
            join(name): f"{sheet.name}!{address(place.position)}"
            for path, place in placed.places.items()
            if place.position is not None and (name := records[path]) is not None
        }
    )
