"""What happens to a workbook between its building and its return, done to the parts of the file itself.

No library reads and writes the workbook anew: that would lose what it does not know, cached values first.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from templates import CellMap
from templates.language import address as _address
from templates.path import join, split

__all__ = ["FATES", "Workbook"]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FORM_SHEET, _STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"
_BOOK, _BOOK_RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_FIRST_OWN_FORMAT = 900
_EPOCH = date(1899, 12, 30)
_REFERENCE = re.compile(r"(?<![A-Za-z0-9_])(\$?[A-Z]{1,3}\$?)(\d+)(?![\d(A-Za-z_])")

ElementTree.register_namespace("", _MAIN)
ElementTree.register_namespace("r", _RELATED)


class Workbook:
    """The parts of a workbook that was built from `cell_map`; edits of its form sheet.

    An edit is a small object, as a case file holds it. It names a cell by its address (`cell`) or by its
    path in the cell map (`field`, which counts rows), and says what stands there now: `value` (a number or
    a text, null for nothing), `formula` (with `value` its result), `error` or `date`, and the `format`
    that the cell has. Edits of the whole sheet: `insert_below` a field's row, with the `values` of the
    fields beside it; `delete_row` of a field; `delete_column` of letters; `clear_below` an address all that
    stands in its column; `stamp` with the members that are to say something else; `copy_sheet` under a new
    name. Of the workbook: `remove_sheet` of a name.
    """

    def __init__(self, content: bytes, cell_map: CellMap) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self._parts = {name: archive.read(name) for name in archive.namelist()}
        self._sheet = ElementTree.fromstring(self._parts[_FORM_SHEET])
        self._styles = ElementTree.fromstring(self._parts[_STYLES])
        self._addresses = {
            path: (cell.row, cell.column) for cell in cell_map.cells for path in cell.fields if cell.of
        }

    def edit(self, edit: Mapping[str, Any]) -> None:
        """Make one edit. Raises KeyError for a field that does not exist."""
        match edit:
            case {"insert_below": str(field)}:
                self._insert_below(field, edit["values"])
            case {"delete_row": str(field)}:
                row = self._addresses[field][0]
                self._move_rows(row + 1, -1)
            case {"delete_column": str(letters)}:
                self._delete_column(letters)
            case {"clear_below": str(address)}:
                column, row = _parts(address)
                for below in range(row + 1, max(row for row, _ in self._addresses.values()) + 1):
                    self._put(_address(below, column), {})
            case {"stamp": members}:
                self._change_stamp(members)
            case {"copy_sheet": str(name)}:
                self._copy_sheet(name)
            case {"remove_sheet": str(name)}:
                self._remove_sheet(name)
            case _:
                address = edit["cell"] if "cell" in edit else _address(*self._addresses[edit["field"]])
                self._put(address, edit)

    def content(self) -> bytes:
        """Return the file."""
        self._parts[_FORM_SHEET] = _written(self._sheet)
        self._parts[_STYLES] = _written(self._styles)
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in self._parts.items():
                archive.writestr(name, part)
        return stream.getvalue()

    def _put(self, address: str, edit: Mapping[str, Any]) -> None:
        cell = self._cell(address)
        cell[:] = []
        cell.attrib.pop("t", None)
        if "formula" in edit:
            ElementTree.SubElement(cell, _tag("f")).text = edit["formula"]
        value = edit.get("value")
        if "error" in edit:
            cell.set("t", "e")
            value = edit["error"]
        if "date" in edit:
            value = (date.fromisoformat(edit["date"]) - _EPOCH).days
        if "format" in edit or "date" in edit:
            self._format(cell, edit.get("format", "yyyy/m/d"))
        if isinstance(value, str) and "error" not in edit:
            cell.set("t", "str")
        if value is not None:
            ElementTree.SubElement(cell, _tag("v")).text = str(value)

    def _format(self, cell: ElementTree.Element, code: str) -> None:
        """Give a cell a number format and leave the rest of its style as it is."""
        formats, styles = self._styles.find(_tag("numFmts")), self._styles.find(_tag("cellXfs"))
        assert formats is not None
        assert styles is not None
        number = str(_FIRST_OWN_FORMAT + len(formats))
        ElementTree.SubElement(formats, _tag("numFmt"), numFmtId=number, formatCode=code)
        own = styles[int(cell.get("s", "0"))]
        changed = own.attrib | {"numFmtId": number, "applyNumberFormat": "1"}
        ElementTree.SubElement(styles, _tag("xf"), changed).extend(own)
        cell.set("s", str(len(styles) - 1))

    def _insert_below(self, field: str, values: Mapping[str, Any]) -> None:
        row, _ = self._addresses[field]
        self._move_rows(row + 1, 1)
        data = self._data()
        place = [int(element.get("r", "0")) for element in data].index(row)
        data.insert(place + 1, ElementTree.Element(_tag("row"), r=str(row + 1)))
        beside = split(field)[:-1]
        for name, value in values.items():
            _, column = self._addresses[join((*beside, name))]
            self._put(_address(row + 1, column), {"value": value})

    def _move_rows(self, first: int, by: int) -> None:
        """Move all from a row on down, or up over rows that go; what refers to them moves along."""
        data = self._data()
        for element in list(data):
            row = int(element.get("r", "0"))
            if first + by <= row < first:
                data.remove(element)
            elif row >= first:
                element.set("r", str(row + by))
        for merges in self._sheet.iter(_tag("mergeCells")):
            for merge in list(merges):
                if {int(row) for _, row in _REFERENCE.findall(merge.get("ref", ""))} == {first + by}:
                    merges.remove(merge)

        def moved(text: str) -> str:
            return _REFERENCE.sub(lambda at: at[1] + str(int(at[2]) + by * (int(at[2]) >= first)), text)

        for element in self._sheet.iter():
            if element.tag in (_tag("c"), _tag("mergeCell"), _tag("dataValidation")):
                name = {"c": "r", "mergeCell": "ref"}.get(element.tag.partition("}")[2], "sqref")
                element.set(name, moved(element.get(name, "")))
            elif element.tag in (_tag("f"), _tag("formula1")) and element.text:
                element.text = moved(element.text)
        self._addresses = {
            path: (row + by * (row >= first), column) for path, (row, column) in self._addresses.items()
        }

    def _delete_column(self, letters: str) -> None:
        """Take the cells of a column away, and move those behind it one place to the left."""
        gone = _number(letters)
        for row in self._data():
            for cell in list(row):
                column, number = _parts(cell.get("r", ""))
                if column == gone:
                    row.remove(cell)
                elif column > gone:
                    cell.set("r", _address(number, column - 1))

    def _change_stamp(self, members: Mapping[str, Any]) -> None:
        stamp = json.loads(self._text(self._cell("A1")))
        self._put("A1", {"value": json.dumps(stamp | members, ensure_ascii=False, separators=(",", ":"))})

    def _text(self, cell: ElementTree.Element) -> str:
        if cell.get("t") == "inlineStr":
            return "".join(cell.itertext())
        strings = ElementTree.fromstring(self._parts["xl/sharedStrings.xml"])
        return "".join(strings[int(cell.findtext(_tag("v"), ""))].itertext())

    def _copy_sheet(self, name: str) -> None:
        """Put a copy of the form's sheet behind the others."""
        part = "worksheets/sheet9.xml"
        self._parts[f"xl/{part}"] = _written(self._sheet)
        relation = f'<Relationship Id="rId99" Type="{_RELATED}/worksheet" Target="{part}"/></Relationships>'
        listed = f'<sheet name="{name}" sheetId="99" r:id="rId99"/></sheets>'
        for where, end, more in (
            (_BOOK_RELATIONS, "</Relationships>", relation),
            (_BOOK, "</sheets>", listed),
        ):
            self._parts[where] = self._parts[where].decode().replace(end, more).encode()

    def _remove_sheet(self, name: str) -> None:
        """Take a sheet off the list of the workbook, and its names with it, as Excel does."""
        listed = self._parts[_BOOK].decode()
        names = re.findall(r'<sheet name="([^"]*)"', listed)
        assert name in names, f"there is no sheet {name}"
        gone = names.index(name)

        def renumbered(match: re.Match[str]) -> str:
            number = int(match[2])
            return "" if number == gone else f"{match[1]}{number - (number > gone)}{match[3]}"

        left = re.sub(rf'<sheet name="{re.escape(name)}"[^>]*/>', "", listed)
        of_a_sheet = r'(<definedName [^>]*?localSheetId=")(\d+)("[^>]*>[^<]*</definedName>)'
        self._parts[_BOOK] = re.sub(of_a_sheet, renumbered, left).encode()

    def _data(self) -> ElementTree.Element:
        data = self._sheet.find(_tag("sheetData"))
        assert data is not None
        return data

    def _cell(self, address: str) -> ElementTree.Element:
        """Return the cell at an address; one that is not there yet is put among the others of its row."""
        number = str(_parts(address)[1])
        data = self._data()
        row = next((row for row in data if row.get("r") == number), None)
        if row is None:
            row = ElementTree.SubElement(data, _tag("row"), r=number)
            data[:] = sorted(data, key=lambda element: int(element.get("r", "0")))
        cell = next((cell for cell in row if cell.get("r") == address), None)
        if cell is None:
            cell = ElementTree.SubElement(row, _tag("c"), r=address)
            row[:] = sorted(row, key=lambda element: _parts(element.get("r", ""))[0])
        return cell


