"""The formulas of the sheet 自检 and what they give: counts, lights, and links to the first place.

Each line has its formulas and its figures beside each other, reading the same ranges.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Literal

from template_builder.guidance.check_model import RuleLine, SectionLine
from template_builder.guidance.flags import RANKS
from template_builder.guidance.status import status, status_formula
from template_builder.xlsx.ranges import Run, Spot, over, rectangles
from templates.kinds.base import Content
from templates.language import address, quoted, sheet_prefix
from templates.text import Language, Text

__all__ = [
    "COUNTS",
    "FIRST_RANK",
    "LINK",
    "SHEET",
    "STATE",
    "STATES",
    "WHOLE",
    "Line",
    "Tally",
    "World",
]

SHEET = Text("自检", "Self-check")
"""The name of the sheet."""

STATE, COUNTS, LINK, FIRST_RANK = 2, 3, 7, 3
"""Columns: the light, the number of places of a rule, the link; a section's counts from `FIRST_RANK` on."""

WHOLE: Spot = (2, 1)
"""The cell that says how far the form is."""

_WHERE = 8
"""The hidden column with the first place, as 1,000 times its row and its column; 0 where there is none."""

_NOWHERE = 1_000_000_000
_LONGEST = 7_000
"""Characters of a formula; what is longer is worked out in hidden cells right of the line."""

STATES = {
    "passed": Text("通过", "Passed"),
    "missing": Text("未填", "Missing"),
    "wrong": Text("有误", "Wrong"),
    "remark": Text("提醒", "Remark"),
    "open": Text("未判断", "Not judged"),
}
"""What a light may say."""

_BROKEN = ("missing", "wrong", "remark", "remark")
"""What the light of a rule of each of `RANKS` says when it is broken."""

_GO = Text("定位", "Go to")


@dataclass(frozen=True, slots=True)
class World:
    """What the form's sheet shows: its flags and marks of rows, and its cells, by row and column."""

    flags: dict[Spot, int]
    cells: dict[Spot, Content]

    def filled(self, spot: Spot) -> bool:
        """Tell whether a cell shows anything."""
        return self.cells.get(spot) not in (None, "")


@dataclass(frozen=True, slots=True)
class _Part:
    """A range within a formula, and the cells it is of; `at` is the column that a first place has."""

    text: str
    spots: tuple[Spot, ...]
    at: int = 0


_Function = Literal["SUM", "MIN", "COUNTA", "COUNT"]


def _value(function: _Function, parts: Iterable[_Part], world: World) -> int:
    match function:
        case "SUM":
            return sum(world.flags.get(spot, 0) for part in parts for spot in part.spots)
        case "MIN":
            found = (_first(part, world) for part in parts)
            return min(found, default=_NOWHERE)
        case _:
            return sum(world.filled(spot) for part in parts for spot in part.spots)


def _first(part: _Part, world: World) -> int:
    row = next((row for row, column in part.spots if world.flags.get((row, column))), None)
    return _NOWHERE if row is None else 1000 * row + part.at


def _spots(own: Iterable[Run]) -> Iterator[Spot]:
    return ((row, column) for first, last, column in own for row in range(first, last + 1))


def _range(run: Run) -> str:
    first, last, column = run
    return address(first, column) + (f":{address(last, column)}" if last > first else "")


Line = SectionLine | RuleLine


