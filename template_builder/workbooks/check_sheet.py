"""The sheet 自检: lights, counts, links, and how to mend what is wrong."""

from __future__ import annotations

from template_builder.guidance.cell_values import CHECK_SHEET, CellValues
from template_builder.guidance.check_formulas import STATES
from template_builder.guidance.check_model import (
    COUNTS,
    EXPLAINED,
    FIRST_LINE,
    FIRST_RANK,
    LINK,
    STATE,
    WHOLE,
    LaterLine,
    RuleLine,
    SectionLine,
)
from template_builder.guidance.guide import Guide
from template_builder.guidance.status import READY
from template_builder.print_layout.heights import INDENT, Block, row_heights
from template_builder.workbooks.more_rows import more_rows
from template_builder.xlsx.ranges import fixed_address
from template_builder.xlsx.sheet_writer import PageSetup, SheetWriter
from template_builder.xlsx.styles import (
    FLAG,
    FOOTER,
    LIGHTS,
    LIST_COUNT,
    LIST_HEAD,
    LIST_LIGHT,
    LIST_LINK,
    LIST_NOTE,
    LIST_SMALL,
    LIST_TEXT,
    LIST_TITLE,
    STATUS,
    CellStyle,
)
from templates.language import address, quoted
from templates.model.page import CellAddress
from templates.text import NO_WORDS, Text

__all__ = ["write_check_sheet"]

_WIDTHS = (36.0, 12.0, 8.0, 14.0, 14.0, 14.0, 8.0, 8.0)
_FIX, _FIX_COLUMNS = 4, 3
"""The column that says how to mend a breach, and how many columns it takes."""

_TITLE = Text("自检：{title}", "Self-check: {title}")
_NOTE = Text(
    "本表由公式随填随算，不用填写。点“定位”到第一处问题；逐行的问题在填报表右侧的“检查”栏。"
    "状态为“收表时检查”的，交回后由财政部门检查。",
    "Updated as you type; there is nothing to fill in here. “Go to” takes you to the first place; the "
    "“Checks” column beside the form explains each row. “On receipt” items are checked once the form "
    "has been returned.",
)
_EXPLAIN = Text(
    "有提醒而情况属实的，在填报表的“说明”栏写明原因，“已说明”一栏随之计数。",
    " Where a remark is made but the entry is correct, give the reason under “Explanation” beside the form; "
    "the remark is then counted as explained.",
)
_SECTION_HEADS = (
    Text("各部分", "Parts of the form"),
    Text("状态", "State"),
    Text("未填", "Missing"),
    Text("有误", "Wrong"),
    Text("提醒（请核对）", "To check"),
    Text("提醒（供参考）", "To know"),
    Text("已说明", "Explained"),
    Text("定位", "Go to"),
)
_LATER = Text("收表时检查", "On receipt")
"""The state of what only the reader judges."""

_RULE_HEADS = (
    Text("检查内容", "What is checked"),
    Text("状态", "State"),
    Text("处数", "Places"),
    Text("怎样改正", "How to correct it"),
    Text("已说明", "Explained"),
    Text("定位", "Go to"),
)


def write_check_sheet(sheet: SheetWriter, guide: Guide, shown: CellValues) -> None:
    """Write the sheet as it shows a filling."""
    _CheckSheet(sheet, guide, shown).write()


