"""What a form fills in beforehand and locks: in the blank, in the reader, in corrections and rosters."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reader import read
from template_builder import WorkbookTemplate, build
from templates import compile, load
from tests.forms import SCHOOL_REVIEW
from tests.small_forms import problems_of

FORM = load(SCHOOL_REVIEW)
REVIEW = compile(FORM, {"year": 2026})
PLACES = {cell.path: (cell.row, cell.column) for cell in REVIEW if cell.path}


def open_cells(path: Path) -> set[str]:
    """Return the fields whose cells somebody can change."""
    sheet = openpyxl.load_workbook(path)[FORM.identity.sheet.zh]
    assert sheet.protection.sheet
    return {name for name, at in PLACES.items() if not sheet.cell(*at).protection.locked}


@pytest.mark.parametrize(
    ("values", "locked"),
    [
        ({}, {"district", "deadline"}),
        ({"teachers": Decimal(60)}, {"district", "deadline", "teachers"}),
        ({"teachers": "六十"}, {"district", "deadline"}),
        ({"district": "西湖区", "deadline": None}, set()),
    ],
)
def test_what_stands_there_is_locked(values: dict[str, Any], locked: set[str], tmp_path: Path) -> None:
    for number in range(2):  # the second of a kind is built the other way
        path = tmp_path / f"{number}.xlsx"
        build(REVIEW, path, values)
        assert {"district", "deadline", "teachers"} - open_cells(path) == locked


def test_a_template_for_many_locks_the_same(tmp_path: Path) -> None:
    template = WorkbookTemplate(REVIEW, {"teachers": Decimal(60)}, varying=["school"])
    (tmp_path / "one.xlsx").write_bytes(template.fill({"school": "一中"}))
    assert {"district", "deadline", "teachers"} & open_cells(tmp_path / "one.xlsx") == set()


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("district", "西湖区", "“区县”是表中已填好的，应为“东湖区”，现为“西湖区”。"),
        ("deadline", 46022, "“截止日”是表中已填好的，应为“2026-12-31”，现为“2025-12-31”。"),
        ("district", None, None),
        ("district", "东 湖区。", ""),
        ("teachers", 61, ""),
    ],
)
def test_the_reader_finds_what_was_changed(
    field: str, typed: object, said: str | None, tmp_path: Path
) -> None:
    build(REVIEW, tmp_path / "review.xlsx", {"teachers": Decimal(60)})
    book = openpyxl.load_workbook(tmp_path / "review.xlsx")
    book[FORM.identity.sheet.zh].cell(*PLACES[field]).value = typed  # type: ignore[assignment]
    book.save(tmp_path / "review.xlsx")
    found = [one for one in read(tmp_path / "review.xlsx", [FORM]).findings if one.code == "default-changed"]
    assert len(found) == (said != "")
    if said:
        assert found[0].sentence("zh").startswith(said)


def test_a_computed_field_is_locked_anyway(tmp_path: Path) -> None:
    fields = "{field: n, kind: number, span: 2}, {field: m, kind: number, formula: n, locked: true}"
    text = f"body:\n- row: [{{label: 数}}, {fields}]\n"
    assert problems_of(tmp_path, text) == [(6, "lock-of-computed")]
