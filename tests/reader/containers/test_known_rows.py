"""Rows that are known but for some texts: they give the same cells as the parser, or none."""

from __future__ import annotations

import pytest

from reader.containers.grid import Grid
from reader.containers.memo import Memo
from reader.containers.xlsx import scan_by_pattern as scanner
from reader.containers.xlsx.cell_by_pattern import ScannedCell
from reader.containers.xlsx.cells import CellTable
from reader.containers.xlsx.known_rows import KnownRow, LastRows, RowPatterns
from reader.containers.xlsx.scan_by_parser import scan_by_parser
from reader.containers.xlsx.scan_by_pattern import scan_by_pattern
from reader.containers.xlsx.styles import Styles
from tests.reader.containers.test_scan import PIECES, STRINGS, around, is_quick
from tests.reader.odd_sheets import TEXTS
from tests.reader.spoil import SHEET

ROW = (
    '<c r="A1" s="1"><v>7</v></c><c r="B1" s="2"/><c r="C1" t="inlineStr"><is><t>{}</t></is></c>'
    '<c r="D1" t="str"><f>C1&amp;"x"</f><v>甲x</v></c><c r="E1" t="s"><v>{}</v></c><c r="F1"/>'
)
KEY = '<c r="A{0}" s="1"><v>{0}</v></c>'


@pytest.fixture
def patterns(monkeypatch: pytest.MonkeyPatch) -> RowPatterns:
    """The patterns that the scanner learns in this test, before which it knows nothing."""
    patterns = RowPatterns()
    monkeypatch.setattr(scanner, "_patterns", patterns)
    monkeypatch.setattr(scanner, "_known_rows", Memo[KnownRow](2**20))
    monkeypatch.setattr(scanner, "_known_pieces", Memo[ScannedCell](2**20))
    monkeypatch.setattr(scanner, "_last_rows", LastRows())
    return patterns


def learnt(patterns: RowPatterns, row: str = ROW) -> None:
    """Have a pattern learnt in which the text of C1 and the string of E1 vary."""
    for text, string in (("甲", 0), ("乙", 0), ("丙", 0), ("丁", 1), ("戊", 0)):
        assert is_quick(around(row.format(text, string)))
    assert [(len(pattern.texts), pattern.varying) for pattern in patterns.of(1)] == [(2, frozenset((1, 3)))]


def test_of_a_row_whose_pattern_is_known_only_the_texts_are_looked_at(
    patterns: RowPatterns, monkeypatch: pytest.MonkeyPatch
) -> None:
    learnt(patterns)
    monkeypatch.setattr(scanner, "_scan_pieces", None)
    for text, string in (("己", 1), ("_x000D_ &amp; &lt;", 0), ("长" * 1_000, 1)):
        assert is_quick(around(ROW.format(text, string)))


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_that_varies_is_the_same_both_ways(text: str, patterns: RowPatterns) -> None:
    learnt(patterns)
    for string in ("0", "1", "2", "3", "x", "", " 1"):
        is_quick(around(ROW.format(text, string)))


def test_wherever_a_row_with_a_pattern_is_spoiled_it_is_the_same_both_ways(patterns: RowPatterns) -> None:
    learnt(patterns)
    row = ROW.format("己", 1).encode() + b"</row>"
    for start in range(len(row) + 1):
        for put in (b"", b"<", b"1", b"\xff", PIECES[start % len(PIECES)]):
            for end in {start, start + 1, start + 4}:
                spoiled = row[:start] + put + row[end:]
                is_quick(around("", '<row r="1">', "").replace(b'<row r="1">', b'<row r="1">' + spoiled))


def test_a_row_is_known_by_its_number_too(patterns: RowPatterns) -> None:
    learnt(patterns)
    assert not is_quick(around(ROW.format("己", 1), '<row r="2">'))
    assert not is_quick(
        around(ROW.format("己", 1), '<row r="1">' + ROW.format("庚", 1) + '</row><row r="1">')
    )


def test_a_shared_formula_must_still_have_been_written(patterns: RowPatterns) -> None:
    written = '<row r="2"><c r="A2"><f t="shared" ref="A1:A2" si="0">1+1</f><v>2</v></c></row><row r="1">'
    row = ROW + '<c r="G1"><f t="shared" si="0"/><v>2</v></c>'
    for text in "甲乙丙丁":
        assert is_quick(around(row.format(text, 0), written))
    assert len(patterns.of(1)) == 1
    assert is_quick(around(row.format("戊", 0), written))
    assert not is_quick(around(row.format("己", 0)))


def test_texts_of_cells_with_shared_formulas_do_not_vary(patterns: RowPatterns) -> None:
    row = ROW + '<c r="G1"><f t="shared" ref="G1" si="0">1+1</f><v>{}</v></c>'
    for number in range(5):
        assert is_quick(around(row.format("甲", 0, number)))
    assert not patterns.of(1)


