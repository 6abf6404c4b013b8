"""图表: native charts of a summary, each beside the short table that it shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import Literal, NamedTuple

from collection.summary.workbook.figures import Figures
from template_builder.streaming.charts import Chart, Series
from template_builder.streaming.page import Block, BlockColumn, BlockContent, Formula, PageWriter
from template_builder.xlsx.sheet_writer import Link
from templates import Language, Text
from templates.model.page import CellAddress

__all__ = ["CHARTS_TITLE", "GRID", "write_chart_page"]

CHARTS_TITLE = Text("图表", "Charts")
GRID = (18.0, 10.0, 12.6, 12.6, 3.0, 16.0, 16.0, 16.0)
"""Widths of the columns: a table in the first four, its chart in the last three."""

_CHART_COLUMN, _CHART_WIDTH, _CHART_HEIGHT = 6, 345, 255
_PIXELS_A_BAR = 26
"""As high as a row, so that each bar has its name."""
_CHART_ROWS, _ROWS_A_PAGE = 11, 37
"""Rows beside a chart, and rows of a page below its title in every program."""
_MOST_KINDS, _MOST_DAYS = 10, 60
_MONEY = "#,##0.00"

_GROUPS = Text("各组{figure}", "{figure} by group")
_LARGEST = Text("最大的单位（{figure}）", "The largest departments ({figure})")
_GROUP, _DEPARTMENT = Text("分组", "Group"), Text("单位", "Department")
_COUNT, _PLACES = Text("单位数", "Departments"), Text("处数", "Places")
_SHARES, _PART, _AMOUNT = Text("构成：{name}", "Shares: {name}"), Text("项目", "Part"), Text("金额", "Amount")
_KINDS, _KIND = Text("意见（按问题）", "Findings by kind"), Text("问题", "What was found")
_DAYS, _DAY = Text("累计上报单位数", "Departments that have returned"), Text("日期", "Day")
_NEW, _ALL = Text("新增", "New"), Text("累计", "In all")
_STATE, _PART_OF_ROUND = Text("收表情况", "State of the round"), Text("状态", "State")
_STATES = {
    "sound": Text("无错误", "No errors"),
    "errors": Text("有错误", "With errors"),
    "missing": Text("未报", "Not returned"),
}
_TERM, _ITEMS = Text("类别", "Kind"), Text("个数", "Number")


class _Section(NamedTuple):
    """A table, and which chart shows which of its columns."""

    block: Block
    kind: Literal["column", "bar", "line", "pie"]
    shown: int


def write_chart_page(page: PageWriter, figures: Figures, language: Language) -> Chart:
    """Write the tables and charts, some to a page; return the first, which shows how many have returned."""
    page.note(figures.note)
    breaks: list[int] = []
    charts: list[Chart] = []
    first = page.row
    for section in _sections(figures, language):
        top = page.row
        if top > first and top + _rows_of(section) - first > _ROWS_A_PAGE:
            breaks.append(top - 1)
            first = top
        place = page.block(section.block)
        names = [_words(row[0]) for row in section.block.rows]
        values = [_value(row[section.shown]) for row in section.block.rows]
        title = section.block.title
        series = Series(title, place.range_of(0), place.range_of(section.shown), names, values)
        bars = len(names) if section.kind == "bar" else 0
        height = max(_CHART_HEIGHT, _PIXELS_A_BAR * bars)
        chart = Chart(section.kind, title, [series], _CHART_WIDTH, height)
        page.chart(top + 1, _CHART_COLUMN, chart)
        charts.append(chart)
        page.advance(top + _rows_of(section))
    page.finish(page.row - 1, down=0, breaks=breaks)
    return charts[0]


def _rows_of(section: _Section) -> int:
    """Return how many rows a section takes, with one below it: title, head and rows, or its chart."""
    return max(len(section.block.rows) + 2, _CHART_ROWS) + 1


def _sections(figures: Figures, language: Language) -> Iterator[_Section]:
    yield _state(figures, language)
    yield from _days(figures, language)
    yield from _groups(figures, language)
    yield from _largest(figures, language)
    for share in figures.shares():
        title = _SHARES.filled({"name": Text(share.name)}).say(language) + figures.unit_words
        rows: list[list[BlockContent]] = [[name, Formula(*total)] for name, total in share.parts]
        yield _Section(Block(title, _columns((_PART, 2), (_AMOUNT, 2), language=language), rows), "pie", 1)
    for choice in figures.choices:
        names = [choice.stream.columns[place].heads[-1] for place in choice.sums][:2]
        head = choice.stream.columns[choice.column].heads[-1]
        columns: Sequence[BlockColumn] = [
            BlockColumn(_TERM.say(language)),
            BlockColumn(_ITEMS.say(language), 1, "0", "right"),
            *(BlockColumn(name, 1, _MONEY, "right") for name in names),
        ]
        rows = [list(row[: len(columns)]) for row in choice.rows()]
        yield _Section(Block(head, columns, rows), "column", len(columns) - 1)
    kinds = figures.tally.worst()[:_MOST_KINDS]
    if kinds:
        rows = [[kind.title(language), figures.count_of(code, kind.count)] for code, kind in kinds]
        columns = _columns((_KIND, 3), (_PLACES, 1), language=language, form="0")
        yield _Section(Block(_KINDS.say(language), columns, rows), "bar", 1)


def _state(figures: Figures, language: Language) -> _Section:
    rows: list[list[BlockContent]] = [
        [words.say(language), figures.state_of(name)] for name, words in _STATES.items()
    ]
    columns = _columns((_PART_OF_ROUND, 2), (_COUNT, 2), language=language, form="0")
    return _Section(Block(_STATE.say(language), columns, rows), "pie", 1)


def _groups(figures: Figures, language: Language) -> Iterator[_Section]:
    if len(figures.groups) < 2 or not figures.main:
        return
    title = _GROUPS.filled({"figure": Text(figures.main[0].name)}).say(language) + figures.unit_words
    rows: list[list[BlockContent]] = [
        [one.name, one.count, Formula(figures.cell_of_main(one.row), one.amount)] for one in figures.groups
    ]
    columns = [
        BlockColumn(_GROUP.say(language)),
        BlockColumn(_COUNT.say(language), 1, "0", "right"),
        BlockColumn(_AMOUNT.say(language), 2, _MONEY, "right"),
    ]
    yield _Section(Block(title, columns, rows), "bar", 2)


def _largest(figures: Figures, language: Language) -> Iterator[_Section]:
    largest = figures.tally.largest()
    if not figures.main or not largest:
        return
    title = _LARGEST.filled({"figure": Text(figures.main[0].name)}).say(language) + figures.unit_words
    rows: list[list[BlockContent]] = [
        [
            Link(one.name, CellAddress(figures.overview_sheet, one.row, 2)),
            Formula(figures.cell_of_main(one.row), one.amount),
        ]
        for one in largest
    ]
    yield _Section(Block(title, _columns((_DEPARTMENT, 2), (_AMOUNT, 2), language=language), rows), "bar", 1)


def _days(figures: Figures, language: Language) -> Iterator[_Section]:
    counts = Counter(figures.body.arrived)
    days = sorted(counts)[-_MOST_DAYS:]
    if not days:
        return
    before = sum(counts.values()) - sum(counts[day] for day in days)
    totals = list(accumulate((counts[day] for day in days), initial=before))[1:]
    rows: list[list[BlockContent]] = [
        [f"{day:%m-%d}", counts[day], total] for day, total in zip(days, totals, strict=True)
    ]
    columns = [
        BlockColumn(_DAY.say(language), 2),
        BlockColumn(_NEW.say(language), 1, "0", "right"),
        BlockColumn(_ALL.say(language), 1, "0", "right"),
    ]
    yield _Section(Block(_DAYS.say(language), columns, rows), "line", 2)


def _columns(*heads: tuple[Text, int], language: Language, form: str = _MONEY) -> Sequence[BlockColumn]:
    (first, span), (last, width) = heads
    return (
        BlockColumn(first.say(language), span),
        BlockColumn(last.say(language), width, form, "right"),
    )


def _words(content: BlockContent) -> str:
    return content.text if isinstance(content, Link) else str(content)


def _value(content: BlockContent) -> Decimal | int | None:
    value = content.result if isinstance(content, Formula) else content
    return value if isinstance(value, Decimal | int) else None
