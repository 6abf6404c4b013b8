"""The styles of a workbook, as far as they say what a number in a cell is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reader.containers.memo import MOST_BYTES_OF_PART, remembered
from reader.containers.values.dates import Temporal, temporal_of_code, temporal_of_number
from reader.containers.values.number_formats import GENERAL, code_of_number
from reader.containers.xml.parser import local_name, parse
from reader.errors import refusal

__all__ = ["Styles", "read_styles"]

_MOST_STYLES = 65_536
_TRUE = frozenset({"1", "true", "on"})


@dataclass(frozen=True, slots=True, eq=False)
class Styles:
    """For each style index of a cell, its format code, and whether that shows dates or times."""

    formats: Sequence[str] = ()
    temporals: Sequence[Temporal | None] = ()
    since_1904: bool = False
    """Whether serial numbers of dates count from 1904, as those of old Macs do."""
    struck: frozenset[int] = frozenset()
    """The styles whose font is struck through."""
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
    fonts: list[int] = []
    struck_fonts: set[int] = set()
    font_count = 0
    inside: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal font_count
        name = local_name(tag)
        within = inside[-1] if inside else ""
        inside.append(name)
        if name == "numFmt" and within == "numFmts":  # those of conditional formats stand elsewhere
            codes[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", GENERAL)
        elif name == "font" and within == "fonts":
            font_count += 1
        elif name == "strike" and within == "font" and attributes.get("val", "1") in _TRUE:
            struck_fonts.add(font_count - 1)
        elif name == "xf" and within == "cellXfs":
            styles.append(_number(attributes.get("numFmtId")))
            fonts.append(_number(attributes.get("fontId", "0")))
            if len(styles) > _MOST_STYLES:
                raise refusal("too-large", part)

    def end(tag: str) -> None:
        inside.pop()

    parse(part, content, start, end)
    formats = {number: codes.get(number, code_of_number(number)) for number in set(styles)}
    temporals = {
        number: temporal_of_code(codes[number]) if number in codes else temporal_of_number(number)
        for number in set(styles)
    }
    return Styles(
        tuple(formats[number] for number in styles),
        tuple(temporals[number] for number in styles),
        since_1904,
        frozenset(style for style, font in enumerate(fonts) if font in struck_fonts),
        len(content) <= MOST_BYTES_OF_PART,
    )


def _number(text: str | None) -> int:
    """Return an identifier; one that is no number stands for no format, -1."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else -1
