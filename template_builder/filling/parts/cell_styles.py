"""What the formats of a template's cells mean for what is filled in: which show dates, which wrap texts."""

from __future__ import annotations

import re

from template_builder.filling.parts.xml_tree import Element

__all__ = ["CellStyles"]

_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""The formats of dates and times that have a number alone (ECMA-376 part 1, 18.8.30)."""
_NO_SIGNS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_DAY = re.compile("[yYmMdDeEgG]")


class CellStyles:
    """The formats of cells, by the number that a cell has (`s`)."""

    def __init__(self, root: Element | None) -> None:
        formats = None if root is None else root.child("numFmts")
        codes = {
            one.attributes.get("numFmtId"): one.attributes.get("formatCode", "")
            for one in ([] if formats is None else formats.elements)
        }
        cells = None if root is None else root.child("cellXfs")
        self._dates: list[bool] = []
        self._wrapped: list[bool] = []
        for one in [] if cells is None else cells.elements:
            number = one.attributes.get("numFmtId", "0")
            self._dates.append(_is_date(number, codes.get(number)))
            alignment = one.child("alignment")
            self._wrapped.append(
                alignment is not None and alignment.attributes.get("wrapText") in ("1", "true")
            )

    def shows_date(self, cell: Element) -> bool:
        """Tell whether a cell shows a number as a date."""
        return _at(self._dates, cell)

    def wraps(self, cell: Element) -> bool:
        """Tell whether a cell wraps its text."""
        return _at(self._wrapped, cell)


def _is_date(number: str, code: str | None) -> bool:
    if code is None:
        return number.isdecimal() and int(number) in _DATES
    return code != "General" and _DAY.search(_NO_SIGNS.sub("", code)) is not None


def _at(of: list[bool], cell: Element) -> bool:
    number = cell.attributes.get("s", "0")
    return number.isdecimal() and int(number) < len(of) and of[int(number)]
