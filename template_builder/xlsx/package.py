"""The few places where xlsxwriter's own writing is not enough: texts, what is filled in, rows, the locks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TextIO, cast

from xlsxwriter.comments import Comments
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet
from xlsxwriter.xmlwriter import XMLwriter

from template_builder.xlsx.cell_xml import RowLayout, escaped, row_attributes
from template_builder.xlsx.ranges import Extent, area_name
from templates.language import address

__all__ = ["LockedWorkbook", "PlainWorksheet"]


def _out(part: XMLwriter) -> TextIO:
    """Return the file that a part is being written to; xlsxwriter opens it before it calls any of these."""
    return cast("TextIO", part.fh)


class _Strings(SharedStrings):
    """Shared strings that are always text: xlsxwriter takes `<r>...</r>` for markup."""

    def _write_si(self, string: str) -> None:
        _out(self).write(f"<si>{_text(string)}</si>")


class _Comments(Comments):
    """Comments whose texts stand as given, whatever looks like an escape in them."""

    def _write_text_t(self, text: str) -> None:
        _out(self).write(_text(text))


def _text(text: str) -> str:
    keep = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f"<t{keep}>{escaped(text)}</t>"


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

    def _write_comment_files(self) -> None:
        sheets = [sheet for sheet in cast("Workbook", self.workbook).worksheets() if sheet.has_comments]
        for number, sheet in enumerate(sheets, 1):
            comments = _Comments()
            part = self._filename(f"xl/comments{number}.xml")  # type: ignore[no-untyped-call]  # not annotated
            comments._set_xml_writer(part)
            comments._assemble_xml_file(sheet.comments_list)


@dataclass(frozen=True, slots=True)
class _RawCell:
    """A cell whose element is written as it stands, from behind its address and its format on."""

    format: Format
    end: str


class PlainWorksheet(Worksheet):
    """A sheet that writes what is filled in by the functions of `cell_xml`, byte for byte.

    xlsxwriter would put the texts of inputs into the table of shared strings, round heights to whole pixels,
    and give a formula's empty result no type.
    """

    def __init__(self) -> None:
        super().__init__()
        self.row_layouts: dict[int, RowLayout] = {}
        """The rows, from 0, that are written by `row_attributes`."""
        self.merged_parts: list[Extent] | None = None
        """What is merged besides `merge`; None where the sheet has nothing of the kind."""

    def write_raw(self, row: int, column: int, end: str, cell_format: Format) -> int:
        """Write a cell whose element ends as given; returns -1 where the sheet has no such cell."""
        if self._check_dimensions(row, column):
            return -1
        self.table[row][column] = _RawCell(cell_format, end)
        return 0

    def _encode_password(self, password: str) -> str:
        # The schema wants four digits; xlsxwriter drops leading zeros.
        return str(super()._encode_password(password)).zfill(4)

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        if not isinstance(cell, _RawCell):
            super()._write_cell(row, col, cell)
            return
        name = address(row + 1, col + 1)
        number = cell.format._get_xf_index()  # type: ignore[no-untyped-call]  # not annotated
        _out(self).write(f'<c r="{name}" s="{number}"{cell.end}')

    def _write_row(self, row: int, spans: str | None, row_info: Any = None, empty_row: bool = False) -> None:
        layout = self.row_layouts.get(row)
        if layout is None:
            super()._write_row(row, spans, row_info, empty_row)
            return
        across = f' spans="{spans}"' if spans else ""
        end = "/>" if empty_row else ">"
        _out(self).write(f'<row r="{row + 1}"{across}{row_attributes(layout)}{end}')

    def _write_merge_cells(self) -> None:
        """Write the merged cells, those last that differ from filling to filling.

        A sheet with such parts does not count its merged cells: the attribute is optional, and the template
        of a workbook could not know it.
        """
        if self.merged_parts is None:
            super()._write_merge_cells()
            return
        always = [
            (top + 1, left + 1, last - top + 1, right - left + 1) for top, left, last, right in self.merge
        ]
        areas = "".join(f'<mergeCell ref="{area_name(extent)}"/>' for extent in (*always, *self.merged_parts))
        _out(self).write(f"<mergeCells>{areas}</mergeCells>")

    def _write_odd_footer(self) -> None:
        _out(self).write(f"<oddFooter>{escaped(self.footer)}</oddFooter>")


class LockedWorkbook(Workbook):
    """A workbook that can lock its structure: no sheet added, removed, renamed or moved."""

    worksheet_class = PlainWorksheet
    structure_locked = False
    structure_password = ""
    parts: Mapping[str, bytes] = MappingProxyType({})
    """The parts by name, in their order, once the workbook is closed."""

    def add_plain_worksheet(self, name: str) -> PlainWorksheet:
        """Add a sheet behind the others."""
        return cast("PlainWorksheet", self.add_worksheet(name))

    def lock_structure(self, password: str = "") -> None:
        """Lock the structure, with the password hashed as that of a sheet is."""
        self.structure_locked = True
        self.structure_password = PlainWorksheet()._encode_password(password) if password else ""

    def _get_packager(self) -> Packager:
        return _Packager()

    def _write_book_views(self) -> None:
        # The schema wants the protection between the properties and the views.
        if self.structure_locked:
            password = [("workbookPassword", self.structure_password)] if self.structure_password else []
            self._xml_empty_tag("workbookProtection", [*password, ("lockStructure", "1")])
        super()._write_book_views()
