"""A form of two sheets, 200 assets with dates and a matrix of months, goes through the whole job."""

from __future__ import annotations

import csv
import email
import io
import json
import zipfile
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from email import policy
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

import cli
from collection import correct
from reader import Reading, UnreadableWorkbook, read
from template_builder import WorkbookTemplate, build
from template_builder.guidance.cell_values import CHECK_SHEET, contents_of
from template_builder.guidance.check_model import LINK
from template_builder.guidance.guide import STATUS, Guide
from templates import CellMap, compile, load, stamp_texts
from templates.model.page import CellAddress
from templates.records.carryover import roll_forward
from tests.forms import SCHOOL_YEAR
from tests.office import Office

pytestmark = pytest.mark.no_cover  # what it covers is covered by tests that take less

FORM = load(SCHOOL_YEAR)
SCHOOL = compile(FORM, {"year": 2026})
SMALL = compile(FORM, {"year": 2026, "assets": 12})
"""With fewer rows, what is tried often takes less time."""
ASSETS, MONTHS, CHECK, WORDS = "资产清单", "分月用款", "自检", "填报说明"
FILLED: dict[str, Any] = {
    "学校": {"名称": "第一中学", "编码": "101"},
    "资产": [
        {
            "名称": f"课桌椅{number}",
            "类别": "家具",
            "购置日期": "2020-03-05",
            "启用日期": "2020-04-01" if number % 2 else None,
            "金额": Decimal("3.5"),
            "状况": "在用",
        }
        for number in range(200)
    ],
    "分月": [
        {"人员经费": Decimal(30), "公用经费": Decimal("2.5"), "设备购置": Decimal(number)}
        for number in range(12)
    ],
    "批复数": Decimal(456),
    "说明": "按月拨付。",
}
YEAR = {"人员经费": Decimal(360), "公用经费": Decimal(30), "设备购置": Decimal(66), "合计": Decimal(456)}
FEW = {**FILLED, "资产": [{**FILLED["资产"][0], "金额": Decimal(100)}]}
WRONG = {
    **FILLED,
    "批复数": Decimal(3),
    "资产": [FILLED["资产"][0], {**FILLED["资产"][1], "启用日期": "2019-12-31"}],
}
"""Approved are 3 instead of 456, two assets are worth 7, and one of them was used before it was bought."""


def blank(values: dict[str, Any] | None = None, of: CellMap = SMALL, **options: Any) -> io.BytesIO:
    stream = io.BytesIO()
    build(of, stream, values, **options)
    stream.seek(0)
    return stream


def found(reading: Reading) -> set[tuple[str, str | None, str | None]]:
    """Return the codes of a reading, each with its first sheet and cell."""
    at = [(finding.code, finding.locations[0]) for finding in reading.findings]
    return {(code, place.sheet, place.cell) for code, place in at}


IN_WRONG = {
    ("plan-differs-from-approval", MONTHS, "D19"),
    ("equipment-not-listed", ASSETS, "G19"),
    ("used-before-bought", ASSETS, "F8"),
    ("amount-doubtful", ASSETS, "G7"),
    *(("amount-doubtful", MONTHS, f"E{row}") for row in range(14, 18)),
    ("explanation-missing", ASSETS, "G7"),
    ("explanation-missing", MONTHS, "E14"),
}


def test_what_is_built_is_read_with_what_goes_across() -> None:
    reading = read(blank(FILLED, SCHOOL), [FORM])
    assert (reading.values, reading.findings) == (FILLED, ())
    assert reading.computed["全年"] == YEAR
    assert reading.computed["清单"]["金额"] == reading.computed["资产金额"] == Decimal(700)
    assert reading.computed["清单"]["设备购置"] == Decimal(66)
    assert reading.addresses["资产[199].金额"] == f"{ASSETS}!G206"
    assert reading.addresses["分月[11].设备购置"] == f"{MONTHS}!E17"
    assert Reading.from_dict(reading.to_dict(), [FORM]) == reading


def test_rules_go_across_and_say_on_which_sheet() -> None:
    assert found(read(blank(WRONG), [FORM])) == IN_WRONG


