"""The few places where xlsxwriter's own writing is not enough: texts, cached results, the structure's lock.

ECMA-376 part 1, 22.9.2.19 (ST_Xstring): `_xHHHH_` stands for a character, so a text that itself holds
such letters has its underscore written as `_x005F_`. xlsxwriter misses those that share an underscore.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal, TextIO, cast

from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import CellFormulaTuple, Worksheet
from xlsxwriter.xmlwriter import XMLwriter

from template_builder.xlsx.shared_formulas import Shared

__all__ = ["LockedWorkbook", "escaped"]

_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "_x000D_"}
_MARKED = re.compile("[&<>\r]")


def escaped(text: str) -> str:
    """Return `text` as it must stand between two tags, so that every program reads it as given."""
    return _marked_up(_LOOKS_ESCAPED.sub("_x005F_", text))


def _marked_up(text: str) -> str:
    return _MARKED.sub(lambda found: _MARKUP[found.group()], text)


def _out(part: XMLwriter) -> TextIO:
    """The file a part is being written to; xlsxwriter opens it before it calls any of these."""
    return cast("TextIO", part.fh)


def _formula(formula: str) -> str:
    if not isinstance(formula, Shared):
        return f"<f>{_marked_up(formula)}</f>"
    if not formula.area:
        return f'<f t="shared" si="{formula.number}"/>'
    return f'<f t="shared" ref="{formula.area}" si="{formula.number}">{_marked_up(formula)}</f>'


class _Strings(SharedStrings):
    """Shared strings that are always text: xlsxwriter takes `<r>...</r>` for markup."""

    def _write_si(self, string: str) -> None:
        keep = ' xml:space="preserve"' if string != string.strip() or "\n" in string else ""
        _out(self).write(f"<si><t{keep}>{escaped(string)}</t></si>")


class _Packager(Packager):
    def _create_package(self) -> list[tuple[object, str, bool]]:
        """Leave the parts with the workbook; xlsxwriter then packs none, which we do ourselves."""
        files = super()._create_package()  # type: ignore[no-untyped-call]  # not annotated
        cast("LockedWorkbook", self.workbook).parts = {
            name: written.getvalue() if binary else written.getvalue().encode()
            for written, name, binary in files
        }
        return []

    def _write_shared_strings_file(self) -> None:
        table = cast("Workbook", self.workbook).str_table
        if table.count:
            strings = _Strings()
            strings.string_table = table  # type: ignore[assignment]  # declared by its first value, None
            part = self._filename("xl/sharedStrings.xml")  # type: ignore[no-untyped-call]  # not annotated
            strings._set_xml_writer(part)
            strings._assemble_xml_file()


class _Worksheet(Worksheet):
    """A sheet whose formulas stand as given, each with a result of its own type."""

    def _encode_password(self, password: str) -> str:
        # The schema wants four digits; xlsxwriter drops leading zeros.
        return str(super()._encode_password(password)).zfill(4)

    def _write_formula(
        self, row: int, col: int, formula: str, cell_format: Format | None = None, value: object = 0
    ) -> Literal[0, -1]:
        if self._check_dimensions(row, col):
            return -1
        self.table[row][col] = CellFormulaTuple(formula, cell_format, value)
        return 0

    def _xml_formula_element(
        self, formula: str, result: object, attributes: Sequence[tuple[str, object]] = ()
    ) -> None:
        if isinstance(result, str):
            attributes = [*((name, value) for name, value in attributes if name != "t"), ("t", "str")]
            result = escaped(result)
        written = "".join(f' {name}="{value}"' for name, value in attributes)
        _out(self).write(f"<c{written}>{_formula(formula)}<v>{result}</v></c>")


class LockedWorkbook(Workbook):
    """A workbook that can lock its structure: no sheet added, removed, renamed or moved."""

    worksheet_class = _Worksheet
    structure_locked = False
    structure_password = ""
    parts: Mapping[str, bytes] = MappingProxyType({})
    """The parts by name, in their order, once the workbook is closed."""

    def lock_structure(self, password: str = "") -> None:
        """Lock the structure, with the password hashed as that of a sheet is."""
        self.structure_locked = True
        self.structure_password = _Worksheet()._encode_password(password) if password else ""

    def _get_packager(self) -> Packager:
        return _Packager()

    def _write_book_views(self) -> None:
        # The schema wants the protection between the properties and the views.
        if self.structure_locked:
            password = [("workbookPassword", self.structure_password)] if self.structure_password else []
            self._xml_empty_tag("workbookProtection", [*password, ("lockStructure", "1")])
        super()._write_book_views()
