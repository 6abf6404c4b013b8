"""The names in formulas that stand for cells: defined names, and the columns of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from template_builder.filling.contents import Contents
from template_builder.filling.formulas.row_map import area_of
from template_builder.filling.formulas.tokens import Corner, Reference, tokens

__all__ = ["KnownNames"]

_COLUMN = re.compile(r"\[((?:[^\[\]#@']|'.)+)\]")
_THIS_ROW = re.compile(r"\[(?:\[#This Row\],\[((?:[^\[\]#@']|'.)+)\]|@((?:[^\[\]#@']|'.)+))\]", re.IGNORECASE)


class _Table(NamedTuple):
    sheet: str
    first: int
    last: int
    columns: dict[str, int]


class KnownNames:
    """What the names of a workbook that was filled in stand for, each a reference with its sheet."""

    def __init__(self, contents: Contents) -> None:
        self._names: dict[str, Reference] = {}
        defined = contents.book.child("definedNames")
        for one in [] if defined is None else defined.elements:
            parts = [token.reference for token in tokens(one.text)]
            is_global = "localSheetId" not in one.attributes
            if len(parts) == 1 and parts[0] is not None and parts[0].sheets and is_global:
                self._names[one.attributes.get("name", "").casefold()] = parts[0]
        self._tables = dict(_tables(contents))

    def reference(self, name: str, brackets: str, row: int) -> Reference | None:
        """Return what a name, or a column of a table, is for a formula in a row; None if not known."""
        if not brackets:
            return self._names.get(name.casefold())
        table = self._tables.get(name.casefold())
        found = _COLUMN.fullmatch(brackets)
        here = _THIS_ROW.fullmatch(brackets)
        if table is None or (found is None and here is None):
            return None
        title = found[1] if found is not None else here[1] or here[2] if here is not None else ""
        column = table.columns.get(re.sub("'(.)", r"\1", title).casefold())
        if column is None:
            return None
        first, last = (table.first, table.last) if found is not None else (row, row)
        quoted = table.sheet.replace("'", "''")
        return Reference(f"'{quoted}'!", Corner(column, first, True, True), Corner(column, last, True, True))


def _tables(contents: Contents) -> Iterator[tuple[str, _Table]]:
    for sheet in contents.sheets:
        for part in sheet.tables:
            root = contents.package.tree(part)
            area, listed = area_of(root.attributes.get("ref", "")), root.child("tableColumns")
            if area is None or listed is None:
                continue
            top, left, bottom, _ = area
            heads = int(root.attributes.get("headerRowCount", "1"))
            totals = int(root.attributes.get("totalsRowCount", "0"))
            columns = {
                one.attributes.get("name", "").casefold(): left + number
                for number, one in enumerate(listed.elements)
            }
            name = root.attributes.get("displayName", root.attributes.get("name", ""))
            yield name.casefold(), _Table(sheet.sheet.name, top + heads, bottom - totals, columns)