def test_each_sheet_has_coordinates_a_stamp_and_a_status_of_its_own() -> None:
    stamps = stamp_texts(SMALL, department="101", key=b"secret")
    book = openpyxl.load_workbook(blank(WRONG, stamp=stamps), data_only=True)
    assert book.sheetnames == [ASSETS, MONTHS, CHECK, WORDS]
    for name, stamp, last in ((ASSETS, stamps[0], 19), (MONTHS, stamps[1], 20)):
        sheet = book[name]
        assert sheet["A1"].value == stamp
        assert [sheet.cell(row, 1).value for row in (2, last, last + 1)] == [2, last, None]
        assert sheet["B2"].value == book[CHECK]["A2"].value != ""
    assert json.loads(stamps[1])["sheet"] == 1
    reading = read(blank(FEW, stamp=stamps), [FORM], key=b"secret")
    assert (reading.findings, reading.stamp and reading.stamp.department) == ((), "101")


def test_a_stamp_that_is_given_for_one_sheet_is_unsigned_on_the_others() -> None:
    first, second = stamp_texts(SMALL, key=b"secret")
    given = read(blank(FEW, stamp=first), [FORM], key=b"secret")
    assert found(given) == {("stamp-not-signed", MONTHS, "A1")}
    forged = second.replace('"signature":"', '"signature":"0')
    reading = read(blank(FEW, stamp=(first, forged)), [FORM], key=b"secret")
    assert found(reading) == {("stamp-forged", MONTHS, "A1")}


