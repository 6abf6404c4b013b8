"""The style of what leaves us: fonts, alignment, borders, and one quiet colour for each role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from templates.findings.finding import Severity
from templates.kinds.presentation import Align, Appearance
from templates.model.page import Cell, Role
from templates.text import Text

__all__ = [
    "BODY_FONT",
    "CHECK",
    "CHECK_HEAD",
    "CONTINUED",
    "COORDINATE",
    "EXPLANATION",
    "EXPLANATION_HEAD",
    "FLAG",
    "FOOTER",
    "LEGEND",
    "LIGHTS",
    "LIST_COUNT",
    "LIST_HEAD",
    "LIST_LIGHT",
    "LIST_LINK",
    "LIST_NOTE",
    "LIST_SMALL",
    "LIST_TEXT",
    "LIST_TITLE",
    "PARAGRAPHS",
    "SEVERITIES",
    "STATUS",
    "TABLE_ASIDE",
    "TABLE_CELL",
    "TABLE_HEAD",
    "TABLE_NOTE",
    "TABLE_SUBTOTAL",
    "TABLE_TITLE",
    "TABLE_TOTAL",
    "CellStyle",
    "Mark",
    "style_of",
]

BODY_FONT = "宋体"
HEAD_FONT = "黑体"

INPUT_FILL = "#FFF9E3"
COMPUTED_FILL = "#EAF0F6"

FOOTER = Text("第 &P 页，共 &N 页", "Page &P of &N")
"""The footer of a page that has no other."""


@dataclass(frozen=True, slots=True)
class CellStyle:
    """How a cell looks; sizes in points, colours as `#RRGGBB`."""

    font: str = BODY_FONT
    size: float = 10
    bold: bool = False
    ink: str = "#000000"
    fill: str | None = None
    border: bool = True
    line: str = "#404040"
    """The colour of the border."""
    open_left: bool = False
    """Whether the left side has no border, as the cell beside has one there."""
    across: Align = "left"
    down: Literal["top", "vcenter"] = "vcenter"
    wrap: bool = True
    number_format: str = "General"
    locked: bool = True
    shrink: bool = False
    """Whether a number that is too wide is shown smaller, where it would show as `###`."""
    indent: int = 0
    """By how many characters the words stand off the edge that they are aligned to."""
    turned: bool = False
    """Whether the words run from the bottom to the top."""


_LABEL = CellStyle(across="center")
_TEXT = CellStyle(indent=1)
_NUMBER = CellStyle(across="right", wrap=False, shrink=True)
_PLAIN = CellStyle(border=False)

_LABELS = {
    "title": replace(_PLAIN, font=HEAD_FONT, size=16, across="center"),
    "subtitle": replace(_PLAIN, size=12, across="center"),
    "unit": replace(_PLAIN, across="right", wrap=False),
    "note": replace(_PLAIN, size=9, ink="#404040"),
    "head": replace(_LABEL, bold=True),
    "sign": _PLAIN,
    "image": _PLAIN,
    "plain": _PLAIN,
    "side": _LABEL,
    "label": _LABEL,
}
"""The styles of labels, by the words for them in a definition, and of what stands in their places."""

COORDINATE = CellStyle(size=8, ink="#808080", border=False, wrap=False)
CHECK_HEAD = replace(_PLAIN, bold=True, ink="#9C0006", wrap=False, indent=1)
CONTINUED = replace(_PLAIN, size=9, ink="#404040", wrap=False)
LEGEND = replace(_PLAIN, size=9, ink="#404040", wrap=False, indent=1)
CHECK = replace(_PLAIN, size=9, ink="#9C0006", indent=1)
EXPLANATION = CellStyle(size=9, line="#BFBFBF", open_left=True, down="top", locked=False, indent=1)
EXPLANATION_HEAD = replace(CHECK_HEAD, ink="#404040")
FLAG = replace(COORDINATE, number_format="0")
STATUS = replace(_PLAIN, font=HEAD_FONT, size=11, ink="#9C0006", fill="#FBE3E4", wrap=False, indent=1)

LIST_TITLE = replace(_PLAIN, font=HEAD_FONT, size=14)
LIST_NOTE = replace(_PLAIN, size=9, ink="#404040")
LIST_HEAD = replace(_LABEL, bold=True, fill="#EDEDED")
LIST_TEXT = _TEXT
LIST_SMALL = replace(_TEXT, size=9)
LIST_LIGHT = replace(_LABEL, bold=True)
LIST_COUNT = replace(_LABEL, number_format="0;-0;")
LIST_LINK = replace(_LABEL, ink="#0563C1")

LIGHTS = {
    "passed": CellStyle(ink="#1E6B34", fill="#E2F0D9", bold=True),
    "missing": CellStyle(ink="#9C0006", fill="#FBE3E4", bold=True),
    "wrong": CellStyle(ink="#9C0006", fill="#FBE3E4", bold=True),
    "remark": CellStyle(ink="#7F6000", fill="#FFF3D6", bold=True),
    "explained": CellStyle(ink="#1F4E79", fill="#EAF0F6", bold=True),
    "open": CellStyle(ink="#595959", fill="#F2F2F2", bold=True),
}
"""The colours of the lights, beside the words that they always have."""

PARAGRAPHS = {
    "title": replace(_PLAIN, font=HEAD_FONT, size=14, across="center"),
    "head": replace(_PLAIN, font=HEAD_FONT, size=11),
    "text": replace(_PLAIN, size=11),
}

TABLE_TITLE = replace(_PLAIN, font=HEAD_FONT, size=14, wrap=False)
TABLE_NOTE = replace(_PLAIN, size=9, ink="#404040", wrap=False)
TABLE_HEAD = replace(_LABEL, bold=True, fill="#DDE5ED")
TABLE_TOTAL = replace(_NUMBER, shrink=False, bold=True, fill="#F4F4F4")
TABLE_SUBTOTAL = replace(_NUMBER, shrink=False, bold=True, fill="#FAFAFA")
TABLE_ASIDE = replace(_PLAIN, font=HEAD_FONT, size=11, wrap=False)
TABLE_CELL = replace(_TEXT, indent=0)

SEVERITIES: Mapping[str, str] = {"error": "#FBE3E4", "warning": "#FFF3D6", "notice": "#EAF0F6"}


@dataclass(frozen=True, slots=True)
class Mark:
    """What makes one cell of a sheet stand out: the colour of a severity, a comment, or both."""

    severity: Severity | None = None
    comment: str = ""


def style_of(cell: Cell, number_format: str = "General", *, locked: bool = False) -> CellStyle:
    """Return the style of a cell of a form; `number_format` is Excel's code for what may stand in it.

    An input that is `locked` looks like what the form works out itself: it is not to be filled in.
    """
    narrow = cell.columns == 1
    if cell.role is Role.EXPLANATION:
        return EXPLANATION
    if cell.role is Role.LABEL or cell.of is None:
        style = _label_style(cell.style, narrow=narrow)
    else:
        appearance = cell.of.kind.appearance(cell.bounds)
        style = _field_style(
            appearance, number_format, narrow=narrow, open_=cell.role is Role.INPUT and not locked
        )
    return _aligned(style, cell.align) if cell.align else style


def _aligned(style: CellStyle, align: Align) -> CellStyle:
    return replace(style, across=align, indent=0 if align == "center" else style.indent)


@lru_cache(maxsize=64)
def _label_style(name: str, *, narrow: bool) -> CellStyle:
    return _fitted(_LABELS.get(name, _TEXT), narrow=narrow)


@lru_cache(maxsize=1024)
def _field_style(appearance: Appearance, number_format: str, *, narrow: bool, open_: bool) -> CellStyle:
    style = CellStyle(
        fill=INPUT_FILL if open_ else COMPUTED_FILL,
        across=appearance.across,
        down="top" if appearance.top else "vcenter",
        wrap=appearance.wrap,
        number_format=number_format,
        locked=not open_,
        shrink=appearance.shrink,
        indent=appearance.indent,
    )
    return _fitted(style, narrow=narrow)


def _fitted(style: CellStyle, *, narrow: bool) -> CellStyle:
    return replace(style, indent=0) if narrow else style  # it would take a good part of a narrow cell
