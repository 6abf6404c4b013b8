"""Flags: for each rule, at each place where it stands, a hidden cell that holds 1 where it is broken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from templates.findings.finding import Severity
from templates.model.cell_map import CellMap
from templates.model.page import CellAddress
from templates.model.rule import Purpose, Rule
from templates.path import Indices, Tree, value_at
from templates.records.item_paths import indexed_path, item_indices

__all__ = ["RANKS", "Flag", "first_place", "flags_of", "rank_of"]

RANKS = ("missing", "error", "warning", "notice")
"""What a flag may say, gravest first: something required is blank, or a finding of that severity."""


@dataclass(frozen=True, slots=True)
class Flag:
    """One rule at one place: the items it stands in, the cell it reports to, and the flag's own column."""

    rule: Rule
    indices: Indices
    row: int
    at: int
    """The column of the cell that the finding is reported at; its row is the flag's."""
    column: int
    """Which of the columns of flags, from 0."""


def rank_of(rule: Rule) -> int:
    """Return how grave a breach is, as a place in `RANKS`."""
    if rule.purpose is Purpose.REQUIRED and rule.severity is Severity.ERROR:
        return 0
    return RANKS.index(rule.severity.value)


def flags_of(cell_map: CellMap, addresses: Tree) -> tuple[Flag, ...]:
    """Return the flags of a cell map, the gravest first.

    Each of `RANKS` has columns of its own. What reports under one code to one column of the form has a
    column of flags, and nothing else lies between its first row and its last, so that its flags are one
    range; only where a rule stands more than once in a row does it take further columns.
    """
    layers: dict[tuple[int, str, int, int], dict[int, tuple[Rule, Indices]]] = defaultdict(dict)
    for rule in cell_map.rules:
        if rule.in_sheet:
            rank = rank_of(rule)
            for indices, row, at in _spots(cell_map, addresses, rule):
                what, layer = (rank, rule.message.code, at), 0
                while row in layers[*what, layer]:
                    layer += 1
                layers[*what, layer][row] = rule, indices
    flags: list[Flag] = []
    taken: list[list[tuple[int, int]]] = []
    first = 0
    for rank in range(len(RANKS)):
        for key, found in layers.items():
            if key[0] == rank:
                column, at = _free(taken, first, min(found), max(found)), key[2]
                flags += [Flag(rule, indices, row, at, column) for row, (rule, indices) in found.items()]
        first = len(taken)
    return tuple(flags)


def _free(taken: list[list[tuple[int, int]]], start: int, first: int, last: int) -> int:
    """Return the first column from `start` on with no row from `first` to `last` taken, and take them."""
    for column in range(start, len(taken) + 1):
        if column == len(taken):
            taken.append([])
        if all(last < top or bottom < first for top, bottom in taken[column]):
            taken[column].append((first, last))
            return column
    raise AssertionError("the last column is free")


def _spots(cell_map: CellMap, addresses: Tree, rule: Rule) -> Iterator[tuple[Indices, int, int]]:
    """Yield where a rule stands: the items, and the row and column of the cell that it reports to."""
    for indices in item_indices(addresses, rule.scope, cell_map.shape, rule.where):
        place = first_place(value_at(addresses, indexed_path(cell_map.shape, rule.at, indices)))
        assert place is not None, "a rule reports to a field that has a cell"
        yield indices, *place


def first_place(node: Tree) -> tuple[int, int] | None:
    """The first cell below a node of the tree of addresses; constants, which are words, have none."""
    if isinstance(node, CellAddress):
        return (node.row, node.column)
    parts = node.values() if isinstance(node, Mapping) else node if isinstance(node, list) else ()
    return next((found for part in parts if (found := first_place(part)) is not None), None)
