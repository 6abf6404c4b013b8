"""概况: the first page of a summary: state, main sums, the largest, what was found, two charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from collection.summary.finding_list import SEVERITY_WORDS
from collection.summary.workbook.figures import Figure, Figures
from template_builder.streaming.charts import Chart, Series
from template_builder.streaming.page import Block, BlockColumn, BlockContent, Formula, PageWriter
from template_builder.xlsx.sheet_writer import Link
from templates import Language, Text
from templates.model.page import CellAddress

__all__ = ["TITLE", "WIDTHS", "write_first_page"]

TITLE = Text("概况", "Summary")
WIDTHS = (12.6,) * 8
_LARGEST, _KINDS = 5, 8
_CHART_ROWS = 13
_CHART_WIDTH, _CHART_HEIGHT = 370, 250
_MONEY, _SHARE = "#,##0.00", "0.0%"

_EXPECTED, _RETURNED = Text("应报单位", "Expected"), Text("已报", "Returned")
_COUNTED, _ERRORS = Text("计入合计", "In the sums"), Text("其中有错误", "With errors")
_MISSING, _LATE = Text("未报", "Not returned"), Text("迟报", "Late")
_ACCEPTED, _RATE = Text("已接收", "Accepted"), Text("上报率", "Returned, %")
_SUMS, _ITEM = Text("主要数据", "Main figures"), Text("项目", "Figure")
_NOW, _BEFORE = Text("本年", "This year"), Text("上年", "Last year")
_MORE, _RELATIVE = Text("增减", "Change"), Text("增减%", "Change, %")
_TOP, _NAME = Text("最大的五个单位（{figure}）", "The five largest ({figure})"), Text("单位", "Department")
_RANK, _AMOUNT, _PART = Text("序号", "No."), Text("金额", "Amount"), Text("占合计", "Of the total")
_KIND, _QUESTION = Text("程度", "Severity"), Text("问题", "What was found")
_COUNT, _DEPARTMENTS = Text("处数", "Places"), Text("单位数", "Departments")
_REMARKS, _STATE = Text("意见最多的问题", "What was found most"), Text("收表情况", "State")
_NOTHING = Text("没有意见。", "Nothing was found.")


def write_first_page(page: PageWriter, figures: Figures, of_state: Chart, language: Language) -> None:
    """Write the page; its figures are formulas over the other sheets, one chart shows another's cells."""
    page.note(figures.note)
    _state(page, figures, language)
    sums = _sums(page, figures, language)
    _top(page, figures, language)
    _kinds(page, figures, language)
    row = page.row + 1
    if sums is not None:
        page.chart(row, 1, sums)
    page.chart(row, 5, replace(of_state, width=_CHART_WIDTH, height=_CHART_HEIGHT))
    page.finish(row + _CHART_ROWS)


def _state(page: PageWriter, figures: Figures, language: Language) -> None:
    told = figures.state()
    words = {
        "expected": _EXPECTED,
        "returned": _RETURNED,
        "rate": _RATE,
        "counted": _COUNTED,
        "errors": _ERRORS,
        "accepted": _ACCEPTED,
        "missing": _MISSING,
        "late": _LATE,
    }
    shown = [(words[name], formula, name) for name, formula in told.items()]
    columns = [
        BlockColumn(head.say(language), 1, "0.0%" if name == "rate" else "0", "center")
        for head, _, name in shown
    ]
    page.block(Block(_STATE.say(language), columns, [[formula for _, formula, _ in shown]]))


def _sums(page: PageWriter, figures: Figures, language: Language) -> Chart | None:
    """Write the main sums, beside those of the year before if the form has any; return their chart."""
    if not figures.main:
        return None
    has_before = any(one.before for one in figures.main)
    wide = 2 if has_before else 4
    columns = [
        BlockColumn(_ITEM.say(language), wide),
        BlockColumn(_NOW.say(language), wide, _MONEY, "right"),
    ]
    if has_before:
        columns += [
            BlockColumn(_BEFORE.say(language), 2, _MONEY, "right"),
            BlockColumn(_MORE.say(language), 1, _MONEY, "right"),
            BlockColumn(_RELATIVE.say(language), 1, _SHARE, "right"),
        ]
    first = page.row + 2
    rows = [_compared(one, first + number)[: len(columns)] for number, one in enumerate(figures.main)]
    place = page.block(Block(f"{_SUMS.say(language)}{figures.unit_words}", columns, rows))
    names = [one.name for one in figures.main]
    series = [
        Series(
            _NOW.say(language),
            place.range_of(0),
            place.range_of(1),
            names,
            [one.now[1] for one in figures.main],
        )
    ]
    if has_before:
        before = [one.before[1] if one.before else None for one in figures.main]
        series.append(Series(_BEFORE.say(language), place.range_of(0), place.range_of(2), names, before))
    title = f"{_SUMS.say(language)}{figures.unit_words}"
    return Chart("bar", title, series, _CHART_WIDTH, _CHART_HEIGHT)


def _compared(one: Figure, row: int) -> Sequence[BlockContent]:
    reference, value = one.now
    now = Formula(reference, value)
    if one.before is None:
        return [one.name, now, None, None, None]
    other, last = one.before
    relative: Decimal | str = (value - last) / last if last else ""
    return [
        one.name,
        now,
        Formula(other, last),
        Formula(f"C{row}-E{row}", value - last),
        Formula(f'IF(E{row}=0,"",(C{row}-E{row})/E{row})', relative),
    ]


def _top(page: PageWriter, figures: Figures, language: Language) -> None:
    largest = figures.tally.largest()[:_LARGEST]
    if not figures.main or not largest:
        return
    columns = [
        BlockColumn(_RANK.say(language), 1, "0", "center"),
        BlockColumn(_NAME.say(language), 3),
        BlockColumn(_AMOUNT.say(language), 2, _MONEY, "right"),
        BlockColumn(_PART.say(language), 2, _SHARE, "right"),
    ]
    reference, total = figures.main[0].now
    first = page.row + 2
    rows: list[list[BlockContent]] = [
        [
            number + 1,
            Link(one.name, CellAddress(figures.overview_sheet, one.row, 2)),
            Formula(figures.cell_of_main(one.row), one.amount),
            Formula(
                f'IF({reference}=0,"",E{first + number}/{reference})', one.amount / total if total else ""
            ),
        ]
        for number, one in enumerate(largest)
    ]
    words = {"figure": Text(figures.main[0].name)}
    page.block(Block(_TOP.filled(words).say(language), columns, rows))


def _kinds(page: PageWriter, figures: Figures, language: Language) -> None:
    columns = [
        BlockColumn(_KIND.say(language), 1, across="center"),
        BlockColumn(_QUESTION.say(language), 5),
        BlockColumn(_COUNT.say(language), 1, "0", "right"),
        BlockColumn(_DEPARTMENTS.say(language), 1, "0", "right"),
    ]
    rows: list[list[BlockContent]] = [
        [
            SEVERITY_WORDS[kind.severity].say(language),
            kind.title(language),
            figures.count_of(code, kind.count),
            kind.departments,
        ]
        for code, kind in figures.tally.worst()[:_KINDS]
    ]
    rows = rows or [[None, _NOTHING.say(language), None, None]]
    page.block(Block(_REMARKS.say(language), columns, rows))
