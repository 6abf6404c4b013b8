"""An .xls file is read the quick way as xlrd reads it, or not at all."""

from __future__ import annotations

import io
import struct
from random import Random

import pytest
from xlwt.CompoundDoc import XlsDoc

from reader.containers import open_bytes
from reader.containers.binary import biff8, xls
from reader.containers.binary.biff8 import scan_biff8
from reader.containers.binary.biff8_cells import Unusual
from reader.containers.grid import Grid
from reader.errors import UnreadableWorkbook
from tests.extent import extent

_BOF, _EOF, _STRING, _CONTINUE, _SHARED, _CHART = 0x809, 0x0A, 0x207, 0x3C, 0x4BC, 0x20
_LABEL, _NUMBER, _RK, _MULRK, _TRUTH, _BLANK, _MULBLANK = 0xFD, 0x203, 0x27E, 0xBD, 0x205, 0x201, 0xBE
_FORMULA, _ROW, _COLUMN, _MERGES, _DIMENSION = 0x06, 0x208, 0x7D, 0xE5, 0x200
_COMMENT = (0x5D, 0x1B6, _CONTINUE, _CONTINUE, 0x1C)


def record(code: int, *pieces: bytes) -> bytes:
    body = b"".join(pieces)
    return struct.pack("<2H", code, len(body)) + body


def cell(code: int, row: int, column: int, *pieces: bytes, style: int = 0) -> bytes:
    return record(code, struct.pack("<3H", row, column, style), *pieces)


def formula(row: int, column: int, result: bytes, style: int = 0) -> bytes:
    return cell(_FORMULA, row, column, result, bytes(6), struct.pack("<H", 3), b"\x1e\x01\x00", style=style)


def text(written: str) -> bytes:
    return struct.pack("<HB", len(written), 1) + written.encode("utf-16-le")


def special(kind: int, value: int = 0) -> bytes:
    """What a formula comes to that is no number."""
    return bytes((kind, 0, value, 0, 0, 0, 0xFF, 0xFF))


COMMENT = (
    record(0x5D, struct.pack("<2H", 0x15, 18), struct.pack("<3H", 0x19, 1, 0), bytes(12), bytes(4)),
    record(0x1B6, struct.pack("<2H", 0, 0), bytes(6), struct.pack("<2H", 2, 16), bytes(4)),
    record(_CONTINUE, b"\x01" + "核对".encode("utf-16-le")),
    record(_CONTINUE, struct.pack("<2H4x", 0, 0), struct.pack("<2H4x", 2, 0)),
    record(0x1C, struct.pack("<4H", 1, 2, 0, 1), text("王"), b"\0"),
)
"""A comment at C2, in records as Excel writes them."""

ROWS = (
    record(_DIMENSION, struct.pack("<2I3H", 0, 20, 0, 9, 0)),
    record(_COLUMN, struct.pack("<6H", 0, 0, 2048, 0, 1, 0)),
    record(_ROW, struct.pack("<8H", 0, 0, 9, 255, 0, 0, 0x20, 0)),
    record(_ROW, struct.pack("<8H", 1, 0, 9, 255, 0, 0, 0x20, 0)),
    record(_ROW, struct.pack("<8H", 1, 0, 9, 255, 0, 0, 0, 0)),
    cell(_LABEL, 0, 0, struct.pack("<I", 1)),
    cell(_LABEL, 0, 1, struct.pack("<I", 0)),
    cell(_LABEL, 0, 2, struct.pack("<I", 2), style=3),
    cell(_NUMBER, 0, 3, struct.pack("<d", 752.2), style=1),
    cell(_RK, 0, 4, struct.pack("<I", (43831 << 2) | 2), style=2),
    record(_MULRK, struct.pack("<2H", 0, 5), struct.pack("<HIHI", 0, 100 << 2 | 3, 1, 0x40590000), b"\x06\0"),
    cell(_TRUTH, 0, 7, b"\x01\x00"),
    cell(_TRUTH, 0, 8, b"\x07\x01"),
    cell(_BLANK, 1, 0, style=1),
    record(_MULBLANK, struct.pack("<2H", 1, 1), struct.pack("<3H", 1, 2, 3), struct.pack("<H", 3)),
    formula(2, 0, special(3)),
    formula(2, 1, struct.pack("<d", 0.53), style=1),
    formula(2, 2, special(1, 1)),
    formula(2, 3, special(2, 0x2A)),
    formula(2, 4, special(0)),
    record(_STRING, text("公式的文字")),
    formula(2, 5, special(0)),
    record(_SHARED, struct.pack("<HHBBxBH", 2, 2, 5, 5, 1, 0)),
    record(_STRING, struct.pack("<HB", 3, 0), b"abc"),
    record(0x1BE, bytes(20)),
    cell(_NUMBER, 300, 255, struct.pack("<d", 1e300), style=1),
    *COMMENT,
    record(_MERGES, struct.pack("<5H", 1, 0, 1, 3, 4)),
)
TEXTS = ("项目", "{stamp}", "划掉")


