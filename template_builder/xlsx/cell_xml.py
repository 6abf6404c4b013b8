"""The XML of what is filled in: inputs as inline strings, formulas with results of their own type, rows.

The direct writer and the slots of a workbook template write these elements by the same functions, so that
both give the same bytes. Each function returns the end of an element; its beginning (`<c r="B5" s="7"`) is
known where the cell is.

ECMA-376 part 1, 22.9.2.19 (ST_Xstring): `_xHHHH_` stands for a character, so a text that itself holds
such letters has its underscore written as `_x005F_`. xlsxwriter misses those that share an underscore.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from template_builder.xlsx.contents import SizedText, checked_number, checked_text
from template_builder.xlsx.shared_formulas import Shared
from template_builder.xlsx.styles import BODY_FONT
from templates.kinds.base import Content

__all__ = [
    "CellContent",
    "RowLayout",
    "content_end",
    "escaped",
    "formula_element",
    "result_end",
    "row_attributes",
]

CellContent = Content | SizedText
"""What an input can hold: a content, or a text in letters of another size than the cell's."""

_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "_x000D_"}
_MARKED = re.compile("[&<>\r]")


class RowLayout(NamedTuple):
    """How a row is shown: its height in points, and whether it is hidden, in an outline group of a level.

    `collapsed`: it is the row below a group that is closed.
    """

    height: float
    hidden: bool = False
    level: int = 0
    collapsed: bool = False


def escaped(text: str) -> str:
    """Return `text` as it must stand between two tags, so that every program reads it as given."""
    if "_x" in text:
        text = _LOOKS_ESCAPED.sub("_x005F_", text)
    return _marked_up(text)


def _marked_up(text: str) -> str:
    return _MARKED.sub(lambda found: _MARKUP[found.group()], text)


def content_end(content: CellContent, where: str) -> str:
    """Return the end of the element of an input that holds a content; `where` names the cell to people.

    Raises:
        ValuesError: no cell can hold the content.
    """
    if content is None or content == "":
        return "/>"
    if isinstance(content, str):
        return f' t="inlineStr"><is>{_text(content, where)}</is></c>'
    if isinstance(content, SizedText):
        letters = f'<rPr><sz val="{content.size:g}"/><rFont val="{BODY_FONT}"/></rPr>'
        return f' t="inlineStr"><is><r>{letters}{_text(content.text, where)}</r></is></c>'
    if isinstance(content, bool):
        return f' t="b"><v>{content:d}</v></c>'
    return f"><v>{checked_number(content, where):.16G}</v></c>"


def _text(text: str, where: str) -> str:
    return f'<t xml:space="preserve">{escaped(checked_text(text, where))}</t>'


def formula_element(formula: str) -> str:
    """Return the element of a formula (without `=`), which may be shared with other cells."""
    if not isinstance(formula, Shared):
        return f"<f>{_marked_up(formula)}</f>"
    if not formula.area:
        return f'<f t="shared" si="{formula.number}"/>'
    return f'<f t="shared" ref="{formula.area}" si="{formula.number}">{_marked_up(formula)}</f>'


def result_end(formula: str, cached: Content, where: str) -> str:
    """Return the end of the element of a cell with the element of a formula and the result that it has.

    None is an empty text. Raises `ValuesError` for a result that no cell can hold.
    """
    if cached is None or isinstance(cached, str):
        text = escaped(checked_text(cached or "", where))
        return f' t="str">{formula}<v>{text}</v></c>'
    if isinstance(cached, bool):
        return f' t="b">{formula}<v>{cached:d}</v></c>'
    number = cached if type(cached) is int else checked_number(cached, where)
    return f">{formula}<v>{number!r}</v></c>"


def row_attributes(row: RowLayout) -> str:
    """Return the attributes of a row's element that say how it is shown."""
    hidden = ' hidden="1"' if row.hidden else ""
    level = f' outlineLevel="{row.level}"' if row.level else ""
    collapsed = ' collapsed="1"' if row.collapsed else ""
    return f' ht="{row.height:g}" customHeight="1"{hidden}{level}{collapsed}'
