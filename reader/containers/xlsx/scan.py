"""Scanning the XML of a worksheet: from its bytes to its stored cells, in one of two ways.

The quick way knows the XML that office programs write; whatever it does not know goes the general way,
which knows all of XML. Both give the same cells wherever both give any.
"""

from __future__ import annotations

from collections.abc import Sequence

from reader.containers.xlsx.cells import StoredSheet
from reader.containers.xlsx.scan_by_parser import corner_by_parser, scan_by_parser
from reader.containers.xlsx.scan_by_pattern import corner_by_pattern, scan_by_pattern
from reader.containers.xml.patterns import Irregular

__all__ = ["corner_text", "scan_sheet"]


def scan_sheet(part: str, content: bytes, strings: Sequence[str]) -> StoredSheet:
    """Scan a whole worksheet. Raises `UnreadableWorkbook`: damaged, too-large."""
    try:
        return scan_by_pattern(part, content, strings)
    except Irregular:
        return scan_by_parser(part, content, strings)


def corner_text(part: str, head: bytes, strings: Sequence[str]) -> str | None:
    """Return the text in A1 from the first bytes of a worksheet; None where there is none to be made out."""
    try:
        cell = corner_by_pattern(head)
    except Irregular:
        cell = corner_by_parser(part, head)
    if cell is None or cell.position != (1, 1):
        return None
    if cell.string is not None:
        return strings[cell.string] if cell.string < len(strings) else None
    return cell.value if isinstance(cell.value, str) else None
