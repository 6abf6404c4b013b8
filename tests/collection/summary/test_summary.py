"""A round is summed up: what belongs together is, and of the rest it is said why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from collection import CollectionError, export, sum_up, summary_tables
from collection.summary.tables import Table
from reader import unreadable
from template_builder import build
from templates import Location, Text, builtin, compile, load
from tests.collection.rounds import DEMO, finding, form_map, nested_map, reading_of, trip_map
from tianbao.output.report import summary_text

SEED, ARCHIVE, LIBRARY = (entry["values"] for entry in DEMO["departments"])


def table_of(tables: Sequence[Table], key: str) -> list[dict[str, Any]]:
    """Return a table as its rows, each with its cells by the keys of columns."""
    table = next(table for table in tables if table.key == key)
    return [{column.key: cell for column, cell in zip(table.columns, row, strict=True)} for row in table.rows]


def heads(tables: Sequence[Table], key: str) -> dict[str, Text]:
    return {column.key: column.head for table in tables if table.key == key for column in table.columns}


def test_lists_that_share_a_table_are_told_by_their_sections() -> None:
    values = {
        "long_term_indicators": [{"level1": "产出指标", "level3": "数字化档案数量"}],
        "annual_indicators": [{"level1": "效益指标", "level3": "网上查档占比"}],
    }
    project = compile(builtin("project-goals"), {"year": 2026})
    tables = summary_tables([reading_of(project, values)])
    rows = table_of(tables, "indicators")
    assert [(row["part"], row["level3"]) for row in rows] == [
        ("长期指标", "数字化档案数量"),
        ("年度指标", "网上查档占比"),
    ]
    counted = heads(tables, "overview")["annual_indicators_count"]
    assert (counted.zh, counted.en) == ("年度指标数", "Number of Annual indicators")


def test_the_overview_has_a_line_for_each_department() -> None:
    error = finding("required-missing", slots={"label": Text("电话", "Phone")})
    notice = finding("placeholder")
    readings = [
        reading_of(form_map(), SEED, error, notice, notice, file="1.xlsx"),
        reading_of(form_map(projects=20), ARCHIVE, file="2.xlsx"),
    ]
    tables = summary_tables(readings)
    first, second = table_of(tables, "overview")
    assert first["department.name"] == "鄂州市住房公积金中心"
    assert first["expenditure.total.amount"] == Decimal("752.2")
    assert first["expenditure.basic.share"] == Decimal("0.530576974208987")
    counts = {key: value for key, value in first.items() if key.endswith("_count")}
    assert counts == {
        "projects_count": 3,
        "goals.long_term_count": 3,
        "goals.annual_count": 3,
        "long_term_goals_count": 1,
        "long_term_goals.indicators_count": 7,
        "annual_goals_count": 3,
        "annual_goals.indicators_count": 15,
    }
    assert [first[key] for key in ("errors", "warnings", "notices", "file")] == [1, 0, 2, "1.xlsx"]
    assert [second[key] for key in ("errors", "warnings", "notices", "file")] == [0, 0, 0, "2.xlsx"]
    assert tables[0].marks == ("error", None)


def test_columns_are_called_what_the_form_calls_them() -> None:
    tables = summary_tables([reading_of(form_map(), SEED)])
    overview = heads(tables, "overview")
    assert list(overview)[:2] == ["department_code", "department.name"]
    assert heads(tables, "funds")["income.fiscal.last_year"].zh == "收入构成·财政拨款·2019 年"
    counts = {key: head.zh for key, head in overview.items() if key.endswith("_count")}
    assert len(set(counts.values())) == len(counts)
    assert counts["projects_count"] == "项目数"
    assert counts["long_term_goals.indicators_count"] == "长期目标指标数"
    assert counts["annual_goals_count"] == "年度目标数"
    assert counts["goals.annual_count"] == "整体绩效总目标·年度目标数"
    indicators = heads(tables, "indicators")
    assert indicators["goal"] == Text("长期目标名称／年度目标名称", "Long-term goal / Annual goal")
    assert indicators["target_unit"].zh.endswith("指标值／预期当年实现值·计量单位")


SHARES = (
    "income.fiscal",
    "income.other",
    "income.total",
    "expenditure.basic",
    "expenditure.project",
    "expenditure.total",
)


def test_all_amounts_stand_in_a_table_of_their_own() -> None:
    (line,) = table_of(summary_tables([reading_of(form_map(), SEED)]), "funds")
    assert line["expenditure.total.last_year"] == Decimal("953.33")
    assert line["department_code"] is None


def test_money_is_added_up_and_nothing_else() -> None:
    (overview, funds, projects, *_) = sum_up([reading_of(form_map(), SEED)]).tables
    totals = {column.key for column in overview.columns if column.total}
    money = {key for key in heads([overview], "overview") if key.endswith((".amount", "_last", ".last_year"))}
    assert totals == money | {
        key
        for key in heads([overview], "overview")
        if key.endswith(("_count", "errors", "warnings", "notices"))
    }
    assert {column.key for column in funds.columns if not column.total} == {
        "department_code",
        "department.name",
        *(f"{half}.share" for half in SHARES),
        "file",
    }
    assert [column.key for column in projects.columns if column.total] == ["total_budget", "year_budget"]


def test_items_stand_behind_their_department_and_goal() -> None:
    tables = summary_tables([reading_of(form_map(), SEED), reading_of(form_map(), ARCHIVE, file="2.xlsx")])
    projects = table_of(tables, "projects")
    assert len(projects) == 5
    assert list(projects[4]) == [
        "department_code", "department", "file", "item", "name", "type",
        "total_budget", "year_budget", "purpose",
    ]  # fmt: skip
    assert [projects[4][key] for key in ("department", "file", "item", "year_budget")] == [
        "示例市档案馆", "2.xlsx", 2, 50,
    ]  # fmt: skip
    indicators = table_of(tables, "indicators")
    assert len(indicators) == 7 + 15 + 5 + 11
    long_term, annual = indicators[1], indicators[7]
    assert [long_term[key] for key in ("part", "block", "item", "level3")] == ["长期目标", 1, 2, "个贷逾期率"]
    assert [annual[key] for key in ("part", "block", "item", "level3")] == [
        "年度目标",
        1,
        1,
        "业务办理渠道数量",
    ]
    assert annual["goal"] == SEED["annual_goals"][0]["goal"]
    assert long_term["last_year"] is None


def test_targets_are_taken_apart() -> None:
    indicators = table_of(summary_tables([reading_of(form_map(), SEED)]), "indicators")
    parts = ("target", "target_operator", "target_number", "target_unit", "target_kind")
    assert [indicators[1][key] for key in parts] == ["＜1‰", "＜", 1, "‰", "数值"]
    assert [indicators[7][f"last_year{key[6:]}"] for key in parts] == [
        "6个",
        "＝",
        6,
        "个",
        "数值",
    ]


def test_a_text_where_a_number_belongs_is_kept() -> None:
    values = {**SEED, "income": {"fiscal": {"amount": "约七百"}}}
    (line,) = table_of(summary_tables([reading_of(form_map(), values)]), "overview")
    assert line["income.fiscal.amount"] == "约七百"


def test_findings_are_listed_by_file_and_severity() -> None:
    places = ", ".join(f"D{number}" for number in range(30))
    notice = finding(
        "placeholder",
        locations=tuple(
            Location("functions", None, "申报表", f"D{number}", "/", ("略", None, "见附件")[number % 3])
            for number in range(30)
        ),
    )
    error = finding("not-a-number", field="income.fiscal.amount", sheet="申报表", cell="E8", found="abc")
    readings = [
        reading_of(form_map(), SEED, notice, error, file="1.xlsx"),
        unreadable("2.xlsx", finding("not-a-workbook")),
    ]
    summary = sum_up(readings)
    first, second, third = table_of(summary_tables(readings), "findings")
    assert [first[key] for key in ("severity", "code", "cell", "found")] == [
        "错误",
        "not-a-number",
        "E8",
        "abc",
    ]
    assert first["label"] == "收入构成·财政拨款·当年金额"
    assert (first["sentence"], first["remedy"]) == (error.sentence("zh"), error.remedy("zh"))
    assert (first["explanation"], second["explanation"]) == (None, "略；见附件")
    assert second["cell"] == f"{places[: places.index(', D12')]}, … (30)"
    assert [third[key] for key in ("department", "file", "code", "label")] == [
        None,
        "2.xlsx",
        "not-a-workbook",
        None,
    ]
    assert summary.tables[-1].marks == ("error", "notice", "error")
    assert [reading.file for reading, _ in summary.left_out] == ["2.xlsx"]
    assert table_of(summary_tables(readings, "en"), "findings")[0]["severity"] == "Error"


@pytest.mark.parametrize("parameters", [{"year": 2021}, {"unit": "元"}])
def test_another_round_falls_out(parameters: Mapping[str, Any]) -> None:
    readings = [
        reading_of(form_map(**parameters), SEED, finding("placeholder"), file="odd.xlsx"),
        reading_of(form_map(), SEED, file="1.xlsx"),
        reading_of(form_map(annual_goals=5), ARCHIVE, file="2.xlsx"),
    ]
    summary = sum_up(readings)
    assert [reading.file for reading in summary.included] == ["1.xlsx", "2.xlsx"]
    ((left, reason),) = summary.left_out
    assert (left.file, reason.code, reason.severity) == ("odd.xlsx", "other-round", "error")
    assert str(next(iter(parameters.values()))) in reason.sentence("zh")
    assert "2020，万元" in reason.sentence("zh")
    assert "2020, 万元" in reason.sentence("en")
    (listed,) = table_of(summary_tables(readings), "findings")
    assert [listed[key] for key in ("department", "file", "code")] == [
        "鄂州市住房公积金中心",
        "odd.xlsx",
        "other-round",
    ]


def test_another_form_falls_out() -> None:
    readings = [
        reading_of(form_map(), SEED, file="1.xlsx"),
        reading_of(trip_map(), {"department": "示例局"}, file="2.xlsx"),
    ]
    ((left, reason),) = sum_up(readings).left_out
    assert (left.file, reason.code) == ("2.xlsx", "other-round")
    assert "出差计划表" in reason.sentence("zh")


@pytest.mark.parametrize("readings", [[], [unreadable("1.xlsx", finding("damaged"))]])
def test_nothing_can_be_summed_up(readings: list[Any]) -> None:
    with pytest.raises(CollectionError, match="nothing to summarize"):
        sum_up(readings)


def test_a_form_that_says_nothing_of_its_summary_has_one() -> None:
    trips = [
        {"purpose": "调研", "region": "华中", "city": "武汉", "days": 2, "cost": Decimal("1.5")},
        {"purpose": "会"},
    ]
    tables = summary_tables([reading_of(trip_map(), {"department": "示例局", "trips": trips})])
    (line,) = table_of(tables, "overview")
    assert [line[key] for key in ("department", "total.cost", "trips_count")] == ["示例局", Decimal("1.5"), 2]
    assert [row["purpose"] for row in table_of(tables, "trips")] == ["调研", "会"]
    assert heads(tables, "overview")["trips_count"].zh == "事由数"


def test_items_within_items_within_items(tmp_path: Path) -> None:
    inner = {"inner": [{"name": "c", "cost": 1}, {"name": "d", "cost": 2}]}
    values = {"amount": 1, "outer": [{"name": "a", "middle": [{"name": "b", **inner}, inner]}]}
    nested = nested_map(tmp_path)
    build(nested, tmp_path / "nested.xlsx", values)
    tables = summary_tables([reading_of(nested, values)])
    rows = table_of(tables, "all")
    keys = ("block", "block2", "item", "name", "outer.middle.name", "outer.middle.inner.name", "double")
    assert [tuple(row[key] for key in keys) for row in rows] == [
        (None, None, 1, "a", None, None, None),
        (1, 1, 1, "a", "b", "c", 2),
        (1, 1, 2, "a", "b", "d", 4),
        (1, 2, 1, "a", None, "c", 2),
        (1, 2, 2, "a", None, "d", 4),
    ]
    assert "department" not in rows[0]
    assert heads(tables, "all")["double"].zh == "double"
    assert heads(tables, "all")["cost"].zh == "费用"
    (line,) = table_of(tables, "overview")
    assert [line[key] for key in ("outer_count", "outer.middle_count", "outer.middle.inner_count")] == [
        1,
        2,
        4,
    ]


CLASHING = """
form: clashing
version: "1"
title: 表
columns: [10, 10, 10, 10, 10]
body:
- row: [{field: file, kind: text, span: 2}, {field: errors, kind: text, span: 3}]
- repeat: people
  rows: 2
  row:
  - {field: file, kind: text}
  - {field: item, kind: text}
  - {field: department, kind: text}
  - {field: target, kind: target}
  - {field: target_unit, kind: text}
