"""What is remembered from file to file: it is bounded, and no workbook is taken for another."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from reader.containers import open_bytes
from reader.containers.memo import Memo
from reader.containers.xlsx.cell_by_pattern import BYTES_OF_CELL
from reader.containers.xlsx.scan_by_pattern import (
    _known_pieces,
    _known_rows,
    scan_by_pattern,
)
from templates.kinds import Raw
from tests.reader.odd_sheets import styled
from tests.reader.spoil import SHEET, parts, sheet, workbook


def test_what_is_remembered_is_bounded() -> None:
    memo = Memo[int](10)
    for number in range(100):
        assert memo.keep(str(number).encode(), number) == number
        assert memo.keep(str(number).encode(), number) == number
        assert sum(map(len, memo)) <= 10
    assert list(memo) == [b"95", b"96", b"97", b"98", b"99"]


def test_the_memory_of_what_is_remembered_is_bounded_not_its_bytes_alone() -> None:
    memo = Memo[str](100, len)
    for number in range(1_000):
        memo.keep(f"{number:04}".encode(), "x" * (number % 30))
    assert 60 < sum(len(key) + len(value) for key, value in memo.items()) <= 100


@pytest.mark.long
def test_cells_of_small_sheets_by_the_thousand_are_not_kept() -> None:
    """A cell takes twenty times the memory of its XML."""
    rows = [sheet(f'<row r="1"><c r="A1"><v>{number}</v></c></row>').encode() for number in range(30_000)]
    for content in rows:
        for _ in range(3):
            scan_by_pattern(SHEET, content, ())
    assert len(_known_pieces) + len(_known_rows) <= 2 * 2**24 // BYTES_OF_CELL


def test_what_a_cell_comes_to_depends_on_its_own_workbook() -> None:
    """Byte for byte the same sheet, with other styles, texts, date systems and shared formulas each time."""
    used = '<c r="C2"><f t="shared" si="0"/><v>1</v></c>'
    rows = '<row r="1"><c r="A1" s="0"><v>44196</v></c><c r="B1" t="s"><v>1</v></c></row>'
    book = parts()["xl/workbook.xml"]
    since_1904 = book.replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    other_texts = parts()["xl/sharedStrings.xml"].replace("支出", "收入")
    for _ in range(4):
        for code, workbook_part, texts, formula, expected in (
            ("0.0", book, other_texts, "1+1", (Raw(Decimal(44196), "0.0"), "收入", "1+1")),
            ("yyyy", book, None, "2+2", (Raw(date(2020, 12, 31), "yyyy"), "支出", "2+2")),
            ("yyyy", since_1904, None, "3+3", (Raw(date(2025, 1, 1), "yyyy"), "支出", "3+3")),
            ("[h]", since_1904, None, "3+3", (Raw(timedelta(44196), "[h]"), "支出", "3+3")),
        ):
            first = f'<row r="2"><c r="B2"><f t="shared" ref="B2:C2" si="0">{formula}</f></c>{used}</row>'
            changes = {"xl/styles.xml": styled((code,)), "xl/workbook.xml": workbook_part}
            changes |= {"xl/sharedStrings.xml": texts} if texts else {}
            cells = open_bytes(workbook({SHEET: sheet(rows + first), **changes})).sheets[0].grid().cells
            assert (cells[1, 1], cells[1, 2].value, cells[2, 3].formula) == expected
