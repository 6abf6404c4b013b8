"""A form is read alike from whatever file type it comes back in; what a type does not tell is unknown."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from reader import Reading, UnreadableWorkbook, read
from reader.containers import Aspect, Grid, open_bytes
from reader.containers.grid import Area
from template_builder import build
from tests.collection.rounds import DEMO, form_map
from tests.engines.gnumeric import converted
from tests.office import Office
from tests.other_files import PASSWORD, as_xls, biff5, encrypted
from tests.reader.containers.binary_parts import xlsb

DATA = Path(__file__).parents[2] / "data"
FODS = (DATA / "cells.fods").read_text(encoding="utf-8")
XML_2003 = (DATA / "cells-2003.xml").read_text(encoding="utf-8")


def grid_of(content: bytes, number: int = 0) -> Grid:
    return open_bytes(content).sheets[number].grid()


@cache
def returned() -> bytes:
    """The form that the real department filled in."""
    stream = io.BytesIO()
    build(form_map(), stream, DEMO["departments"][0]["values"])
    return stream.getvalue()


def said(reading: Reading) -> list[tuple[str, str | None]]:
    """Return the codes of a reading with their cells, without that of what its type does not tell."""
    return [(found.code, found.cell) for found in reading.findings if found.code != "checks-not-run"]


def assert_read_alike(other: bytes) -> Reading:
    usual, found = read(returned()), read(other)
    assert found.values == usual.values
    assert found.addresses == usual.addresses
    assert said(found) == said(usual)
    return found


def refused(content: bytes, password: str | None = None) -> str:
    with pytest.raises(UnreadableWorkbook) as caught:
        open_bytes(content, password)
    return caught.value.finding.code


def test_cells_of_an_opendocument_file() -> None:
    cells = grid_of(FODS.encode()).cells
    shown = {at: (raw.value, raw.number_format, raw.error, raw.formula) for at, raw in cells.items()}
    formula = "SUM(A3:B3,'表 一'!$C$3, \"[.A1];\")"
    assert shown == {
        (3, 1): (Decimal("752.2"), "General", None, None),
        (3, 2): (Decimal("0.53"), "0.0%", None, None),
        (3, 3): (Decimal("0.0"), '"第"#,##0', None, None),
        (3, 4): (date(2026, 3, 5), "yyyy-mm-dd", None, None),
        (4, 1): ("一  二\n三四\n五", "General", None, None),
        (4, 2): ("盖住的", "General", None, None),
        (4, 3): (True, "General", None, None),
        (4, 4): (True, "General", None, None),
        **{(row, 1): (Decimal("1.0"), "General", None, formula) for row in (5, 6)},
        **{(row, 2): (None, "General", "#DIV/0!", "1/0") for row in (5, 6)},
        **{(row, 3): ("", "General", None, '""') for row in (5, 6)},
    }
    assert cells[3, 4].serial == 46086


def test_the_rest_of_an_opendocument_sheet() -> None:
    grid = grid_of(FODS.encode())
    assert (grid.name, grid.visible, grid.unknown) == ("表 一", True, frozenset())
    assert grid.details.merges == (Area(4, 1, 4, 2),)
    assert (grid.details.hidden_rows, grid.details.hidden_columns) == (frozenset({3}), frozenset({1}))
    assert grid.details.comments == {(4, 1): "请核对\n王"}
    assert not grid_of(FODS.encode(), 1).visible


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("opendocument:xmlns:table:1.0", "opendocument:xmlns:table:9.9", "damaged"),
        ('table:number-rows-repeated="2">', 'table:number-rows-repeated="999999999">', "damaged"),
        ('table:number-rows-repeated="2">', 'table:number-rows-repeated="99999">', "too-large"),
        ('number-columns-repeated="2" office', 'number-columns-repeated="99999" office', "damaged"),
        ("<office:body>", "<office:body><x>", "damaged"),
        ("<?xml version", "<!DOCTYPE x []><?xml version", "damaged"),
        ("<text:p>盖住的</text:p>", "<table:table/>", "damaged"),
    ],
)
def test_an_opendocument_file_that_cannot_be_so_is_refused(old: str, new: str, code: str) -> None:
    assert old in FODS
    assert refused(FODS.replace(old, new).encode()) == code


def test_cells_of_a_workbook_in_xml_of_2003() -> None:
    grid = grid_of(XML_2003.encode())
    shown = {at: (raw.value, raw.number_format, raw.error, raw.formula) for at, raw in grid.cells.items()}
    assert shown == {
        (3, 2): (Decimal("0.53"), "0.00%", None, None),
        (3, 3): ("甲乙", "General", None, None),
        (3, 5): (True, "General", None, None),
        (4, 1): (Decimal("7.0"), "General", None, 'SUM(A3:$B$3,"R1C1")+Sheet1!B4'),
        (4, 2): (date(2026, 3, 5), "yyyy-mm-dd", None, None),
        (4, 3): (None, '0.0"‰"', "#N/A", None),
    }
    assert grid.details.merges == (Area(3, 3, 4, 4),)
    assert (grid.details.hidden_rows, grid.details.hidden_columns) == (frozenset({3}), frozenset({1, 2}))
    assert grid.details.comments == {(3, 3): "请核对"}
    assert not grid_of(XML_2003.encode(), 1).visible


def test_every_sort_of_cell_of_a_binary_workbook_is_read_short_ones_too() -> None:
    grid = grid_of(xlsb())
    shown = {at: (raw.value, raw.number_format, raw.error) for at, raw in grid.cells.items()}
    assert shown == {
        (1, 1): (Decimal("752.2"), "0.00%", None),
        (1, 2): (Decimal("-3.0"), "General", None),
        (1, 3): ("共享", "General", None),
        (1, 4): ("直接", "General", None),
        (1, 5): (True, "General", None),
        (1, 6): (None, "General", "#DIV/0!"),
        (1, 7): (Decimal("0.01"), "General", None),
        (3, 2): (date(2026, 3, 5), "yyyy-mm-dd", None),
        (3, 3): ("短格", "General", None),
    }
    assert grid.details.merges == (Area(1, 1, 2, 3),)
    assert (grid.details.hidden_rows, grid.details.hidden_columns) == (frozenset({3}), frozenset({1, 2}))
    assert (grid.visible, grid.unknown) == (False, frozenset({Aspect.FORMULAS, Aspect.STRIKE}))


@pytest.mark.parametrize("cut", [1, 7, 40])
def test_a_binary_workbook_whose_records_end_too_early_is_refused(cut: int) -> None:
    assert refused(xlsb(cut=cut)) == "damaged"


def test_an_old_workbook_is_read_alike_but_for_its_formulas() -> None:
    found = assert_read_alike(as_xls(returned()))
    assert "checks-not-run" in {finding.code for finding in found.findings}


def test_a_workbook_of_excel_95_is_read_in_its_own_code_page() -> None:
    texts = ["部门（单位）名称", "财政拨款", "其他资金", "合计", "基本支出"]
    cells = grid_of(biff5(texts, "gbk", 936)).cells
    assert [cells[row, 1].value for row in range(1, 6)] == texts
    assert refused(biff5(texts, "cp1252", 1252)) == "text-lost"


def test_a_workbook_under_a_password_is_read_with_it_alone() -> None:
    locked = encrypted(returned())
    assert refused(locked) == "encrypted"
    assert refused(locked, "guessed") == "wrong-password"
    assert read(locked, password=PASSWORD) == read(returned())
    assert refused(locked.replace(b'spinCount="100000"', b'spinCount="999999999"'), PASSWORD) == "too-large"
    assert refused(locked[:3000], PASSWORD) == "damaged"


def test_a_stream_is_read_as_its_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(returned())
    with path.open("rb") as stream:
        assert read(stream) == read(path)
    assert read(io.BytesIO(returned())).file == ""


@pytest.mark.program
@pytest.mark.parametrize("suffix", ["ods", "fods", "xls"])
def test_what_libreoffice_saves_is_read_alike(office: Office, tmp_path: Path, suffix: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(returned())
    office.convert(tmp_path / "a.xlsx", tmp_path / f"a.{suffix}")
    assert_read_alike((tmp_path / f"a.{suffix}").read_bytes())


@pytest.mark.program
@pytest.mark.parametrize("suffix", ["ods", "xls"])
def test_what_gnumeric_saves_is_read_alike(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(returned())
    converted(tmp_path / "a.xlsx", tmp_path / f"a.{suffix}")
    assert_read_alike((tmp_path / f"a.{suffix}").read_bytes())
