"""The writer of cells: text stays text, failures are errors, same inputs give same bytes."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from template_builder import BuildError
from template_builder.xlsx.data_validation import DataValidation
from template_builder.xlsx.ranges import fixed_address
from template_builder.xlsx.sheet_writer import PageSetup, SheetWriter
from template_builder.xlsx.styles import CellStyle
from template_builder.xlsx.workbook_writer import WorkbookWriter
from templates.findings.errors import ValuesError
from templates.language import address
from tests.template_builder.parts import cell_texts, formulas, part, parts, saved

PLAIN = CellStyle(border=False)


def one_page(write: Callable[[SheetWriter], None]) -> bytes:
    stream = io.BytesIO()
    with WorkbookWriter(stream) as book:
        write(book.add_sheet("表"))
    return stream.getvalue()


HOSTILE = [
    "=1+1",
    "+8613800138000",
    "-1",
    "@SUM(A1)",
    "{=1+1}",
    "http://example.org/a?b=c&d",
    "mailto:a@example.org",
    "internal:Sheet1!A1",
    "external:c:\\a.xlsx",
    "_x0041_",
    "_x005F_x0041_",
    "_x005f_",
    "_x005F__x0041_",
    "__x0041__",
    "_x000D_\n",
    "a\r\nb\rc\nd",
    "\ttab\t",
    "  spaces　",
    "<r><t>markup</t></r>",
    "<&>\"'",
    "]]>",
    "&amp;",
    "TRUE",
    "007",
    "1E5",
    "#DIV/0!",
    "é\u0301 😀 \u200b\ufeff",
    "x" * 32_767,
    "一" * 32_767,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:16]))
def test_a_text_arrives_as_given(text: str) -> None:
    written = one_page(lambda page: page.put(1, 1, text, PLAIN))
    assert cell_texts(written) == {"A1": text}
    assert formulas(written) == {}
    assert not [name for name in parts(written) if "sheet1.xml.rels" in name]


@given(st.text(st.sampled_from("_x005F041a<r>&\r\n \t"), min_size=1, max_size=40))
def test_no_mixture_of_escapes_is_damaged(text: str) -> None:
    assert cell_texts(one_page(lambda page: page.put(1, 1, text, PLAIN))) == {"A1": text}


@pytest.mark.parametrize("text", HOSTILE[:-2], ids=repr)
def test_a_cached_text_arrives_as_given(text: str) -> None:
    written = one_page(lambda page: page.formula(1, 1, "B1", text, PLAIN))
    got = formulas(written)["A1"]
    # A parser of XML folds the line breaks of what is no shared string; nothing but they may differ.
    assert got == ("B1", "str", text)


@pytest.mark.parametrize("text", ["a\x00b", "\x1f", "\x0b", "\ud800", "\ufffe", "\uffff"], ids=repr)
def test_what_xml_cannot_hold_is_refused(text: str) -> None:
    with pytest.raises(ValuesError, match=r"表!B3.*U\+"):
        one_page(lambda page: page.put(3, 2, text, PLAIN))


@pytest.mark.parametrize("text", ["x" * 32_768, "😀" * 16_384])
def test_a_text_too_long_is_refused_by_excels_count(text: str) -> None:
    with pytest.raises(ValuesError, match="32768"):
        one_page(lambda page: page.put(1, 1, text, PLAIN))
    one_page(lambda page: page.put(1, 1, text[:-1], PLAIN))


def test_numbers_are_exact_to_fifteen_digits_and_blanks_are_blank() -> None:
    def write(page: SheetWriter) -> None:
        page.put(1, 1, Decimal("1121.34"), PLAIN)
        page.put(1, 2, Decimal("123456789012.345"), PLAIN)
        page.put(1, 3, 2020, PLAIN)
        page.put(1, 4, True, PLAIN)
        page.put(1, 5, None, PLAIN)
        page.put(1, 6, "", PLAIN)

    sheet = openpyxl.load_workbook(io.BytesIO(one_page(write))).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == [1121.34, 123456789012.345, 2020, True, None, None]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1E+308", "-1E+400"])
def test_a_number_no_cell_can_hold_is_refused(number: str) -> None:
    with pytest.raises(ValuesError, match="表!A1"):
        one_page(lambda page: page.put(1, 1, Decimal(number), PLAIN))
    with pytest.raises(ValuesError, match="表!A1"):
        one_page(lambda page: page.formula(1, 1, "B1", Decimal(number), PLAIN))


def test_formulas_stand_as_given_with_results_of_their_type() -> None:
    def write(page: SheetWriter) -> None:
        page.formula(1, 1, 'IF(B1<2,"SORT({a})&","")', "", PLAIN)
        page.formula(2, 1, "B1/3", Decimal(1) / 3, PLAIN)
        page.formula(3, 1, "B1=1", True, PLAIN)
        page.formula(4, 1, '"#N/A"', "#N/A", PLAIN)
        page.formula(5, 1, '""', None, PLAIN)

    assert formulas(one_page(write)) == {
        "A1": ('IF(B1<2,"SORT({a})&","")', "str", ""),
        "A2": ("B1/3", None, "0.3333333333333333"),
        "A3": ("B1=1", "b", "1"),
        "A4": ('"#N/A"', "str", "#N/A"),
        "A5": ('""', "str", ""),
    }


def test_formulas_excel_would_not_load_are_refused() -> None:
    with pytest.raises(BuildError, match="8193"):
        one_page(lambda page: page.formula(1, 1, "A1+" * 2731, 0, PLAIN))
    with pytest.raises(BuildError, match="255"):
        one_page(lambda page: page.formula(1, 1, f'IF(B1,"{"字" * 256}","")', "", PLAIN))
    one_page(lambda page: page.formula(1, 1, f'IF(B1,"{"字" * 255}","")&"{"字" * 255}"', "", PLAIN))


@pytest.mark.parametrize(
    "write",
    [
        lambda page: page.put(1_048_577, 1, "x", PLAIN),
        lambda page: page.put(1, 16_385, 1, PLAIN),
        lambda page: page.put(1, 16_385, None, PLAIN),
        lambda page: page.put(1, 16_385, True, PLAIN),
        lambda page: page.formula(1, 16_385, "1", 1, PLAIN),
        lambda page: page.width(16_385, 5),
        lambda page: page.height(1_048_577, 5),
        lambda page: page.merge((1, 16_384, 1, 2), PLAIN),
        lambda page: page.filter((1, 16_384, 1, 2)),
        lambda page: page.validate([(1, 16_385, 1, 1)], DataValidation("whole")),
        lambda page: page.validate([(1, 1, 1, 1)], DataValidation("list", items=("一" * 256,))),
        lambda page: page.validate([(1, 1, 1, 1)], DataValidation("any")),
        lambda page: page.set_page(PageSetup((1, 1, 2, 2), footer="页" * 256)),
        lambda page: page.protect("密码"),
        lambda page: page.protect("x" * 16),
    ],
)
def test_every_failure_of_the_library_is_an_error(write: Callable[[SheetWriter], None]) -> None:
    with pytest.raises(BuildError):
        one_page(write)


def test_words_that_excel_cannot_hold_are_cut() -> None:
    longest, longer = "一" * 255, "一" * 256

    def write(page: SheetWriter) -> None:
        page.validate([(1, 1, 1, 1)], DataValidation("whole", prompt=longest, refusal=longest))
        page.validate([(2, 1, 1, 1)], DataValidation("whole", prompt=longer, refusal=longer))

    book = openpyxl.load_workbook(io.BytesIO(one_page(write)))
    rules = book.worksheets[0].data_validations.dataValidation
    assert {(rule.prompt, rule.error) for rule in rules} == {(longest,) * 2, ("一" * 254 + "…",) * 2}


def test_overlapping_merges_and_bad_sheet_names_are_errors() -> None:
    def overlapping(page: SheetWriter) -> None:
        page.merge((1, 1, 2, 2), PLAIN)
        page.merge((2, 2, 2, 2), PLAIN)

    with pytest.raises(BuildError, match="overlaps"):
        one_page(overlapping)
    for name in ("x" * 32, "a/b", "'a"):
        with pytest.raises(BuildError), WorkbookWriter(io.BytesIO()) as book:
            book.add_sheet(name)


def test_a_merge_of_one_cell_is_none() -> None:
    written = one_page(lambda page: page.merge((1, 1, 1, 1), PLAIN))
    assert b"mergeCell" not in parts(written)["xl/worksheets/sheet1.xml"]


def test_limits_of_a_refusal_reach_the_sheet() -> None:
    def write(page: SheetWriter) -> None:
        page.validate(
            [(1, 1, 1, 1), (3, 1, 1, 2)], DataValidation("decimal", "金额", "填数", "请填数", Decimal(0))
        )
        page.validate([(2, 1, 1, 1)], DataValidation("whole", minimum=Decimal(2000), maximum=Decimal(2099)))
        page.validate([(4, 1, 1, 1)], DataValidation("length", maximum=Decimal(120)))
        page.validate([(5, 1, 1, 1)], DataValidation("decimal", title="很长" * 20))
        page.validate([(6, 1, 1, 1)], DataValidation("list", items=("甲", "乙")))
        page.validate([(7, 1, 1, 1)], DataValidation("list", source="$A$1:$A$3"))
        page.validate([(8, 1, 1, 1)], DataValidation("any", prompt="写什么都行"))

    sheet = openpyxl.load_workbook(io.BytesIO(one_page(write))).active
    assert sheet is not None
    rules = sheet.data_validations.dataValidation
    read = [(str(rule.sqref), rule.type, rule.operator, rule.formula1, rule.formula2) for rule in rules]
    assert read == [
        ("A1 A3:B3", "decimal", "greaterThanOrEqual", "0", None),
        ("A2", "whole", None, "2000", "2099"),
        ("A4", "textLength", "lessThanOrEqual", "120", None),
        ("A5", "decimal", None, "-1E+15", "1E+15"),
        ("A6", "list", None, '"甲,乙"', None),
        ("A7", "list", None, "$A$1:$A$3", None),
        ("A8", None, None, None, None),
    ]
    assert all(rule.showErrorMessage and rule.showInputMessage and rule.allowBlank for rule in rules)
    assert (rules[0].promptTitle, rules[0].prompt, rules[0].error) == ("金额", "填数", "请填数")
    assert rules[3].promptTitle == ("很长" * 20)[:31] + "…"


def test_sheet_and_structure_are_locked() -> None:
    def write(stream: io.BytesIO, password: str | None) -> None:
        with WorkbookWriter(stream) as book:
            book.add_sheet("表").protect(password)
            book.lock(password)

    for password in (None, "ab"):
        stream = io.BytesIO()
        write(stream, password)
        protection = part(stream.getvalue(), "xl/worksheets/sheet1.xml").find("{*}sheetProtection")
        workbook = part(stream.getvalue(), "xl/workbook.xml")
        structure = workbook.find("{*}workbookProtection")
        assert protection is not None
        assert structure is not None
        assert structure.get("lockStructure") == "1"
        allowed = {name for name, value in protection.items() if value == "0"}
        assert allowed == {"formatColumns", "formatRows", "autoFilter"}
        hashes = (protection.get("password"), structure.get("workbookPassword"))
        assert hashes[0] == hashes[1]
        assert hashes[0] == (password and "CF03")
        order = [child.tag.rpartition("}")[2] for child in workbook]
        assert order.index("workbookPr") < order.index("workbookProtection") < order.index("bookViews")


def test_a_hash_of_few_digits_keeps_its_zeros() -> None:
    hashes = set()
    for number in range(60):
        written = one_page(lambda page, number=number: page.protect(f"p{number}"))  # type: ignore[misc]
        protection = part(written, "xl/worksheets/sheet1.xml").find("{*}sheetProtection")
        assert protection is not None
        hashes.add(protection.get("password"))
    assert all(found is not None and len(found) == 4 for found in hashes)


def test_the_file_names_nobody_and_a_fixed_date() -> None:
    written = saved(lambda stream: _titled(stream))
    core = parts(written)["docProps/core.xml"].decode()
    assert "<dc:creator></dc:creator><cp:lastModifiedBy></cp:lastModifiedBy>" in core
    assert core.count("2020-01-01T00:00:00Z") == 2
    assert "<dc:title>表</dc:title>" in core


def _titled(stream: object) -> None:
    assert isinstance(stream, io.BytesIO)
    with WorkbookWriter(stream, {"title": "表"}) as book:
        book.add_sheet("表").put(1, 1, "x", PLAIN)


def test_same_inputs_give_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    first = saved(_titled)
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        assert saved(_titled) == first
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "表.xlsx"
    file.write_bytes(b"old")
    with pytest.raises(ValuesError), WorkbookWriter(file) as book:
        book.add_sheet("表").put(1, 1, "\x00", PLAIN)
    assert file.read_bytes() == b"old"
    with WorkbookWriter(file) as book:
        book.add_sheet("表").put(1, 1, "x", PLAIN)
    assert cell_texts(file) == {"A1": "x"}
    assert os.listdir(tmp_path) == ["表.xlsx"]


def test_addresses() -> None:
    assert address(5, 3) == "C5"
    assert fixed_address(12, 28) == "$AB$12"