class Tally:
    """The formulas of the sheet, and what they show over the flags and cells of the form's sheet."""

    def __init__(
        self,
        sections: Sequence[SectionLine],
        rules: Sequence[RuleLine],
        form_sheet: str,
        language: Language,
    ) -> None:
        self.lines: tuple[Line, ...] = (*sections, *rules)
        self._rules = tuple(rules)
        self._name = sheet_prefix(form_sheet)
        self._language: Language = language
        self._spare: dict[int, Iterator[int]] = {}
        self._pieces: dict[int, list[tuple[Spot, _Function, tuple[_Part, ...]]]] = {}
        self.formulas: dict[Spot, str] = dict(self._all_formulas())
        """Every formula (without `=`) by row and column."""

    def figures(self, line: Line, world: World) -> dict[Spot, Content]:
        """Return what the cells of one line show."""
        shown: dict[Spot, Content] = {
            spot: _value(function, parts, world) for spot, function, parts in self._pieces.get(line.row, ())
        }
        if isinstance(line, SectionLine):
            counts = [sum(world.flags.get(spot, 0) for spot in spots) for spots in line.flags]
            shown |= {(line.row, FIRST_RANK + rank): number for rank, number in enumerate(counts)}
            missing, wrong, *remarks = counts
            blank = line.around and not any(world.flags.get(spot) for spot in _spots(line.around))
            state = "wrong" if wrong else "missing" if missing else "remark" if any(remarks) else "passed"
            state = "open" if blank and state == "passed" else state
            found = any(counts)
        else:
            number = sum(world.flags.get(spot, 0) for spot in line.flags)
            shown[line.row, COUNTS] = number
            told = (
                line.rank == 0
                or any(map(world.filled, _spots(line.inputs + line.computed)))
                or any(world.flags.get(spot) for spot in _spots(line.around))
            )
            state = _BROKEN[line.rank] if number else "passed" if told else "open"
            found = number > 0
        shown[line.row, STATE] = STATES[state].say(self._language)
        if len(line.looked) > 1:
            shown[line.row, _WHERE] = _value("MIN", self._looked(line), world) if found else 0
        shown[line.row, LINK] = _GO.say(self._language) if found else ""
        return shown

    def whole(self, shown: Mapping[Spot, Content]) -> str:
        """Return what the sheet says of the whole form, where it shows `shown`."""
        totals = [0] * len(RANKS)
        for line in self._rules:
            found = shown[line.row, COUNTS]
            assert isinstance(found, int)
            totals[line.rank] += found
        return status(totals, self._language)

    def _all_formulas(self) -> Iterator[tuple[Spot, str]]:
        yield WHOLE, self._whole_formula()
        for line in self.lines:
            if isinstance(line, SectionLine):
                yield from self._section(line)
            else:
                yield from self._rule(line)
            yield from self._link(line)

    def _section(self, line: SectionLine) -> Iterator[tuple[Spot, str]]:
        row = line.row
        for rank, ranges in enumerate(line.ranges):
            yield (row, FIRST_RANK + rank), over("SUM", [self._name + text for text in ranges])
        missing, wrong, first, last = (address(row, FIRST_RANK + rank) for rank in (0, 1, 2, 3))
        passed = self._state("passed")
        if line.around:
            filled = over("SUM", [part.text for part in self._parts(line.around)])
            passed = f"IF({filled}=0,{self._state('open')},{passed})"
        remark = f"IF({first}+{last}>0,{self._state('remark')},{passed})"
        light = f"IF({missing}>0,{self._state('missing')},{remark})"
        yield (row, STATE), f"IF({wrong}>0,{self._state('wrong')},{light})"

    def _rule(self, line: RuleLine) -> Iterator[tuple[Spot, str]]:
        row, number = line.row, address(line.row, COUNTS)
        yield from self._spread((row, COUNTS), "SUM", self._parts(run for run, _ in line.looked), "{}")
        light = self._state("passed")
        if line.rank:
            told: list[str] = []
            kinds: tuple[tuple[_Function, tuple[Run, ...]], ...] = (
                ("COUNTA", line.inputs),
                ("COUNT", line.computed),
                ("SUM", line.around),
            )
            for function, own in kinds:
                if own:
                    formula, pieces = self._sum(row, function, self._parts(own))
                    yield from pieces
                    told.append(formula)
            light = f"IF({'+'.join(told)}=0,{self._state('open')},{light})"
        yield (row, STATE), f"IF({number}>0,{self._state(_BROKEN[line.rank])},{light})"

    def _link(self, line: Line) -> Iterator[tuple[Spot, str]]:
        """Yield the link to the first place of a line, with its place where it may be in several columns."""
        row = line.row
        found = address(row, COUNTS)
        if isinstance(line, SectionLine):
            found = f"SUM({found}:{address(row, FIRST_RANK + len(RANKS) - 1)})"
        if len(line.looked) > 1:
            yield from self._spread((row, _WHERE), "MIN", self._looked(line), f"IF({found}=0,0,{{}})")
            where = address(row, _WHERE)
            target = f"{quoted('#' + self._name)}&ADDRESS(INT({where}/1000),MOD({where},1000),4)"
        else:
            ((run, at),) = line.looked
            if run[0] == run[1]:
                target = quoted("#" + self._name + address(run[0], at))
            else:
                column = address(1, at)[:-1]
                target = (
                    f"{quoted('#' + self._name + column)}&MATCH(1,{self._name}{_range(run)},0)+{run[0] - 1}"
                )
        yield (row, LINK), f'IF({found}=0,"",HYPERLINK({target},{self._word(_GO)}))'

    def _spread(
        self, spot: Spot, function: _Function, parts: tuple[_Part, ...], around: str
    ) -> Iterator[tuple[Spot, str]]:
        formula, pieces = self._sum(spot[0], function, parts)
        yield from pieces
        yield spot, around.replace("{}", formula)

    def _sum(
        self, row: int, function: _Function, parts: tuple[_Part, ...]
    ) -> tuple[str, list[tuple[Spot, str]]]:
        """Return a formula over parts, and the formulas of hidden cells where it would be too long."""
        if sum(len(part.text) + 1 for part in parts) <= _LONGEST:
            return over(function, [part.text for part in parts]), []
        pieces: list[list[_Part]] = [[]]
        for part in parts:
            if sum(len(one.text) + 1 for one in (*pieces[-1], part)) > _LONGEST:
                pieces.append([])
            pieces[-1].append(part)
        spare = self._spare.setdefault(row, count(_WHERE + 1))
        spots = [(row, next(spare)) for _ in pieces]
        kept = self._pieces.setdefault(row, [])
        kept += [(spot, function, tuple(piece)) for spot, piece in zip(spots, pieces, strict=True)]
        written = [
            (spot, over(function, [part.text for part in piece]))
            for spot, piece in zip(spots, pieces, strict=True)
        ]
        return over("MIN" if function == "MIN" else "SUM", [text for text, _ in rectangles(spots)]), written

    def _parts(self, own: Iterable[Run]) -> tuple[_Part, ...]:
        return tuple(_Part(self._name + _range(run), tuple(_spots([run]))) for run in own)

    def _looked(self, line: Line) -> tuple[_Part, ...]:
        """Return the parts that look for the first place of a line."""
        parts: list[_Part] = []
        for run, at in line.looked:
            area = self._name + _range(run)
            if run[0] == run[1]:
                text = f"IF({area}=1,{1000 * run[0] + at},{_NOWHERE})"
            else:
                text = f"IFERROR((MATCH(1,{area},0)+{run[0] - 1})*1000+{at},{_NOWHERE})"
            parts.append(_Part(text, tuple(_spots([run])), at))
        return tuple(parts)

    def _state(self, state: str) -> str:
        return self._word(STATES[state])

    def _word(self, text: Text) -> str:
        return quoted(text.say(self._language))

    def _whole_formula(self) -> str:
        totals = []
        for rank in range(len(RANKS)):
            rows = [(line.row, COUNTS) for line in self._rules if line.rank == rank]
            totals.append(over("SUM", [text for text, _ in rectangles(rows)]))
        return status_formula(totals, self._language)
