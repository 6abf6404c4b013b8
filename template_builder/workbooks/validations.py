"""What the inputs of a form refuse, with the words of their prompts, and the lists that they offer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from template_builder.workbooks.choice_lists import Lists
from template_builder.workbooks.more_rows import prompt_with, row_prompts
from template_builder.xlsx.data_validation import DataValidation
from template_builder.xlsx.ranges import Extent, fixed_address
from templates.kinds.base import Limits
from templates.language import sheet_prefix
from templates.model.cell_map import CellMap
from templates.model.field import Field
from templates.model.page import Cell, Role
from templates.path import Tree, split, value_at
from templates.text import Language, Text

__all__ = ["Validations"]


class Validations:
    """The data validations of the inputs of a form, each with the cells that it holds for.

    `addresses` is the tree of the addresses of the form's fields. What is `locked` has none.
    """

    def __init__(
        self, cell_map: CellMap, addresses: Tree, language: Language, locked: Collection[str] = ()
    ) -> None:
        self._addresses = addresses
        self._language: Language = language
        self._names = cell_map.sheet_names(language)
        self.lists = Lists()
        """The lists that are too long for a validation."""
        more = row_prompts(cell_map)
        found: tuple[dict[DataValidation, list[Extent]], ...] = tuple({} for _ in self._names)
        for cell in cell_map:
            open_ = cell.role is Role.EXPLANATION or (cell.role is Role.INPUT and cell.path not in locked)
            if open_ and cell.of is not None:
                validation, of_sheet = (
                    self._validation(cell, cell.of, more.get(cell.address)),
                    found[cell.sheet],
                )
                of_sheet.setdefault(validation, []).append((cell.row, cell.column, cell.rows, cell.columns))
        self.areas: tuple[Mapping[DataValidation, list[Extent]], ...] = tuple(
            {validation: _stacked(extents) for validation, extents in of_sheet.items()} for of_sheet in found
        )
        """Of each sheet, the cells of each validation."""

    def _validation(self, cell: Cell, of: Field, more: Text | None) -> DataValidation:
        limits = cell.bounds
        validation = of.kind.validation(limits)
        source, items = None, validation.items
        if validation.type == "list":
            source = self._source(cell, limits, items)
            items = () if source else items
        prompt = of.kind.prompt(limits)
        return DataValidation(
            validation.type,
            (cell.label if cell.label.zh else limits.label).say(self._language),
            prompt_with(more, prompt, limits, self._language) if more else prompt.say(self._language),
            validation.refusal.say(self._language),
            validation.minimum,
            validation.maximum,
            items,
            source,
        )

    def _source(self, cell: Cell, limits: Limits, items: tuple[str, ...]) -> str | None:
        choices = limits.choices
        if choices is None or choices.by is None or limits.group is not None:
            return self.lists.source(items)
        sibling = value_at(self._addresses, (*split(cell.path)[:-1], choices.by))
        prefix = "" if sibling.sheet == cell.sheet else sheet_prefix(self._names[sibling.sheet])
        return self.lists.dependent(choices, prefix + fixed_address(sibling.row, sibling.column))


def _stacked(extents: Iterable[Extent]) -> list[Extent]:
    """Return the same cells with those under one another as one block, which keeps the file small."""
    blocks: list[Extent] = []
    for row, column, rows, columns in sorted(extents, key=lambda extent: (extent[1], extent[3], extent[0])):
        above = blocks[-1] if blocks else (0, 0, 0, 0)
        if (above[1], above[3], above[0] + above[2]) == (column, columns, row):
            blocks[-1] = (above[0], column, above[2] + rows, columns)
        else:
            blocks.append((row, column, rows, columns))
    return blocks
