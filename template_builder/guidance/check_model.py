"""The lines of the sheet 自检: one for each section, one for all that is checked, and what each looks at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from template_builder.guidance.columns import Columns
from template_builder.guidance.flags import (
    REMARKS,
    Flag,
    columns_of_ranks,
    is_conditional,
    rank_of,
    stretches,
)
from template_builder.guidance.form_nodes import ComputedCells, cells_read
from template_builder.xlsx.ranges import Position, Stretch, rectangles, runs_on
from templates.findings.agreement import agreement
from templates.kinds.registry import KINDS
from templates.model.cell_map import CellMap
from templates.model.expression import Number, String
from templates.model.page import CellAddress, Role
from templates.model.rule import Rule
from templates.path import Tree
from templates.text import Text

__all__ = [
    "COUNTS",
    "EXPLAINED",
    "FIRST_LINE",
    "FIRST_RANK",
    "LINK",
    "SHEET",
    "STATE",
    "WHOLE",
    "LaterLine",
    "RuleLine",
    "SectionLine",
    "first_rule",
    "later_lines",
    "lines_of",
]

SHEET = Text("自检", "Self-check")
"""The name of the sheet."""

FIRST_LINE = 5
"""The first line of a section on the sheet: above stand the title, the whole light, a note, the heads."""

STATE, COUNTS, EXPLAINED, LINK, FIRST_RANK = 2, 3, 7, 8, 3
"""Columns: the light, the number of places of a rule, how many are explained, the link; a section's counts
from `FIRST_RANK` on."""

WHOLE: Position = (2, 1)
"""The cell that says how far the form is."""

_OF_FORMULAS = {"formula-moved", "computed-value-differs"}
"""Codes of what can be wrong only where the form computes something."""

_BETWEEN = 2
"""Rows between the sections and the rules: an empty one, and the heads."""

_OTHER = Text("其他", "Other parts")
_OTHER_ON_SHEET = Text("{sheet}·其他", "{sheet}: other parts")
_WHOLE_FORM = Text("全表", "Whole form")


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A section of the form: the ranges of its flags for each of `RANKS`, and where to look for the first."""

    row: int
    title: Text
    sheet: int
    ranges: tuple[tuple[tuple[str, tuple[Position, ...]], ...], ...]
    """For each of `RANKS`, ranges of the sheet and the cells in them; not all of these hold a flag."""
    search: tuple[tuple[Stretch, int], ...]
    """Runs of cells that mark a row with a flag, each with the column to go to."""
    filled: tuple[Stretch, ...]
    """Runs of cells that mark a row with anything filled in."""
    explained: tuple[Stretch, ...]
    """Runs of cells that say how many remarks of a row are explained; none where nothing can be."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One thing that is checked: its flags, the cells it reports to, and how to put a breach right."""

    row: int
    title: Text
    fix: Text
    rank: int
    flags: tuple[Flag, ...]
    search: tuple[tuple[Stretch, int], ...]
    """Runs of flags, each with the column of the cells that they report to."""
    inputs: tuple[Stretch, ...]
    computed: tuple[Stretch, ...]
    filled: tuple[Stretch, ...]
    """What shows whether there is anything to judge: inputs, computed cells, marks of rows filled in."""
    explained: tuple[tuple[Stretch, Stretch], ...]
    """Runs of flags, each with that of the cells that say how many remarks of the same rows are explained."""


@dataclass(frozen=True, slots=True)
class LaterLine:
    """A rule that the sheet cannot judge: what is checked when the form comes back."""

    row: int
    title: Text
    fix: Text


@dataclass(slots=True)
class _Checked:
    """The rules, by their numbers, and the flags that make one line."""

    rules: dict[int, Rule] = field(default_factory=dict)
    flags: list[Flag] = field(default_factory=list)

    def order(self, rank: int) -> CellAddress:
        """Return what orders the lines of a rank: what must be filled in stands in the order of the form."""
        return CellAddress(0, 0, 0) if rank else min(flag.reported_at for flag in self.flags)


def lines_of(
    cell_map: CellMap, flags: Sequence[Flag], columns: Sequence[Columns], addresses: Tree
) -> tuple[tuple[SectionLine, ...], tuple[RuleLine, ...]]:
    """Return the lines of the sections and of all that is checked, each from the top.

    `columns` are those beside each sheet.
    """
    sections = tuple(_sections(cell_map, flags, columns))
    return sections, tuple(_rules(cell_map, flags, columns, addresses, first_rule(sections)))


def first_rule(sections: Sequence[SectionLine]) -> int:
    """Return the row of the first line of what is checked, below the sections and the heads."""
    return FIRST_LINE + len(sections) + _BETWEEN