"""


def test_fields_may_be_called_what_a_summary_calls_its_own(tmp_path: Path) -> None:
    (tmp_path / "form.yaml").write_text(CLASHING, encoding="utf-8")
    cell_map = compile(load(tmp_path / "form.yaml"), {})
    own = {"file": "甲", "item": "乙", "department": "丙", "target": "≥95%", "target_unit": "丁"}
    summary = sum_up([reading_of(cell_map, {"file": "戊", "errors": "无", "people": [own]})])
    overview, people = export(summary, tmp_path, "parquet")[:2]
    assert pd.read_parquet(overview)[["file", "errors", "errors~2"]].iloc[0].tolist() == ["戊", "无", 0]
    (line,) = pd.read_parquet(people).to_dict("records")
    assert [line[key] for key in ("people.file", "people.item", "people.department", "target_unit~2")] == [
        "甲",
        "乙",
        "丙",
        "丁",
    ]
    assert line["target_unit"] == "%"


def test_of_several_files_of_a_department_the_newest_counts() -> None:
    readings = [
        reading_of(form_map(), values, file=file)
        for file, values in (("a.xlsx", SEED), ("b.xlsx", ARCHIVE), ("a(1).xlsx", SEED))
    ]
    summary = sum_up(readings)
    assert [reading.file for reading in summary.included] == ["b.xlsx", "a(1).xlsx"]
    ((older, finding),) = summary.repeated
    assert (older.file, finding.code) == ("a.xlsx", "department-repeated")
    rows = table_of(summary.tables, "findings")
    assert [row["file"] for row in rows if row["code"] == "department-repeated"] == ["a.xlsx"]
    text = summary_text(summary, Path("s.xlsx"))
    assert text.count("[department-repeated]") == 1
    assert "计入合计的是较新的 a(1).xlsx" in text