def test_rows_of_another_shape_have_patterns_of_their_own(patterns: RowPatterns) -> None:
    other = KEY.format(1) + '<c r="C1"><v>{}</v></c>'
    learnt(patterns)
    for number in range(50, 55):
        assert is_quick(around(other.format(number)))
    assert [len(pattern.texts) for pattern in patterns.of(1)] == [1, 2]
    assert is_quick(around(ROW.format("己", 1)))


def scan_rows_of_shape(shape: int, rows: tuple[int, ...]) -> None:
    for row in rows:
        for text in range(10, 13):
            cells = KEY.format(row) + f'<c r="B{row}" s="{shape}"><v>{text}</v></c>'
            scan_by_pattern(SHEET, around(cells, f'<row r="{row}">'), STRINGS)


def test_few_patterns_of_a_row_are_kept(patterns: RowPatterns) -> None:
    for shape in range(10):
        scan_rows_of_shape(shape, (1, 2, shape + 3))
    assert [len(patterns.of(row)) for row in range(1, 15)] == [4, 4, *[1] * 10, 0, 0]


def test_the_memory_of_patterns_is_bounded(patterns: RowPatterns, monkeypatch: pytest.MonkeyPatch) -> None:
    few = RowPatterns(20_000)
    monkeypatch.setattr(scanner, "_patterns", few)
    for shape in range(40):
        scan_rows_of_shape(shape, (1, 2, shape + 3))
        kept = [pattern for row in range(50) for pattern in few.of(row)]
        assert sum(pattern.bytes_of_memory() for pattern in kept) <= 20_000
        assert few.of(1) or few.of(2) or few.of(shape + 3)


def test_a_row_is_looked_for_where_the_sheet_before_had_it(
    patterns: RowPatterns, monkeypatch: pytest.MonkeyPatch
) -> None:
    learnt(patterns)
    fixed = '<row r="2" ht="30">' + KEY.format(2) + '</row><row r="3"/><row r="4" hidden="1">' + KEY.format(4)
    for text in "己庚辛":
        assert is_quick(around(ROW.format(text, 0), f'{fixed}</row><row r="1">'))
    assert {number: len(last.texts) for number, last in scanner._last_rows.items()} == {1: 2, 2: 0, 4: 0}
    monkeypatch.setattr(scanner._Scan, "_add_inside", None)
    other = fixed.replace('ht="30"', 'ht="60" customHeight="1"')
    assert is_quick(around(ROW.format("壬&amp;癸", 1), f'{other}</row><row r="1">'))
    sheet = scan_by_pattern(SHEET, around(ROW.format("壬", 1), f'{other}</row><row r="1">'), STRINGS)
    assert sheet.hidden_rows == frozenset({4})


def test_wherever_a_row_of_the_sheet_before_is_spoiled_it_is_the_same_both_ways(
    patterns: RowPatterns,
) -> None:
    learnt(patterns)
    first = f'<row r="2">{KEY.format(2)}</row>'
    for _ in range(3):
        assert is_quick(around(ROW.format("己", 1), f'{first}<row r="1">'))
    rows = f'{first}<row r="1">{ROW.format("己", 1)}</row>'.encode()
    for start in range(len(rows) + 1):
        for put in (b"", b"<", b"1", b"</row>", b'<row r="2">', PIECES[start % len(PIECES)]):
            for end in {start, start + 1, start + 4}:
                spoiled = rows[:start] + put + rows[end:]
                is_quick(around("", '<row r="1">', "").replace(b'<row r="1">', spoiled))


def test_the_memory_of_the_rows_before_is_bounded(
    patterns: RowPatterns, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = LastRows(20_000)
    monkeypatch.setattr(scanner, "_last_rows", few)
    for row in range(1, 100):
        for _ in range(3):
            scan_by_pattern(SHEET, around(KEY.format(row), f'<row r="{row}">'), STRINGS)
        assert few[row].before
        assert sum(len(last.before) + 640 * len(last.row.cells) for last in few.values()) <= 20_000


def test_a_sheet_says_where_it_ends_alike_both_ways(patterns: RowPatterns) -> None:
    rows = f'<row r="2">{KEY.format(2)}</row><row r="9"/><row r="5">'
    quick = scan_by_pattern(SHEET, around(KEY.format(5), rows), STRINGS)
    general = scan_by_parser(SHEET, around(KEY.format(5), rows), STRINGS)
    assert (quick.last_row, general.last_row) == (5, None)
    for row in range(1, 12):
        ends = [Grid("", CellTable(sheet, STRINGS, Styles())).ends_by(row) for sheet in (quick, general)]
        assert ends == [row >= 5, row >= 5]
