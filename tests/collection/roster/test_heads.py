"""Rosters as bureaus keep them: the columns by their usual names, titles above, remarks beside."""

from __future__ import annotations

from pathlib import Path

import pytest

from collection import CollectionError, Department, issue, read_roster
from collection.roster.heads import COLUMNS, PASSED_OVER
from reader import read
from templates import CellMap
from templates.kinds import Content, Raw
from tests.collection.roster.test_roster import csv, workbook
from tests.collection.rounds import form_map, trip_map

EXAMPLE = Path(__file__).parents[3] / "examples" / "roster.csv"


def test_every_usual_head_is_understood(tmp_path: Path) -> None:
    for column, heads in COLUMNS.items():
        for head in (column, *heads):
            said = "a.b@example.cn" if column == "email" else "甲"
            table = f"{head}\n甲\n" if column == "name" else f"name,{head}\n甲,{said}\n"
            (department,) = read_roster(csv(tmp_path, table)).departments
            assert getattr(department, column) == said, head


@pytest.mark.parametrize(
    "address",
    [
        *("甲", "a@", "@b.cn", "a@b", "a b@c.cn", "a@b.cn;c@d.cn", "李明<a@b.cn>", "a@@b.cn", "a@b..c"),
        *("甲@b.cn", "a@局.cn", "a＠b.cn"),
    ],
)
def test_an_address_that_is_none_is_told_with_its_row(tmp_path: Path, address: str) -> None:
    with pytest.raises(CollectionError, match=r"Row 3: .* is not an e-mail address"):
        read_roster(csv(tmp_path, f"name,邮箱\n甲,a@b.cn\n乙,{address}\n"))


@pytest.mark.parametrize("head", [*PASSED_OVER, "备 注", "NO"])
def test_what_says_nothing_of_a_form_is_passed_over(tmp_path: Path, head: str) -> None:
    roster = read_roster(csv(tmp_path, f"{head},name,{head}\nx,甲,y\n"))
    assert (roster.departments, roster.fields) == ((Department(2, "甲"),), ())


@pytest.mark.parametrize("head", ["*部门（单位）名称", "部门(单位)名称：", " 部门 （单位） 名称 ", "NAME"])
def test_spaces_width_and_signs_around_a_head_do_not_matter(tmp_path: Path, head: str) -> None:
    assert read_roster(csv(tmp_path, f"{head}\n甲\n")).departments == (Department(2, "甲"),)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    "title", ["2026 年度预算单位名单", "单位：个", "Roster 2026", "甲，乙、丙\n\n二〇二六年"]
)
def test_a_title_above_the_heads_is_no_obstacle(tmp_path: Path, title: str, delimiter: str) -> None:
    table = "序号,部门名称,编码,填报人\n1,甲,01,李明\n2,乙,02,\n".replace(",", delimiter)
    (first, second) = read_roster(csv(tmp_path, f"{title}\n{table}")).departments
    assert (first.name, first.code, first.contact) == ("甲", "01", "李明")
    assert (second.name, second.code, second.row - first.row) == ("乙", "02", 1)
    assert (
        first.row == f"{title}\n{table}".splitlines().index(f"1{delimiter}甲{delimiter}01{delimiter}李明") + 1
    )


def test_a_title_above_the_heads_of_a_workbook_is_no_obstacle(tmp_path: Path) -> None:
    rows: list[list[Content]] = [
        ["部门", None, None],  # a title that is itself a word of a roster
        [None, None, None],
        ["序号", "单位名称", "联系人"],
        ["1", "甲", "李明"],
    ]
    assert read_roster(workbook(tmp_path, rows)).departments == (Department(4, "甲", None, "李明"),)


def test_a_mistake_in_the_heads_is_told_with_the_row_of_the_heads(tmp_path: Path) -> None:
    with pytest.raises(CollectionError, match="Row 3: the column “地址” is unknown"):
        read_roster(csv(tmp_path, "名单\n\n单位名称,地址\n甲,x\n"))
    with pytest.raises(CollectionError, match="Row 2: there is no column"):
        read_roster(csv(tmp_path, "名单\n编码,联系人\n1,李明\n"))
    with pytest.raises(CollectionError, match="Row 1: the column “部门名称” appears twice"):
        read_roster(csv(tmp_path, "单位名称,部门名称\n甲,乙\n"))


def test_rows_that_only_have_a_number_or_a_remark_are_no_departments(tmp_path: Path) -> None:
    table = "序号,单位名称,备注\n1,甲,\n2,,\n,,注：不含企业\n3,　,\n"
    assert read_roster(csv(tmp_path, table)).departments == (Department(2, "甲"),)


def test_fields_go_by_their_labels_where_the_form_is_known(tmp_path: Path) -> None:
    file = csv(tmp_path, "部门（单位）名称,填报人,联系电话\n甲,李明,13800138000\n")
    roster = read_roster(file, form_map())
    assert roster.fields == ("department.phone",)
    assert roster.departments == (
        Department(2, "甲", contact="李明", values={"department.phone": Raw("13800138000")}),
    )
    english = csv(tmp_path, "Department,Completed by,Phone\n甲,李明,13800138000\n", "english.csv")
    assert read_roster(english, form_map()).departments == roster.departments
    with pytest.raises(CollectionError, match="the column “联系电话” is unknown"):
        read_roster(file)


@pytest.mark.parametrize(("cell_map", "head"), [(form_map(), "当年金额"), (trip_map(), "事由")])
def test_a_label_of_several_fields_or_of_a_list_is_no_column(
    tmp_path: Path, cell_map: CellMap, head: str
) -> None:
    with pytest.raises(CollectionError, match=f"the column “{head}” is unknown"):
        read_roster(csv(tmp_path, f"单位名称,{head}\n甲,1\n"), cell_map)


def test_the_example_is_a_roster(tmp_path: Path) -> None:
    cell_map = form_map()
    roster = read_roster(EXAMPLE, cell_map)
    assert roster.fields == ("department.phone",)
    issued = issue(cell_map, roster, tmp_path / "out")
    assert issued.count == len(roster.departments) == 3
    departments = [read(path).values["department"] for path in sorted(issued.folder.iterdir())]
    assert departments[0] == {"name": "示例市财政局", "filled_by": "李明", "phone": "13800138000"}
    assert departments[2] == {"name": "示例市住房公积金中心", "filled_by": None, "phone": None}
