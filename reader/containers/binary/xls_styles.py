"""What the styles of an .xls file say of its cells, by the numbers of the styles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xlrd.book import Book
from xlrd.formatting import std_format_strings

from reader.containers.values.number_formats import code_of_number

__all__ = ["Styles", "styles_of"]

_DATE = 3
_FORMAT_OF_A_DATE = "yyyy-mm-dd"


@dataclass(frozen=True, slots=True)
class Styles:
    """The format code of each cell style, and the styles whose font is struck through.

    The codes are those of the types of cells where the styles are not known.
    """

    codes: Mapping[int, str]
    struck: frozenset[int] = frozenset()


def styles_of(book: Book) -> Styles:
    """Return what the styles of a workbook say."""
    if not book.formatting_info:
        return Styles({_DATE: _FORMAT_OF_A_DATE})
    fonts = {number for number, font in enumerate(book.font_list) if font.struck_out}
    return Styles(
        {style: _code_of(book, style) for style in range(len(book.xf_list))},
        frozenset(number for number, style in enumerate(book.xf_list) if style.font_index in fonts),
    )


def _code_of(book: Book, style: int) -> str:
    """Return the format code of a cell style."""
    number = book.xf_list[style].format_key
    known = book.format_map.get(number)
    if known is None or known.format_str == std_format_strings.get(number):
        return code_of_number(number)
    return str(known.format_str)  # also under a number below 164: Gnumeric numbers its own from 50
