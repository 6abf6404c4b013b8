"""`summarize --template`: what an officer types, what is told, and what is in the workbook."""

from __future__ import annotations

from pathlib import Path

from collection import EventKind, collect, decide, open_round
from tests.collection.round.rosters import begun, sent_back
from tests.collection.rounds import DEMO, returned
from tests.collection.summary.own_template import own_template
from tests.template_builder.filling.workbooks import shown, workbook
from tests.test_cli import Run, run

__all__ = ["run"]

STATE = {
    "A1": "{{year}}年{{form}}：应报 {{departments}}，已报 {{returned}}，未报 {{missing}}，截止 {{deadline}}",
    "A2": "{{number}}",
    "B2": "{{department.code}}",
    "C2": "{{department.name}}",
    "D2": "{{group}}／{{state}}／{{errors}}／{{warnings}}",
    "E2": "{{file}}",
    "F2": "{{收入构成·合计·当年金额}}",
    "F3": "=SUM(F2)",
}


def test_a_round_fills_the_bureaus_own_workbook(run: Run, tmp_path: Path) -> None:
    round = begun(tmp_path)
    (tmp_path / "back").mkdir()
    for code, name, wrong in (("102001", "丙中心", 0), ("101001", "甲局", 1), ("101002", "乙局", 0)):
        (tmp_path / "back" / f"{name}.xlsx").write_bytes(sent_back(round, code, name, wrong=wrong))
    collect(round, [tmp_path / "back"])
    decide(round, EventKind.REFUSED, "101002", "重报")
    (tmp_path / "模板.xlsx").write_bytes(workbook({"S": STATE}))
    words = ("round", "summarize", "2026", "--template", "模板.xlsx", "-o", "汇总.xlsx")
    status, out, err = run(*words)
    assert (status, out) == (0, "")
    assert err.startswith("已汇总 2 个单位：汇总.xlsx\n")
    found = shown((tmp_path / "汇总.xlsx").read_bytes(), "S", values=True)
    year = open_round(round.folder.path).cell_map.parameters["year"]
    assert found["A1"] == (
        f"{year}年{year}年度部门整体绩效目标申报表：应报 3，已报 2，未报 1，截止 2026-03-31"
    )
    assert [found[f"{column}2"] for column in "ABC"] == [1, "101001", "甲局"]
    assert str(found["D2"]).startswith("行政／有错误／")
    assert [found[f"{column}3"] for column in "ABC"] == [2, "102001", "丙中心"]
    assert found["E3"] == "丙中心.xlsx"
    assert found["F4"] == found["F2"] + found["F3"]  # type: ignore[operator]  # numbers
    again = (tmp_path / "汇总.xlsx").read_bytes()
    assert run(*words)[0] == 0
    assert (tmp_path / "汇总.xlsx").read_bytes() == again
    assert not round.folder.summary.exists()


def test_files_fill_it_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number, one in enumerate(DEMO["departments"]):
        returned(tmp_path / "in" / f"{number}.xlsx", one["values"])
    own_template(tmp_path / "t.xlsx")
    status, _, err = run("summarize", "in", "--template", "t.xlsx", "-o", "a.xlsx")
    assert status == 1  # the third department's slips
    assert "已汇总 3 份：a.xlsx" in err
    assert shown((tmp_path / "a.xlsx").read_bytes(), "汇总")["C8"] == "=SUM(C5:C7)"


def test_a_wrong_template_is_told_with_its_cells(run: Run, tmp_path: Path) -> None:
    returned(tmp_path / "a.xlsx")
    (tmp_path / "t.xlsx").write_bytes(workbook({"S": {"A1": "{{department.nam}}", "B2": "{{year"}}))
    for language, words in (("zh", "有 2 处需要先改"), ("en", "needs 2 corrections")):
        status, out, err = run(
            "summarize", "a.xlsx", "--template", "t.xlsx", "-o", "b.xlsx", "--lang", language
        )
        assert (status, out) == (2, "")
        assert words in err
        assert "\n  S!A1: " in err
        assert "\n  S!B2: " in err
    assert not (tmp_path / "b.xlsx").exists()


def test_a_template_is_looked_at_before_any_file_is_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_bytes(b"PK")
    status, _, err = run("summarize", "no.xlsx", "--template", "t.xlsx", "-o", "b.xlsx")
    assert status == 2
    assert "t.xlsx" in err


def test_the_names_are_listed(run: Run) -> None:
    words = ("map", "department-goals", "--year", "2026", "--format", "placeholders")
    status, out, _ = run(*words)
    assert status == 0
    assert "{{department.name}}" in out
    assert "清单行（projects）" in out
    _, out, _ = run(*words, "--lang", "en")
    assert "a row of items (projects)" in out