def workbook(rows: tuple[bytes, ...] = ROWS, texts: tuple[str, ...] = TEXTS, user: str = "王") -> bytes:
    """Return an .xls file of two sheets with these records, the second of them hidden."""
    font = struct.pack("<5H4B", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0)
    struck = struct.pack("<5H4B", 200, 8, 0x7FFF, 400, 0, 0, 0, 0, 0)
    name = struct.pack("<2B", 5, 0) + b"Arial"
    styles = ((0, 0, 0), (0, 164, 1), (0, 14, 1), (5, 0, 1))
    begun = record(_BOF, struct.pack("<4H2I", 0x0600, 0x0005, 0, 1997, 0, 0))
    begun += record(0x5C, text(user).ljust(112)) + record(0x42, struct.pack("<H", 1200))
    begun += record(0x31, font, name) * 4 + record(0x31, struck, name)
    begun += record(0x41E, struct.pack("<H", 164), struct.pack("<HB", 4, 0), b"0.0%")
    for number, code, kind in styles:
        begun += record(0xE0, struct.pack("<3H", number, code, 0 if kind else 4), bytes(14))
    table = record(0xFC, struct.pack("<2I", len(texts), len(texts)), *map(text, texts)) + record(
        0xFF, bytes(10)
    )
    names = [text(title)[:1] + text(title)[2:] for title in ("申报表", "自检")]
    sheet = record(_BOF, struct.pack("<4H2I", 0x0600, 0x0010, 0, 1997, 0, 0)) + b"".join(rows) + record(_EOF)
    start = len(begun) + sum(4 + 6 + len(title) for title in names) + len(table) + 4
    for number, title in enumerate(names):
        begun += record(0x85, struct.pack("<I2B", start + number * len(sheet), number, 0), title)
    stream = io.BytesIO()
    XlsDoc().save(stream, begun + table + record(_EOF) + sheet * 2)
    return stream.getvalue()


def told(grids: list[Grid]) -> list[object]:
    return [
        (grid.name, grid.visible, grid.index, repr(list(grid.cells.items())), grid.details, grid.unknown)
        for grid in grids
    ]


def by_xlrd(content: bytes) -> list[Grid]:
    return xls._grids(content)


def quickly(content: bytes) -> list[Grid]:
    return xls._quick_grids(content)


def test_a_workbook_is_read_alike_both_ways() -> None:
    for texts in (TEXTS, ("甲", "{}", ""), TEXTS, ("", "乙", "丙")):  # from the third on, the rest is known
        content = workbook(texts=texts)
        grids = quickly(content)
        assert told(grids) == told(by_xlrd(content))
        assert grids[0].cells[1, 1].value == texts[1]
    first, second = quickly(workbook())
    assert (first.visible, second.visible) == (True, False)
    assert first.details.struck == {(1, 3)}
    assert (first.details.hidden_rows, first.details.hidden_columns) == (frozenset({1}), frozenset({1}))
    assert first.details.comments == {(2, 3): "核对"}
    assert {(3, 5), (3, 6), (301, 256)} <= set(first.cells)
    assert first.cells[3, 5].value == "公式的文字"
    assert len(first.cells) == 15


def test_what_stands_before_the_sheets_is_remembered_but_for_texts_and_places() -> None:
    biff8._known_globals.clear()
    for user in ("赵", "赵", "钱", "钱"):
        for rows in (ROWS, ROWS[:6]):
            content = workbook(rows, user=user)
            assert told(quickly(content)) == told(by_xlrd(content))
    assert len(biff8._known_globals) == 2


