"""What lies over the cells of a sheet: drawings with pictures and charts, comments, and their old drawings.

A thing keeps its size: it moves down by as many rows as the cell at its upper left corner. If the rows under
it were repeated three hundred times, a chart stretched over all of them would be of no use.
"""

from __future__ import annotations

import re

from template_builder.filling.formulas.row_map import RowMap
from template_builder.filling.parts.xml_tree import Element

__all__ = ["move_anchors", "move_comments", "move_old_drawing"]

_ANCHOR = re.compile(rb"(<(?:\w+:)?Anchor\b[^>]*>)([^<]*)(</)")
_ROW = re.compile(rb"(<(?:\w+:)?Row\b[^>]*>)\s*([0-9]+)\s*(</)")
_TOP, _BOTTOM, _NUMBERS = 2, 6, 8


def move_anchors(root: Element, rows: RowMap) -> None:
    """Move what a drawing holds."""
    for anchor in root.walk():  # some lie in alternatives for newer programs
        begin, end = _row_of(anchor, "from"), _row_of(anchor, "to")
        if begin is None:
            continue
        by = _moved_by(int(begin.text), rows)
        begin.text = str(int(begin.text) + by)
        if end is not None:
            end.text = str(int(end.text) + by)


def move_comments(root: Element, rows: RowMap) -> None:
    """Move comments, of either kind, to where their cells stand; of a repeated row, to its first copy."""
    for element in root.walk():
        if element.local in ("comment", "threadedComment") and "ref" in element.attributes:
            element.attributes["ref"] = rows.area(element.attributes["ref"], stretched=False)


def move_old_drawing(content: bytes, rows: RowMap) -> bytes:
    """Return an old drawing (VML) with its boxes moved; it need be no sound XML, so its text is patched."""

    def anchor(found: re.Match[bytes]) -> bytes:
        numbers = found[2].split(b",")
        if len(numbers) != _NUMBERS or not all(one.strip().lstrip(b"-").isdigit() for one in numbers):
            return found[0]
        by = _moved_by(int(numbers[_TOP]), rows)
        for place in (_TOP, _BOTTOM):
            numbers[place] = b" %d" % (int(numbers[place]) + by)
        return found[1] + b",".join(numbers) + found[3]

    def row(found: re.Match[bytes]) -> bytes:
        number = int(found[2])
        return b"%s%d%s" % (found[1], number + _moved_by(number, rows), found[3])

    return _ROW.sub(row, _ANCHOR.sub(anchor, content))


def _row_of(anchor: Element, corner: str) -> Element | None:
    found = anchor.child(corner)
    row = None if found is None else found.child("row")
    return row if row is not None and row.text.isdecimal() else None


def _moved_by(row: int, rows: RowMap) -> int:
    """Return by how many rows moves what begins in a row, counted from 0."""
    return rows.first(row + 1) - (row + 1)
