"""What is told of many files at once: who is clean, how the others went, what is wrong most often."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reader import Reading, unreadable
from templates import Finding, Location, Severity
from templates.text import width
from tests.collection.rounds import DEMO, finding, form_map, reading_of
from tianbao.output.report import Report
from tianbao.output.tally import Tally, passed_over_text

SEED = DEMO["departments"][0]["values"]
NOTICE = finding("placeholder", field="functions", cell="D14", found="/")
WARNING = finding("full-width-digits", Severity.WARNING, field="income.fiscal.amount", cell="E8")
ERROR = finding(
    "not-a-number", locations=(Location("a", cell="E8", found="abc"), Location("b", cell="E9", found="abc"))
)
UNREADABLE = finding("not-a-workbook")


def clean(*names: str) -> list[Reading]:
    reading = reading_of(form_map(), SEED)
    return [replace(reading, file=name) for name in names]


def found(*findings: Finding, file: str = "b.xlsx") -> Reading:
    return reading_of(form_map(), SEED, *findings, file=file)


def report(*readings: Reading, every: bool = False, total: int | None = None, columns: int = 100) -> str:
    growing = Report("zh", columns, every=every)
    for reading in readings:
        growing.add(reading)
    return growing.text(total=total)


def tally(*readings: Reading) -> Tally:
    counting = Tally()
    for reading in readings:
        counting.add(reading)
    return counting


def test_each_file_counts_once_by_the_worst_of_its_findings() -> None:
    readings = (*clean("a", "b"), found(NOTICE), found(WARNING, NOTICE), found(ERROR, WARNING), found(ERROR))
    unread = unreadable("c", UNREADABLE)
    assert tally(*readings, unread).text().splitlines()[0] == (
        "共 7 份：没有问题 2 份，只有提示 1 份，有警告 1 份，有错误 2 份，不能读取 1 份"
    )
    assert tally(*readings, unread).text("en").splitlines()[0] == (
        "7 files: 2 clean, 1 with notices only, 1 with warnings, 2 with errors, 1 unreadable"
    )
    assert (
        tally(*clean("a", "b")).text() == "共 2 份：没有问题 2 份，有警告 0 份，有错误 0 份，不能读取 0 份\n"
    )


def test_the_most_frequent_findings_are_those_of_the_most_files() -> None:
    codes = ("choice-unknown", "required-missing", "text-too-long", "not-a-number", "placeholder", "damaged")
    readings = [found(*(finding(code, found="x") for code in codes[: 6 - number])) for number in range(6)]
    lines = tally(*readings, found(ERROR)).text("en", 1_000).splitlines()
    assert lines[1] == "The most frequent findings:"
    assert [line.partition("]")[0].rpartition("[")[2] for line in lines[2:]] == [
        "choice-unknown", "required-missing", "not-a-number", "text-too-long", "placeholder",
    ]  # fmt: skip
    assert "6 files, 6 places  such as: " in lines[2]
    assert "4 files, 5 places" in lines[4]
    assert "1 file, 2 places" in tally(found(ERROR)).text("en")


def test_lines_of_the_tally_keep_to_their_width() -> None:
    long = finding("not-a-number", field="a", cell="E8", found="长" * 60)
    lines = tally(found(long, NOTICE)).text(columns=70).splitlines()
    assert len(lines) > 4
    assert max(map(width, lines)) <= 72


def test_counts_of_the_tally_have_their_colours() -> None:
    text = tally(*clean("a"), found(ERROR)).text(paint=lambda word, severity: f"<{severity}>{word}</>")
    assert "没有问题 1 份，有警告 0 份，<error>有错误 1 份</>，不能读取 0 份" in text
    assert "  <error>错误</>  1 份 2 处" in text


def test_clean_files_are_one_line_of_names_or_a_number() -> None:
    few = report(*clean("a.xlsx"), found(ERROR), *clean("c\x1b.xlsx"))
    assert "\n\n没有问题的 2 份：a.xlsx、c\ufffd.xlsx\n共 3 份：" in few
    assert few.startswith("b.xlsx  错误 1\n")
    names = [f"{number:03}.xlsx" for number in range(40)]
    assert report(*clean(*names)).splitlines()[0] == "没有问题的 40 份（加 --all 逐份列出）"
    listed = report(*clean(*names), found(ERROR), every=True).splitlines()
    assert [line for line in listed if line.endswith(".xlsx  没有问题")] == [
        f"{name}  没有问题" for name in names
    ]
    assert not any("--all" in line for line in listed)


def test_one_file_alone_has_no_tally() -> None:
    assert report(*clean("a.xlsx")).startswith("a.xlsx  没有问题\n")
    assert "共 1 份" not in report(*clean("a.xlsx"), total=1)
    assert "共 1 份" not in report(found(ERROR))


def test_a_report_that_was_interrupted_says_so() -> None:
    assert "\n已中断：400 份中只读了 2 份。\n共 2 份：" in report(*clean("a"), found(ERROR), total=400)
    assert "已中断：400 份中只读了 1 份。\n共 1 份：" in report(*clean("a"), total=400)
    assert report(total=3).startswith("\n已中断：3 份中只读了 0 份。".lstrip())


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ((), ""),
        (("Thumbs.db", "~$a.xlsx"), "略过 2 个不是工作簿的文件：Thumbs.db、~$a.xlsx\n"),
        (
            ("a.pdf", "Thumbs.db"),
            "略过 2 个不是工作簿的文件：Thumbs.db\n可能装有报表，请打开核对：a.pdf\n",
        ),
        (("a.zip", "b\x07.png"), "略过 2 个不是工作簿的文件\n可能装有报表，请打开核对：a.zip、b\ufffd.png\n"),
        (tuple(f"{number}.txt" for number in range(6)), "略过 6 个不是工作簿的文件\n"),
    ],
)
def test_what_was_passed_over_is_counted_and_named(names: tuple[str, ...], told: str) -> None:
    assert passed_over_text([Path(name) for name in names]) == told


def test_what_might_hold_a_form_is_always_named() -> None:
    names = [Path(f"{number:03}.zip") for number in range(60)] + [
        Path(f"{number}.txt") for number in range(9)
    ]
    text = passed_over_text(names, "en", 60)
    assert text.startswith("Passed over, not workbooks: 69\nThese might hold a form, please check: 000.zip")
    assert all(str(name) in text for name in names[:60])
    assert not any(str(name) in text for name in names[60:])
    assert max(map(width, text.splitlines())) <= 60
    assert all(str(name) in passed_over_text(names, "en", every=True) for name in names)
