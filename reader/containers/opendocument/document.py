"""OpenDocument files: which parts they have, and the workbook that these give."""

from __future__ import annotations

from collections.abc import Sequence

from reader.containers.archive import Archive
from reader.containers.grid import Grid
from reader.containers.opendocument.document_frame import (
    CONTENT,
    STYLES,
    check_namespaces,
    grids_by_parts,
    styles_of,
)
from reader.containers.opendocument.document_parts import IrregularDocument
from reader.containers.opendocument.number_styles import NumberStyles
from reader.containers.opendocument.tables import TableScan
from reader.containers.workbook import ReadSheet, Workbook
from reader.containers.xml.parser import parse
from reader.errors import UnreadableWorkbook, refusal

__all__ = ["grids_by_parser", "open_fods", "open_ods"]

_FLAT = "office:document"
_MANIFEST = "META-INF/manifest.xml"
_ENCRYPTED = b"encryption-data"


def open_ods(archive: Archive) -> Workbook:
    """Read an .ods file. Raises `UnreadableWorkbook`: damaged, encrypted, too-large."""
    if _MANIFEST in archive and _ENCRYPTED in archive.read(_MANIFEST):
        raise refusal("encrypted")
    named = archive.read(STYLES) if STYLES in archive else None
    try:
        return _workbook(grids_by_parts(archive.read(CONTENT), named))
    except (IrregularDocument, UnreadableWorkbook):  # what is wrong with it is the parser's to say
        scan = TableScan(CONTENT, *styles_of(named))
        return _workbook(grids_by_parser(CONTENT, archive.read(CONTENT), scan))


def open_fods(content: bytes) -> Workbook:
    """Read a .fods file, which is one XML document. Raises `UnreadableWorkbook`: damaged, too-large."""
    return _workbook(grids_by_parser(_FLAT, content, TableScan(_FLAT, NumberStyles())))


def grids_by_parser(part: str, content: bytes, scan: TableScan) -> list[Grid]:
    """Return the sheets of a document that a scan takes whole.

    Raises `UnreadableWorkbook`: damaged, too-large.
    """
    begun = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal begun
        if not begun:
            begun = True
            check_namespaces(part, attributes)
        scan.start(tag, attributes)

    parse(part, content, start, scan.end, scan.text)
    grids = scan.grids()
    if not grids:
        raise refusal("damaged", part)
    return grids


def _workbook(grids: Sequence[Grid]) -> Workbook:
    return Workbook(tuple(map(ReadSheet, grids)))