def _tag(name: str) -> str:
    return f"{{{_MAIN}}}{name}"


def _written(part: ElementTree.Element) -> bytes:
    return bytes(ElementTree.tostring(part, encoding="UTF-8", xml_declaration=True))


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _parts(address: str) -> tuple[int, int]:
    """Return the column and the row of an address."""
    match = re.fullmatch(r"([A-Z]+)(\d+)", address)
    assert match, f"{address} is no address"
    return _number(match[1]), int(match[2])


def _absent(path: Path, content: bytes) -> None:
    """The file has gone."""


def _folder(path: Path, content: bytes) -> None:
    """A folder has the name of the file."""
    path.mkdir()


def _cut(path: Path, content: bytes) -> None:
    """The second half of the file is missing."""
    path.write_bytes(content[: len(content) // 2])


def _flipped(path: Path, content: bytes) -> None:
    """One byte in the middle of the form's sheet is another."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entry = archive.getinfo(_FORM_SHEET)
    place = entry.header_offset + 30 + len(entry.filename) + entry.compress_size // 2
    path.write_bytes(content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :])


def _prose(path: Path, content: bytes) -> None:
    """A text has the name of the workbook."""
    path.write_text("部门整体绩效目标申报表\n", encoding="utf-8")


def _container(path: Path, streams: Iterator[str]) -> None:
    """Write the head and the names in the directory of a compound file ([MS-CFB])."""
    names = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + names)


def _password(path: Path, content: bytes) -> None:
    """The workbook was saved with a password for opening."""
    _container(path, iter(("Root Entry", "EncryptionInfo", "EncryptedPackage")))


def _stuffed(path: Path, content: bytes) -> None:
    """The file carries thousands of further entries."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in (parts | {f"xl/media/image{number}.png": b"" for number in range(5_000)}).items():
            archive.writestr(name, part)


FATES = {
    fate.__name__.removeprefix("_"): fate
    for fate in (_absent, _folder, _cut, _flipped, _prose, _password, _stuffed)
}
"""What may become of the bytes of a file, by the word a case file has for it."""
