"""Flags: for each rule, at each place where it stands, a hidden cell that holds 1 where it is broken."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeGuard

from template_builder.xlsx.ranges import Stretch
from templates.findings.finding import Severity
from templates.model.cell_map import CellMap
from templates.model.expression import Binary, Call, Expression, Ref, String
from templates.model.page import Cell, CellAddress, Role
from templates.model.rule import Purpose, Rule
from templates.path import Indices, Path, Tree, join, value_at
from templates.records.item_paths import item_indices, reported_path
from templates.text import Text

__all__ = [
    "RANKS",
    "REMARKS",
    "Demand",
    "Flag",
    "columns_of_ranks",
    "flags_of",
    "is_conditional",
    "rank_of",
    "remark_columns",
    "stretches",
]

RANKS = ("missing", "error", "warning", "notice")
"""What a flag may say, gravest first: something required is blank, or a finding of that severity."""

REMARKS = (2, 3)
"""The ranks that a department may explain instead of putting something right."""


@dataclass(frozen=True, slots=True)
class Flag:
    """One rule at one place: the items it stands in, and the addresses of its flag and of a cell of the form.

    The finding is reported at `reported_at`, and the flag is in the same row. `label` is what a person calls
    what the finding speaks of, at this very place. `rank` is its place in `RANKS`,
    `number` that of the rule among the rules of the cell map. A remark that must be explained has a second
    flag with a `demand`: it is reported at the cell of the explanation, and its number is behind all rules.
    """

    number: int
    rule: Rule
    rank: int
    indices: Indices
    address: CellAddress
    reported_at: CellAddress
    label: Text
    demand: Demand | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """What must be explained: the flag of the remark, and the hidden cell with the sentence that it says."""

    remark: Flag
    sentence: CellAddress


def rank_of(rule: Rule) -> int:
    """Return how grave a breach is, as a place in `RANKS`."""
    if rule.purpose in (Purpose.REQUIRED, Purpose.EXPLANATION) and rule.severity is Severity.ERROR:
        return 0
    return RANKS.index(rule.severity.value)


def remark_columns(flags: Iterable[Flag], sheet: int) -> range:
    """Return the columns that the flags of remarks on a sheet stand in, which have no others between them."""
    columns = [flag.address.column for flag in flags if flag.rank in REMARKS and flag.address.sheet == sheet]
    return range(min(columns), max(columns) + 1) if columns else range(0)


def columns_of_ranks(flags: Sequence[Flag]) -> list[list[int]]:
    """Return the columns that the flags of each rank stand in; those of demands are behind all others."""
    columns: dict[tuple[int, bool], set[int]] = defaultdict(set)
    for flag in flags:
        columns[flag.rank, flag.demand is not None].add(flag.address.column)
    spans = {key: range(min(found), max(found) + 1) for key, found in columns.items()}
    return [[*spans.get((rank, False), ()), *spans.get((rank, True), ())] for rank in range(len(RANKS))]


def stretches(cells: Iterable[CellAddress]) -> list[Stretch]:
    """Return for each column of each sheet the range from the first of some cells to the last."""
    rows: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for cell in cells:
        rows[cell.sheet, cell.column].append(cell.row)
    return [Stretch(sheet, min(found), max(found), column) for (sheet, column), found in rows.items()]


def flags_of(cell_map: CellMap, addresses: Tree, first: Sequence[int]) -> tuple[Flag, ...]:
    """Return the flags of a cell map, in columns from the one on that is the `first` of each sheet.

    Those of a sheet stand together, the gravest first, and each of `RANKS` has columns of its own. The flags
    of one code that report to one column of the form share a column, with nothing else between the first of
    them and the last, so that they are one range. They take further columns only if a rule stands more than
    once in a row. Behind them stand those for explanations.
    """
    labels = {path: cell for cell in cell_map for path in cell.fields}
    on_sheets: list[list[_Occurrence]] = [[] for _ in first]
    for number, rule in enumerate(cell_map.rules):
        if rule.in_sheet:
            for place in _occurrences(cell_map, addresses, labels, number):
                on_sheets[place.reported_at.sheet].append(place)
    flags: list[Flag] = []
    demands: list[Flag] = []
    for places, column in zip(on_sheets, first, strict=True):
        found, used = _in_columns(places, column)
        flags += found
        demands += _demands(cell_map, found, column + used)
    return (*flags, *demands)


def _in_columns(occurrences: Iterable[_Occurrence], first: int) -> tuple[list[Flag], int]:
    """Return the flags of one sheet in columns from `first` on, and how many columns they take."""
    layers: dict[tuple[int, str, int, int], dict[int, _Occurrence]] = defaultdict(dict)
    depths: Counter[tuple[int, str, int, int]] = Counter()
    for place in occurrences:
        _, row, column = place.reported_at
        kept = (place.rank, place.rule.message.code, column)
        layers[*kept, depths[*kept, row]][row] = place
        depths[*kept, row] += 1
    flags: list[Flag] = []
    taken: list[int] = []
    start = 0
    for rank in range(len(RANKS)):
        for key, places in layers.items():
            if key[0] == rank:
                column = first + _free(taken, start, min(places), max(places))
                flags += [place.flag(column) for place in places.values()]
        start = len(taken)
    return flags, len(taken)


def _demands(cell_map: CellMap, flags: Sequence[Flag], first: int) -> Iterator[Flag]:
    """Yield a flag for each remark of a sheet that must be explained, and place for its sentence.

    They stand in columns from `first` on.
    """
    beside = {cell.address[:2]: cell.address for cell in cell_map.explanations}
    remarks = [flag for flag in flags if flag.rank in REMARKS and flag.rule.message.needs_explanation]
    columns = sorted({flag.address.column for flag in remarks}) if beside else []
    places = {column: first + number for number, column in enumerate(columns)}
    message = cell_map.messages["explanation-missing"]
    for remark in remarks if beside else ():
        (sheet, row, column), rule = remark.address, remark.rule
        demand = replace(
            rule,
            message=message,
            severity=message.severity,
            found=None,
            expected=None,
            slots={"remark": rule.message.title.opened()},
            purpose=Purpose.EXPLANATION,
        )
        yield Flag(
            len(cell_map.rules) + remark.number,
            demand,
            rank_of(demand),
            remark.indices,
            CellAddress(sheet, row, places[column]),
            beside[sheet, row],
            remark.label,
            Demand(remark, CellAddress(sheet, row, places[column] + len(columns))),
        )


class _Occurrence(NamedTuple):
    """Where a rule stands, before its flag has a column."""

    number: int
    rule: Rule
    rank: int
    indices: Indices
    reported_at: CellAddress
    label: Text

    def flag(self, column: int) -> Flag:
        sheet, row, _ = self.reported_at
        address = CellAddress(sheet, row, column)
        return Flag(self.number, self.rule, self.rank, self.indices, address, self.reported_at, self.label)


def _free(taken: list[int], start: int, first: int, last: int) -> int:
    """Return the first column from `start` on with no row from `first` to `last` taken, and take them.

    Of each column the rows that are taken are the bits of a number.
    """
    rows = ((1 << (last - first + 1)) - 1) << first
    column = next((at for at in range(start, len(taken)) if not taken[at] & rows), len(taken))
    if column == len(taken):
        taken.append(0)
    taken[column] |= rows
    return column


def _occurrences(
    cell_map: CellMap, addresses: Tree, cells: Mapping[str, Cell], number: int
) -> Iterator[_Occurrence]:
    """Yield where a rule stands: once, or in each item of its scope. `cells` has the cell of each path."""
    rule = cell_map.rules[number]
    rank = rank_of(rule)
    for indices in item_indices(addresses, rule.scope, cell_map.shape, rule.where):
        path = reported_path(cell_map.shape, rule, indices)
        node = value_at(addresses, path)
        at = (
            path[:-1] if isinstance(node, str) else path
        )  # a constant is told of at the first cell of its item
        found = [(cells[join(one)], address) for one, address in _cells_below(value_at(addresses, at), at)]
        assert found, "a rule reports to a field that has a cell"
        first, address = found[0]
        if isinstance(node, str):
            first = cells[join(path)]
        elif rule.purpose is Purpose.REQUIRED:
            first = next((cell for cell, _ in found if cell.role is Role.INPUT), first)
        yield _Occurrence(number, rule, rank, indices, address, first.text or first.label)


def _cells_below(node: Tree, path: Path) -> Iterator[tuple[Path, CellAddress]]:
    """Yield the cells at and below a node of the tree of addresses; constants, which are words, have none."""
    match node:
        case CellAddress():
            yield path, node
        case Mapping():
            for name, part in node.items():
                yield from _cells_below(part, (*path, name))
        case list():
            for item, part in enumerate(node):
                yield from _cells_below(part, (*path, item))


def is_conditional(rule: Rule) -> bool:
    """Tell whether a rule is judged where the field that it reports to is blank, and may then be broken."""
    if rule.purpose is not Purpose.AUTHOR:
        return False
    ensure = rule.ensure
    cases = ensure.arguments if isinstance(ensure, Call) and ensure.function == "OR" else (ensure,)
    right_of_blank = any(_names(one.left, rule) for one in cases if _is_blank_test(one, "="))
    wrong_of_blank = any(_names(one.left, rule) for one in cases if _is_blank_test(one, "<>"))
    return wrong_of_blank and len(cases) > 1 and not right_of_blank and not rule.guards


def _is_blank_test(expression: Expression, operator: str) -> TypeGuard[Binary]:
    return (
        isinstance(expression, Binary) and expression.operator == operator and expression.right == String("")
    )


def _names(expression: Expression, rule: Rule) -> bool:
    return isinstance(expression, Ref) and expression.names == rule.at
