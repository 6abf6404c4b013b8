"""What a workbook has stored for its cells, read from its XML as it stands.

Libraries turn numbers with the format of a date into dates, so they cannot say what an engine has written.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from tests.engines.engine import Sheets
from tests.office import CellValue

__all__ = ["sheet_names", "stored_values"]

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BOOK = PurePosixPath("xl/workbook.xml")


def sheet_names(path: Path) -> dict[str, bool]:
    """Return the names of the sheets of an .xlsx file in their order, and whether each is visible."""
    with zipfile.ZipFile(path) as archive:
        book = ElementTree.fromstring(archive.read(str(_BOOK)))
    return {sheet.get("name", ""): sheet.get("state", "visible") == "visible" for sheet in _sheets(book)}


def stored_values(path: Path) -> Sheets:
    """Return what an .xlsx file has stored for the cells that are not empty."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()

        def part(name: str) -> Element:
            return ElementTree.fromstring(archive.read(name))

        strings = "xl/sharedStrings.xml"
        texts = [_text(entry) for entry in part(strings)] if strings in names else []
        targets = {
            relation.get("Id"): relation.get("Target", "") for relation in part("xl/_rels/workbook.xml.rels")
        }
        return {
            sheet.get("name", ""): dict(_cells(part(_place(targets[sheet.get(f"{_RELATED}id")])), texts))
            for sheet in _sheets(part(str(_BOOK)))
        }


def _sheets(book: Element) -> list[Element]:
    return book.findall(f"{_MAIN}sheets/{_MAIN}sheet")


def _place(target: str) -> str:
    return target[1:] if target.startswith("/") else str(_BOOK.parent / target)


def _text(entry: Element) -> str:
    """Return the text of a string, without the readings of its signs (`rPh`)."""
    runs = [entry, *entry.findall(f"{_MAIN}r")]
    return "".join(found.text or "" for run in runs for found in run.findall(f"{_MAIN}t"))


def _cells(sheet: Element, texts: list[str]) -> Iterator[tuple[str, CellValue]]:
    read: dict[str, Callable[[str], CellValue]] = {
        "n": float,
        "s": lambda text: texts[int(text)],
        "b": lambda text: text == "1",
        "str": str,
        "e": str,
    }
    for cell in sheet.iter(f"{_MAIN}c"):
        inline, value = cell.find(f"{_MAIN}is"), cell.find(f"{_MAIN}v")
        if inline is not None:
            yield cell.get("r", ""), _text(inline)
        elif value is not None:
            yield cell.get("r", ""), read[cell.get("t", "n")](value.text or "")
