"""What a form works out: its computed fields, and which of its rules are broken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from templates.language import judge
from templates.language.python_code.form_code import Breach, broken_rules_function, computed_fields_function
from templates.model.cell_map import CellMap
from templates.path import Indices, Names, Tree
from templates.records.item_paths import item_indices

__all__ = ["Breach", "broken_for_reader", "broken_in_sheet", "fill_computed"]


def fill_computed(cell_map: CellMap, filling: dict[str, Any]) -> None:
    """Compute every computed field of a filling, in place; a blank one holds "", as it does in a sheet."""
    cell_map.derived(_computation)(filling)


def broken_in_sheet(cell_map: CellMap, filling: Tree) -> list[Breach]:
    """Return which rules of the sheet are broken where: their numbers among the rules, and the indices.

    Texts are compared as the sheet does. `filling` holds what the cells do, computed ones too.
    """
    return cell_map.derived(_sheet_rules).broken(filling)


def broken_for_reader(cell_map: CellMap, filling: Tree) -> list[Breach]:
    """Return the same of the rules that the reader judges, which compares texts folded."""
    return cell_map.derived(_reader_rules).broken(filling)


def _computation(cell_map: CellMap) -> Callable[[Tree], None]:
    return computed_fields_function(cell_map.shape, cell_map.computed)


def _sheet_rules(cell_map: CellMap) -> _Rules:
    chosen = [number for number, rule in enumerate(cell_map.rules) if rule.in_sheet]
    return _Rules(cell_map, chosen, folded=False)


def _reader_rules(cell_map: CellMap) -> _Rules:
    chosen = [number for number, rule in enumerate(cell_map.rules) if rule.in_reader]
    return _Rules(cell_map, chosen, folded=True)


class _Rules:
    """Some rules of a cell map, compiled."""

    def __init__(self, cell_map: CellMap, chosen: Sequence[int], *, folded: bool) -> None:
        self._cell_map = cell_map
        self._folded = folded
        self._by_scope: dict[Names, list[int]] = {}
        for number in chosen:
            self._by_scope.setdefault(cell_map.rules[number].scope, []).append(number)
        self._judges = [
            broken_rules_function(
                cell_map.shape,
                names,
                [(number, cell_map.rules[number]) for number in numbers],
                folded=folded,
            )
            for names, numbers in self._by_scope.items()
        ]

    def broken(self, filling: Tree) -> list[Breach]:
        """Return where they are broken, in the order of the rules, then of the items."""
        found: list[Breach] = []
        for judge_all, names in zip(self._judges, self._by_scope, strict=True):
            judge_all(filling, found, self._one_by_one(names))
        return sorted(found)

    def _one_by_one(self, names: Names) -> Callable[[Tree, list[Breach], Indices], None]:
        def work(filling: Tree, found: list[Breach], within: Indices) -> None:
            for number in self._by_scope[names]:
                rule = self._cell_map.rules[number]
                for indices in item_indices(filling, names, self._cell_map.shape, rule.where):
                    if indices[: len(within)] == within and judge(
                        rule, filling, indices, folded=self._folded
                    ):
                        found.append((number, indices))

        return work