@pytest.mark.parametrize(
    "odd",
    [
        (*ROWS, cell(_NUMBER, 5, 0, struct.pack("<d", 1))),  # behind a later row
        (*ROWS[:8], ROWS[7], *ROWS[8:]),
        (*ROWS, cell(_BLANK, 0, 0)),
        (*ROWS, ROWS[0]),
        (cell(_NUMBER, 0, 256, struct.pack("<d", 1)),),
        (cell(_NUMBER, 0, 0, struct.pack("<d", 1), style=2**15),),
        (record(_MULBLANK, struct.pack("<2H", 0, 1), struct.pack("<2H", 1, 2**15), struct.pack("<H", 2)),),
        (record(_MULBLANK, struct.pack("<2H", 0, 1), struct.pack("<2H", 1, 1), struct.pack("<H", 3)),),
        (
            record(
                _MULRK, struct.pack("<2H", 0, 255), struct.pack("<HIHI", 0, 2, 0, 2), struct.pack("<H", 256)
            ),
        ),
        (cell(_LABEL, 0, 0, struct.pack("<i", -1)),),
        (cell(_LABEL, 0, 0, struct.pack("<i", 3)),),
        (cell(_LABEL, 0, 0, struct.pack("<iB", 0, 0)),),
        (cell(_RK, 0, 0, b"\2\0\0"),),
        (cell(_TRUTH, 0, 0, b"\0\2"),),
        (cell(_BLANK, 0, 0)[:-1],),
        (formula(0, 0, special(4)),),
        (formula(0, 0, special(0)), ROWS[5]),
        (formula(0, 0, special(0)), record(_STRING, struct.pack("<HB", 4, 0), b"abc")),
        (
            formula(0, 0, special(0)),
            record(_STRING, struct.pack("<HB", 6, 0), b"abc"),
            record(_CONTINUE, b"\0abc"),
        ),
        (formula(0, 0, special(0)), record(_STRING, struct.pack("<H", 0))),
        (record(_SHARED, bytes(9)),),
        (record(_ROW, bytes(15)),),
        (record(_BOF, struct.pack("<4H2I", 0x600, _CHART, 0, 0, 0, 0)), ROWS[5], record(_EOF)),
        (cell(0x204, 0, 0, text("旧")),),
        (*COMMENT[:2], ROWS[5], *COMMENT[2:]),
        (*COMMENT[:3], ROWS[2], *COMMENT[3:]),
    ],
)
def test_what_is_unusual_is_left_to_xlrd(odd: tuple[bytes, ...]) -> None:
    with pytest.raises(Unusual):
        scan_biff8(workbook(odd))
    assert not quickly(workbook(odd))


def compound(small_sectors: list[int]) -> bytes:
    """Return a compound file whose workbook is in small sectors that follow each other so."""
    end, free = -2, -1

    def numbers(*given: int) -> bytes:
        return struct.pack("<128i", *given, *[free] * (128 - len(given)))

    def entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
        written = name.encode("utf-16-le")
        head = written.ljust(64, b"\0") + struct.pack("<H2B3i", len(written) + 2, kind, 1, free, free, child)
        return head + bytes(36) + struct.pack("<2iI", first, size, 0)

    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<2I2iI2i2i", 0, 1, 1, 0, 4096, 2, 1, end, 0) + struct.pack(
        "<109i", 0, *[free] * 108
    )
    directory = entry("Root Entry", 5, 1, 3, 512) + entry("Workbook", 2, free, 0, 1000) + bytes(256)
    return header + numbers(-3, end, end, end) + directory + numbers(*small_sectors) + bytes(512)


def test_a_stream_that_comes_round_to_where_it_was_has_an_end() -> None:
    for small_sectors in ([1, 0], [0], [1, 2, 3, 1]):
        with pytest.raises(UnreadableWorkbook) as caught:
            open_bytes(compound(small_sectors))
        assert caught.value.finding.code == "damaged"
    with pytest.raises(Unusual):
        scan_biff8(compound([1, -2]).replace("Workbook".encode("utf-16-le"), b"x" * 16))


@pytest.mark.no_cover  # what it covers is covered by the tests above
def test_what_was_spoilt_is_never_read_otherwise_than_by_xlrd() -> None:
    random, alike, refused = Random(5), 0, 0
    for _ in range(extent(1_200, quick=600, soak=100_000)):
        rows = list(ROWS)
        for _ in range(random.choice((1, 1, 2))):
            at = random.randrange(len(rows))
            match random.randrange(5):
                case 0:
                    rows[at] = spoilt(rows[at], random)
                case 1:
                    rows[at : at + 1] = [rows[at], rows[at]]
                case 2:
                    del rows[at]
                case 3:
                    rows.insert(random.randrange(len(rows)), rows.pop(at))
                case 4:
                    rows.insert(at, random.choice(ROWS))
        content = workbook(tuple(rows))
        if random.random() < 0.2:  # anywhere, also before the sheets
            at = random.randrange(512, 2048)
            content = content[:at] + spoilt(content[at : at + 8], random) + content[at + 8 :]
        grids = quickly(content)
        if grids:
            assert told(grids) == told(by_xlrd(content)), rows
            alike += 1
        else:
            refused += _is_refused(content)
    assert alike > 200
    assert refused > 20


def spoilt(content: bytes, random: Random) -> bytes:
    """Return bytes of which one is another."""
    at = random.randrange(len(content))
    return (
        content[:at] + bytes((random.choice((0, 1, 2, 3, 255, random.randrange(256))),)) + content[at + 1 :]
    )


def _is_refused(content: bytes) -> bool:
    try:
        by_xlrd(content)
    except UnreadableWorkbook:
        return True
    return False
