"""Small workbooks made part by part, and what can be wrong with them, byte by byte."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["SHEET", "Entry", "parts", "sheet", "workbook", "zipped"]

SHEET = "xl/worksheets/sheet1.xml"
_URL = "http://schemas.openxmlformats.org"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SHEET_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_RELATIONS = f"{_URL}/officeDocument/2006/relationships"
_PACKAGE = f"{_URL}/package/2006"
_MAIN = f"{_URL}/spreadsheetml/2006/main"

_HEADER = "<HHHHHLLLHH"

ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>752.2</v></c></row>'
    '<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2"><f>SUM(B1)</f><v>752.2</v></c></row>'
)


def sheet(rows: str = ROWS, before: str = "", after: str = "") -> str:
    """Return the XML of a sheet."""
    return f'{_HEAD}<worksheet xmlns="{_MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def parts(sheets: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the parts of a sound workbook, with the sheets by name."""
    sheets = sheets or {"表": sheet()}
    numbers = range(1, len(sheets) + 1)
    types = {
        "xl/workbook.xml": "sheet.main",
        "xl/styles.xml": "styles",
        "xl/sharedStrings.xml": "sharedStrings",
    }
    types |= {f"xl/worksheets/sheet{number}.xml": "worksheet" for number in numbers}
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{_SHEET_TYPES}.{kind}+xml"/>'
        for name, kind in types.items()
    )
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(sheets, 1)
    )
    targets = [(f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
    targets += [("rIdS", "styles", "styles.xml"), ("rIdT", "sharedStrings", "sharedStrings.xml")]
    made = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">{overrides}</Types>',
        "_rels/.rels": _relationships([("rId1", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relationships(targets),
        "xl/styles.xml": f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts>'
        '<numFmt numFmtId="164" formatCode="0.0&quot;元&quot;"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/>'
        '<xf numFmtId="10"/><xf numFmtId="14"/><xf numFmtId="999"/><xf/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'{_HEAD}<sst xmlns="{_MAIN}" count="2" uniqueCount="2"><si><t>项目</t></si>'
        "<si><t>支出</t></si></sst>",
    }
    return made | {f"xl/worksheets/sheet{number}.xml": xml for number, xml in enumerate(sheets.values(), 1)}


def _relationships(targets: list[tuple[str, str, str]]) -> str:
    written = "".join(
        f'<Relationship Id="{name}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for name, kind, target in targets
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{written}</Relationships>'


def workbook(
    changes: Mapping[str, str | bytes | None] | None = None, base: Mapping[str, str] | None = None
) -> bytes:
    """Return a workbook with some parts changed, added, or (None) left out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**(base or parts()), **(changes or {})}.items():
            if content is not None:
                archive.writestr(name, content)
    return stream.getvalue()


@dataclass(frozen=True)
class Entry:
    """An entry of a zip archive, with what its headers are to claim where that is not the truth."""

    name: str
    content: bytes
    local_name: str | None = None
    method: int = 8
    flags: int = 0
    size: int | None = None
    crc: int | None = None


def zipped(entries: list[Entry], overlap: bool = False) -> bytes:
    """Write an archive by hand; with `overlap` all entries share the bytes of the first."""
    body, directory = b"", b""
    for entry in entries:
        packed = entry.content if entry.method != 8 else _deflated(entry.content)
        name = entry.name.encode()
        local_name = (entry.local_name or entry.name).encode()
        size = len(entry.content) if entry.size is None else entry.size
        crc = zlib.crc32(entry.content) if entry.crc is None else entry.crc
        common = struct.pack(
            "<HHHHHLLLHH", 20, entry.flags, entry.method, 0, 33, crc, len(packed), size, len(name), 0
        )
        offset = 0 if overlap else len(body)
        if not (overlap and body):
            body += b"PK\x03\x04" + common + local_name + packed
        directory += (
            b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHLL", 0, 0, 0, 0, offset) + name
        )
    end = struct.pack("<HHHHLLH", 0, 0, len(entries), len(entries), len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


def _deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()