def later_lines(cell_map: CellMap, first: int) -> tuple[LaterLine, ...]:
    """Return a line for each code that only the reader judges, from the row `first` on, the gravest first.

    Of the rules of the form these are the codes whose messages have a name, by which a clerk looks them up.
    """
    shown = {rule.message.code for rule in cell_map.rules if rule.in_sheet}
    later: dict[str, list[Rule]] = defaultdict(list)
    for rule in sorted(cell_map.rules, key=rank_of):
        if rule.message.name is not None and rule.message.code not in shown:
            later[rule.message.code].append(rule)
    lines = []
    for row, rules in enumerate(later.values(), first):
        message, words = rules[0].message, _common_words(rules)
        lines.append(LaterLine(row, _worded(message.title, words), _worded(message.fix, words)))
    for code in _only_on_return(cell_map):
        message = cell_map.messages[code]
        lines.append(LaterLine(first + len(lines), message.title.opened(), message.fix.opened()))
    return tuple(lines)


def _only_on_return(cell_map: CellMap) -> Iterator[str]:
    """Yield the codes of what a form can have that no formula sees: of its kinds, and of the form itself."""
    fields = [cell.of for cell in cell_map if cell.of is not None]
    found = {code for of in fields if of.is_input for code in of.kind.judged_on_return(of.limits)}
    of_kinds = {code for kind in KINDS.values() for code in kind.judged_on_return()}
    of_formulas = set() if any(of.formula is not None for of in fields) else _OF_FORMULAS
    for code in agreement().only_on_return:
        if code in found or code not in of_kinds | of_formulas:
            yield code


def _sections(cell_map: CellMap, flags: Sequence[Flag], beside: Sequence[Columns]) -> Iterator[SectionLine]:
    numbers = count(FIRST_LINE)
    for sheet, (on_sheet, columns) in enumerate(zip(cell_map.by_sheet, beside, strict=True)):
        here = [flag for flag in flags if flag.address.sheet == sheet]
        across = columns_of_ranks(here)
        inputs = {cell.row for cell in on_sheet if cell.role is Role.INPUT}
        remarked = {flag.address.row for flag in here if flag.rank in REMARKS} if columns.explained else ()
        for title, rows in _parts(on_sheet, here, of_several=len(beside) > 1):
            ranges = tuple(
                tuple(rectangles((number, column) for number in rows for column in columns_of_rank))
                for columns_of_rank in across
            )
            marked = runs_on(sheet, ((number, columns.marked) for number in rows))
            filled = runs_on(sheet, ((number, columns.filled) for number in rows if number in inputs))
            explained = ((number, columns.explained_remarks) for number in rows if number in remarked)
            yield SectionLine(
                next(numbers),
                title,
                sheet,
                ranges,
                tuple((run, columns.message) for run in marked),
                tuple(filled),
                tuple(runs_on(sheet, explained)),
            )


def _parts(on_sheet: CellMap, flags: Sequence[Flag], *, of_several: bool) -> list[tuple[Text, Sequence[int]]]:
    """Return the sections of a sheet, and what has flags there outside of them: their titles and rows."""
    parts: list[tuple[Text, Sequence[int]]] = [
        (section.title, range(section.first_row, section.last_row + 1)) for section in on_sheet.sections
    ]
    outside = sorted({flag.address.row for flag in flags}.difference(*(rows for _, rows in parts)))
    if not outside:
        return parts
    name = on_sheet.form.sheet
    if of_several:
        return [*parts, (_OTHER_ON_SHEET.filled({"sheet": name}) if parts else name, outside)]
    return [*parts, (_OTHER if parts else _WHOLE_FORM, outside)]


def _rules(
    cell_map: CellMap, flags: Sequence[Flag], columns: Sequence[Columns], addresses: Tree, first: int
) -> Iterator[RuleLine]:
    """Yield a line for each field that must be filled, then for each code, the gravest first."""
    checked: dict[tuple[int, object], _Checked] = defaultdict(_Checked)
    for flag in flags:
        line = checked[flag.rank, _checked_by(flag)]
        line.rules[flag.number] = flag.rule
        line.flags.append(flag)
    computed = ComputedCells(cell_map, addresses)
    with_inputs = frozenset((cell.sheet, cell.row) for cell in cell_map if cell.role is Role.INPUT)
    ordered = sorted(checked.items(), key=lambda entry: (entry[0][0], entry[1].order(entry[0][0])))
    for row, ((rank, _), line) in enumerate(ordered, first):
        rules = tuple(line.rules.values())
        message, words = rules[0].message, _common_words(rules)
        yield RuleLine(
            row,
            _worded(message.title, words),
            _worded(message.fix, words),
            rank,
            tuple(line.flags),
            tuple(_search(line.flags)),
            *(
                _read_by(line.flags, columns, addresses, with_inputs)
                or _to_judge(line.flags, columns, computed, with_inputs)
            ),
            tuple(_explained(line.flags, columns)) if rank in REMARKS and columns[0].explained else (),
        )


