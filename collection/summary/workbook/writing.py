"""Writing a summary workbook: the returns go by, and each leaves its rows in every table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from collection.summary.naming import title_words
from collection.summary.tables import merged
from collection.summary.workbook.body import Body, Counted
from collection.summary.workbook.chart_page import CHARTS_TITLE, GRID, write_chart_page
from collection.summary.workbook.figures import ByChoice, Figures, GroupSum
from collection.summary.workbook.finding_sheets import ExplanationSheet, FindingSheet, MissingSheet
from collection.summary.workbook.first_page import TITLE, WIDTHS, write_first_page
from collection.summary.workbook.other_unit import OtherUnit
from collection.summary.workbook.sheet_names import sheet_names
from collection.summary.workbook.sheets import ItemSheet, OverviewSheet, Sheet, form_sheets, named
from collection.summary.workbook.tally import Tally
from reader import Reading
from template_builder.streaming.page import PageWriter
from template_builder.streaming.streamed_workbook import StreamedWorkbook
from template_builder.streaming.table_stream import TableStream
from templates import Language, Text
from templates.kinds.typed.units import money_words
from templates.path import join

__all__ = ["SummarySheets", "write_summary"]

_FROZEN = 2
_SUBTOTAL = Text("{group}　小计（{count} 个单位）", "{group}: subtotal ({count} departments)")
_NO_GROUP = Text("其他", "Others")
_ASIDE = Text("未计入合计的返回表", "Returns that are in no sum")
_STATE = Text(
    "计入合计 {counted} 个单位，未计入 {uncounted} 份",
    "{counted} departments in the sums, {uncounted} files not",
)
_OF = Text(
    "应报 {expected} 个单位，{state}，未报 {missing} 个",
    "{expected} departments expected; {state}; {missing} not returned",
)
_OTHER_UNIT = Text("单位：{unit}（由{own}换算，舍位平衡）", "Unit: {unit} (from {own}, balanced)")
_DEADLINE = Text("截止 {day}", "deadline {day}")


@dataclass(frozen=True)
class SummarySheets:
    """The tables of a summary, in their order; 概况 stands before them, 图表 behind."""

    overview: OverviewSheet
    of_form: Sequence[Sheet]
    findings: FindingSheet
    missing: MissingSheet
    explanations: ExplanationSheet

    @classmethod
    def of(cls, body: Body, language: Language) -> SummarySheets:
        """Return the sheets of a summary of a form."""
        return cls(
            OverviewSheet(body.cell_map, language),
            form_sheets(body.cell_map, language),
            FindingSheet(language),
            MissingSheet(language),
            ExplanationSheet(language),
        )

    @property
    def of_departments(self) -> Sequence[Sheet]:
        """The tables that the departments that count have rows in."""
        return (self.overview, *self.of_form, self.findings, self.explanations)

    def titles(self) -> Sequence[Text]:
        """Return what the sheets of the workbook are called, all of them, in their order."""
        return (
            TITLE,
            *(sheet.title for sheet in (self.overview, *self.of_form, self.findings)),
            self.missing.title,
            self.explanations.title,
            CHARTS_TITLE,
        )


def write_summary(
    body: Body,
    destination: Path,
    language: Language = "zh",
    *,
    unit: str | None = None,
    edition: str = "",
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Write the summary workbook; `edition` is kept among its properties.

    In another `unit` than that of the forms, amounts are rounded so that the parts add up to their totals.
    Raises `BuildError` where it cannot be written, `CollectionError` for a unit that is none.
    """
    title, words = title_words(body.cell_map)
    with StreamedWorkbook(destination, {"title": title.say(language), "keywords": edition}) as book:
        _Writing(book, body, language, title, words, unit).write(progress)


