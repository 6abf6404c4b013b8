"""A workbook of one sheet, written anew from checked parts, so that a library sees nothing else."""

from __future__ import annotations

import io
import zipfile

__all__ = ["clean_package"]

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FORMATS = "http://schemas.openxmlformats.org"
_TYPES = "application/vnd.openxmlformats-"
_PARTS = {"worksheet": "worksheets/sheet1.xml", "sharedStrings": "sharedStrings.xml", "styles": "styles.xml"}


def clean_package(sheet: bytes, strings: bytes | None, styles: bytes | None, since_1904: bool) -> bytes:
    """Return the bytes of the workbook; the parts go in as they are, uncompressed."""
    contents = {"worksheet": sheet, "sharedStrings": strings, "styles": styles}
    parts = {kind: _PARTS[kind] for kind, content in contents.items() if content is not None}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", _content_types(parts))
        archive.writestr("_rels/.rels", _relationships({"officeDocument": "xl/workbook.xml"}))
        archive.writestr("xl/workbook.xml", _workbook(since_1904))
        archive.writestr("xl/_rels/workbook.xml.rels", _relationships(parts))
        for kind, name in parts.items():
            archive.writestr(f"xl/{name}", contents[kind] or b"")
    return stream.getvalue()


def _content_types(parts: dict[str, str]) -> str:
    overrides = {"/xl/workbook.xml": "sheet.main"} | {f"/xl/{name}": kind for kind, name in parts.items()}
    written = "".join(
        f'<Override PartName="{name}" ContentType="{_TYPES}officedocument.spreadsheetml.{kind}+xml"/>'
        for name, kind in overrides.items()
    )
    default = f'<Default Extension="rels" ContentType="{_TYPES}package.relationships+xml"/>'
    return f'{_HEAD}<Types xmlns="{_FORMATS}/package/2006/content-types">{default}{written}</Types>'


def _relationships(targets: dict[str, str]) -> str:
    """Write the relationships; the first has the identifier `r1`."""
    types = f"{_FORMATS}/officeDocument/2006/relationships"
    written = "".join(
        f'<Relationship Id="r{number}" Type="{types}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items(), 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_FORMATS}/package/2006/relationships">{written}</Relationships>'


def _workbook(since_1904: bool) -> str:
    return (
        f'{_HEAD}<workbook xmlns="{_FORMATS}/spreadsheetml/2006/main"'
        f' xmlns:r="{_FORMATS}/officeDocument/2006/relationships"><workbookPr date1904="{int(since_1904)}"/>'
        '<sheets><sheet name="form" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
