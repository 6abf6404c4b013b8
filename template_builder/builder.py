"""Building one workbook: from a cell map and a record to a file or a stream."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import count
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO

from template_builder.bulk.slotted_workbook import slotted_workbook
from template_builder.workbooks.form_plan import form_plan, own_locks
from template_builder.workbooks.form_workbook import workbook_parts
from template_builder.workbooks.tables import TableSheet
from template_builder.xlsx.archive import packed
from template_builder.xlsx.files import replace_file
from template_builder.xlsx.styles import Mark
from templates.findings.errors import ValuesError
from templates.model.cell_map import CellMap
from templates.model.page import CellAddress
from templates.stamp import stamps_on_sheets
from templates.text import Language

__all__ = ["build"]


def build(
    cell_map: CellMap,
    destination: str | PathLike[str] | BinaryIO,
    values: Mapping[str, Any] | None = None,
    *,
    language: Language = "zh",
    password: str | None = None,
    locked: Collection[str] = (),
    issuer: str = "",
    stamp: str | Sequence[str] | None = None,
    marks: Mapping[CellAddress, Mark] | None = None,
    further: Sequence[TableSheet] = (),
    explanations: Mapping[CellAddress, str] | None = None,
) -> None:
    """Write the workbook of a cell map to a file or a stream, prefilled with a record's `values`.

    A value is written as its kind writes it; one that its cell should not hold is written as it is, for
    the reader to find. The fields `locked`, paths of the cell map that have a value, cannot be changed. With
    a `password` the protection can only be lifted by who knows it. `issuer`, the office that issues the
    workbook, stands in its properties. `stamp` is the text of the corner cell, or of each of a form with
    several sheets.

    `marks` let cells of the form stand out by a colour or a comment, and `further` sheets of tables stand
    behind the form's own, with links to cells where they should lead there:

        cell = next(cell for cell in cell_map if cell.path == "name")
        build(
            cell_map,
            "更正.xlsx",
            values,
            marks={cell.address: Mark(Severity.ERROR, "请填写单位全称。")},
            further=[
                TableSheet("问题", "问题清单", [TableColumn("位置")], [[Link("单位名称", cell.address)]])
            ],
        )

    `explanations` are what stands in the cells for them.

    Raises:
        ValuesError: the values do not fit the form, a cell cannot hold one, or a mark is at no cell.
        BuildError: the file cannot be written, or Excel could not hold what the form asks for.
    """
    locked = frozenset(locked) | own_locks(cell_map, values)
    plan = form_plan(cell_map, language, locked)
    contents = plan.contents(values, explanations).stamped(stamps_on_sheets(cell_map, stamp))
    kind = (cell_map, language, locked, password, issuer)
    if marks or further or explanations or next(_builds(*kind)) == 0:
        _check_marks(cell_map, marks or {})
        parts = workbook_parts(plan, contents, password=password, issuer=issuer, marks=marks, further=further)
        data = packed(parts)
    else:
        data = slotted_workbook(*kind).filled(contents)
    if isinstance(destination, str | PathLike):
        replace_file(Path(destination), data)
    else:
        destination.write(data)


@lru_cache(maxsize=8)
def _builds(
    cell_map: CellMap, language: Language, locked: frozenset[str], password: str | None, issuer: str
) -> Iterator[int]:
    """Return a counter of the workbooks of a kind: the first is written directly, for often none follows."""
    return count()


def _check_marks(cell_map: CellMap, marks: Mapping[CellAddress, Mark]) -> None:
    """Raise `ValuesError` for a mark where the form has no cell."""
    unknown = marks.keys() - {cell.address for cell in cell_map}
    if unknown:
        raise ValuesError("cell-not-to-mark", address=sorted(unknown)[0])