class _CheckSheet:
    def __init__(self, sheet: SheetWriter, guide: Guide, shown: CellValues) -> None:
        self._sheet, self._guide, self._shown = sheet, guide, shown
        self._language = guide.language
        self._blocks: list[Block] = []
        self._heads = FIRST_LINE + len(guide.sections) + 1
        self._last = max((line.row for line in (*guide.lines, *guide.later)), default=FIRST_LINE)

    def write(self) -> None:
        sheet = self._sheet
        self._top()
        for column, text in enumerate(_SECTION_HEADS, 1):
            self._words(FIRST_LINE - 1, column, text, LIST_HEAD)
        for section in self._guide.sections:
            self._section(section)
        for column, text in zip((1, STATE, COUNTS, _FIX, EXPLAINED, LINK), _RULE_HEADS, strict=True):
            self._words(self._heads, column, text, LIST_HEAD, _FIX_COLUMNS if column == _FIX else 1)
        for rule in self._guide.rules:
            self._rule(rule)
        for later in self._guide.later:
            self._later(later)
        for place, formula in self._guide.formulas.items():
            if place.sheet == CHECK_SHEET and place.column > LINK:
                sheet.formula(place.row, place.column, formula, self._shown[place], FLAG)
        self._lights()
        self._setup()

    def _top(self) -> None:
        title = _TITLE.filled({"title": self._guide.cell_map.form.title})
        self._words(1, 1, title, LIST_TITLE, len(_WIDTHS))
        self._sheet.merge((*WHOLE, 1, len(_WIDTHS)), STATUS)
        self._figure(*WHOLE, STATUS)
        more = more_rows(self._guide.cell_map)
        notes = [_NOTE, *([_EXPLAIN] if self._guide.columns.explained else []), *([more] if more else [])]
        note = Text("".join(one.zh for one in notes), " ".join(one.en.strip() for one in notes))
        self._words(3, 1, note, LIST_NOTE, len(_WIDTHS))

    def _section(self, line: SectionLine) -> None:
        self._words(line.row, 1, line.title, LIST_TEXT)
        self._figure(line.row, STATE, LIST_LIGHT)
        for rank in range(len(line.ranges)):
            self._figure(line.row, FIRST_RANK + rank, LIST_COUNT)
        self._explained(line)
        self._figure(line.row, LINK, LIST_LINK)

    def _rule(self, line: RuleLine) -> None:
        self._words(line.row, 1, line.title, LIST_TEXT)
        self._figure(line.row, STATE, LIST_LIGHT)
        self._figure(line.row, COUNTS, LIST_COUNT)
        self._words(line.row, _FIX, line.fix, LIST_SMALL, _FIX_COLUMNS)
        self._explained(line)
        self._figure(line.row, LINK, LIST_LINK)

    def _later(self, line: LaterLine) -> None:
        self._words(line.row, 1, line.title, LIST_TEXT)
        self._words(line.row, STATE, _LATER, LIST_LIGHT)
        self._words(line.row, COUNTS, NO_WORDS, LIST_COUNT)
        self._words(line.row, _FIX, line.fix, LIST_SMALL, _FIX_COLUMNS)
        self._words(line.row, EXPLAINED, NO_WORDS, LIST_COUNT)
        self._words(line.row, LINK, NO_WORDS, LIST_LINK)

    def _explained(self, line: SectionLine | RuleLine) -> None:
        if line.explained:
            self._figure(line.row, EXPLAINED, LIST_COUNT)
        else:
            self._words(line.row, EXPLAINED, NO_WORDS, LIST_COUNT)

    def _figure(self, row: int, column: int, style: CellStyle) -> None:
        place = CellAddress(CHECK_SHEET, row, column)
        self._sheet.formula(row, column, self._guide.formulas[place], self._shown[place], style)

    def _words(self, row: int, column: int, text: Text, style: CellStyle, columns: int = 1) -> None:
        words = text.say(self._language)
        self._sheet.merge((row, column, 1, columns), style)
        self._sheet.put(row, column, words, style)
        width = sum(_WIDTHS[column - 1 : column - 1 + columns]) - style.indent * INDENT
        self._blocks.append(Block(row, 1, width, style.size, words))

    def _lights(self) -> None:
        first = "$" + address(FIRST_LINE, STATE)
        area = (FIRST_LINE, STATE, self._last - FIRST_LINE + 1, 1)
        for state, text in STATES.items():
            self._sheet.highlight(area, f"{first}={quoted(text.say(self._language))}", LIGHTS[state])
        ready, whole = quoted(READY.say(self._language)), fixed_address(*WHOLE)
        self._sheet.highlight(
            (*WHOLE, 1, len(_WIDTHS)), f"LEFT({whole},LEN({ready}))={ready}", LIGHTS["passed"]
        )

    def _setup(self) -> None:
        sheet = self._sheet
        for column, width in enumerate(_WIDTHS, 1):
            sheet.width(column, width, hidden=column == EXPLAINED and not self._guide.columns.explained)
        last = max(
            (column for sheet, _, column in self._guide.formulas if sheet == CHECK_SHEET), default=LINK
        )
        for column in range(LINK + 1, last + 1):
            sheet.width(column, 6, hidden=True)
        for row, height in row_heights(range(1, self._last + 1), self._blocks, {2: 24.0}).items():
            sheet.height(row, height)
        if self._guide.rules:
            sheet.filter((self._heads, 1, self._last - self._heads + 1, COUNTS))
        sheet.freeze(3)
        area = (1, 1, self._last, len(_WIDTHS))
        footer = FOOTER.say(self._language)
        sheet.set_page(PageSetup(area, (1, 2), footer=footer))