def test_the_links_of_a_check_lead_to_the_first_place_on_any_sheet() -> None:
    guide = Guide(SCHOOL)
    shown = guide.values(contents_of(SCHOOL, WRONG))
    (line,) = (one for one in guide.rules if one.title.zh == "金额是否过大")
    assert {run.sheet for run, _ in line.search} == {0, 1}
    place = shown[CellAddress(CHECK_SHEET, line.row, LINK + 1)]
    assert place == 7 * 1000 + 7  # G7 on the first sheet
    later = {**WRONG, "资产": FILLED["资产"], "分月": [{"设备购置": Decimal(701)}], "批复数": Decimal(701)}
    shown = guide.values(contents_of(SCHOOL, later))
    assert (
        shown[CellAddress(CHECK_SHEET, line.row, LINK + 1)] == 1_000_000_000 + 6 * 1000 + 5
    )  # E6 on the second
    assert shown[STATUS] == shown[STATUS._replace(sheet=1)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_way_of_building_gives_the_same(language: Any) -> None:
    """Written directly, at slots, and by segments with the department on one sheet and its footer on both."""
    locked = ["学校.名称"]
    template = WorkbookTemplate(
        SMALL, WRONG, varying=["学校.名称", "批复数"], language=language, locked=locked
    )
    for name in ("第二中学", "长" * 50):
        values = {**WRONG, "学校": {"名称": name, "编码": "101"}, "批复数": Decimal(9)}
        alone = blank(values, language=language, locked=locked).getvalue()
        again = blank(values, language=language, locked=locked).getvalue()
        assert read(alone, [FORM]).values == values
        made = template.fill({"学校.名称": name, "批复数": Decimal(9)})
        assert parts(made) == parts(again) == parts(alone)


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def damaged(
    change: Callable[[Workbook], object], values: dict[str, Any] = WRONG, of: CellMap = SMALL
) -> Reading:
    """Return what is read of a workbook that somebody changed."""
    book = openpyxl.load_workbook(blank(values, of))
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    return read(stream, [FORM])


def swap(book: Workbook) -> None:
    book.move_sheet(MONTHS, -1)


def rename(book: Workbook) -> None:
    book[MONTHS].title = "Sheet2"
    book[ASSETS].title = "甲'乙"


@pytest.mark.parametrize("change", [lambda book: None, swap])
def test_sheets_in_another_order(change: Callable[[Workbook], object]) -> None:
    reading = damaged(change)
    assert (reading.values, found(reading)) == (WRONG, IN_WRONG)


def test_sheets_with_other_names() -> None:
    """Findings say the names of the file; formulas may have them, or those that they were written with."""
    names = {ASSETS: "甲'乙", MONTHS: "Sheet2"}
    renamed = {(code, names[str(sheet)], cell) for code, sheet, cell in IN_WRONG}
    reading = damaged(rename)
    assert (reading.values, found(reading)) == (WRONG, renamed)

    def rewritten(book: Workbook) -> None:
        rename(book)
        for row in book["甲'乙"].iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    cell.value = cell.value.replace(f"'{MONTHS}'!", "Sheet2!")

    reading = damaged(rewritten)
    assert (reading.values, found(reading)) == (WRONG, renamed)


def test_a_formula_that_reads_another_sheet_than_it_should() -> None:
    def change(book: Workbook) -> None:
        cell = book[ASSETS]["F19"]
        cell.value = cell.value.replace("'分月用款'!E18", "E18")

    assert found(damaged(change)) - IN_WRONG == {("formula-moved", ASSETS, "F19")}


def drop(name: str) -> Callable[[Workbook], object]:
    return lambda book: book.remove(book[name])


@pytest.mark.parametrize(
    ("name", "kept"), [(MONTHS, {"学校", "资产"}), (ASSETS, {"分月", "批复数", "说明"})], ids=[MONTHS, ASSETS]
)
def test_a_sheet_that_is_missing(name: str, kept: set[str]) -> None:
    """Said is that it is gone, once; what stands on the other is read, and nothing is judged of both."""
    reading = damaged(drop(name))
    assert {key for key, value in reading.values.items() if value} - {"学校"} == kept - {"学校"}
    assert all(reading.values[key] == WRONG[key] for key in kept)
    codes = [finding.code for finding in reading.findings]
    assert codes.count("form-sheet-missing") == 1
    assert {"equipment-not-listed", "required-missing", "form-row-missing"}.isdisjoint(codes)
    assert ("plan-differs-from-approval" in codes) is (name == ASSETS)  # what it compares is all on the other
    (missing,) = (finding for finding in reading.findings if finding.code == "form-sheet-missing")
    assert (missing.sheet, missing.cell, name in missing.sentence("zh")) == (name, None, True)


def test_a_sheet_that_stands_there_twice() -> None:
    """Of each number one is read: that which is filled most."""

    def copy(book: Workbook) -> None:
        other = book.copy_worksheet(book[MONTHS])
        other["E6"] = 5

    reading = damaged(copy)
    extra = {(code, sheet) for code, sheet, _ in found(reading)} - {
        (code, sheet) for code, sheet, _ in IN_WRONG
    }
    assert extra == {("sheet-duplicate", ASSETS)}
    assert reading.values == WRONG


def test_a_sheet_of_another_department_is_not_mixed_in() -> None:
    """What was moved in from the workbook of another is not read beside the sheet that stayed."""

    def move(book: Workbook) -> None:
        book[MONTHS]["A1"] = stamp_texts(SMALL, department="102")[1]

    for values, stays in ((WRONG, MONTHS), ({**WRONG, "分月": [], "说明": None}, ASSETS)):
        reading = damaged(move, values)
        assert bool(reading.values["资产"]) is (stays == ASSETS)
        assert (reading.values["批复数"] is None) is (stays == ASSETS)
        codes = {finding.code for finding in reading.findings}
        assert {"form-sheet-missing", "sheet-duplicate"} <= codes


def test_a_sheet_that_lost_its_coordinates_is_found_by_its_labels() -> None:
    def paste(book: Workbook) -> None:
        book[MONTHS].delete_cols(1)

    reading = damaged(paste)
    assert reading.values == WRONG
    assert {(finding.code, finding.sheet) for finding in reading.findings} >= {("found-by-labels", MONTHS)}


def test_a_form_without_any_stamp_is_recognised_by_words() -> None:
    def strip(book: Workbook) -> None:
        for name in (ASSETS, MONTHS):
            book[name]["A1"] = None

    reading = damaged(strip, of=SCHOOL)
    assert reading.values == WRONG
    assert {"recognised-by-words", "found-by-labels"} <= {finding.code for finding in reading.findings}


def test_rows_put_into_either_sheet_are_items() -> None:
    def insert(book: Workbook) -> None:
        for name, row in ((ASSETS, 9), (MONTHS, 18)):
            book[name].insert_rows(row)
        book[ASSETS]["C9"], book[ASSETS]["D9"], book[ASSETS]["G9"] = "黑板", "家具", 2
        book[MONTHS]["C18"] = 1

    reading = damaged(insert)
    assert [asset["名称"] for asset in reading.values["资产"]] == ["课桌椅0", "课桌椅1", "黑板"]
    assert reading.values["分月"][12]["人员经费"] == Decimal(1)
    inserted = [finding for finding in reading.findings if finding.code == "row-inserted"]
    assert [(finding.sheet, finding.cell) for finding in inserted] == [(ASSETS, "B9"), (MONTHS, "B18")]


def test_hidden_sheets_and_explanations_of_each() -> None:
    def explain(book: Workbook) -> None:
        book[MONTHS].sheet_state = "hidden"
        book[ASSETS]["I7"] = "批量购入"
        book[MONTHS]["H14"] = "集中采购"

    reading = damaged(explain)
    assert ("form-sheet-hidden", MONTHS, None) in found(reading)
    told = {(one.sheet, one.cell, one.text) for one in reading.explanations}
    assert told == {(ASSETS, "I7", "批量购入"), (MONTHS, "H14", "集中采购")}
    again = read(correct(reading, [FORM]).content, [FORM])
    assert {(one.sheet, one.cell, one.text) for one in again.explanations} == told
    assert "explanation-missing" not in {
        finding.code for finding in reading.findings if finding.sheet == ASSETS
    }


def test_whatever_is_damaged_nothing_raises() -> None:
    """Stamps, numbers, names and rows of both sheets are lost or moved, at random."""
    random = Random(3)

    def spoil(book: Workbook) -> None:
        for name in random.sample([ASSETS, MONTHS], random.choice((1, 2))):
            sheet = book[name]
            match random.randrange(7):
                case 0:
                    sheet.delete_rows(random.randrange(1, 21), random.randrange(1, 12))
                case 1:
                    sheet.delete_cols(random.randrange(1, 8))
                case 2:
                    sheet["A1"] = stamp_texts(SMALL)[random.randrange(2)].replace('"sheet":1', '"sheet":7')
                case 3:
                    book.remove(sheet)
                case 4:
                    book.copy_worksheet(sheet)["A1"] = None
                case 5:
                    sheet.title = random.choice([MONTHS, ASSETS, "x"]) + "1"
                case _:
                    sheet["A1"] = None

    for _ in range(12):
        with suppress(UnreadableWorkbook):
            reading = damaged(spoil)
            assert all(finding.sentence("zh") for finding in reading.findings)


def test_a_correction_marks_the_cells_of_each_sheet() -> None:
    made = correct(read(blank(WRONG), [FORM]), [FORM])
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    for name, cell in (("分月用款", "D19"), ("分月用款", "E14"), ("资产清单", "F8"), ("资产清单", "G19")):
        assert book[name][cell].comment is not None
    shown = {
        row[1].value: row[1].hyperlink.location
        for row in book["问题清单"].iter_rows(min_row=3)
        if row[1].hyperlink
    }
    assert shown["分月用款!E14"] == "'分月用款'!E14"
    again = read(made.content, [FORM])
    assert (again.values, again.stamp and again.stamp.revision, found(again)) == (WRONG, 2, IN_WRONG)


def test_last_year_goes_on_from_both_sheets() -> None:
    following = compile(FORM, {"year": 2027})
    rolled = roll_forward(SCHOOL, FILLED, following)
    assert rolled.values["学校"] == FILLED["学校"]
    assert len(rolled.values["资产"]) == 200


def test_all_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    form, year = str(SCHOOL_YEAR), ["--set", "year=2026"]
    assert cli.main(["check", form]) == 0
    assert cli.main(["map", form, *year]) == 0
    assert "'分月用款'!E18" in capsys.readouterr().out
    assert cli.main(["schema", form, *year]) == 0
    roster = "编码,单位名称,批复数\n101,第一中学,456\n102,第二中学,\n"
    Path("名单.csv").write_text(roster, encoding="utf-8")
    assert cli.main(["build", form, "--year", "2026", "--roster", "名单.csv", "-o", "blanks"]) == 0
    build(SCHOOL, "blanks/101_第一中学.xlsx", WRONG, stamp=stamp_texts(SCHOOL, department="101"))
    build(SCHOOL, "blanks/102_第二中学.xlsx", {**FILLED, "学校": {"名称": "第二中学", "编码": "102"}})
    capsys.readouterr()
    assert cli.main(["read", "blanks", "--form", form]) == 1
    report = capsys.readouterr().out
    assert "分月用款!D19" in report
    assert "资产清单!F8" in report
    assert cli.main(["read", "blanks", "--form", form, "--format", "json"]) == 1
    first, second = json.loads(capsys.readouterr().out)
    assert {(one["code"], one["sheet"]) for one in first["findings"]} == {one[:2] for one in IN_WRONG}
    assert second["findings"] == []
    assert cli.main(["inspect", "blanks/101_第一中学.xlsx", "--form", form]) == 0
    assert "分月用款!D19  批复数" in capsys.readouterr().out
    assert cli.main(["correct", "blanks/101_第一中学.xlsx", "--form", form, "-o", "correction.xlsx"]) == 0
    assert cli.main(["summarize", "blanks", "--form", form, "-o", "sums", "--format", "csv"]) == 1
    rows = list(csv.DictReader(Path("sums", "overview.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["学校"], row["批复数"], row["资产合计"]) for row in rows] == [
        ("第一中学", "3", "7"),
        ("第二中学", "456", "700"),
    ]
    assert cli.main(["summarize", "blanks", "--form", form, "-o", "sums.xlsx"]) == 1
    assert openpyxl.load_workbook("sums.xlsx").sheetnames[1:4] == ["总表", "资产", "分月"]
    assert cli.main(["print", "blanks/102_第二中学.xlsx", "--form", form, "-o", "copies"]) == 0
    (copy,) = Path("copies").glob("*.xlsx")
    assert openpyxl.load_workbook(copy).sheetnames == [ASSETS, MONTHS]
    last = ["--last-year", "blanks/102_第二中学.xlsx", "-o", "next.xlsx"]
    assert cli.main(["build", form, "--year", "2027", *last]) == 0
    assert len(read("next.xlsx", [FORM]).values["资产"]) == 200


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_saved_by_libreoffice(office: Office, tmp_path: Path, suffix: str) -> None:
    build(SMALL, tmp_path / "form.xlsx", WRONG)
    saved = tmp_path / f"saved{suffix}"
    office.fill(tmp_path / "form.xlsx", {MONTHS: {"D20": "另有说明。"}}, saved)
    reading = read(saved, [FORM])
    assert reading.values == {**WRONG, "说明": "另有说明。"}
    assert found(reading) - {("checks-not-run", ASSETS, None)} == IN_WRONG


def test_a_round(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Both stamps are signed; letters, corrections and traces say on which sheet a thing is."""
    monkeypatch.chdir(tmp_path)
    roster = "编码,单位名称,电子邮箱\n101,第一中学,a@x.example\n102,第二中学,b@x.example\n"
    Path("名单.csv").write_text(roster, encoding="utf-8")
    new = ["--form", str(SCHOOL_YEAR), "--set", "assets=12", "--year", "2026", "--roster", "名单.csv"]
    assert cli.main(["round", "new", "r", *new, "--deadline", "2099-01-31"]) == 0
    assert cli.main(["round", "issue", "r"]) == 0
    Path("in").mkdir()
    for code, name, values in (("101", "第一中学", FEW), ("102", "第二中学", WRONG)):
        issued = openpyxl.load_workbook(f"r/issued/{code}_{name}.xlsx")
        stamps = [str(issued[sheet]["A1"].value) for sheet in (ASSETS, MONTHS)]
        filled = {**values, "学校": {"名称": name, "编码": code}}
        build(SMALL, f"in/{code}.xlsx", filled, stamp=stamps, locked=["学校.名称"])
    assert cli.main(["round", "collect", "r", "in"]) == 0
    capsys.readouterr()
    assert cli.main(["round", "status", "r", "--format", "json"]) == 0
    states = json.loads(capsys.readouterr().out)["departments"]
    assert [(one["code"], one["state"]) for one in states] == [("101", "ready"), ("102", "errors")]
    assert cli.main(["round", "correct", "r"]) == 0
    (letter,) = Path("r/letters").glob("*.eml")
    body = email.message_from_bytes(letter.read_bytes(), policy=policy.default).get_body()
    assert body is not None
    assert "分月用款!D19 全年合计456，与批复数3不一致。" in body.get_content()
    (correction,) = Path("r/corrections").glob("*.xlsx")
    reading = read(correction, [FORM], key=Path("r/round.key").read_bytes().strip())
    assert found(reading) == IN_WRONG
    assert cli.main(["round", "summarize", "r"]) == 0
    capsys.readouterr()
    assert cli.main(["round", "trace", "r", "102:批复数"]) == 0
    assert "分月用款!D19" in capsys.readouterr().out
