"""What a workbook's parts hold, read from their XML: openpyxl unescapes too much to be a judge of texts."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree

__all__ = ["SHEET", "cell_texts", "formulas", "part", "parts", "plain", "saved"]

SHEET = "xl/worksheets/sheet1.xml"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def saved(write: Callable[[BinaryIO], None]) -> bytes:
    """Return the bytes that `write` writes."""
    stream = io.BytesIO()
    write(stream)
    return stream.getvalue()


def parts(workbook: bytes | Path) -> dict[str, bytes]:
    """Return the parts of a workbook by name, in their order."""
    return dict(_parts(workbook if isinstance(workbook, bytes) else workbook.read_bytes()))


@lru_cache(maxsize=4)
def _parts(workbook: bytes) -> Mapping[str, bytes]:
    """Return the parts of a workbook, which tests ask for again and again."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def part(workbook: bytes | Path, name: str) -> ElementTree.Element:
    """Return one part, parsed."""
    return ElementTree.fromstring(parts(workbook)[name])


def plain(text: str) -> str:
    """Undo the escapes as ECMA-376 part 1, 22.9.2.19 says: once, from the left."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def cell_texts(workbook: bytes | Path, sheet: str = SHEET) -> dict[str, str]:
    """Return the texts in the cells of a sheet, as Excel shows them; fails on markup within one."""
    strings = []
    for item in part(workbook, "xl/sharedStrings.xml"):
        assert [child.tag for child in item] == [f"{_MAIN}t"]
        strings.append(plain(item[0].text or ""))
    texts = {}
    for cell in part(workbook, sheet).iter(f"{_MAIN}c"):
        if cell.get("t") == "s":
            texts[cell.attrib["r"]] = strings[int(cell.findtext(f"{_MAIN}v") or "")]
        elif cell.get("t") == "inlineStr":
            tags = [child.tag.removeprefix(_MAIN) for child in cell.iter()]
            assert tags in (["c", "is", "t"], ["c", "is", "r", "rPr", "sz", "rFont", "t"])
            texts[cell.attrib["r"]] = plain("".join(cell.itertext()))
    return texts


def formulas(workbook: bytes | Path, sheet: str = SHEET) -> dict[str, tuple[str, str | None, str]]:
    """Return each formula with the type of its result (None: a number) and the result as it is written."""
    found = {}
    for cell in part(workbook, sheet).iter(f"{_MAIN}c"):
        formula = cell.findtext(f"{_MAIN}f")
        if formula is not None:
            found[cell.attrib["r"]] = (formula, cell.get("t"), plain(cell.findtext(f"{_MAIN}v") or ""))
    return found
