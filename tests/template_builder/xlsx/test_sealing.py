"""Every workbook has a seal, whichever way it is written: what its cells hold, and what the file is."""

from __future__ import annotations

import io
import zipfile
import zlib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from reader.containers import open_bytes
from template_builder import Link, Mark, TableColumn, TableSheet, WorkbookTemplate, build, write_tables
from templates import CellMap, Severity, compile, load, stamp_text
from templates.model.page import CellAddress
from templates.seal import SEAL_PART, cell_mark, cells_sum, comment_mark, find_seal, formula_mark, parts_sum
from tests.collection.rounds import DEMO, form_map
from tests.template_builder.parts import saved

SCHEDULE = Path(__file__).parents[2] / "forms" / "project-schedule.yaml"
SMALL = Path(__file__).parents[1] / "small.yaml"
FURTHER = TableSheet("问题", "问题", [TableColumn("位置")], [[Link("名称", CellAddress(0, 5, 3))], [True]])
MARKS = {CellAddress(0, 5, 3): Mark(Severity.ERROR, "请填写\n全称。")}


def read_back(workbook: bytes) -> int:
    """Return the sum of what the reader finds in the cells of a workbook."""
    marks = []
    for sheet in open_bytes(workbook).sheets:
        grid = sheet.grid()
        for place, raw in grid.cells.items():
            content = raw.value if raw.error is None else raw.error
            whole = (grid.name, *place)
            marks.append(cell_mark(*whole, content) if raw.formula is None else formula_mark(*whole))
        marks += [comment_mark(grid.name, *place, text) for place, text in grid.details.comments.items()]
    return cells_sum(marks)


def schedule() -> tuple[CellMap, dict[str, Any]]:
    days: dict[str, Any] = {"name": "项目", "starts": date(2026, 3, 1).isoformat(), "ends": "2026-05-31"}
    return compile(load(SCHEDULE), {"year": 2026}), {"department": "某局", "projects": [days]}


def workbooks() -> dict[str, bytes]:
    """Return workbooks of every sort, by words for it."""
    small, goals = compile(load(SMALL), {"year": 2020}), form_map()
    odd = {
        "name": " a\r\nb_x0041_<&>\u3000",
        "money": {"part": Decimal("0.10"), "rest": "很多"},
        "about": "1",
    }
    dated, days = schedule()
    template = WorkbookTemplate(goals, varying=["department.name", "department.phone"])
    values = DEMO["departments"][2]["values"]
    table = TableSheet("表", "表", [TableColumn("金额", total=True)], [[Decimal("1") / 3], [None], [-2]])
    return {
        "blank": saved(lambda stream: build(goals, stream)),
        "filled": saved(lambda stream: build(goals, stream, values)),
        "filled by slots": saved(lambda stream: build(goals, stream, values)),
        "of a template": template.fill({"department.name": "某局"}, stamp=stamp_text(goals, department="1")),
        "odd texts": saved(lambda stream: build(small, stream, odd, language="en")),
        "dates": saved(lambda stream: build(dated, stream, days)),
        "marks": saved(lambda stream: build(small, stream, marks=MARKS, further=[FURTHER])),
        "tables": saved(lambda stream: write_tables(stream, [table, FURTHER])),
    }


WORKBOOKS = workbooks()


@pytest.mark.parametrize("sort", WORKBOOKS)
def test_the_seal_says_what_a_reader_finds(sort: str) -> None:
    workbook = WORKBOOKS[sort]
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        seal = find_seal(archive.read(SEAL_PART))
        facts = [(entry.filename, entry.CRC, entry.file_size) for entry in archive.infolist()]
    assert seal is not None
    assert seal.cells == read_back(workbook)
    assert seal.parts == parts_sum(facts)
    assert facts[-1][0] == SEAL_PART


def test_both_ways_of_building_give_one_seal() -> None:
    assert WORKBOOKS["filled"] == WORKBOOKS["filled by slots"]
    assert WORKBOOKS["filled"] != WORKBOOKS["blank"]


def test_a_short_part_is_not_packed() -> None:
    """Packing the seal would take a tenth of the time of one more workbook."""
    with zipfile.ZipFile(io.BytesIO(WORKBOOKS["blank"])) as archive:
        entry = archive.getinfo(SEAL_PART)
        assert entry.compress_size == entry.file_size + 5
        assert archive.read(SEAL_PART) == zlib.decompress(
            WORKBOOKS["blank"][entry.header_offset + 30 + len(SEAL_PART) :], -zlib.MAX_WBITS
        )
