"""The part of the workbook: its sheets and its defined names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from tests.ooxml.areas import area_of
from tests.ooxml.faults import Fault
from tests.ooxml.formulas import Scope, formula_faults
from tests.ooxml.package import MAIN, RELATION, Package
from tests.ooxml.styles import Styles, numbers, styles_of
from tests.ooxml.texts import is_longer

__all__ = ["Book", "book_faults", "book_of"]

_SHEET_NAME_LENGTH, _NAME_LENGTH = 31, 255
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]|^'|'$")
_NAME = re.compile(r"[^\W\d][\w.?\\]*|\\[\w.?\\]*")
_ROW_AND_COLUMN = re.compile(r"R\d*C\d*|R\d*|C\d*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Book:
    """What the sheets of a workbook share: None where its part cannot be read."""

    scope: Scope
    sheets: tuple[str, ...]
    """The parts of the sheets that can be read."""
    strings: frozenset[str] | None
    """The numbers of the shared strings, as they are written."""
    styles: Styles | None


def book_of(package: Package, part: str) -> Book:
    """Return what the sheets of the workbook in `part` share."""
    tree = package.trees[part]
    targets = {entry.id: entry.target for entry in package.relationships.get(part, ())}
    parts = [targets.get(sheet.get(f"{RELATION}id", ""), "") for sheet in tree.iter(f"{MAIN}sheet")]
    strings, styles = package.target(part, "sharedStrings"), package.target(part, "styles")
    return Book(
        Scope(
            frozenset(sheet.get("name", "").lower() for sheet in tree.iter(f"{MAIN}sheet")),
            frozenset(name.get("name", "").lower() for name in tree.iter(f"{MAIN}definedName")),
        ),
        tuple(name for name in parts if name in package.trees),
        None if strings is None else numbers(len(package.trees[strings])),
        None if styles is None else styles_of(package.trees[styles]),
    )


def book_faults(part: str, tree: Element, scope: Scope) -> Iterator[Fault]:
    """Look at the names of sheets and the defined names."""
    names = [sheet.get("name", "") for sheet in tree.iter(f"{MAIN}sheet")]
    for number, name in enumerate(names):
        if not name or is_longer(name, _SHEET_NAME_LENGTH) or _NOT_IN_SHEET_NAME.search(name):
            yield Fault("sheet-name", part, name, "Excel takes no such name for a sheet.")
        if name.lower() in [other.lower() for other in names[:number]]:
            yield Fault("sheet-duplicate", part, name, "Two sheets have this name.")
    seen: set[tuple[str, str | None]] = set()
    for element in tree.iter(f"{MAIN}definedName"):
        name, sheet = element.get("name", ""), element.get("localSheetId")
        if (name.lower(), sheet) in seen:
            yield Fault("name-duplicate", part, name, "The name is defined twice.")
        seen.add((name.lower(), sheet))
        if sheet is not None and not (sheet.isdigit() and int(sheet) < len(names)):
            yield Fault("name-scope", part, name, f"There is no sheet {sheet}.")
        if _like_a_cell(name):
            yield Fault("name-like-cell", part, name, "The name is an address.")
        elif not _NAME.fullmatch(name) or is_longer(name, _NAME_LENGTH):
            yield Fault("name-invalid", part, name, "Excel takes no such name.")
    formulas = ((name.get("name", ""), name.text or "") for name in tree.iter(f"{MAIN}definedName"))
    yield from formula_faults(part, formulas, scope)


def _like_a_cell(name: str) -> bool:
    """Return whether a name is an address in one of the two ways of writing them."""
    return area_of(name.upper()) is not None or _ROW_AND_COLUMN.fullmatch(name) is not None
