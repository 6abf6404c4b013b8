"""The few places where xlsxwriter's own writing is not enough: texts, what is filled in, rows, the locks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType
from typing import Any, TextIO, cast

from xlsxwriter.comments import Comments
from xlsxwriter.drawing import Drawing
from xlsxwriter.format import Format
from xlsxwriter.image import Image
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet
from xlsxwriter.xmlwriter import XMLwriter

from template_builder.xlsx.cell_xml import RowLayout, escaped, row_attributes
from template_builder.xlsx.ranges import Extent, Frame, area_name
from templates.language import address
from templates.model.picture import Picture

__all__ = ["LockedWorkbook", "PlainWorksheet"]

_EMU = 12_700
"""English metric units in a point (ECMA-376 part 1, 20.1.2.1)."""


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


class _HeldImage(Image):
    """A picture with the cell that it is held at, by its row and column from 0."""

    def __init__(self, picture: Picture, row: int, column: int, frame: Frame) -> None:
        super().__init__(BytesIO(picture.content))
        self._row, self._col = row, column + frame.column
        self.description = picture.name.rpartition(".")[0]
        self.place = (self._col, self._row, _emu(frame.left), _emu(frame.top))
        self.size = (_emu(frame.width), _emu(frame.height))


class _Drawing(Drawing):
    """The pictures of a sheet, each held at one cell and of a fixed size.

    xlsxwriter holds a picture at two cells, which it works out from the heights of rows, and these differ
    from filling to filling; and programs that make columns of another width would stretch it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.embedded = 1
        self.images: list[_HeldImage] = []

    def _write_two_cell_anchor(self, index: int, drawing: Any) -> None:
        image = self.images[index - 1]
        drawing._width, drawing._height = image.size
        self._xml_start_tag("xdr:oneCellAnchor")
        self._write_from(*image.place)
        self._write_xdr_ext(*image.size)
        self._write_pic(index, 0, 0, drawing)
        self._write_client_data()
        self._xml_end_tag("xdr:oneCellAnchor")


def _emu(points: float) -> int:
    return round(points * _EMU)


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

    def hold_picture(self, row: int, column: int, picture: Picture, frame: Frame) -> None:
        """Let a picture stand at a cell."""
        self.images.append(_HeldImage(picture, row, column, frame))

    def _prepare_image(self, image: Image, image_id: int, drawing_id: int) -> None:
        if not self.drawing:
            self.drawing = _Drawing()  # type: ignore[assignment]  # declared by its first value, 0
            link = ["/drawing", f"../drawings/drawing{drawing_id}.xml", None]
            self.external_drawing_links.append(link)
        cast("_Drawing", self.drawing).images.append(cast("_HeldImage", image))
        super()._prepare_image(image, image_id, drawing_id)

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