class _Writing:
    """One summary being written."""

    def __init__(
        self,
        book: StreamedWorkbook,
        body: Body,
        language: Language,
        title: Text,
        words: Sequence[Text],
        unit: str | None,
    ) -> None:
        self._book, self._body, self._language, self._title = book, body, language, title
        self._sheets = SummarySheets.of(body, language)
        self._names = sheet_names([one.say(language) for one in self._sheets.titles()])
        self._writers = [book.add_sheet(name) for name in self._names]
        self._has_groups = any(one.group for one in body.counted)
        shown: list[Sheet | MissingSheet] = [
            self._sheets.overview,
            *self._sheets.of_form,
            self._sheets.findings,
            self._sheets.missing,
            self._sheets.explanations,
        ]
        self._streams = {
            id(sheet): book.table(
                writer,
                f"{title.say(language)} · {sheet.title.say(language)}",
                sheet.columns,
                frozen_columns=_FROZEN,
                grouped=self._has_groups and sheet is self._sheets.overview,
                language=language,
            )
            for sheet, writer in zip(shown, self._writers[1:-1], strict=True)
        }
        self._unit, self._other = body.cell_map.parameters.get("unit"), None
        if unit is not None and unit != self._unit:
            self._other = OtherUnit(body, self._sheets.of_departments, unit, language)
            words = [_OTHER_UNIT.filled({"unit": money_words(unit), "own": money_words(str(self._unit))})]
            self._unit = unit
        self._units = "　".join(text.say(language) for text in words)
        self._tally = Tally()
        self._choices = [one for sheet in self._sheets.of_form if (one := _Choices.of(sheet)) is not None]

    def write(self, progress: Callable[[int, int], None]) -> None:
        """Write all of it."""
        body, sheets = self._body, self._sheets
        groups = self._counted(progress)
        overview = self._stream(sheets.overview)
        if body.uncounted:
            overview.aside(_ASIDE.say(self._language))
            for one in body.uncounted:
                overview.row(sheets.overview.uncounted(one))
        findings = self._stream(sheets.findings)
        for one in body.uncounted:
            if one.finding is not None:
                line = sheets.findings.line(named(one.subject, self._language), one.target, *one.finding)
                findings.row(line.contents, line.mark)
        missing = self._stream(sheets.missing)
        for absent in body.missing:
            missing.row(sheets.missing.row(absent))
        note = self._note()
        for stream in self._streams.values():
            stream.notes = (note,)
        tables = [(sheet, self._stream(sheet)) for sheet in (sheets.overview, *sheets.of_form)]
        choices = [one.found(self._stream(one.sheet)) for one in self._choices]
        figures = Figures(
            body, tables, missing, findings, self._tally, groups, choices, note,
            self._unit_words(), 1, self._language,
        )  # fmt: skip
        of_state = write_chart_page(self._page(-1, CHARTS_TITLE, GRID), figures, self._language)
        write_first_page(self._page(0, TITLE, WIDTHS), figures, of_state, self._language)

    def _page(self, number: int, title: Text, widths: Sequence[float]) -> PageWriter:
        language = self._language
        heading = f"{self._title.say(language)} · {title.say(language)}"
        return PageWriter(self._book, self._writers[number], heading, widths, language)

    def _stream(self, sheet: Sheet | MissingSheet) -> TableStream:
        return self._streams[id(sheet)]

    def _counted(self, progress: Callable[[int, int], None]) -> list[GroupSum]:
        """Write the rows of the returns that count, and the subtotals of their groups in 总表."""
        body = self._body
        overview, total = self._stream(self._sheets.overview), len(body.counted)
        groups: list[GroupSum] = []
        members: list[Counted] = []
        for number, one in enumerate(body.counted, 1):
            if self._has_groups and members and members[-1].group != one.group:
                groups.append(self._end_group(members))
                members = []
            members.append(one)
            self._write_rows(one, one.read(), overview.next_row)
            progress(number, total)
        if self._has_groups and members:
            groups.append(self._end_group(members))
        return groups

    def _end_group(self, members: Sequence[Counted]) -> GroupSum:
        overview = self._stream(self._sheets.overview)
        name = members[0].group or _NO_GROUP.say(self._language)
        words = {"group": Text(name), "count": Text(str(len(members)))}
        row, sums = overview.end_group(_SUBTOTAL.filled(words).say(self._language))
        place = self._main_column()
        return GroupSum(name, len(members), row, sums[place] if place is not None else Decimal(0))

    def _main_column(self) -> int | None:
        main = self._body.cell_map.summary.main
        keys = list(self._sheets.overview.keys)
        return keys.index(join(main[0].of)) if main and join(main[0].of) in keys else None

    def _write_rows(self, counted: Counted, reading: Reading, row: int) -> None:
        place = self._main_column()
        tree = merged(reading.values, reading.computed)
        for sheet in self._sheets.of_departments:
            stream = self._stream(sheet)
            choices = next((one for one in self._choices if one.sheet is sheet), None)
            for line in sheet.lines(counted, reading, tree):
                contents = line.contents
                if self._other is None:
                    stream.row(contents, line.mark)
                else:
                    contents, comments = self._other.row(sheet, contents)
                    number = stream.row(contents, line.mark)
                    for column, text in comments:
                        stream.comment(number, column + 1, text)
                if choices is not None:
                    choices.add(contents)
                if sheet is self._sheets.overview:
                    amount = None if place is None else contents[place]
                    self._tally.add(counted, reading, row, amount, self._language)

    def _note(self) -> str:
        """Return the line that stands under every title: the unit, and how the round stands."""
        body, language = self._body, self._language
        words = {"counted": Text(str(len(body.counted))), "uncounted": Text(str(len(body.uncounted)))}
        state = _STATE.filled(words)
        if body.expected is not None:
            more = {"expected": Text(str(body.expected)), "missing": Text(str(len(body.missing)))}
            state = _OF.filled({"state": state, **more})
        day = _DEADLINE.filled({"day": Text(body.deadline.isoformat())}) if body.deadline else None
        parts = [self._units, state.say(language), day.say(language) if day else ""]
        return "　".join(filter(None, parts))

    def _unit_words(self) -> str:
        if self._unit is None:
            return ""
        unit = money_words(str(self._unit)).say(self._language)
        return f"（{unit}）" if self._language == "zh" else f" ({unit})"


class _Choices:
    """What is added up of a sheet of items by the terms of its first list."""

    def __init__(self, sheet: ItemSheet, column: int, terms: Sequence[str]) -> None:
        self.sheet, self._column = sheet, column
        self._sums = [number for number, one in enumerate(sheet.columns) if one.total]
        self._terms = {term: [Decimal(0)] * (1 + len(self._sums)) for term in terms}

    @classmethod
    def of(cls, sheet: Sheet) -> _Choices | None:
        """Return what is to be added up; None for a sheet without a list, or without sums."""
        if not isinstance(sheet, ItemSheet) or not any(column.total for column in sheet.columns):
            return None
        for number, terms in sheet.choices():
            return cls(sheet, number, terms)
        return None

    def add(self, contents: Sequence[object]) -> None:
        """Take a row in."""
        sums = self._terms.get(str(contents[self._column]))
        if sums is not None:
            sums[0] += 1
            for number, place in enumerate(self._sums, 1):
                value = contents[place]
                if isinstance(value, Decimal | int):
                    sums[number] += value

    def found(self, stream: TableStream) -> ByChoice:
        """Return what it came to."""
        return ByChoice(stream, self._column, self._sums, self._terms)
