"""The statistics of a round as a workbook: what they come to on a page, and the figures behind it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from collection.errors import CollectionError
from collection.outputs.outputs import ANYTHING, Outputs
from collection.outputs.results import WorkbookResult
from collection.round.results.statistics.counting import GroupStatistics, RuleStatistics, Statistics
from collection.round.results.statistics.words import (
    lead_lines,
    places_words,
    statistics_heading,
    total_lines,
)
from collection.round.status.words import NO_GROUP
from collection.summary.finding_list import SEVERITY_WORDS
from template_builder import TableColumn, TableSheet
from template_builder.streaming.charts import Chart, Series
from template_builder.streaming.page import Block, BlockColumn, BlockContent, PageWriter
from template_builder.streaming.streamed_workbook import StreamedWorkbook
from template_builder.workbooks.tables import TableContent, write_table
from templates import Language, Severity, Text

__all__ = ["write_statistics"]

_WIDTHS = (11.5,) * 8
_MOST_RULES = 8
_CHART_ROWS, _CHART_WIDTH, _CHART_HEIGHT, _PIXELS_A_BAR = 13, 655, 260, 26

_TITLE, _ERRORS = Text("结论", "What is learnt"), Text("错误", "Errors")
_REMARKS, _GROUPS = Text("警告和提示", "Warnings and notices"), Text("分组", "Groups")
_PLACES = Text("出在哪里", "Where")
_RULE, _CODE, _SEVERITY = Text("问题", "What was found"), Text("代码", "Code"), Text("程度", "Severity")
_OF_FORM, _YES = Text("本表规则", "Rule of the form"), Text("是", "yes")
_DEPARTMENTS, _RETURNS = Text("单位数", "Departments"), Text("份数", "Returns")
_RESENDING, _RESENT = (
    Text("为它重报的单位", "Departments that mended it"),
    Text("多报份数", "Further returns"),
)
_UNMENDED, _REMAINING = Text("重报仍错", "Sent again, not mended"), Text("现在仍有", "Still there")
_EXPLAINED, _FIELD = Text("作了说明", "Explained"), Text("项目", "Field")
_GROUP, _RETURNED = Text("分组", "Group"), Text("已交回", "Returned")
_AT_FIRST, _WORST = Text("一次报对", "Right at first"), Text("最多的错误", "Most frequent error")
_DAYS, _WITH_WORST = Text("报对用时（天，中位数）", "Days until right (median)"), Text("出错单位", "With it")
_COSTS = Text("哪些规则让单位重报", "What departments had to send again for")
_TIMES, _EACH = Text("报送次数", "Returns sent"), Text("各单位报送次数", "Returns per department")


def write_statistics(
    statistics: Statistics, destination: Path, language: Language = "zh", *, outputs: Outputs = ANYTHING
) -> None:
    """Write the statistics of a round as a workbook (.xlsx); `outputs` says which files may be replaced.

    Raises:
        CollectionError: the name says something else, or the file must be left alone.
        BuildError: the file cannot be written.
    """
    if destination.suffix.lower() != ".xlsx":
        raise CollectionError("output-not-xlsx", path=destination)
    outputs.check({destination: WorkbookResult()})
    tables = [
        _errors(statistics, language),
        _remarks(statistics, language),
        _places(statistics, language),
        _groups(statistics, language),
    ]
    heading = statistics_heading(statistics, language)
    with StreamedWorkbook(destination, {"title": heading}) as book:
        first = book.add_sheet(_TITLE.say(language))
        writers = [book.add_sheet(table.name) for table in tables]
        _write_first_page(PageWriter(book, first, heading, _WIDTHS, language), statistics, language)
        for writer, table in zip(writers, tables, strict=True):
            write_table(writer, table, language)


def _write_first_page(page: PageWriter, statistics: Statistics, language: Language) -> None:
    for line in (*lead_lines(statistics, language), *total_lines(statistics, language)):
        page.paragraph(line)
    rules = statistics.of(Severity.ERROR)[:_MOST_RULES]
    if rules:
        columns = [
            BlockColumn(_RULE.say(language), 4),
            BlockColumn(_DEPARTMENTS.say(language), 1, "0", "right"),
            BlockColumn(_RESENT.say(language), 1, "0", "right"),
            BlockColumn(_UNMENDED.say(language), 1, "0", "right"),
            BlockColumn(_REMAINING.say(language), 1, "0", "right"),
        ]
        rows: list[list[BlockContent]] = [
            [rule.title.say(language), rule.departments, rule.resent, rule.unmended, rule.remaining]
            for rule in rules
        ]
        title = _COSTS.say(language)
        place = page.block(Block(title, columns, rows))
        names = [rule.title.say(language) for rule in rules]
        series = [
            Series(head.say(language), place.range_of(0), place.range_of(column), names, values)
            for head, column, values in (
                (_DEPARTMENTS, 1, [rule.departments for rule in rules]),
                (_RESENT, 2, [rule.resent for rule in rules]),
            )
        ]
        height = max(_CHART_HEIGHT, 2 * _PIXELS_A_BAR * len(rules))
        row = page.row
        page.chart(row + 1, 1, Chart("bar", title, series, _CHART_WIDTH, height))
        page.advance(row + _CHART_ROWS * height // _CHART_HEIGHT)
    times = statistics.distribution
    if times:
        columns = [
            BlockColumn(_TIMES.say(language), 2, "0", "center"),
            BlockColumn(_DEPARTMENTS.say(language), 2, "0", "right"),
        ]
        page.block(Block(_EACH.say(language), columns, [list(one) for one in times.items()]))
    page.finish(page.row - 1)


def _sheet(
    name: Text,
    statistics: Statistics,
    columns: Sequence[TableColumn],
    rows: Sequence[Sequence[TableContent]],
    language: Language,
    marks: Sequence[str | None] = (),
) -> TableSheet:
    named = name.say(language)
    title = f"{statistics_heading(statistics, language)} · {named}"
    notes = (next(iter(total_lines(statistics, language))),)
    return TableSheet(named, title, columns, rows, notes, marks, frozen_columns=1)


def _column(head: Text, width: float, language: Language, *, marked: bool = False) -> TableColumn:
    return TableColumn(head.say(language), width, "@", wrap=True, marked=marked)


def _count(head: Text, language: Language, width: float = 10) -> TableColumn:
    return TableColumn(head.say(language), width, "0")


def _errors(statistics: Statistics, language: Language) -> TableSheet:
    columns = (
        _column(_RULE, 44, language),
        _column(_CODE, 30, language),
        _column(_OF_FORM, 9, language),
        _count(_DEPARTMENTS, language),
        _count(_RETURNS, language),
        _count(_RESENDING, language, 12),
        _count(_RESENT, language),
        _count(_UNMENDED, language),
        _count(_REMAINING, language),
        _column(_PLACES, 48, language),
    )
    rows = [
        (
            rule.title.say(language),
            rule.code,
            _YES.say(language) if rule.is_of_form else None,
            rule.departments,
            rule.returns,
            rule.resending,
            rule.resent,
            rule.unmended,
            rule.remaining,
            places_words(rule, language),
        )
        for rule in statistics.of(Severity.ERROR)
    ]
    return _sheet(_ERRORS, statistics, columns, rows, language)


def _remarks(statistics: Statistics, language: Language) -> TableSheet:
    rules = statistics.of(Severity.WARNING, Severity.NOTICE)
    columns = (
        _column(_RULE, 44, language),
        _column(_CODE, 30, language),
        _column(_SEVERITY, 9, language, marked=True),
        _column(_OF_FORM, 9, language),
        _count(_DEPARTMENTS, language),
        _count(_RETURNS, language),
        _count(_REMAINING, language),
        _count(_EXPLAINED, language),
        _column(_PLACES, 48, language),
    )
    rows = [
        (
            rule.title.say(language),
            rule.code,
            SEVERITY_WORDS[rule.severity].say(language),
            _YES.say(language) if rule.is_of_form else None,
            rule.departments,
            rule.returns,
            rule.remaining,
            rule.explained,
            places_words(rule, language),
        )
        for rule in rules
    ]
    return _sheet(_REMARKS, statistics, columns, rows, language, [rule.severity.value for rule in rules])


def _places(statistics: Statistics, language: Language) -> TableSheet:
    columns = (
        _column(_RULE, 44, language),
        _column(_CODE, 30, language),
        _column(_SEVERITY, 9, language, marked=True),
        _column(_FIELD, 50, language),
        _count(_DEPARTMENTS, language),
    )
    lines = [(rule, label, count) for rule in statistics.rules for label, count in rule.fields]
    rows = [
        (
            rule.title.say(language),
            rule.code,
            SEVERITY_WORDS[rule.severity].say(language),
            label.say(language),
            count,
        )
        for rule, label, count in lines
    ]
    return _sheet(_PLACES, statistics, columns, rows, language, [rule.severity.value for rule, _, _ in lines])


def _groups(statistics: Statistics, language: Language) -> TableSheet:
    columns = (
        _column(_GROUP, 24, language),
        _count(_DEPARTMENTS, language),
        _count(_RETURNED, language),
        _count(_RETURNS, language),
        _count(_AT_FIRST, language),
        _count(_RESENT, language),
        TableColumn(_DAYS.say(language), 14, "0.0"),
        _column(_WORST, 48, language),
        _count(_WITH_WORST, language),
        *(_count(Text(rule.title.zh, rule.title.en), language, 16) for rule in _shown(statistics)),
    )
    rows = [tuple(_group(group, statistics, language)) for group in statistics.groups]
    return _sheet(_GROUPS, statistics, columns, rows, language)


def _shown(statistics: Statistics) -> Sequence[RuleStatistics]:
    return statistics.of(Severity.ERROR)[:_MOST_RULES]


def _group(group: GroupStatistics, statistics: Statistics, language: Language) -> list[TableContent]:
    title, count = (None, None) if group.worst is None else (group.worst[0].say(language), group.worst[1])
    return [
        NO_GROUP.say(language) if group.name is None else group.name,
        group.departments,
        group.returned,
        group.returns,
        group.clean_at_first,
        group.resent,
        group.days,
        title,
        count,
        *(rule.groups.get(group.name, 0) for rule in _shown(statistics)),
    ]
