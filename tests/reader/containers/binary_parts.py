"""A small .xlsb workbook, record by record, with every sort of cell that there is ([MS-XLSB])."""

from __future__ import annotations

import io
import struct
import zipfile

__all__ = ["xlsb"]

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
_TYPES = f'<Types><Override PartName="/xl/workbook.bin" ContentType="{_TYPE}"/></Types>'


def xlsb(cut: int = 0) -> bytes:
    """Return the workbook, its sheet without the last `cut` bytes."""
    sheet = _sheet()
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _related(officeDocument="xl/workbook.bin"),
        "xl/workbook.bin": _workbook(),
        "xl/_rels/workbook.bin.rels": _related(
            worksheet="worksheets/sheet1.bin", styles="styles.bin", sharedStrings="sharedStrings.bin"
        ),
        "xl/worksheets/sheet1.bin": sheet[: len(sheet) - cut],
        "xl/styles.bin": _styles(),
        "xl/sharedStrings.bin": _record(19, b"\0", _text("共享")),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def _related(**targets: str) -> str:
    entries = (
        f'<Relationship Id="{kind}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for kind, target in targets.items()
    )
    return f"<Relationships>{''.join(entries)}</Relationships>"


def _record(kind: int, *pieces: bytes) -> bytes:
    body = b"".join(pieces)
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    assert len(body) < 0x80
    return head + bytes([len(body)]) + body


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _workbook() -> bytes:
    return _record(153, struct.pack("<I", 0)) + _record(
        156, struct.pack("<2I", 1, 1), _text("worksheet"), _text("表")
    )


def _styles() -> bytes:
    own = _record(44, struct.pack("<H", 164), _text("yyyy-mm-dd"))
    ignored = _record(47, struct.pack("<2H", 0, 164))
    styles = b"".join(_record(47, struct.pack("<2H", 0, number)) for number in (0, 10, 164))
    return own + ignored + _record(617) + styles + _record(618)


def _row(number: int, *, hidden: bool = False) -> bytes:
    return _record(0, struct.pack("<2IH2B", number, 0, 300, 0, 0x10 if hidden else 0))


def _cell(kind: int, column: int, content: bytes, style: int = 0) -> bytes:
    return _record(kind, struct.pack("<2I", column, style), content)


def _short(kind: int, content: bytes, style: int = 0) -> bytes:
    return _record(kind, struct.pack("<I", style), content)


def _sheet() -> bytes:
    columns = _record(60, struct.pack("<4IH", 0, 1, 2000, 0, 1))
    first = (
        _cell(5, 0, struct.pack("<d", 752.2), style=1)
        + _cell(2, 1, struct.pack("<i", (-3 << 2) | 2))
        + _cell(7, 2, struct.pack("<I", 0))
        + _cell(6, 3, _text("直接"))
        + _cell(4, 4, b"\1")
        + _cell(11, 5, b"\x07" + bytes(10))
        + _cell(2, 6, struct.pack("<i", (1 << 2) | 3))
        + _cell(1, 7, b"")
    )
    third = _cell(1, 0, b"") + _short(16, struct.pack("<d", 46086), style=2) + _short(17, _text("短格"))
    merge = _record(176, struct.pack("<4I", 0, 1, 0, 2))
    return columns + _row(0) + first + _row(2, hidden=True) + third + merge
