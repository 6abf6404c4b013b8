"""The rows of a sheet of a template: what stands in their cells, and the rows as they are filled in.

A row that is repeated is copied whole: formats, height, formulas, each with its references moved along.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from template_builder.filling.formulas.moving import Mover, Place, shifted
from template_builder.filling.formulas.row_map import RowMap, area_of
from template_builder.filling.formulas.tokens import LAST_ROW
from template_builder.filling.parts.cell_styles import CellStyles
from template_builder.filling.parts.xml_tree import Element
from template_builder.filling.placeholders import Filled, fill_runs, names_in, only_name, run_texts
from template_builder.xlsx.contents import checked_number, checked_text
from template_builder.xlsx.errors import BuildError
from templates.findings.errors import Sentence
from templates.language import address

__all__ = ["Line", "SheetRows", "cell_text", "text_holder"]

Line = Mapping[str, Filled]
"""What stands for each placeholder in one copy of a row."""

_NOTHING = Filled(None, "")
_DATE_1904 = 1462
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_KEPT = ("r", "s")


@dataclass(slots=True)
class SheetRows:
    """The rows of a sheet: `data` is their element, `strings` the texts that cells of the workbook share.

    `filled` has the cells (row, column) that something was filled into, as they stand at last.
    """

    sheet: str
    data: Element
    strings: Sequence[Element]
    filled: set[tuple[int, int]] = field(default_factory=set)
    problems: list[Sentence] = field(default_factory=list)

    def __post_init__(self) -> None:
        row = 0
        for one in self.data.elements:
            given = one.attributes.get("r", str(row + 1))
            if not (given.isdecimal() and row < int(given) <= LAST_ROW):
                raise BuildError("template-damaged", part=self.sheet)
            row = int(given)
            one.attributes["r"] = str(row)
            column = 0
            for cell in one.elements:
                area = area_of(cell.attributes.get("r", ""))
                column = column + 1 if area is None else area[1]
                cell.attributes["r"] = address(row, column)

    def cells(self) -> Iterator[tuple[int, int, Element]]:
        """Yield every cell with its row and its column."""
        for row in self.data.elements:
            for cell in row.elements:
                area = area_of(cell.attributes["r"])
                if cell.local == "c" and area is not None:
                    yield area[0], area[1], cell

    def rows(self) -> list[int]:
        """Return the numbers of the rows that hold anything."""
        return [int(row.attributes["r"]) for row in self.data.elements]

    def share_nothing(self) -> bool:
        """Write out the formulas that cells share; tell whether there were any."""
        firsts: dict[str, tuple[int, int, str]] = {}
        found = False
        for row, column, cell in self.cells():
            formula = cell.child("f")
            if formula is None or formula.attributes.get("t") != "shared":
                continue
            found, number = True, formula.attributes.get("si", "")
            if formula.text:
                firsts[number] = (row, column, formula.text)
            elif number in firsts:
                first, beside, text = firsts[number]
                formula.text = shifted(text, row - first, column - beside)
            for name in ("t", "si", "ref"):
                formula.attributes.pop(name, None)
        return found

    def fill(
        self,
        mover: Mover,
        fixed: Line,
        lines: Mapping[int, Sequence[Line]],
        styles: CellStyles,
        *,
        is_1904: bool,
    ) -> bool:
        """Fill in all rows, those of `lines` once for each line; tell whether anything changed."""
        rows = mover.rows_of(self.sheet) or RowMap({})
        whole: list[Element | str] = []
        changed = bool(lines)
        for row in self.data.elements:
            number = int(row.attributes["r"])
            for copy, line in enumerate(lines[number] or [None] if number in lines else [fixed]):
                one = row.copy() if number in lines else row
                writing = _Row(self, one, Place(self.sheet, number, copy), rows.first(number) + copy)
                changed |= writing.fill(mover, rows, line, styles, is_1904=is_1904)
                whole.append(one)
        self.data.children = whole
        return changed


@dataclass(slots=True)
class _Row:
    """One row being filled in, and where it comes to stand."""

    of: SheetRows
    row: Element
    place: Place
    number: int

    def fill(
        self, mover: Mover, rows: RowMap, line: Line | None, styles: CellStyles, *, is_1904: bool
    ) -> bool:
        """Fill in the cells; None for a line empties them. Tell whether anything changed."""
        changed = self.row.attributes["r"] != str(self.number)
        self.row.attributes["r"] = str(self.number)
        grows = False
        for cell in self.row.elements:
            area = area_of(cell.attributes["r"])
            if area is None:
                continue
            cell.attributes["r"] = address(self.number, area[1])
            formula = cell.child("f")
            if formula is not None:
                if line is None:
                    _empty(cell)
                else:
                    changed |= self._move(mover, rows, formula, area[1])
            elif self._fill_cell(cell, line, styles, is_1904=is_1904):
                changed = True
                grows |= styles.wraps(cell)
                self.of.filled.add((self.number, area[1]))
        if grows and self.row.attributes.get("customHeight") not in ("1", "true"):
            self.row.attributes.pop("ht", None)  # of itself as high as its text needs
        return changed

    def _move(self, mover: Mover, rows: RowMap, formula: Element, column: int) -> bool:
        before = formula.text
        formula.text = mover.moved(before, self.place)
        changed = before != formula.text
        self._tell(column, mover.unclear)
        kind, ref = formula.attributes.get("t"), formula.attributes.get("ref", "")
        area = area_of(ref)
        if kind in ("array", "dataTable") and area is not None:
            top, _, bottom, _ = area
            if top != bottom and rows.crossed(top, bottom):
                self._tell(column, [Sentence.of("template-array-formula")])
            elif rows.repeats(top):
                formula.attributes["ref"] = shifted(ref, self.number - top, 0)
            else:
                formula.attributes["ref"] = rows.area(ref)
            for name in ("r1", "r2"):
                if kind == "dataTable" and name in formula.attributes:
                    formula.attributes[name] = rows.area(formula.attributes[name], stretched=False)
            changed |= formula.attributes["ref"] != ref
        return changed

    def _tell(self, column: int, what: Sequence[Sentence]) -> None:
        if not self.place.copy:  # each copy of a row has the same
            where = f"{self.of.sheet}!{address(self.place.row, column)}"
            self.of.problems += [Sentence.of("template-at", place=where, what=one) for one in what]

    def _fill_cell(self, cell: Element, line: Line | None, styles: CellStyles, *, is_1904: bool) -> bool:
        """Fill in a cell without a formula; tell whether it has placeholders."""
        holder = text_holder(cell, self.of.strings)
        if holder is None:
            return False
        texts = run_texts(holder)
        whole = "".join(one.text for one in texts)
        if not any(True for _ in names_in(whole)):
            return False
        if line is None:
            _empty(cell)
            return True
        name = only_name(whole)
        if name is not None:
            found = line.get(name, _NOTHING)
            if not isinstance(found.content, str) and (not found.is_date or styles.shows_date(cell)):
                _put_number(cell, found, self._where(cell), is_1904=is_1904)
                return True
            if not found.text:
                _empty(cell)
                return True
        _put_text(cell, holder, lambda name: line.get(name, _NOTHING).text, self._where(cell))
        return True

    def _where(self, cell: Element) -> str:
        return f"{self.of.sheet}!{cell.attributes['r']}"


def text_holder(cell: Element, strings: Sequence[Element]) -> Element | None:
    """Return the element with the text of a cell, shared or its own; None where it holds no such text."""
    kind = cell.attributes.get("t")
    if kind == "inlineStr":
        return cell.child("is")
    value = cell.child("v")
    if kind == "s" and value is not None and value.text.isdecimal() and int(value.text) < len(strings):
        return strings[int(value.text)]
    return None


def cell_text(cell: Element, strings: Sequence[Element]) -> str:
    """Return the text of a cell without a formula; empty where it holds anything else."""
    holder = text_holder(cell, strings)
    return "" if holder is None else "".join(one.text for one in run_texts(holder))


def _empty(cell: Element) -> None:
    """Let a cell hold nothing, in the format that it has."""
    cell.children = []
    cell.attributes = {name: value for name, value in cell.attributes.items() if name in _KEPT}


def _put_number(cell: Element, found: Filled, where: str, *, is_1904: bool) -> None:
    assert not isinstance(found.content, str)
    _empty(cell)
    if found.content is None:
        return
    number = checked_number(found.content, where) - (_DATE_1904 if found.is_date and is_1904 else 0)
    value = cell.sibling("v")
    value.text = f"{number:.16G}"
    cell.children = [value]


def _put_text(cell: Element, holder: Element, of: Callable[[str], str], where: str) -> None:
    """Put the text with its placeholders filled in into the cell itself, runs in their letters."""
    inside = cell.sibling("is")
    inside.children = [child.copy() for child in holder.elements if child.local not in ("rPh", "phoneticPr")]
    fill_runs(run_texts(inside), lambda name: _escaped_alike(of(name)))
    checked_text("".join(one.text for one in run_texts(inside)), where)
    _empty(cell)
    cell.attributes["t"] = "inlineStr"
    cell.children = [inside]


def _escaped_alike(text: str) -> str:
    """Write what looks like an escape so that it is read as it stands (22.9.2.19, ST_Xstring)."""
    return _LOOKS_ESCAPED.sub("_x005F_", text)
