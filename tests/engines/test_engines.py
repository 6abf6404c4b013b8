"""The harness of the engines itself: a referee that is wrong would make every other test worthless."""

from __future__ import annotations

import re
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from reader import read
from template_builder import build
from templates import compile, load
from tests.engines.engine import Engine
from tests.engines.gnumeric import Gnumeric
from tests.engines.onlyoffice import OnlyOffice
from tests.engines.stored import sheet_names, stored_values
from tests.forms import TRAVEL_PLAN
from tests.line_process import ProgramError
from tests.test_office import running

FORMULAS = {
    "A1": ("=SUM(B1:B2)", 0.0),
    "A2": ('=IF(B1="","",B1)', ""),
    "A3": ("=1/0", "#DIV/0!"),
    "A4": ("=1=1", True),
    "A5": ('=B3&"。"', "。"),
    "A6": ("=NA()", "#N/A"),
    "A7": ("=A8+1", 43832.0),  # behind what it follows from
    "A8": ("=DATE(2020,1,1)", 43831.0),
    "A9": ('="12"', "12"),
    "A10": ('="TRUE"', "TRUE"),
    "A11": ('="甲"&CHAR(10)&" 乙 𠮷 "', "甲\n 乙 𠮷 "),
}
SHARED = {f"C{row}": float(row) for row in range(1, 5)}
"""What the cells show that share the formula of the first of them."""

SHEET, SECOND = "某's 表", "xl/worksheets/sheet2.xml"


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A protected workbook: B1 to B3 are open; column A holds formulas, wrongly cached."""
    path = tmp_path / "样本 1.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        hidden = workbook.add_worksheet("_hidden")
        sheet = workbook.add_worksheet(SHEET)
        hidden.hide()
        sheet.activate()
        sheet.set_first_sheet()
        for row, (formula, _) in enumerate(FORMULAS.values()):
            sheet.write_formula(row, 0, formula, None, 42)
        for row, form in enumerate(("General", "0.00", "@")):
            sheet.write_blank(row, 1, None, workbook.add_format({"locked": False, "num_format": form}))
        sheet.protect()
    share_a_formula(path)
    return path


def share_a_formula(path: Path) -> None:
    """Write the formulas of column C as one, as office programs do; ours do so too."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    first = f't="shared" ref="C1:C{len(SHARED)}"'
    for row in range(1, len(SHARED) + 1):
        formula = f'<f {first} si="0">ROW(A1)</f>' if row == 1 else '<f t="shared" si="0"/>'
        end = re.compile(rf'(<row r="{row}" .*?)(</row>)'.encode(), re.DOTALL)
        cell = rf'\1<c r="C{row}">{formula}<v>42</v></c>\2'
        parts[SECOND], count = end.subn(cell.encode(), parts[SECOND], count=1)
        assert count == 1
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)


def test_recalculation_ignores_cached_values(engine: Engine, sample: Path) -> None:
    assert set(stored_values(sample)[SHEET].values()) == {42.0}
    shown = engine.recalculate(sample)
    assert list(shown) == ["_hidden", SHEET]
    expected = {where: value for where, (_, value) in FORMULAS.items()} | SHARED
    found = {where: shown[SHEET].get(where, "") for where in expected}
    assert found == expected
    assert list(map(type, found.values())) == list(map(type, expected.values()))


def test_filled_values_keep_their_type(engine: Engine, sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "已填.xlsx"
    engine.fill(sample, {None: {"B1": Decimal("243.8"), "B2": "12.5%", "B3": "007\n𠮷"}}, out)
    stored = stored_values(out)[SHEET]
    assert [stored[cell] for cell in ("B1", "B2", "B3")] == [243.8, "12.5%", "007\n𠮷"]
    assert [stored[cell] for cell in ("A1", "A2", "A5")] == [243.8, 243.8, "007\n𠮷。"]
    engine.fill(out, {SHEET: {"B1": None, "B2": "=1+1"}}, tmp_path / "again.xlsx")
    stored = stored_values(tmp_path / "again.xlsx")[SHEET]
    assert (stored.get("B1", ""), stored["B2"], stored["A1"], stored.get("A2", "")) == ("", "=1+1", 0.0, "")


def test_typed_values_become_numbers(engine: Engine, sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "typed.xlsx"
    engine.fill(sample, {None: {"B1": "12.5%", "B2": "243.8", "B3": "007"}}, out, keyboard=True)
    stored = stored_values(out)[SHEET]
    assert [stored[cell] for cell in ("B1", "B2", "B3", "A5")] == [0.125, 243.8, "007", "007。"]


def test_errors_are_one_sentence(engine: Engine, sample: Path, tmp_path: Path) -> None:
    with pytest.raises(ProgramError, match="no sheet 别的; there are _hidden, 某's 表"):
        engine.fill(sample, {"别的": {"B1": 1}}, tmp_path / "never.xlsx")
    (tmp_path / "wrong.xlsx").write_bytes(b"no workbook")
    with pytest.raises(ProgramError, match=r"wrong\.xlsx"):
        engine.recalculate(tmp_path / "wrong.xlsx")
    with pytest.raises(ProgramError, match=r"nowhere\.xlsx"):
        engine.recalculate(tmp_path / "nowhere.xlsx")


def test_onlyoffice_refuses_a_locked_cell(onlyoffice: OnlyOffice, sample: Path, tmp_path: Path) -> None:
    with pytest.raises(ProgramError, match="A1 is locked"):
        onlyoffice.fill(sample, {None: {"B1": 5, "A1": 1}}, tmp_path / "never.xlsx")
    assert not (tmp_path / "never.xlsx").exists()


@pytest.mark.program
def test_onlyoffice_ends_when_it_is_closed(tmp_path: Path) -> None:
    with OnlyOffice(tmp_path) as started:
        with pytest.raises(ProgramError, match="cannot open"):
            started.recalculate(tmp_path / "nowhere.xlsx")
        group = started.process_id
        assert group is not None
        assert running(group)
    assert started.process_id is None
    assert running(group) == []


def test_gnumeric_says_why_it_saves_nothing(gnumeric: Gnumeric, sample: Path, tmp_path: Path) -> None:
    with pytest.raises(ProgramError, match=r"cannot make out\.unknown of 样本 1\.xlsx: \S"):
        gnumeric.fill(sample, {}, tmp_path / "out.unknown")


def test_what_is_stored_is_what_was_built(tmp_path: Path) -> None:
    form = load(TRAVEL_PLAN)
    build(compile(form, {"year": 2024}), tmp_path / "plan.xlsx", {"department": "财政局"})
    stored = stored_values(tmp_path / "plan.xlsx")
    assert list(stored) == list(sheet_names(tmp_path / "plan.xlsx"))
    assert "财政局" in next(iter(stored.values())).values()
    assert read(tmp_path / "plan.xlsx", [form]).values["department"] == "财政局"
