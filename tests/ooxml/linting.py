"""All that is looked at in a package, in one call."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.ooxml.book import book_faults, book_of
from tests.ooxml.cells import cell_faults
from tests.ooxml.faults import Fault
from tests.ooxml.package import MAIN, Package, package_faults, read_package
from tests.ooxml.sheets import sheet_faults
from tests.ooxml.styles import style_faults
from tests.ooxml.texts import string_faults

__all__ = ["lint"]


def lint(source: Path | bytes) -> list[Fault]:
    """Return what is wrong with a workbook, given as a file or as its bytes; nothing for a sound one."""
    package, faults = read_package(source)
    return [*faults, *package_faults(package), *_workbook_faults(package)]


def _workbook_faults(package: Package) -> Iterator[Fault]:
    part = package.target("", "officeDocument")
    if part is None:
        return
    book = book_of(package, part)
    yield from book_faults(part, package.trees[part], book.scope)
    for kind, faults_of in (("styles", style_faults), ("sharedStrings", string_faults)):
        target = package.target(part, kind)
        if target is not None:
            yield from faults_of(target, package.trees[target])
    for sheet in book.sheets:
        tree = package.trees[sheet]
        for rows in tree.iterfind(f"{MAIN}sheetData"):
            yield from cell_faults(sheet, rows, book)
        yield from sheet_faults(sheet, tree, book)
