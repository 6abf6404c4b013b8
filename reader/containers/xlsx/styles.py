"""The styles of a workbook, as far as they say what a number in a cell is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reader.containers.memo import MOST_BYTES_OF_PART, remembered
from reader.containers.xlsx.dates import Temporal, temporal_of_code, temporal_of_number
from reader.containers.xml_parser import local_name, parse
from reader.unreadable import refusal

__all__ = ["Styles", "read_styles"]

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


@dataclass(frozen=True, slots=True, eq=False)
class Styles:
    """For each style index of a cell, its format code, and whether that shows dates or times."""

    formats: Sequence[str] = ()
    temporals: Sequence[Temporal | None] = ()
    since_1904: bool = False
    """Whether serial numbers of dates count from 1904, as those of old Macs do."""
    shared: bool = False
    """Whether the workbooks with the same styles part share this object, as it is small."""

    def format_of(self, style: int | None) -> str:
        """Return the format code of a style; a cell that names none has the first."""
        return self.formats[style or 0] if (style or 0) < len(self.formats) else GENERAL

    def temporal_of(self, style: int | None) -> Temporal | None:
        """Return what a style shows a number as; None for a number, and for a cell that names no style."""
        return None if style is None or style >= len(self.temporals) else self.temporals[style]


@remembered
def read_styles(part: str, content: bytes, since_1904: bool) -> Styles:
    """Read the cell styles (`cellXfs`) of a styles part, in their order. Raises `UnreadableWorkbook`."""
    codes: dict[int, str] = {}
    styles: list[int] = []
    inside: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = local_name(tag)
        within = inside[-1] if inside else ""
        inside.append(name)
        if name == "numFmt" and within == "numFmts":  # those of conditional formats stand elsewhere
            codes[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", GENERAL)
        elif name == "xf" and within == "cellXfs":
            styles.append(_number(attributes.get("numFmtId")))
            if len(styles) > _MOST_STYLES:
                raise refusal("too-large", part)

    def end(tag: str) -> None:
        inside.pop()

    parse(part, content, start, end)
    formats = {number: codes.get(number, _BUILT_IN.get(number, GENERAL)) for number in set(styles)}
    temporals = {
        number: temporal_of_code(codes[number]) if number in codes else temporal_of_number(number)
        for number in set(styles)
    }
    return Styles(
        tuple(formats[number] for number in styles),
        tuple(temporals[number] for number in styles),
        since_1904,
        len(content) <= MOST_BYTES_OF_PART,
    )


def _number(text: str | None) -> int:
    """Return an identifier; one that is no number stands for no format, -1."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else -1
