"""Every cell of a form, for people and programs that fill or read it by its addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from templates import Cell, CellMap, Language, Role, Text
from templates.language import address, render_computed
from templates.path import split
from templates.records.addresses import address_tree
from tianbao.output.terminal import grid_text

__all__ = ["GuideEntry", "field_guide", "guide_text"]


@dataclass(frozen=True, slots=True)
class GuideEntry:
    """One cell: the path of its field, where it stands, what it is for, and what it is called.

    `cell` is its upper left corner (`C5`), `extent` all that it is merged over (`C5:D6`; `C5` where it is
    one cell). `formula` is what Excel shows in it.
    """

    field: str | None
    sheet: str
    cell: str
    extent: str
    role: str
    kind: str | None
    formula: str | None
    required: bool
    label: str


def field_guide(cell_map: CellMap, language: Language = "zh") -> list[GuideEntry]:
    """Return an entry for every cell, from top to bottom; the sheet and the labels are in `language`."""
    tree = address_tree(cell_map)
    sheets = cell_map.sheet_names(language)
    return [_entry(cell, sheets, tree, language) for cell in cell_map]


def _entry(cell: Cell, sheets: tuple[str, ...], tree: Any, language: Language) -> GuideEntry:
    formula = None
    if cell.of is not None and cell.of.formula is not None:
        numbers = tuple(part for part in split(cell.path) if isinstance(part, int))
        written = render_computed(
            cell.of.formula, tree, numbers, language, sheet=cell.sheet, sheet_names=sheets
        )
        formula = f"={written}"
    first = address(cell.row, cell.column)
    last = address(cell.row + cell.rows - 1, cell.column + cell.columns - 1)
    return GuideEntry(
        cell.path or None,
        sheets[cell.sheet],
        first,
        first if first == last else f"{first}:{last}",
        str(cell.role),
        cell.of.kind.name if cell.of else None,
        formula,
        bool(cell.of and cell.role is Role.INPUT and cell.of.required),
        _label(cell).say(language),
    )


def _label(cell: Cell) -> Text:
    """Return what a label says, and what any other cell is called: its path where it has no name."""
    if cell.role is Role.LABEL:
        return cell.text or Text("")
    return cell.label if cell.label.zh else Text(cell.path)


def guide_text(entries: list[GuideEntry], language: Language = "zh") -> str:
    """Return the guide as a table for people."""
    head = {
        "zh": ("单元格", "作用", "种类", "必填", "名称", "字段", "公式"),
        "en": ("Cell", "Role", "Kind", "Required", "Label", "Field", "Formula"),
    }[language]
    several = len({entry.sheet for entry in entries}) > 1
    rows = [
        (
            f"{entry.sheet}!{entry.extent}" if several else entry.extent,
            entry.role,
            entry.kind or "",
            "✓" if entry.required else "",
            entry.label,
            entry.field or "",
            entry.formula or "",
        )
        for entry in entries
    ]
    return grid_text([head, *rows])
