"""What a person is told: file by file, the most severe first, with cell, words and remedy."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from collection import sum_up
from reader import unreadable
from templates import Location, Severity, builtin
from templates.text import width
from tests.collection.rounds import DEMO, finding, form_map, reading_of
from tianbao.output.form_list import form_text
from tianbao.output.report import MOST_OF_ONE_CODE, counts_text, report_text, summary_text

SEED = DEMO["departments"][0]["values"]
NOTICE = finding("placeholder", field="functions", sheet="申报表", cell="D14", found="/")
ERROR = finding("not-a-number", field="income.fiscal.amount", sheet="申报表", cell="E8", found="abc")
MANY = finding(
    "number-as-text",
    locations=tuple(
        Location(f"projects[{number}].year_budget", cell=f"G{number + 22}") for number in range(30)
    ),
)


def test_a_report_on_two_files() -> None:
    readings = [
        reading_of(form_map(), SEED, NOTICE, ERROR),
        unreadable("b\x1b.xlsx", finding("not-a-workbook")),
    ]
    assert report_text(readings) == (
        "a.xlsx  错误 1  提示 1\n"
        "  2020年度部门整体绩效目标申报表 · 单位：万元 · 鄂州市住房公积金中心\n"
        "\n"
        "  错误  E8  收入构成·财政拨款·当年金额  income.fiscal.amount\n"
        f"        {ERROR.sentence('zh')} [not-a-number]\n"
        f"        → {ERROR.remedy('zh')}\n"
        "\n"
        "  提示  D14  部门职能概述  functions\n"
        f"        {NOTICE.sentence('zh')} [placeholder]\n"
        f"        → {NOTICE.remedy('zh')}\n"
        "\n"
        "b\ufffd.xlsx  不能读取\n"
        "\n"
        f"  错误  {readings[1].findings[0].sentence('zh')} [not-a-workbook]\n"
        f"        → {readings[1].findings[0].remedy('zh')}\n"
    )


def test_what_the_department_explains_is_told() -> None:
    explained = replace(NOTICE, locations=(Location(cell="D14", found="/", explanation="本年\n未变"),))
    told = report_text([reading_of(form_map(), SEED, explained)])
    assert told.endswith(f"        → {NOTICE.remedy('zh')}\n        说明：本年\n        未变\n")
    assert "        Explanation: 本年\n" in report_text([reading_of(form_map(), SEED, explained)], "en")


def test_of_one_kind_a_few_are_told_and_the_others_named() -> None:
    many = [
        replace(ERROR, locations=(Location(f"projects[{row}].year_budget", cell=f"G{row + 28}"),))
        for row in range(MOST_OF_ONE_CODE + 3)
    ]
    told = report_text([reading_of(form_map(), SEED, *many, NOTICE)])
    assert told.count("[not-a-number]") == MOST_OF_ONE_CODE
    assert "        ……另有 3 处同类问题：G33, G34, G35\n\n  提示  D14" in told


def test_a_clean_file_is_said_to_be_clean() -> None:
    reading = reading_of(form_map(), SEED)
    assert report_text([reading]).startswith("a.xlsx  没有问题\n")
    assert report_text([reading], "en").startswith(
        "a.xlsx  clean\n  Departmental performance goals declaration 2020"
    )


def test_lines_keep_to_their_width() -> None:
    text = report_text([reading_of(form_map(), SEED, MANY, ERROR)], "zh", 50)
    assert max(width(line) for line in text.splitlines()) <= 52
    assert "… (30)" in text


def test_severities_have_their_colours() -> None:
    text = report_text(
        [reading_of(form_map(), SEED, ERROR, NOTICE)], paint=lambda word, severity: f"<{severity}>{word}</>"
    )
    assert "<error>错误 1</>  <notice>提示 1</>" in text
    assert "\n  <error>错误</>  E8" in text
    assert (
        counts_text([unreadable("x", ERROR)], "en", lambda word, severity: str(severity is Severity.ERROR))
        == "True"
    )


def test_a_field_that_is_no_field_is_named_by_its_path() -> None:
    odd = finding("placeholder", field="nowhere.at_all", cell="Z9")
    assert "Z9  nowhere.at_all\n" in report_text([reading_of(form_map(), SEED, odd)])
    goals = finding("placeholder", field="annual_goals", cell="D51")
    assert "D51  年度目标  annual_goals\n" in report_text([reading_of(form_map(), SEED, goals)])


def test_what_is_said_of_a_summary() -> None:
    bad = finding("not-a-workbook")
    summary = sum_up([reading_of(form_map(), SEED, ERROR), unreadable("b.xlsx", bad)])
    assert summary_text(summary, Path("s.xlsx")) == (
        "已汇总 1 份：s.xlsx\n错误 1\n未计入 1 份：\n"
        f"  b.xlsx: {bad.sentence('zh')} {bad.remedy('zh')} [not-a-workbook]\n"
    )
    clean = sum_up([reading_of(form_map(), SEED)])
    assert summary_text(clean, Path("s.xlsx"), "en") == "1 forms summed up: s.xlsx\n"


def test_a_form_is_listed_with_its_parameters() -> None:
    lines = form_text(builtin("department-goals"), ["department-goals.v1"]).splitlines()
    assert lines[0] == "department-goals 2  部门整体绩效目标申报表 Departmental performance goals declaration"
    assert lines[2].split() == ["year", "-", "2000–2100", "年度", "Budget", "year"]
    assert lines[3].split()[:3] == ["unit", "万元", "万元、元"]
    assert lines[4].split()[:3] == ["projects", "20", "1–200"]
    assert lines[5].split()[:3] == ["projects_shown", "10", "1–projects"]
    assert lines[14] == "  旧版（收回的表照常读取） Older versions, still read: department-goals.v1"
    assert len(lines) == 15
