"""What the sheet 自检 says: a light for the whole and for each section, a line for all that is checked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from template_builder.guidance.flags import RANKS, Flag, rank_of
from template_builder.guidance.messages import Columns
from template_builder.xlsx.ranges import Run, Spot, rectangles, runs
from templates.model.cell_map import CellMap
from templates.model.expression import Number, String
from templates.model.page import Role
from templates.model.rule import Rule
from templates.text import Text

__all__ = ["FIRST_LINE", "LaterLine", "RuleLine", "SectionLine", "later_lines", "lines_of"]

FIRST_LINE = 5
"""The first line of a section on the sheet: above stand the title, the whole light, a note, the heads."""

_BETWEEN = 2
"""Rows between the sections and the rules: an empty one, and the heads."""

_OTHER = Text("其他", "Elsewhere")
_WHOLE = Text("全表", "Whole form")


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A section of the form: the ranges of its flags for each of `RANKS`, and where to look for the first."""

    row: int
    title: Text
    flags: tuple[tuple[Spot, ...], ...]
    ranges: tuple[tuple[str, ...], ...]
    looked: tuple[tuple[Run, int], ...]
    """Runs of cells that mark a row with a flag, with the column to go to."""
    around: tuple[Run, ...]
    """Runs of cells that mark a row with anything filled in."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One thing that is checked: its flags, the cells it reports to, and how to mend a breach."""

    row: int
    title: Text
    fix: Text
    rank: int
    flags: tuple[Spot, ...]
    looked: tuple[tuple[Run, int], ...]
    """Runs of flags, each with the column of the cells that they report to."""
    inputs: tuple[Run, ...]
    computed: tuple[Run, ...]
    around: tuple[Run, ...]
    """What shows whether there is anything to judge: inputs, computed cells, or marks of rows filled in."""


@dataclass(frozen=True, slots=True)
class LaterLine:
    """A rule that the sheet cannot judge: what is checked when the form comes back."""

    row: int
    title: Text
    fix: Text


@dataclass(slots=True)
class _Gathered:
    """The flags of what makes one line."""

    rules: list[Rule] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)


def lines_of(
    cell_map: CellMap, flags: Sequence[Flag], columns: Columns
) -> tuple[tuple[SectionLine, ...], tuple[RuleLine, ...]]:
    """Return the lines of the sections and of all that is checked, each from the top."""
    sections = tuple(_sections(cell_map, flags, columns))
    first = FIRST_LINE + len(sections) + _BETWEEN
    return sections, tuple(_rules(cell_map, flags, columns, first))


def later_lines(cell_map: CellMap, first: int) -> tuple[LaterLine, ...]:
    """Return a line for each code that only the reader judges, from the row `first` on, the gravest first."""
    shown = {rule.message.code for rule in cell_map.rules if rule.in_sheet}
    later: dict[str, list[Rule]] = defaultdict(list)
    for rule in sorted(cell_map.rules, key=rank_of):
        if rule.message.code not in shown:
            later[rule.message.code].append(rule)
    lines = []
    for row, rules in enumerate(later.values(), first):
        message, words = rules[0].message, _words(rules)
        lines.append(LaterLine(row, _said(message.title, words), _said(message.fix, words)))
    return tuple(lines)


def _sections(cell_map: CellMap, flags: Sequence[Flag], columns: Columns) -> Iterator[SectionLine]:
    flagged = {flag.row for flag in flags}
    parts = [(section.title, range(section.first_row, section.last_row + 1)) for section in cell_map.sections]
    outside = sorted(flagged.difference(*(rows for _, rows in parts)))
    named: list[tuple[Text, Sequence[int]]] = [*parts]
    if outside:
        named.append((_OTHER if parts else _WHOLE, outside))
    across = _columns_of_ranks(flags, columns)
    inputs = {cell.row for cell in cell_map if cell.role is Role.INPUT}
    for row, (title, rows) in enumerate(named, FIRST_LINE):
        within = frozenset(rows)
        spots: tuple[list[Spot], ...] = tuple([] for _ in RANKS)
        for flag in flags:
            if flag.row in within:
                spots[rank_of(flag.rule)].append((flag.row, columns.flags + flag.column))
        ranges = tuple(
            tuple(text for text, _ in rectangles((number, column) for number in rows for column in beside))
            for beside in across
        )
        looked = tuple((run, columns.message) for run in runs((number, columns.marked) for number in rows))
        around = tuple(runs((number, columns.filled) for number in rows if number in inputs))
        yield SectionLine(row, title, tuple(map(tuple, spots)), ranges, looked, around)


