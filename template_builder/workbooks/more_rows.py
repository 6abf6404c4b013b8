"""How a clerk gets at the rows that are out of sight, said in a sentence wherever it is looked for.

Excel and WPS show rows again on a protected sheet where rows may be formatted, but open no group there.
LibreOffice opens the group by its sign, and has no command to show rows on a protected sheet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import zip_longest

from template_builder.print_layout.spare_rows import SpareRows
from templates.kinds.base import Limits
from templates.kinds.shared.prompts import LONGEST_PROMPT
from templates.model.cell_map import CellMap
from templates.model.page import CellAddress, Item, Role, Sheet
from templates.path import Indices, Names
from templates.text import Language, Text

__all__ = ["instructions", "more_rows", "prompt_with", "row_prompts"]

_PROMPT = Text(
    "行不够时：在左侧行号上从本行拖到下一个可见行，右键“取消隐藏”（LibreOffice 点行号左边的“＋”）。",
    "Need more rows? On the row numbers, drag from this row to the next one in sight, right-click, Unhide "
    "(LibreOffice: click the + on the left).",
)
_NO_MORE = Text(
    "这是最后一行，再不够请向财政部门索取行数更多的表。",
    "This is the last row; if you need more, ask the bureau for a form with more rows.",
)
_SHEET = Text(
    "填报表的行不够时：在左侧行号上从最后一行拖到下一个可见行，右键“取消隐藏”"
    "（LibreOffice 点行号左边的“＋”）。",
    "If the form needs more rows: on the row numbers, drag from the last row of the list to the next one in "
    "sight, right-click, and choose Unhide (LibreOffice: click the + left of the row numbers).",
)


def more_rows(cell_map: CellMap) -> Text | None:
    """Return the sentence that says how to get at more rows, or None where no row is out of sight."""
    return _SHEET if any(SpareRows(on_sheet).all for on_sheet in cell_map.by_sheet) else None


def instructions(cell_map: CellMap) -> Iterator[Sheet]:
    """Yield the further sheets of a form; the first says how to get at more rows, too."""
    sentence = more_rows(cell_map)
    for number, sheet in enumerate(cell_map.sheets):
        more = (("text", sentence),) if sentence is not None and number == 0 else ()
        yield Sheet(sheet.name, (*sheet.paragraphs, *more))


def row_prompts(cell_map: CellMap) -> Mapping[CellAddress, Text]:
    """Return what the prompt says besides, at the first input of each row that may be the last in sight."""
    found: dict[CellAddress, Text] = {}
    for on_sheet in cell_map.by_sheet:
        found |= _row_prompts(on_sheet)
    return found


def _row_prompts(on_sheet: CellMap) -> Mapping[CellAddress, Text]:
    spare = SpareRows(on_sheet).all
    if not spare:
        return {}
    inputs: dict[int, CellAddress] = {}
    for cell in on_sheet:
        if cell.role is Role.INPUT:
            inputs.setdefault(cell.row, cell.address)
    found: dict[CellAddress, Text] = {}
    lists: defaultdict[tuple[Names, Indices], list[Item]] = defaultdict(list)
    for item in on_sheet.items:
        lists[item.names, item.indices[:-1]].append(item)
    for items in lists.values():
        for item, below in zip_longest(items, items[1:]):
            row = next((row for row in range(item.first_row, item.last_row + 1) if row in inputs), None)
            if row is None:
                continue
            if below is not None and below.beyond and below.first_row in spare:
                found[inputs[row]] = _PROMPT
            elif item.beyond and item.first_row in spare:
                found[inputs[row]] = _NO_MORE
    return found


def prompt_with(more: Text, prompt: Text, limits: Limits, language: Language) -> str:
    """Return a prompt with a further sentence; where that is too long, without what the kind says."""
    space = "" if language == "zh" else " "
    hint = limits.hint.say(language) if limits.hint else ""
    for words in (prompt.say(language), hint):
        longer = f"{words}{space}{more.say(language)}" if words else more.say(language)
        if len(longer) <= LONGEST_PROMPT:
            return longer
    return more.say(language)
