"""Drop-down lists that Excel cannot hold within a validation: on a hidden sheet of their own."""

from __future__ import annotations

from dataclasses import dataclass, field

from template_builder.xlsx.contents import units
from template_builder.xlsx.ranges import fixed_address
from template_builder.xlsx.sheet_writer import SheetWriter
from template_builder.xlsx.styles import COORDINATE
from templates.kinds.base import Choices

__all__ = ["LISTS", "Lists"]

LISTS = "_lists"
"""The name of the hidden sheet."""

_LONGEST = 255
"""Characters of a list within a validation (Excel specifications and limits)."""


@dataclass(slots=True)
class Lists:
    """The lists of one workbook: each is written once, in one column, or in two if it has groups."""

    columns: list[tuple[str, ...]] = field(default_factory=list)
    _plain: dict[tuple[str, ...], str] = field(default_factory=dict)
    _dependent: dict[tuple[tuple[str, str], ...], tuple[str, str]] = field(default_factory=dict)

    def source(self, items: tuple[str, ...]) -> str | None:
        """Return the range that holds a plain list; None where the validation itself can hold it."""
        if fits(items):
            return None
        if items not in self._plain:
            self._plain[items] = self._area(items)
        return self._plain[items]

    def dependent(self, choices: Choices, key: str) -> str:
        """Return the terms of the group that stands in the cell `key`, as a formula without `=`.

        It is not volatile, and a blank or unknown group offers nothing.
        """
        pairs = tuple((group, term.value) for group in choices.groups for term in choices.terms(group))
        if pairs not in self._dependent:
            groups = self._area(tuple(group for group, _ in pairs))
            self._dependent[pairs] = groups, self._area(tuple(term for _, term in pairs))
        groups, terms = self._dependent[pairs]
        first = f"MATCH({key},{groups},0)"
        return f"INDEX({terms},{first}):INDEX({terms},{first}+COUNTIF({groups},{key})-1)"

    def write(self, sheet: SheetWriter) -> None:
        """Write the lists to their sheet, and hide it."""
        for column, items in enumerate(self.columns, 1):
            for row, item in enumerate(items, 1):
                sheet.put(row, column, item, COORDINATE)
        sheet.hide()

    def _area(self, items: tuple[str, ...]) -> str:
        self.columns.append(items)
        column = len(self.columns)
        first, last = (fixed_address(row, column) for row in (1, len(items)))
        return f"{LISTS}!{first}:{last}"


def fits(items: tuple[str, ...]) -> bool:
    """Tell whether a validation can hold these terms itself, each as it is."""
    clear = all(item == item.strip() and item and "," not in item and '"' not in item for item in items)
    return clear and units(",".join(items)) <= _LONGEST