def _columns_of_ranks(flags: Sequence[Flag], columns: Columns) -> list[range]:
    """Return the columns that the flags of each rank stand in."""
    found = []
    for rank in range(len(RANKS)):
        own = [columns.flags + flag.column for flag in flags if rank_of(flag.rule) == rank]
        found.append(range(min(own), max(own) + 1) if own else range(0))
    return found


def _rules(cell_map: CellMap, flags: Sequence[Flag], columns: Columns, first: int) -> Iterator[RuleLine]:
    """Yield a line for each field that must be filled, then for each code, the gravest first."""
    gathered: dict[tuple[int, object], _Gathered] = {}
    for flag in flags:
        rank = rank_of(flag.rule)
        line = gathered.setdefault((rank, flag.rule.message.code if rank else flag.rule.at), _Gathered())
        line.flags.append(flag)
        if not line.rules or line.rules[-1] is not flag.rule:
            line.rules.append(flag.rule)
    computed = frozenset((cell.row, cell.column) for cell in cell_map if cell.role is Role.COMPUTED)
    ordered = sorted(gathered.items(), key=lambda entry: (entry[0][0], _place(entry[1], entry[0][0])))
    for row, ((rank, _), line) in enumerate(ordered, first):
        message, words = line.rules[0].message, _words(line.rules)
        yield RuleLine(
            row,
            _said(message.title, words),
            _said(message.fix, words),
            rank,
            tuple((flag.row, columns.flags + flag.column) for flag in line.flags),
            tuple(_looked(line.flags, columns)),
            *_told(line.flags, columns, computed),
        )


def _place(line: _Gathered, rank: int) -> Spot:
    """Return what orders the lines of one rank: what must be filled in stands in the order of the form."""
    return (0, 0) if rank else min((flag.row, flag.at) for flag in line.flags)


def _looked(flags: Sequence[Flag], columns: Columns) -> Iterator[tuple[Run, int]]:
    """Yield the range of the flags in each column. Nothing else lies in it, but among required fields."""
    by_column: dict[tuple[int, int], list[Flag]] = defaultdict(list)
    for flag in flags:
        by_column[flag.column, flag.at].append(flag)
    for (column, at), own in by_column.items():
        rows = [flag.row for flag in own]
        yield (min(rows), max(rows), columns.flags + column), at


def _told(
    flags: Sequence[Flag], columns: Columns, computed: frozenset[Spot]
) -> tuple[tuple[Run, ...], tuple[Run, ...], tuple[Run, ...]]:
    """Return what shows whether there is anything to judge: the very cells where they are one range each."""
    inputs: list[Run] = []
    calculated: list[Run] = []
    around: set[Run] = set()
    for column in dict.fromkeys(flag.at for flag in flags):
        cells = {(flag.row, column) for flag in flags if flag.at == column}
        for spots, direct in ((cells - computed, inputs), (cells & computed, calculated)):
            if len(own := runs(spots)) == 1:
                direct += own
            elif own:
                around.add((own[0][0], own[-1][1], columns.filled))
    return tuple(inputs), tuple(calculated), tuple(sorted(around))


def _words(rules: Sequence[Rule]) -> dict[str, Text]:
    """Return the words that fill the same slot alike in all of some rules."""
    told = [dict(_fixed(rule)) for rule in rules]
    return {name: text for name, text in told[0].items() if all(one.get(name) == text for one in told)}


def _fixed(rule: Rule) -> Iterator[tuple[str, Text]]:
    for name, slot in {**rule.slots, "found": rule.found, "expected": rule.expected}.items():
        match slot:
            case Text():
                yield name, slot
            case String(value):
                yield name, Text(value)
            case Number(value):
                yield name, Text(f"{value:f}")
            case _:
                pass


def _said(text: Text, words: Mapping[str, Text]) -> Text:
    return text.filled(dict(words)).opened()
