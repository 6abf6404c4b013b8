"""OpenDocument files: which parts they have, and the workbook that these give."""

from __future__ import annotations

from collections.abc import Callable

from reader.containers.archive import Archive
from reader.containers.opendocument.known_cells import IrregularDocument, Start, scan_by_pieces
from reader.containers.opendocument.number_styles import NumberStyles
from reader.containers.opendocument.tables import TableScan
from reader.containers.workbook import ReadSheet, Workbook
from reader.containers.xml.parser import parse
from reader.unreadable import UnreadableWorkbook, refusal

__all__ = ["open_fods", "open_ods"]

_CONTENT = "content.xml"
_STYLES = "styles.xml"
_MANIFEST = "META-INF/manifest.xml"
_ENCRYPTED = b"encryption-data"
_NAMESPACES = {
    "xmlns:office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "xmlns:table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "xmlns:text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}
"""The prefixes that every known program writes; by others the cells would seem to be none."""


def open_ods(archive: Archive) -> Workbook:
    """Read an .ods file. Raises `UnreadableWorkbook`: damaged, encrypted, too-large."""
    if _MANIFEST in archive and _ENCRYPTED in archive.read(_MANIFEST):
        raise refusal("encrypted")
    styles = NumberStyles()
    hidden: frozenset[str] = frozenset()
    if _STYLES in archive:
        named = TableScan(_STYLES, styles)
        parse(_STYLES, archive.read(_STYLES), named.start, named.end, named.text)
        hidden = named.hidden_styles
    content = archive.read(_CONTENT)
    try:
        return _workbook(_CONTENT, content, TableScan(_CONTENT, styles, hidden), scan_by_pieces)
    except (IrregularDocument, UnreadableWorkbook):  # what is wrong with it is the parser's to say
        return _workbook(_CONTENT, content, TableScan(_CONTENT, styles, hidden), _scan_whole)


def open_fods(content: bytes) -> Workbook:
    """Read a .fods file, which is one XML document. Raises `UnreadableWorkbook`: damaged, too-large."""
    return _workbook("office:document", content, TableScan("office:document", NumberStyles()), _scan_whole)


def _scan_whole(part: str, content: bytes, scan: TableScan, start: Start) -> None:
    parse(part, content, start, scan.end, scan.text)


def _workbook(
    part: str, content: bytes, scan: TableScan, scanned: Callable[[str, bytes, TableScan, Start], None]
) -> Workbook:
    begun = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal begun
        if not begun:
            begun = True
            if any(attributes.get(prefix) != name for prefix, name in _NAMESPACES.items()):
                raise refusal("damaged", part)
        scan.start(tag, attributes)

    scanned(part, content, scan, start)
    grids = scan.grids()
    if not grids:
        raise refusal("damaged", part)
    return Workbook(tuple(map(ReadSheet, grids)))
