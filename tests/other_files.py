"""Files of other kinds, as departments send them: old workbooks, encrypted ones, and what is no workbook."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import msoffcrypto.format.ooxml
import xlwt
from xlwt.CompoundDoc import XlsDoc

from reader.containers import open_bytes

__all__ = ["PASSWORD", "as_xls", "biff5", "encrypted", "write"]

PASSWORD = "填报2026"


def as_xls(content: bytes) -> bytes:
    """Return a workbook of ours as xlwt writes it anew: values and number formats, no formulas."""
    book = xlwt.Workbook(encoding="utf-8")
    styles: dict[str, xlwt.XFStyle] = {}
    for sheet in open_bytes(content).sheets:
        grid = sheet.grid()
        written = book.add_sheet(grid.name)
        for (row, column), raw in grid.cells.items():
            style = styles.setdefault(raw.number_format, xlwt.easyxf(num_format_str=raw.number_format))
            number = raw.serial if raw.serial is not None else raw.value
            value = float(number) if isinstance(number, Decimal) else raw.value
            written.write(row - 1, column - 1, value, style)
        for row in grid.details.hidden_rows:
            written.row(row - 1).hidden = True
        for column in grid.details.hidden_columns:
            written.col(column - 1).hidden = True
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def biff5(texts: list[str], encoding: str, code_page: int) -> bytes:
    """Return an .xls file of Excel 95 with texts in column A, in the code page of an old program."""

    def record(kind: int, *pieces: bytes) -> bytes:
        body = b"".join(pieces)
        return struct.pack("<2H", kind, len(body)) + body

    sheet = record(0x0809, struct.pack("<4H", 0x0500, 0x0010, 0, 0))
    for row, text in enumerate(texts):
        stored = text.encode(encoding, "replace")
        sheet += record(0x0204, struct.pack("<4H", row, 0, 15, len(stored)), stored)
    sheet += record(0x000A)
    font = record(0x0031, struct.pack("<5H4B", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0), b"\x05Arial")
    style = record(0x00E0, struct.pack("<8H", 0, 0, 1, 0x20, 0x20C0, 0, 0, 0))
    begun = record(0x0809, struct.pack("<4H", 0x0500, 0x0005, 0, 0))
    begun += record(0x42, struct.pack("<H", code_page)) + font * 5 + style * 16
    at = len(begun) + 4 + 6 + 1 + len(b"Sheet1") + 4
    globals_ = begun + record(0x0085, struct.pack("<I2B", at, 0, 0), b"\x06Sheet1") + record(0x000A)
    stream = io.BytesIO()
    XlsDoc().save(stream, globals_ + sheet)
    return stream.getvalue()


def encrypted(content: bytes) -> bytes:
    """Return a workbook as Office saves it under `PASSWORD`."""
    stream = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(content)).encrypt(PASSWORD, stream)
    return stream.getvalue()


def _zip(parts: Mapping[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def _package(main: str, content: str) -> bytes:
    types = f'<Types><Override PartName="/{main}" ContentType="application/other"/></Types>'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    related = f'<Relationships><Relationship Id="r" Type="{office}" Target="{main}"/></Relationships>'
    return _zip({"[Content_Types].xml": types, "_rels/.rels": related, main: content})


_RUNS = "<w:r><w:t>部门整体绩效目标</w:t></w:r><w:r><w:t>申报表</w:t></w:r>"
_CELL = f"<w:tbl><w:tr><w:tc><w:p>{_RUNS}</w:p></w:tc></w:tr></w:tbl>"

OTHERS: Mapping[str, Callable[[bytes], bytes]] = {
    "xls": as_xls,
    "bytes": lambda _: bytes(range(256)) * 40,
    "pdf": lambda _: b"%PDF-1.7\n",
    "picture": lambda _: b"\x89PNG\r\n\x1a\n",
    "word": lambda _: _package("word/document.xml", "<w:document><w:t>会议纪要</w:t></w:document>"),
    "word_form": lambda _: _package("word/document.xml", f"<w:document>{_CELL}</w:document>"),
    "presentation": lambda _: _package("ppt/presentation.xml", "<p/>"),
    "page": lambda _: "<html><table><tr><td>部门</td></tr></table></html>".encode(),
    "packed": lambda _: b"Rar!\x1a\x07\x01\0",
    "numbers": lambda _: _zip({"Index/Document.iwa": ""}),
    "excel_95": lambda _: biff5(["部门整体绩效", "财政拨款", "其他资金", "合计", "基本支出"], "cp1252", 1252),
    "locked": encrypted,
}
"""What somebody sends instead of the workbook, by a word that a case file has for it."""


def write(what: str, path: Path, content: bytes) -> None:
    """Write a file of another kind where a workbook is expected."""
    path.write_bytes(OTHERS[what](content))
