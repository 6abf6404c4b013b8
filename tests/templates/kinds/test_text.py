"""Texts, row by row as people type them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from time import process_time
from typing import Any

import pytest

from templates.findings.finding import Severity
from templates.kinds import KINDS, Raw
from templates.kinds.text import TextLimits
from templates.text import Text
from tests.templates.kinds.table import codes, read, rows

REQUIRED = TextLimits(required=True, label=Text("部门职能概述", "Functions"))
ITEM = TextLimits(list_item=True)


@rows(
    (79, "无", "无", ""),
    (80, " ", None, ""),
    (80, "/", None, "placeholder"),
    (80, "-", None, "placeholder"),
    (80, "——", None, "placeholder"),
    (80, "…", None, "placeholder"),
    (80, "略", "略", "none-in-required-text"),
    (80, "待补充", "待补充", "none-in-required-text"),
    (81, "同上", "同上", "ditto"),
    (81, "〃", "〃", "ditto"),
    (81, '"', '"', "ditto"),
    (81, "同目标1", "同目标1", "ditto"),
    (82, "0", "0", "number-in-text"),
    (82, Decimal(0), "0", "number-in-text"),
    (82, 2020, "2020", "number-in-text"),
    (82, Raw(datetime(2020, 5, 10), "yyyy/m/d"), "2020/5/10", "date-from-text"),
    (54, Raw(datetime(2020, 1, 2), 'm"月"d"日"'), "1月2日", "date-from-text"),
    (83, "目标1：", None, "placeholder"),
    (83, "①", None, "placeholder"),
    (83, "XX", "XX", "template-text-left"),
    (83, "××局", "××局", "template-text-left"),
    (83, "请填写单位名称", "请填写单位名称", "template-text-left"),
    (83, "例：维护费", "例：维护费", "template-text-left"),
    (83, "MAXXX型设备", "MAXXX型设备", ""),
    (86, "甲\r\n乙\r丙", "甲\n乙\n丙", ""),
    (86, "甲_x000D_\n乙_x000d_丙", "甲\n乙\n丙", ""),
    (86, "甲<br>乙<BR />丙&#10;丁", "甲\n乙\n丙\n丁", "markup-in-text"),
    (87, "某局（盖章）", "某局", "name-with-seal"),
    (87, "某局　", "某局", ""),
    (87, "某局 (公章)　（盖章）", "某局", "name-with-seal"),
    (87, "某局（盖章）甲）", "某局（盖章）甲）", ""),
    (87, "（盖章）", None, "placeholder"),
    (86, "<br>", None, "placeholder"),
    (88, "=1+1", "=1+1", "text-like-formula"),
    (88, "@x", "@x", "text-like-formula"),
    (88, "+86", "+86", "text-like-formula"),
    (27, "#DIV/0!", "#DIV/0!", ""),
    (27, Raw(None, error="#REF!"), None, "error-value"),
    (26, Raw("甲", formula="=A1"), "甲", "formula-in-input"),
    (0, "　1.甲\n　2.乙　", "1.甲\n　2.乙", ""),
    (0, "甲\u200b乙\ufeff", "甲乙", ""),
    (0, True, "TRUE", ""),
)
def test_texts(typed: Any, value: str | None, expected: str) -> None:
    outcome = read("text", typed)
    assert (outcome.value, codes(outcome)) == (value, expected)


@rows(
    (85, "目标1：甲方", "甲方", ""),
    (85, "目标1:甲方", "甲方", ""),
    (85, "目标一：甲方", "甲方", ""),
    (85, "目标 1 ：甲方", "甲方", ""),
    (85, "年度目标2：甲方", "甲方", ""),
    (85, "目标1甲方", "甲方", "list-marker-missing"),
    (84, "1.甲方", "甲方", ""),
    (84, "2、甲方", "甲方", ""),
    (84, "①甲方", "甲方", ""),
    (84, "（1）甲方", "甲方", ""),
    (84, "（一）甲方", "甲方", ""),
    (84, "一、甲方", "甲方", ""),
    (84, "目标1：甲        目标2：乙", "目标1：甲        目标2：乙", "goals-on-one-line"),
    (84, "1.甲；2.乙", "1.甲；2.乙", "goals-on-one-line"),
    (84, "①甲②乙", "①甲②乙", "goals-on-one-line"),
    (84, "一是甲，二是乙", "一是甲，二是乙", "list-unclear"),
    (83, "目标1：", None, "placeholder"),
    (83, "目标：", None, "placeholder"),
    (83, "目标1：/", None, "placeholder"),
    (84, "1、一、二、三产业融合", "1、一、二、三产业融合", "list-unclear"),
    (80, "1.略", "略", "none-in-required-text"),
    (0, "1.5亿元贷款", "1.5亿元贷款", ""),
    (0, "目标2020年完成", "目标2020年完成", ""),
    (0, "一体化办理", "一体化办理", ""),
    (0, "促改革、惠民生、强基础", "促改革、惠民生、强基础", ""),
    (0, "推进“数据共享”,深化“放管服”改革", "推进“数据共享”,深化“放管服”改革", ""),
)
def test_items_of_a_list(typed: str, value: str | None, expected: str) -> None:
    outcome = read("text", typed, ITEM)
    assert (outcome.value, codes(outcome)) == (value, expected)


def test_a_marker_is_part_of_a_text_that_is_no_item() -> None:
    assert read("text", "1.甲").value == "1.甲"


@pytest.mark.parametrize("typed", ["/", "…", "目标1："])
def test_a_mark_in_a_required_text_is_an_error(typed: str) -> None:
    [note] = read("text", typed, REQUIRED).notes
    assert (note.code, note.severity) == ("placeholder", Severity.ERROR)


@pytest.mark.parametrize("typed", ["无", "没有", "暂无", "略"])
def test_a_required_text_must_say_something(typed: str) -> None:
    outcome = read("text", typed, REQUIRED)
    assert (outcome.value, codes(outcome)) == (typed, "none-in-required-text")
    assert outcome.notes[0].slots["label"].zh == "部门职能概述"


def test_a_date_in_a_text_matters_less_than_elsewhere() -> None:
    [note] = read("text", Raw(datetime(2020, 5, 10))).notes
    assert (note.severity, note.expected) == (Severity.WARNING, "5-10、5/10")


@pytest.mark.parametrize(
    ("moment", "number_format", "shown"),
    [
        (datetime(2020, 5, 10, 8, 5, 7), "yyyy-mm-dd hh:mm:ss", "2020-05-10 08:05:07"),
        (datetime(2020, 5, 10), 'yyyy"年"m"月"d"日";@', "2020年5月10日"),
        (datetime(2020, 5, 10), "[$-804]yy\\-m", "20-5"),
        (datetime(2020, 5, 10).date(), "General", "2020/5/10"),
        (time(1, 30), "General", "1:30"),
        (time(1, 30, 5), "General", "1:30:05"),
        (timedelta(hours=1, minutes=30), "[h]:mm", "1:30"),
        (datetime(2020, 5, 10, 13, 0), "h AM/PM", "13"),
    ],
)
def test_a_date_is_read_as_it_is_shown(moment: Any, number_format: str, shown: str) -> None:
    assert read("text", Raw(moment, number_format)).value == shown


@pytest.mark.parametrize("number_format", ["0.00", "General", "[Red]0", '"day "0', "0.00E+00", "G/通用格式"])
def test_a_number_with_a_format_of_numbers_is_no_date(number_format: str) -> None:
    assert codes(read("text", Raw(Decimal(43961), number_format))) == "number-in-text"


def test_the_length_is_in_the_validation_the_rule_the_schema_and_the_prompt() -> None:
    kind, limits = KINDS["text"], TextLimits(max_length=3000, label=Text("年度工作任务", "Tasks"))
    assert kind.validation(limits).maximum == 3000
    assert [(check.code, check.ensure) for check in kind.checks(limits)] == [
        ("text-too-long", "LEN(self) <= 3000")
    ]
    assert kind.schema(limits) == {"type": ["string", "null"], "maxLength": 3000}
    assert kind.prompt(limits) == Text(
        "请填写“年度工作任务”。最多3000个字。显示不全时，可在左边拖动行号之间的线，把行拉高。",
        "Please fill in: Tasks. At most 3000 characters. "
        "If it does not show whole, drag the lines between the row numbers.",
    )
    assert kind.prompt(replace(limits, max_length=120)) == Text(
        "请填写“年度工作任务”。最多120个字。", "Please fill in: Tasks. At most 120 characters."
    )


def test_the_authors_hint_is_the_prompt() -> None:
    hint = Text("填写单位全称。", "The full official name.")
    assert KINDS["text"].prompt(TextLimits(hint=hint, max_length=120)) == Text(
        "填写单位全称。最多120个字。", "The full official name. At most 120 characters."
    )


def test_without_a_limit_there_is_no_validation() -> None:
    kind = KINDS["text"]
    assert (kind.validation(TextLimits()).type, kind.checks(TextLimits())) == ("any", ())
    assert kind.schema(TextLimits())["maxLength"] == 32_767


def test_short_texts_have_the_text_format_and_long_ones_none() -> None:
    kind = KINDS["text"]
    assert kind.number_format(TextLimits(max_length=255)) == "@"
    assert kind.number_format(TextLimits(max_length=256)) == "General"


def test_a_long_row_of_spaces_takes_no_longer_than_other_words() -> None:
    text = "某局" + " " * 30_000 + "）"
    begun = process_time()
    assert read("text", text).value == text
    assert process_time() - begun < 1  # each space tried anew took five seconds
