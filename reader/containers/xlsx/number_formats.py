"""Number formats of a workbook: for each style index of a cell, its format code."""

from __future__ import annotations

from reader.containers.xml_parser import local_name, parse
from reader.unreadable import refusal

__all__ = ["GENERAL", "number_formats"]

GENERAL = "General"
_MOST_STYLES = 65_536

_BUILT_IN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 37: "#,##0 ;(#,##0)", 38: "#,##0 ;[Red](#,##0)",
    39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;[Red](#,##0.00)", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0",
    48: "##0.0E+0", 49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"',
    54: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""The formats that files name by number alone: ISO/IEC 29500-1, 18.8.30, with the zh-cn ones."""


def number_formats(part: str, content: bytes) -> tuple[str, ...]:
    """Return the format code of each cell style (`cellXfs`), in their order."""
    codes = dict(_BUILT_IN)
    styles: list[int] = []
    inside = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        name = local_name(tag)
        if name == "cellXfs":
            inside = True
        elif name == "numFmt" and not inside:
            codes[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", GENERAL)
        elif name == "xf" and inside:
            styles.append(_number(attributes.get("numFmtId")))
            if len(styles) > _MOST_STYLES:
                raise refusal("too-large", part)

    def end(tag: str) -> None:
        nonlocal inside
        if local_name(tag) == "cellXfs":
            inside = False

    parse(part, content, start, end)
    return tuple(codes.get(style, GENERAL) for style in styles)


def _number(text: str | None) -> int:
    """Return an identifier; one that is no number stands for no format, -1."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else -1
