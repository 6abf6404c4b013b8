"""One layout, thousands of workbooks: a form is written once, and of each only what differs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO

from template_builder.bulk.incremental_values import IncrementalValues
from template_builder.bulk.segments import SegmentedPart
from template_builder.bulk.slots import Key
from template_builder.guidance.cell_values import FORM_SHEET, CellValues
from template_builder.print_layout.row_layout import Trims
from template_builder.workbooks.form_workbook import STAMP, CutSheet, blank_of
from template_builder.xlsx.archive import Entry, archive
from template_builder.xlsx.files import replace_file
from templates.findings.errors import ValuesError
from templates.model.cell_map import CellMap
from templates.model.page import Role
from templates.path import split
from templates.stamp import stamp_text
from templates.text import Language

__all__ = ["WorkbookTemplate", "build"]


def build(
    cell_map: CellMap,
    destination: str | PathLike[str] | BinaryIO,
    values: Mapping[str, Any] | None = None,
    *,
    language: Language = "zh",
    password: str | None = None,
    locked: Collection[str] = (),
    issuer: str = "",
    stamp: str | None = None,
) -> None:
    """Write the workbook of a cell map to a file or a stream, prefilled with a record's `values`.

    A value is written as its kind writes it; one that its cell should not hold is written as it is, for
    the reader to find. The fields `locked`, paths of the cell map that have a value, cannot be changed. With
    a `password` the protection can only be lifted by who knows it. `issuer`, the office that issues the
    workbook, stands in its properties. `stamp` is the text of the corner cell.

    Raises:
        ValuesError: the values do not fit the form, or a cell cannot hold one.
        BuildError: the file cannot be written, or Excel could not hold what the form asks for.
    """
    made = WorkbookTemplate(
        cell_map, values, language=language, password=password, locked=locked, issuer=issuer
    ).fill(stamp=stamp)
    if isinstance(destination, str | PathLike):
        replace_file(Path(destination), made)
    else:
        destination.write(made)


class WorkbookTemplate:
    """A form laid out once, prefilled with what all its workbooks have in common.

    The `varying` fields are paths of the cell map (they count rows). What `fill` gives for values of theirs
    is, part by part, what `build` gives for all the values together.

    Raises:
        ValuesError: the values do not fit the form, or there is no such field to vary or to lock.
        BuildError: Excel could not hold what the form asks for.
    """

    def __init__(
        self,
        cell_map: CellMap,
        values: Mapping[str, Any] | None = None,
        *,
        varying: Collection[str] = (),
        locked: Collection[str] = (),
        language: Language = "zh",
        password: str | None = None,
        issuer: str = "",
    ) -> None:
        blank = blank_of(cell_map, language, password, frozenset(locked), issuer)
        self._values = IncrementalValues(blank.guide, values, [split(path) for path in varying])
        self._contents = _by_sheet(self._values.values)
        form = self._contents[FORM_SHEET]
        self._locked = _locked_cells(cell_map, locked)
        form[STAMP] = stamp_text(cell_map)
        touched = _by_sheet(dict.fromkeys(self._values.touched))
        self._trims = Trims(cell_map, blank.measuring, self._values.filling, touched[FORM_SHEET])
        form |= self._trims.sized(form)
        form |= self._trims.trim
        touched[FORM_SHEET] |= dict.fromkeys((STAMP, *self._trims.touched()))
        self._parts = [
            self._press(part, touched[part.number]) if isinstance(part, CutSheet) else part
            for part in blank.parts
        ]

    def fill(self, values: Mapping[str, Any] | None = None, *, stamp: str | None = None) -> bytes:
        """Return the workbook for these values of the varying fields; `stamp` is what the corner says.

        Raises `ValuesError` where a field does not vary, a cell cannot hold a value, or a locked one is
        blank.
        """
        change = self._values.changed({split(path): value for path, value in (values or {}).items()})
        changed = _by_sheet(change.values)
        form = changed[FORM_SHEET]
        form |= self._trims.following(change.filling)
        form |= self._trims.sized(form)
        for key, path in self._locked.items():
            if (form[key] if key in form else self._contents[FORM_SHEET][key]) in (None, ""):
                raise ValuesError(f"{path} 已锁定但没有内容 is locked and blank; 请给出内容 give it a value.")
        if stamp is not None:
            form[STAMP] = stamp
        return archive(
            part if isinstance(part, Entry) else part[1].entry(changed[part[0]]) for part in self._parts
        )

    def _press(self, sheet: CutSheet, touched: Mapping[Key, Any]) -> tuple[int, SegmentedPart]:
        contents = self._contents[sheet.number]
        return sheet.number, SegmentedPart(sheet.part, sheet.pieces, sheet.holes, contents, touched)


def _by_sheet(contents: CellValues) -> dict[int, dict[Key, Any]]:
    sheets: dict[int, dict[Key, Any]] = defaultdict(dict)
    for (sheet, row, column), content in contents.items():
        sheets[sheet][row, column] = content
    return sheets


def _locked_cells(cell_map: CellMap, locked: Collection[str]) -> dict[Key, str]:
    cells = {cell.path: (cell.row, cell.column) for cell in cell_map if cell.role is Role.INPUT}
    for path in locked:
        if path not in cells:
            raise ValuesError(
                f"{path} 不是本表的填写项，不能锁定 is no field of the form that could be locked; "
                "请用 tianbao map 查看 see the fields with `tianbao map`."
            )
    return {cells[path]: path for path in sorted(locked)}
