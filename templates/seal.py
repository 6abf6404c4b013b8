"""The seal of a workbook that we made: what its cells held then, and what the file was.

By it we know later whether anybody has typed into a workbook, and so whether it may be replaced. It stands in
a property of the document, which office programs keep. Whoever opens a workbook and saves it changes every
part of the file, yet no cell: hence the seal has two sums, one of the cells and one of the parts.

It guards against mishaps, not against forgers.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import blake2b
from io import BytesIO

__all__ = [
    "SEAL_PART",
    "SEAL_PROPERTY",
    "Seal",
    "cell_mark",
    "cells_sum",
    "comment_mark",
    "find_seal",
    "formula_mark",
    "is_as_sealed",
    "parts_sum",
    "seal_in",
]

SEAL_PART, SEAL_PROPERTY = "docProps/custom.xml", "tianbao"
"""The part of a workbook that the seal stands in, and the name of the property."""

_EDITION = 1
_WRITTEN = re.compile(rb"seal %d ([0-9a-f]{16}) ([0-9a-f]{16})" % _EDITION)
_LONGEST_SEAL = 2**16
_BYTES = 8
_ALL = 1 << (8 * _BYTES)
_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Seal:
    """The sum of what the cells of all sheets held when we wrote them, and that of the other parts."""

    cells: int
    parts: int

    def __str__(self) -> str:
        return f"seal {_EDITION} {self.cells:0{2 * _BYTES}x} {self.parts:0{2 * _BYTES}x}"


def find_seal(part: bytes) -> Seal | None:
    """Return the seal in the bytes of `SEAL_PART`, whoever wrote them; None where there is none."""
    found = _WRITTEN.search(part)
    return Seal(int(found[1], 16), int(found[2], 16)) if found else None


def is_as_sealed(content: bytes) -> bool:
    """Tell whether the bytes of a file are a workbook as we wrote it, which nobody has saved since.

    This looks at the directory of the archive alone, and costs a tenth of reading the workbook.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            seal = seal_in(archive)
            facts = ((entry.filename, entry.CRC, entry.file_size) for entry in archive.infolist())
            return seal is not None and seal.parts == parts_sum(facts)
    except Exception:  # zipfile lets errors of struct, codecs and others through
        return False


def seal_in(archive: zipfile.ZipFile) -> Seal | None:
    """Return the seal of a workbook, None where it has none."""
    if SEAL_PART not in archive.namelist() or archive.getinfo(SEAL_PART).file_size > _LONGEST_SEAL:
        return None
    return find_seal(archive.read(SEAL_PART))


def cell_mark(sheet: str, row: int, column: int, content: object) -> int:
    """Return the mark of a cell of the sheet with this name: another for every other content.

    A content is what a cell is given or what is read from it: programs store white space and the last digits
    of a number each in its own way, which makes no difference here. A blank cell has no mark.
    """
    written = _written(content)
    return _mark(sheet, row, column, written) if written else 0


def formula_mark(sheet: str, row: int, column: int) -> int:
    """Return the mark of a cell with a formula, which each program writes, and works out, in its own way."""
    return _mark(sheet, row, column, "formula")


def comment_mark(sheet: str, row: int, column: int, text: str) -> int:
    """Return the mark of a comment at a cell."""
    return _mark(sheet, row, column, f"comment {' '.join(text.split())}")


def cells_sum(marks: Iterable[int]) -> int:
    """Return the sum of the marks of cells, in whatever order; of two sums too."""
    return sum(marks) % _ALL


def parts_sum(parts: Iterable[tuple[str, int, int]]) -> int:
    """Return the sum of the parts of a file but for the seal's: the name, CRC-32 and size of each."""
    return _sum("\0".join(f"{name} {checksum} {size}" for name, checksum, size in parts if name != SEAL_PART))


def _written(content: object) -> str:
    match content:
        case None:
            return ""
        case str():
            text = " ".join(content.split())
            return f"t{text}" if text else ""
        case bool():
            return f"b{content:d}"
        case int() | float() | Decimal():
            return f"n{float(content) + 0.0:.15g}"  # -0 is 0
        case date() if not isinstance(content, datetime):  # who wrote it knows a serial number alone
            return _written((content - _EPOCH).days)
        case _:  # a moment, a time, an error
            return f"o{content}"


def _mark(sheet: str, row: int, column: int, written: str) -> int:
    return _sum(f"{sheet}\0{row}\0{column}\0{written}")


def _sum(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_BYTES).digest())
