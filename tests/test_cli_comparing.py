"""`tianbao compare` at the command line: what it prints and writes, and what bad input gets."""

from __future__ import annotations

import json
import re
import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.collection.comparison.years import two_years
from tests.collection.rounds import returned
from tests.forms import TRAVEL_PLAN
from tests.test_cli import Run, refused, run

__all__ = ["run"]


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two rounds, and what came back in each as files."""
    return two_years(tmp_path_factory.mktemp("years"), count=8)[0].parent


def test_a_few_lines_say_what_changed_and_the_workbook_is_written(run: Run, years: Path) -> None:
    status, out, err = run("compare", years / "2025", years / "2026", "-o", "c.xlsx")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "部门整体绩效目标申报表：2025年与2026年比较"
    assert lines[1] == "2025年 7 个单位，2026年 7 个单位，两年都有 6 个，新增 1 个，减少 1 个"
    assert re.search(r"^项目：新增 \d+ 个", out, re.MULTILINE)
    assert len(re.findall(r"→", out)) == 5
    assert lines[-1] == "已写入：c.xlsx"
    assert openpyxl.load_workbook("c.xlsx").sheetnames[0] == "概况"


def test_the_other_order_gives_the_same_and_says_so(run: Run, years: Path) -> None:
    run("compare", years / "2025", years / "2026", "-o", "a.xlsx")
    _, out, _ = run("compare", years / "2026", years / "2025", "-o", "b.xlsx", "--lang", "en")
    assert "The rounds stand in the order of their years." in out
    _, out, _ = run("compare", years / "2026", years / "2025")
    assert "已按年度排列" in out
    assert "已写入" not in out


def test_files_give_what_their_round_gives(run: Run, years: Path) -> None:
    listed = Path("2025.txt")
    listed.write_text(
        "\n".join(str(path) for path in sorted((years / "2025-back").iterdir())) + "\n", encoding="gb18030"
    )
    of_rounds = json.loads(run("compare", years / "2025", years / "2026", "--format", "json")[1])
    of_files = json.loads(run("compare", listed, years / "2026-back", "--format", "json")[1])
    assert of_files["sums"] == of_rounds["sums"]
    assert of_files["counts"]["fields"] == of_rounds["counts"]["fields"]
    assert of_files["counts"]["items"] == of_rounds["counts"]["items"]
    told = [note["what"] for note in of_files["notes"]]
    assert any("没有名单" in words for words in told)


def test_json_has_the_figures_of_the_workbook(run: Run, years: Path) -> None:
    status, out, _ = run("compare", years / "2025", years / "2026", "--format", "json", "-o", "c.xlsx")
    assert status == 0
    told = json.loads(out, parse_float=Decimal)
    book = openpyxl.load_workbook("c.xlsx", data_only=True)
    shown = {f"{row[0].value}": [cell.value for cell in row] for row in book["部门"].iter_rows(min_row=6)}
    for department in told["departments"]:
        code = (department["after"] or department["before"])["code"]
        for number, figure in enumerate(department["figures"]):
            before, after, change = shown[code][3 + 4 * number : 6 + 4 * number]
            assert before == (None if figure["before"] is None else pytest.approx(float(figure["before"])))
            assert after == (None if figure["after"] is None else pytest.approx(float(figure["after"])))
            assert (change or None) == (
                None if not figure["change"] else pytest.approx(float(figure["change"]))
            )
    fields = sum(len(one["fields"]) for one in told["departments"])
    assert sum(told["counts"]["fields"].values()) == fields
    assert book["字段"].max_row - 3 == fields


def test_an_earlier_result_in_the_folder_is_not_read(run: Run, years: Path) -> None:
    shutil.copytree(years / "2025-back", "a")
    shutil.copytree(years / "2026-back", "b")
    for _ in range(2):
        assert run("compare", "a", "b", "-o", "b/c.xlsx")[0] == 0


def test_figures_from_which_on_changes_are_ranked_in_percent(run: Run, years: Path) -> None:
    run("compare", years / "2025", years / "2026", "--least", "１,000", "-o", "c.xlsx")
    shown = [cell.value for row in openpyxl.load_workbook("c.xlsx")["概况"].iter_rows() for cell in row]
    assert any("不少于 1000" in f"{value}" for value in shown)
    refused(run("compare", years / "2025", years / "2026", "--least", "-1"), "--least")


def test_what_is_no_round(run: Run, years: Path) -> None:
    Path("empty").mkdir()
    Path("broken").mkdir()
    Path("broken/a.xlsx").write_bytes(b"PK\x03\x04")
    Path("none.txt").write_text("", encoding="utf-8")
    for name, words in (
        ("nowhere", "既不是收表文件夹"),
        ("empty", "既不是收表文件夹"),
        ("none.txt", "既不是收表文件夹"),
        ("broken", "没有一份可以比较的返回表"),
    ):
        refused(run("compare", name, years / "2026"), name, words)
        refused(run("compare", years / "2026", name), name, words)


def test_a_round_without_returns(run: Run, years: Path) -> None:
    roster = Path("名单.csv")
    roster.write_text("编码,单位名称\n101,甲局\n", encoding="utf-8")
    begin = ("--form", "department-goals", "--year", "2027", "--roster", roster, "--deadline", "2027-03-31")
    assert run("round", "new", "2027", *begin)[0] == 0
    refused(run("compare", years / "2026", "2027"), "2027", "没有一份可以比较的返回表")


def test_the_same_round_twice(run: Run, years: Path) -> None:
    shutil.copytree(years / "2025", "copy")
    refused(run("compare", years / "2025", years / "2025"), "同一次收表")
    refused(run("compare", years / "2025", "copy"), "同一次收表")
    returned(Path("a.xlsx"))
    Path("a.txt").write_text("a.xlsx\n", encoding="utf-8")
    refused(run("compare", "a.xlsx", "a.txt"), "同一次收表")


def test_rounds_of_different_forms(run: Run, years: Path) -> None:
    assert run("build", TRAVEL_PLAN, "--year", "2026", "-o", "trip.xlsx")[0] == 0
    refused(run("compare", years / "2025", "trip.xlsx", "--form", TRAVEL_PLAN), "不是同一种表")


def test_files_that_cannot_be_read_are_told_and_end_with_1(run: Run, years: Path) -> None:
    shutil.copytree(years / "2026-back", "b")
    Path("b/z.xlsx").write_bytes(b"PK\x03\x04")
    status, out, _ = run("compare", years / "2025", "b", "-o", "c.xlsx")
    assert status == 1
    assert "未计入 1 份" in out
    notes = [cell.value for row in openpyxl.load_workbook("c.xlsx")["说明"].iter_rows() for cell in row]
    assert any("z.xlsx" in f"{value}" for value in notes)


def test_nothing_of_the_rounds_is_written_over(run: Run, years: Path) -> None:
    shutil.copytree(years / "2025", "2025")
    for name in ("2025/roster.xlsx", str(next(Path("2025/returned").iterdir()))):
        before = Path(name).read_bytes()
        refused(run("compare", "2025", years / "2026", "-o", name, "--overwrite"), Path(name).name)
        assert Path(name).read_bytes() == before
