"""The bureau's own workbook is filled in with what came back, keeps all that it has, and still calculates."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collection import CollectionError, Vocabulary, fill_template
from collection.summary.own_workbook.names import FieldName
from reader import Reading
from templates.findings.errors import Sentence
from tests.collection.rounds import DEMO, form_map, nested_map, reading_of, trip_map
from tests.collection.summary.own_template import own_template
from tests.engines.onlyoffice import OnlyOffice
from tests.office import Office
from tests.ooxml.linting import lint
from tests.other_files import encrypted
from tests.template_builder.filling.workbooks import Cells, lines, parts_of, shown, template, workbook
from tests.validator import OLDEST_AND_NEWEST, complaints

LINTER_IS_OF_OURS = {"part-foreign", "sheet-unknown", "name-unknown"}
"""What the linter says of pictures and tables, which no workbook of ours has."""


@pytest.fixture(scope="module")
def readings() -> list[Reading]:
    return [
        reading_of(form_map(), entry["values"], file=f"{entry['file']}.xlsx") for entry in DEMO["departments"]
    ]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, readings: list[Reading]) -> Path:
    """The template of the tests, filled in; the template lies beside it."""
    folder = tmp_path_factory.mktemp("own")
    fill_template(readings, own_template(folder / "模板.xlsx"), folder / "汇总.xlsx")
    return folder / "汇总.xlsx"


def amounts(readings: list[Reading], part: str) -> list[Decimal]:
    return [one.computed[part]["total"]["amount"] for one in readings]


def projects(readings: list[Reading]) -> list[dict[str, Any]]:
    return [project for one in readings for project in one.values["projects"]]


def right(value: object, expected: object) -> bool:
    """Tell whether a program shows what it should, numbers to the last digits."""
    if isinstance(expected, Decimal | int | float):
        return isinstance(value, int | float) and value == pytest.approx(float(expected), abs=1e-7)
    return value == expected


def check_figures(sheets: Any, readings: list[Reading]) -> None:
    """Check that what a program shows of the filled template is what the returns hold."""
    first, items, analysis = sheets["汇总"], sheets["项目"], sheets["分析"]
    income, spending = amounts(readings, "income"), amounts(readings, "expenditure")
    for number, one in enumerate(readings):
        row = 5 + number
        assert first[f"B{row}"] == f"{one.values['department']['name']}（盖章）"
        assert right(first[f"C{row}"], income[number])
        assert right(first[f"E{row}"], income[number] / sum(income))
        assert right(first[f"F{row}"], sum(income[: number + 1]))
    total = 5 + len(readings)
    assert right(first[f"C{total}"], sum(income))
    assert right(first[f"D{total}"], sum(spending))
    assert right(first[f"F{total}"], sum(income + spending) / 2 / len(readings))
    listed = projects(readings)
    for number, project in enumerate(listed):
        assert items[f"B{4 + number}"] == project["name"]
    budget = sum(project["year_budget"] or 0 for project in listed)
    last = 4 + len(listed)
    assert right(items[f"D{last + 1}"], budget)
    assert right(items[f"D{last + 2}"], budget)
    expected = (sum(income), max(income), len(readings), budget, 3, sum(income))
    assert all(right(analysis[f"B{row}"], value) for row, value in enumerate(expected, 1))


def test_the_results_in_the_file_are_those_of_the_returns(made: Path, readings: list[Reading]) -> None:
    content = made.read_bytes()
    check_figures({name: shown(content, name, values=True) for name in ("汇总", "项目", "分析")}, readings)


def test_libreoffice_shows_the_same(made: Path, readings: list[Reading], office: Office) -> None:
    check_figures(office.recalculate(made), readings)


def test_onlyoffice_shows_the_same(made: Path, readings: list[Reading], onlyoffice: OnlyOffice) -> None:
    check_figures(onlyoffice.recalculate(made), readings)


@pytest.mark.parametrize("saved_by", ["LibreOffice", "ONLYOFFICE"])
def test_a_template_that_another_program_saved(
    saved_by: str,
    tmp_path: Path,
    readings: list[Reading],
    office: Office,
    onlyoffice: OnlyOffice,
) -> None:
    own_template(tmp_path / "t.xlsx")
    if saved_by == "LibreOffice":
        office.convert(tmp_path / "t.xlsx", tmp_path / "模板.xlsx")
    else:
        onlyoffice.fill(tmp_path / "t.xlsx", {}, tmp_path / "模板.xlsx")
    fill_template(readings, tmp_path / "模板.xlsx", tmp_path / "a.xlsx")
    check_figures(office.recalculate(tmp_path / "a.xlsx"), readings)
    kept = {"drawing", "chart", "media", "comments"}
    names = parts_of((tmp_path / "a.xlsx").read_bytes())
    assert {one for one in kept if any(one in name for name in names)} == kept


@pytest.mark.program
def test_the_workbook_is_sound(made: Path) -> None:
    assert complaints([(made, office) for office in OLDEST_AND_NEWEST]) == []


def test_the_linter_finds_what_it_finds_in_the_template_and_no_more(made: Path) -> None:
    assert {fault.code for fault in lint(made)} <= LINTER_IS_OF_OURS


def test_everything_else_is_kept(made: Path) -> None:
    before, after = parts_of((made.parent / "模板.xlsx").read_bytes()), parts_of(made.read_bytes())
    assert before.keys() | {"docProps/custom.xml"} == after.keys()
    for name in ("xl/styles.xml", "xl/theme/theme1.xml", "xl/media/image1.png", "xl/sharedStrings.xml"):
        assert after[name] == before[name]
    sheet = after["xl/worksheets/sheet1.xml"].decode()
    assert 'sqref="C5:D7"' in sheet
    assert re.findall(r"<xm:sqref>(.*?)</xm:sqref>", sheet) == ["E5:E7", "G5", "G6", "G7"]
    assert re.findall(r"<xm:f>(.*?)</xm:f>", sheet) == [f"汇总!C{row}:D{row}" for row in (5, 6, 7)]
    assert '<autoFilter ref="A4:F7"/>' in sheet
    assert "2020年度</oddHeader>" in sheet
    assert re.findall(r'ref="(\w+)"', after["xl/comments1.xml"].decode()) == ["C5", "B10"]
    names = re.findall(r">(汇总!.*?)<", after["xl/workbook.xml"].decode())
    assert names == ["汇总!$A$4:$F$7", "汇总!$A$1:$G$28", "汇总!$3:$4", "汇总!$C$5:$C$7"]
    assert "2020年度各单位收支" in after["xl/charts/chart1.xml"].decode()
    rows = re.findall(r"<xdr:row>(\d+)</xdr:row>", before["xl/drawings/drawing1.xml"].decode())
    moved = re.findall(r"<xdr:row>(\d+)</xdr:row>", after["xl/drawings/drawing1.xml"].decode())
    assert [int(new) - int(old) for old, new in zip(rows, moved, strict=True)] in ([0, 0, 2, 2], [2, 2, 0, 0])


def test_the_same_returns_give_the_same_bytes(made: Path, readings: list[Reading], tmp_path: Path) -> None:
    fill_template(readings, made.parent / "模板.xlsx", tmp_path / "b.xlsx")
    assert (tmp_path / "b.xlsx").read_bytes() == made.read_bytes()


# Names


def own(path: Path, cells: Cells) -> Path:
    path.write_bytes(workbook({"S": cells}))
    return path


def told(caught: pytest.ExceptionInfo[CollectionError]) -> list[str]:
    return caught.value.sentence("zh").split("\n  ")[1:]


def test_all_that_is_wrong_is_told_at_once_and_nothing_written(
    tmp_path: Path, readings: list[Reading]
) -> None:
    cells = {
        "A1": "{{income.total.amount}}",
        "A2": "{{department.name}}{{incom.total.amount}}",
        "A3": "{{projects.name}}{{long_term_goals.goal}}{{annual_goals.goal}}",
        "A4": "{{year",
        "A5": "{{income}}",
        "A6": "=A2",
        "A7": "{{department.name}}{{item}}",
        "A8": "{{department.name}}{{projects[x].name}}",
        "A9": "{{department.name}}{{当年金额}}",
    }
    with pytest.raises(CollectionError) as caught:
        fill_template(readings, own(tmp_path / "t.xlsx", cells), tmp_path / "a.xlsx")
    lines = told(caught)
    assert list(dict.fromkeys(line.partition(": ")[0] for line in lines)) == [
        f"S!A{row}" for row in range(1, 10)
    ]
    assert any("是不是 `income.total.amount`" in line for line in lines)
    assert any("=SUM(C5)" in line for line in lines)
    assert not (tmp_path / "a.xlsx").exists()
    assert "corrections first" in caught.value.sentence("en")


def test_a_template_without_placeholders_is_told(tmp_path: Path, readings: list[Reading]) -> None:
    with pytest.raises(CollectionError, match=r"no placeholder such as \{\{department.name"):
        fill_template(readings, own(tmp_path / "t.xlsx", {"A1": "汇总"}), tmp_path / "a.xlsx")


@pytest.mark.parametrize("form", ["department-goals", "trip", "nested"])
def test_every_name_of_the_listing_is_understood(form: str, tmp_path: Path) -> None:
    maps = {"department-goals": form_map, "trip": trip_map, "nested": lambda: nested_map(tmp_path)}
    vocabulary = Vocabulary(maps[form]())
    for one in vocabulary.listing():
        found = vocabulary.meaning(one.name)
        assert not isinstance(found, Sentence), one
        assert (isinstance(found, FieldName) and found.is_repeated) == (
            one.scope not in ("everywhere", "department", "item")
        )


def test_the_page_for_officers_says_only_what_is_understood() -> None:
    page = (Path(__file__).parents[3] / "docs" / "own-summary.zh-CN.md").read_text(encoding="utf-8")
    names = set(re.findall(r"\{\{([^}]+)\}\}", page))
    assert len(names) > 15
    vocabulary = Vocabulary(form_map())
    assert [name for name in names if isinstance(vocabulary.meaning(name), Sentence)] == []
    assert {
        one.name for one in vocabulary.listing() if not isinstance(vocabulary.meaning(one.name), FieldName)
    } <= names


def test_labels_are_names_too() -> None:
    vocabulary = Vocabulary(form_map())
    for label, name in (
        ("部门（单位）名称", "department.name"),
        ("单位名称", "department.name"),
        ("收入构成·合计·当年金额", "income.total.amount"),
        ("项目名称", "projects.name"),
        ("序号", "number"),
        ("年度", "year"),
    ):
        assert vocabulary.meaning(label) == vocabulary.meaning(name)
    found = vocabulary.meaning("projects[0]")
    assert isinstance(found, Sentence)
    found = vocabulary.meaning("projects.name[0]")
    assert isinstance(found, Sentence)
    assert found.code == "placeholder-item-number"


def item(name: str, cost: int) -> dict[str, object]:
    return {"name": name, "cost": cost}


def test_items_of_lists_within_lists_and_single_items(tmp_path: Path) -> None:
    values = {
        "amount": 7,
        "outer": [
            {
                "name": "甲",
                "middle": [{"name": "一", "inner": [{"name": "a", "cost": 1}, {"name": "b", "cost": 2}]}],
            },
            {"name": "乙", "middle": [{"name": "二", "inner": [{"name": "c", "cost": 3}]}]},
        ],
    }
    cells = {
        "A1": "{{outer.name}}-{{outer.middle.inner.name}}",
        "B1": "{{outer.middle.inner.cost}}",
        "C1": "{{item}}/{{number}}",
        "A2": "=SUM(B1)",
        "A3": "{{department.code}}",
        "B3": "{{outer[1].name}}{{outer[5].name}}",
    }
    path = tmp_path / "t.xlsx"
    reading = reading_of(nested_map(tmp_path), values)
    fill_template([reading], own(path, cells), tmp_path / "a.xlsx")
    assert shown((tmp_path / "a.xlsx").read_bytes(), "S", values=True) == {
        "A1": "甲-a", "B1": 1, "C1": "1/1", "A2": "甲-b", "B2": 2, "C2": "2/2",
        "A3": "乙-c", "B3": 3, "C3": "1/3", "A4": 6, "B5": "乙",
    }  # fmt: skip


def test_no_items_at_all_leave_the_row_empty(tmp_path: Path, readings: list[Reading]) -> None:
    cells = {"A1": "{{projects.name}}", "B1": "{{projects.year_budget}}", "C1": "=B1*2", "B2": "=SUM(B1)"}
    values = {**DEMO["departments"][0]["values"], "projects": []}
    fill_template([reading_of(form_map(), values)], own(tmp_path / "t.xlsx", cells), tmp_path / "a.xlsx")
    assert shown((tmp_path / "a.xlsx").read_bytes(), "S", values=True) == {"B2": 0}


def test_rows_of_departments_on_two_sheets_go_together(tmp_path: Path, readings: list[Reading]) -> None:
    sheets: dict[str, Cells] = {
        "一": {"A2": "{{部门（单位）名称}}", "B2": "{{income.total.amount}}", "B3": "=SUM(B2)"},
        "二": {"A4": "{{department.code}}", "B4": "=一!B2*2", "B5": "=SUM(B4)", "B6": "=一!B3"},
    }
    (tmp_path / "t.xlsx").write_bytes(workbook(sheets))
    fill_template(readings, tmp_path / "t.xlsx", tmp_path / "a.xlsx")
    found = shown((tmp_path / "a.xlsx").read_bytes(), "二", values=True)
    income = [float(amount) for amount in amounts(readings, "income")]
    assert [found[f"B{row}"] for row in (4, 5, 6)] == [pytest.approx(2 * one) for one in income]
    assert (found["B7"], found["B8"]) == (pytest.approx(2 * sum(income)), pytest.approx(sum(income)))


def test_the_field_of_a_form_that_names_the_department_is_its_name() -> None:
    vocabulary = Vocabulary(trip_map())
    assert vocabulary.meaning("department") == vocabulary.meaning("department.name")
    assert "department" not in vocabulary.names


def test_what_could_not_be_read_stays_as_it_was_typed(tmp_path: Path) -> None:
    values = {"department": {"name": "甲局"}, "income": {"fiscal": {"amount": "=约300"}}}
    cells = {"A1": "{{department.name}}", "B1": "{{income.fiscal.amount}}", "B2": "=SUM(B1)"}
    reading = reading_of(form_map(), values)
    fill_template([reading], own(tmp_path / "t.xlsx", cells), tmp_path / "a.xlsx")
    content = (tmp_path / "a.xlsx").read_bytes()
    assert b'<t xml:space="preserve">=\xe7\xba\xa6300</t>' in parts_of(content)["xl/worksheets/sheet1.xml"]


# Files that can be no template


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("t.xlsx", b"", "damaged"),
        ("t.xlsx", b"text", "xlsx"),
        ("t.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "xlsx"),
        ("t.xlsx", encrypted(workbook({"S": {"A1": "{{year}}"}})), "without a password"),
        ("t.csv", "单位,金额\n".encode(), "xlsx"),
    ],
)
def test_what_is_no_workbook_is_told(
    name: str, content: bytes, words: str, tmp_path: Path, readings: list[Reading]
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CollectionError, match=words):
        fill_template(readings, tmp_path / name, tmp_path / "a.xlsx")


def test_a_missing_or_enormous_template_is_told(tmp_path: Path, readings: list[Reading]) -> None:
    with pytest.raises(CollectionError, match="no\\.xlsx"):
        fill_template(readings, tmp_path / "no.xlsx", tmp_path / "a.xlsx")
    stream = io.BytesIO(workbook({"S": {"A1": "{{department.name}}"}}))
    for size in (17, 200):
        with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"xl/media/bomb{size}.bin", bytes(size * 2**20))
        (tmp_path / "t.xlsx").write_bytes(stream.getvalue())
        with pytest.raises(CollectionError, match=r"t\.xlsx: This cannot be a template: .*(large|limit)"):
            fill_template(readings, tmp_path / "t.xlsx", tmp_path / "a.xlsx")


# What an independent engine makes of any number of rows


FORMULAS = {
    "B6": "=SUM(B5)",
    "C6": "=SUM(C5:C5)/2",
    "D6": "=MAX(B5:C5)-MIN(B5)",
    "E6": "=AVERAGE(B5)",
    "B7": "=SUBTOTAL(9,B4:B6)",
    "C7": '=COUNTA(A5)&"个"',
    "D7": "=IF(B6>C6,ROUND(B6,1),-C6)",
    "E7": "=SUMPRODUCT(B5:B5,C5:C5)",
    "D5": "=B5-C5",
    "E5": "=IF(B$6=0,0,B5/B$6)",
    "F5": "=SUM(B$5:B5)",
    "G5": "=RANK(B5,B$5:B$5)",
    "H5": "=B5*100%+SUM(B5:C5)^2-ABS(-C5)",
}
MONEY = st.decimals(0, 10**6, places=2)


@settings(max_examples=12)
@given(st.lists(st.tuples(MONEY, MONEY), min_size=1, max_size=9))
def test_totals_and_shares_are_what_libreoffice_works_out(
    office: Office, tmp_path_factory: pytest.TempPathFactory, amounts: list[tuple[Decimal, Decimal]]
) -> None:
    cells = {"A5": "{{name}}", "B5": "{{one}}", "C5": "{{other}}", **FORMULAS}
    given = template({"S": cells, "别的": {"A1": "=S!B6*2", "A2": "=SUM(S!B5:C5)"}})
    rows = [{"name": str(number), "one": one, "other": other} for number, (one, other) in enumerate(amounts)]
    path = tmp_path_factory.mktemp("rows") / "a.xlsx"
    path.write_bytes(given.fill({}, {("S", 5): lines(*rows)}))
    seen = office.recalculate(path)
    for sheet in ("S", "别的"):
        kept = shown(path.read_bytes(), sheet, values=True)
        assert kept.keys() == {cell for cell, value in seen[sheet].items() if value != ""}
        assert all(right(seen[sheet][cell], value) for cell, value in kept.items())
    total = 5 + len(amounts)
    assert right(seen["S"][f"B{total}"], sum(one for one, _ in amounts))
    assert right(seen["别的"]["A2"], sum(one + other for one, other in amounts))