def _checked_by(flag: Flag) -> object:
    """Return what all flags of a line have in common: the field, the remark to be explained, or the code."""
    if flag.demand is not None:
        return flag.demand.remark.rule.message.code
    return flag.rule.message.code if flag.rank else (flag.rule.place or flag.rule.at)


def _explained(flags: Sequence[Flag], columns: Sequence[Columns]) -> Iterator[tuple[Stretch, Stretch]]:
    for run in stretches(flag.address for flag in flags):
        yield run, run._replace(column=columns[run.sheet].explained_remarks)


def _search(flags: Sequence[Flag]) -> Iterator[tuple[Stretch, int]]:
    """Yield the range of the flags in each column. Nothing else lies in it, but among required fields."""
    by_column: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for flag in flags:
        at = flag.address
        by_column[at.sheet, at.column, flag.reported_at.column].append(at.row)
    for (sheet, column, reported), rows in by_column.items():
        yield Stretch(sheet, min(rows), max(rows), column), reported


_Judged = tuple[tuple[Stretch, ...], tuple[Stretch, ...], tuple[Stretch, ...]]


def _read_by(
    flags: Sequence[Flag],
    columns: Sequence[Columns],
    addresses: Tree,
    with_inputs: frozenset[tuple[int, int]],
) -> _Judged | None:
    """Return the marks of the rows that conditional rules read; None where what they report to is enough.

    A rule is conditional if it is judged of a blank cell, too, as that may be wrong or right by what else is
    filled in: `OR(status <> "报废", reason <> "")`.
    """
    if not all(is_conditional(flag.rule) for flag in flags):
        return None
    read = [cells_read([flag.rule.ensure], flag.indices, addresses) for flag in flags]
    rows = {cell[:2] for cells in read for cell in cells} & with_inputs
    return ((), (), tuple(_filled_rows(rows, columns))) if rows else None


def _filled_rows(rows: Collection[tuple[int, int]], columns: Sequence[Columns]) -> Iterator[Stretch]:
    """Yield the marks of rows, which are given by their sheets and numbers."""
    for sheet, beside in enumerate(columns):
        yield from runs_on(sheet, ((row, beside.filled) for on, row in rows if on == sheet))


def _to_judge(
    flags: Sequence[Flag],
    columns: Sequence[Columns],
    computed: ComputedCells,
    with_inputs: frozenset[tuple[int, int]],
) -> _Judged:
    """Return what shows whether there is anything to judge: cells that are one range, else marks of rows.

    Of a text that is computed, which no function counts where it is blank, it is the rows it follows from.
    """
    inputs: list[Stretch] = []
    calculated: list[Stretch] = []
    filled: set[Stretch] = set()
    for sheet, column in dict.fromkeys((flag.address.sheet, flag.reported_at.column) for flag in flags):
        cells = {
            CellAddress(sheet, flag.address.row, column)
            for flag in flags
            if (flag.address.sheet, flag.reported_at.column) == (sheet, column)
        }
        behind = {row for cell in cells & computed.texts for row in computed.rows_behind(cell)}
        filled |= set(_filled_rows(behind & with_inputs, columns))
        cells -= computed.texts
        for places, direct in ((cells - computed.numbers, inputs), (cells & computed.numbers, calculated)):
            if len(found := runs_on(sheet, (place[1:] for place in places))) == 1:
                direct += found
            elif found:
                filled.add(Stretch(sheet, found[0].first, found[-1].last, columns[sheet].filled))
    return tuple(inputs), tuple(calculated), tuple(sorted(filled))


def _common_words(rules: Sequence[Rule]) -> dict[str, Text]:
    """Return the words that fill the same slot alike in all of some rules."""
    words = [dict(_fixed_words(rule)) for rule in rules]
    return {name: text for name, text in words[0].items() if all(one.get(name) == text for one in words)}


def _fixed_words(rule: Rule) -> Iterator[tuple[str, Text]]:
    slots = {"label": rule.label, **rule.slots, "found": rule.found, "expected": rule.expected}
    for name, slot in slots.items():
        match slot:
            case Text():
                yield name, slot
            case String(value):
                yield name, Text(value)
            case Number(value):
                yield name, Text(f"{value:f}")
            case _:
                pass


def _worded(text: Text, words: Mapping[str, Text]) -> Text:
    return text.filled(dict(words)).opened()
