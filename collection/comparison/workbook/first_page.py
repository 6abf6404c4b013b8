"""概况: the first page of a comparison: the sums, the largest changes, what became of items, charts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from collection.comparison.comparison import Comparison
from collection.comparison.departments import Move, Standing
from collection.comparison.fields import Basis
from collection.comparison.items import Fate
from collection.comparison.tally import Largest, Tally
from collection.comparison.words import BASES, MOVES, STANDINGS, fate_words
from collection.comparison.workbook.sheets import DepartmentSheet, FieldSheet, ItemSheet, MoveSheet
from collection.summary.workbook.columns import short_text
from collection.summary.workbook.figures import equal_to
from template_builder.streaming.charts import Chart, Series
from template_builder.streaming.page import (
    Block,
    BlockColumn,
    BlockContent,
    BlockPlace,
    Formula,
    PageWriter,
)
from template_builder.streaming.table_stream import TableStream
from template_builder.xlsx.sheet_writer import Link
from templates import Language, Text
from templates.kinds.shared.content import plain_text, rounded
from templates.kinds.typed.units import money_words
from templates.language import address, sheet_prefix
from templates.model.page import CellAddress

__all__ = ["TITLE", "WIDTHS", "FirstPage"]

TITLE = Text("概况", "Summary")
WIDTHS = (*(12.0,) * 4, 1.4, *(12.0,) * 4, 1.8, *(15.0,) * 4)
"""Two tables side by side in four columns each, the charts in the last four; between them little room."""

_RIGHT, _CHARTS = 6, 11
_CHART_WIDTH, _CHART_HEIGHT = 405, 285
_ROWS_A_CHART = 11
_ACROSS = 4
"""Which of the counts stands across the room between two tables."""
_MONEY, _SHARE = "#,##0.00", "0.0%"

_DEPARTMENTS = Text("两次各有多少单位报了，有什么变动", "How many departments returned, and what changed")
_RETURNED = Text("{side}已报", "In {side}")
_RECODED, _ONCE, _PAST = (
    Text("更名、改编码", "Name or code"),
    Text("有一次未报", "One return"),
    Text("往年数不一致", "Past differs"),
)
_SUMS = Text("主要数据比{before}增加还是减少{unit}", "The main figures beside {before}{unit}")
_FIGURE, _CHANGE, _GROWTH = Text("项目", "Figure"), Text("增减", "Change"), Text("增减%", "In %")
_LIKE, _LIKE_GROWTH = Text("可比增减", "Like for like"), Text("可比增减%", "Like, in %")
_BY_AMOUNT = Text("{figure}增加最多和减少最多的单位{unit}", "Largest rises and falls: {figure}")
_BY_GROWTH = Text(
    "按百分比，增减最大的单位（{before}不少于 {least}）",
    "In percent (at least {least} in {before})",
)
_DEPARTMENT = Text("单位", "Department")
_ITEMS = Text("{table}：有多少新增、变化、结束{unit}", "{table}: new, changed, gone")
_TARGETS = Text("{table}：有多少目标降低、提高、取消", "{table}: targets that fell, rose, are gone")
_FATES = Text("{table}：各种情况的个数", "{table}: how many of each")
_FATE, _COUNT = Text("情况", "What"), Text("个数", "Number")
_NOTHING = Text("（无）", "(none)")
_UNIT = Text("（{unit}）", " ({unit})")
_LARGEST = Text("{figure}增减最大的单位{unit}", "Largest changes of {figure}{unit}")


@dataclass(frozen=True, slots=True)
class FirstPage:
    """The page being written; its figures are formulas over the tables, which were written before.

    `rows` are those of the departments in 部门; `least` is from which figure on a change is told in percent.
    """

    page: PageWriter
    comparison: Comparison
    tally: Tally
    departments: tuple[DepartmentSheet, TableStream]
    items: Sequence[tuple[ItemSheet, TableStream]]
    fields: tuple[FieldSheet, TableStream]
    moves: tuple[MoveSheet, TableStream]
    rows: Sequence[int]
    least: Decimal
    language: Language

    def write(self) -> None:
        """Write the page."""
        page = self.page
        charts_from = page.row
        self._counts()
        charts = [*self._sums(), *self._lists(), *self._fates()]
        row = charts_from
        for chart in charts[:3]:
            page.chart(row, _CHARTS, chart)
            row += _ROWS_A_CHART
        page.advance(row)
        page.finish(page.row - 1, landscape=True)

    def _counts(self) -> None:
        sides = self.comparison.sides
        _, stream = self.departments
        standings = stream.range_of(DepartmentSheet.STATUS)
        moves = self.moves[1].range_of(MoveSheet.MOVE)
        bases = self.fields[1].range_of(FieldSheet.BASIS)
        tally = self.tally

        def standing(*several: Standing) -> Formula:
            count = sum(tally.standings[one] for one in several)
            return Formula("+".join(self._count(standings, STANDINGS[one]) for one in several), count)

        def moved(*several: Move) -> Formula:
            count = sum(tally.moves[one] for one in several)
            return Formula("+".join(self._count(moves, MOVES[one]) for one in several), count)

        once = (Standing.NOT_BEFORE, Standing.NOT_NOW)
        told = [
            (
                _RETURNED.filled({"side": sides.before.name}),
                standing(Standing.BOTH, Standing.GONE, Standing.NOT_NOW),
            ),
            (
                _RETURNED.filled({"side": sides.after.name}),
                standing(Standing.BOTH, Standing.NEW, Standing.NOT_BEFORE),
            ),
            (STANDINGS[Standing.BOTH], standing(Standing.BOTH)),
            (MOVES[Move.NEW], moved(Move.NEW)),
            (MOVES[Move.GONE], moved(Move.GONE)),
            (_RECODED, moved(Move.RENAMED, Move.RECODED)),
            (_ONCE, standing(*once)),
            (_PAST, Formula(self._count(bases, BASES[Basis.PAST]), tally.bases[Basis.PAST])),
        ]
        columns = [
            BlockColumn(self._say(head), 1 + (number == _ACROSS), "0", "center")
            for number, (head, _) in enumerate(told)
        ]
        self.page.block(Block(self._say(_DEPARTMENTS), columns, [[formula for _, formula in told]]))

    def _sums(self) -> Iterator[Chart]:
        """Write the main sums; yield the chart of both years."""
        main = self.comparison.plan.main
        if not main:
            return
        sides = self.comparison.sides
        before, after = (self._say(side.name) for side in (sides.before, sides.after))
        columns = [
            BlockColumn(self._say(_FIGURE), 2),
            *(BlockColumn(head, 1, _MONEY, "right") for head in (before, after)),
            BlockColumn(self._say(_CHANGE), 2, _MONEY, "right"),  # across the room between two tables
            BlockColumn(self._say(_GROWTH), 1, _SHARE, "right"),
            BlockColumn(self._say(_LIKE), 1, _MONEY, "right"),
            BlockColumn(self._say(_LIKE_GROWTH), 1, _SHARE, "right"),
        ]
        first = self.page.row + 2
        rows = [self._sum(number, first + number) for number in range(len(main))]
        title = self._say(_SUMS.filled({"before": sides.before.name, "unit": self._unit()}))
        place = self.page.block(Block(title, columns, rows))
        names = [self._say(one.label) for one in main]
        series = [
            Series(name, place.range_of(0), place.range_of(number), names, values)
            for number, name, values in (
                (1, before, [one.before for one in self.tally.sums]),
                (2, after, [one.after for one in self.tally.sums]),
            )
        ]
        yield self._chart(title, series, "bar")

    def _sum(self, number: int, row: int) -> Sequence[BlockContent]:
        sheet, stream = self.departments
        figure, one = sheet.figures[number], self.tally.sums[number]
        standings = stream.range_of(DepartmentSheet.STATUS)
        both = equal_to(self._say(STANDINGS[Standing.BOTH]))
        then, now = (
            f"SUMIF({standings},{both},{stream.range_of(place)})" for place in (figure.before, figure.after)
        )
        like = one.after_of_both - one.before_of_both
        totals = [self._total(stream, place) for place in (figure.before, figure.after)]
        return [
            self._say(self.comparison.plan.main[number].label),
            Formula(totals[0], one.before),
            Formula(totals[1], one.after),
            Formula(f"D{row}-C{row}", one.after - one.before),
            Formula(f'IF(C{row}=0,"",E{row}/ABS(C{row}))', _part(one.after - one.before, one.before)),
            Formula(f"{now}-{then}", like),
            Formula(f'IF({then}=0,"",H{row}/ABS({then}))', _part(like, one.before_of_both)),
        ]

    def _total(self, stream: TableStream, place: int) -> str:
        """Return the reference to a total, or the sum of a column that has none."""
        return stream.total(place)[0] if stream.columns[place].total else f"SUM({stream.range_of(place)})"

    def _lists(self) -> Iterator[Chart]:
        """Write the largest changes by amount and in percent, side by side; yield the chart of the first."""
        main = self.comparison.plan.main
        if not main:
            return
        top = self.page.row
        words = {
            "figure": main[0].label,
            "unit": self._unit(),
            "before": self.comparison.sides.before.name,
            "least": Text(plain_text(self.least)),
        }
        amounts = self.tally.by_amount()
        place = self._list(self._say(_BY_AMOUNT.filled(words)), amounts, 1)
        ends = self.page.row
        self.page.row = top
        self._list(self._say(_BY_GROWTH.filled(words)), self.tally.by_growth(self.least), _RIGHT)
        self.page.row = max(ends, self.page.row)
        if amounts:
            names, values = [short_text(one.name) for one in amounts], [one.change for one in amounts]
            title = self._say(_LARGEST.filled(words))
            series = Series(title, place.range_of(0), place.range_of(1), names, values)
            yield self._chart(title, [series], "bar")

    def _list(self, title: str, several: Sequence[Largest], column: int) -> BlockPlace:
        columns = [
            BlockColumn(self._say(_DEPARTMENT), 2),
            BlockColumn(self._say(_CHANGE), 1, _MONEY, "right"),
            BlockColumn(self._say(_GROWTH), 1, _SHARE, "right"),
        ]
        rows: list[list[BlockContent]] = [self._changed(one) for one in several]
        return self.page.block(Block(title, columns, rows or [[self._say(_NOTHING), None, None]]), column)

    def _changed(self, one: Largest) -> list[BlockContent]:
        sheet, stream = self.departments
        figure, row = sheet.figures[0], self.rows[one.number]
        cells = [
            f"{sheet_prefix(stream.name)}{address(row, place + 1)}"
            for place in (figure.change, figure.growth)
        ]
        return [
            Link(short_text(one.name), CellAddress(1, row, 2)),
            Formula(cells[0], one.change),
            Formula(cells[1], rounded(one.growth) if one.before else ""),
        ]

    def _fates(self) -> Iterator[Chart]:
        """Write what became of the items, two tables side by side; yield a chart of the first."""
        for number, (sheet, stream) in enumerate(self.items):
            if not number % 2:
                top = self.page.row
            else:
                ends, self.page.row = self.page.row, top
            block = self._fate(sheet, stream)
            place = self.page.block(block, _RIGHT if number % 2 else 1)
            if number % 2:
                self.page.row = max(ends, self.page.row)
            counts = [self.tally.items[sheet.plan.table.key, fate] for fate in self._shown(sheet)]
            names = [str(row[0]) for row in block.rows]
            title = self._say(_FATES.filled({"table": sheet.title}))
            series = Series(title, place.range_of(0), place.range_of(1), names, counts)
            yield self._chart(title, [series], "column")

    def _fate(self, sheet: ItemSheet, stream: TableStream) -> Block:
        table, words = sheet.plan.table, fate_words(sheet.plan)
        sums = sheet.is_numeric and stream.columns[sheet.before].total
        title = (_ITEMS if sums else _TARGETS if not sheet.is_numeric else _ITEMS).filled(
            {"table": table.title, "unit": self._unit() if sums else Text("")}
        )
        statuses = stream.range_of(sheet.status)
        rows: list[list[BlockContent]] = []
        for fate in self._shown(sheet):
            count = Formula(self._count(statuses, words[fate]), self.tally.items[table.key, fate])
            row: list[BlockContent] = [self._say(words[fate]), count]
            if sums:
                told = equal_to(self._say(words[fate]))
                row += [
                    Formula(f"SUMIF({statuses},{told},{stream.range_of(place)})", amount)
                    for place, amount in zip(
                        (sheet.before, sheet.after), self.tally.amounts[table.key, fate], strict=True
                    )
                ]
            rows.append(row)
        sides = self.comparison.sides
        columns = [
            BlockColumn(self._say(_FATE), 1 if sums else 3),
            BlockColumn(self._say(_COUNT), 1, "0", "right"),
        ]
        if sums:
            heads = (side.name for side in (sides.before, sides.after))
            columns += [BlockColumn(self._say(head), 1, _MONEY, "right") for head in heads]
        return Block(self._say(title), columns, rows)

    def _shown(self, sheet: ItemSheet) -> list[Fate]:
        """Return the fates that the sheet may have lines of; what cannot be compared, where there is any."""
        is_ranked = sheet.plan.followed is not None and not sheet.is_numeric
        shown = [fate for fate in fate_words(sheet.plan) if fate is not Fate.STAYS or not is_ranked]
        counts, key = self.tally.items, sheet.plan.table.key
        return [fate for fate in shown if fate is not Fate.OTHER or counts[key, fate]]

    def _chart(self, title: str, series: Sequence[Series], kind: str) -> Chart:
        return Chart("bar" if kind == "bar" else "column", title, series, _CHART_WIDTH, _CHART_HEIGHT)

    def _count(self, cells: str, words: Text) -> str:
        return f"COUNTIF({cells},{equal_to(self._say(words))})"

    def _unit(self) -> Text:
        unit = self.comparison.sides.after.cell_map.parameters.get("unit")
        return Text("") if unit is None else _UNIT.filled({"unit": money_words(str(unit))})

    def _say(self, text: Text) -> str:
        return text.say(self.language)


def _part(change: Decimal, before: Decimal) -> Decimal | str:
    return rounded(change / abs(before)) if before else ""
