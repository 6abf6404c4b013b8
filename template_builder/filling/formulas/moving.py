"""The formulas of a template as they are once its rows are repeated: each refers to what it meant."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from types import MappingProxyType

from template_builder.filling.formulas.row_map import RowMap
from template_builder.filling.formulas.tokens import Corner, Reference, Token, TokenKind, tokens
from templates.findings.errors import Sentence

__all__ = ["Mode", "Mover", "Place", "shifted"]

_ANY = frozenset(range(255))
_EACH_SECOND = frozenset({0, *range(1, 255, 2)})
_OF_ALL = (
    *("SUM", "AVERAGE", "AVERAGEA", "COUNT", "COUNTA", "COUNTBLANK", "MAX", "MAXA", "MIN", "MINA", "PRODUCT"),
    *("SUMPRODUCT", "SUMSQ", "MEDIAN", "STDEV", "STDEV.S", "STDEV.P", "STDEVP", "VAR", "VAR.S", "VAR.P"),
    *("VARP", "GEOMEAN", "HARMEAN", "AND", "OR", "CONCAT", "ROWS", "COLUMNS", "MODE", "MODE.SNGL"),
    *("UNIQUE", "SORT"),
)
_TAKES_AREAS: Mapping[str, frozenset[int]] = {
    **dict.fromkeys(_OF_ALL, _ANY),
    "SUBTOTAL": _ANY - {0},
    **dict.fromkeys(("AGGREGATE", "TEXTJOIN"), _ANY - {0, 1}),
    **dict.fromkeys(("RANK", "RANK.EQ", "RANK.AVG", "MATCH", "XMATCH", "VLOOKUP", "HLOOKUP"), frozenset({1})),
    **dict.fromkeys(("LOOKUP", "XLOOKUP"), frozenset({1, 2})),
    **dict.fromkeys(("COUNTIF", "INDEX", "LARGE", "SMALL", "PERCENTILE", "QUARTILE"), frozenset({0})),
    **dict.fromkeys(("PERCENTRANK", "TRIMMEAN", "FILTER"), frozenset({0})),
    **dict.fromkeys(("SUMIF", "AVERAGEIF"), frozenset({0, 2})),
    **dict.fromkeys(("SUMIFS", "AVERAGEIFS", "MAXIFS", "MINIFS"), _EACH_SECOND),
    "COUNTIFS": frozenset(range(0, 255, 2)),
}
"""The arguments, from 0, at which a function takes an area, so that one cell may become several."""


class Mode(Enum):
    """How a formula takes a single cell of a row that is repeated."""

    CELL = auto()
    """The formula of a cell: one cell is meant, or a function takes all; anything else is unclear."""
    RULE = auto()
    """A rule that holds for an area: the first copy stands for all."""
    AREA = auto()
    """A chart, an area for printing: all copies."""
    NAME = auto()
    """A defined name: the same, but for a reference without `$`, which moves along with who uses the name."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a formula stands: its sheet, its row in the template, and which copy of the row it is, from 0."""

    sheet: str
    row: int = 0
    copy: int = 0


class Mover:
    """What moves formulas, given where the rows of each sheet come to stand (by its name, in small letters).

    Rows that are `alike`, by sheet and number, repeat for the same lines: a formula in the third copy of one
    refers to the third copy of another. `unclear` takes the references that could not be understood in the
    formula that was moved last.
    """

    def __init__(
        self,
        maps: Mapping[str, RowMap],
        order: Sequence[str] = (),
        alike: Mapping[tuple[str, int], Hashable] = MappingProxyType({}),
    ) -> None:
        self._alike = {(sheet.casefold(), row): group for (sheet, row), group in alike.items()}
        self._maps = {name.casefold(): rows for name, rows in maps.items()}
        self._order = [name.casefold() for name in order]
        self.unclear: list[Sentence] = []

    def rows_of(self, sheet: str) -> RowMap | None:
        """Return where the rows of a sheet stand; None where they stay."""
        return self._maps.get(sheet.casefold())

    def moved(self, formula: str, place: Place, mode: Mode = Mode.CELL) -> str:
        """Return a formula (without `=`) as it stands at a place."""
        self.unclear = []
        parts = list(tokens(formula))
        if not self._maps or not any(token.reference for token in parts):
            return formula
        areas = set(_area_arguments(parts))
        written = []
        for number, token in enumerate(parts):
            if token.reference is None or token.reference.is_foreign:
                written.append(token.text)
                continue
            joined = _is_colon(parts, number - 1) or _is_colon(parts, number + 1)
            takes_area = mode in (Mode.AREA, Mode.NAME) or (number in areas and not joined)
            moved = self._reference(token.reference, place, mode, takes_area)
            written.append(token.text if moved == token.reference else moved.written)
        return "".join(written)

    def _reference(self, found: Reference, place: Place, mode: Mode, takes_area: bool) -> Reference:
        names = found.sheets or (place.sheet,)
        rows = self._map_of(names, found)
        if rows is None or not found.first.row:
            return found
        first, end, sheet = found.first, found.end, names[0].casefold()

        def is_own(corner: Corner) -> bool:
            return not corner.fixed_row and self._goes_along(place, sheet, corner.row)

        is_here = sheet == place.sheet.casefold() and rows.repeats(place.row)
        above = any(_is_above(corner, place.row) and not is_own(corner) for corner in (first, end))
        if is_here and mode is Mode.CELL and above:
            self.unclear.append(Sentence.of("template-row-above", reference=found.written))
        if mode is Mode.NAME and not (first.fixed_row and end.fixed_row):
            return found
        top = rows.first(first.row) + (place.copy if is_own(first) else 0)
        if found.last is not None:
            bottom = rows.first(end.row) + place.copy if is_own(end) else rows.last(end.row)
            return replace(found, first=first._replace(row=top), last=end._replace(row=bottom))
        if is_own(first) or not rows.repeats(first.row) or mode is Mode.RULE:
            return replace(found, first=first._replace(row=top))
        if not takes_area:
            self.unclear.append(Sentence.of("template-one-of-many", reference=found.written))
            return found
        last = rows.last(first.row)
        return replace(
            found,
            first=first._replace(row=top),
            last=None if last == top else first._replace(row=last),
        )

    def _goes_along(self, place: Place, sheet: str, row: int) -> bool:
        """Tell whether a row repeats along with that of a place: it is the same, or for the same lines."""
        here = (place.sheet.casefold(), place.row)
        rows = self._maps.get(here[0])
        if rows is None or not rows.repeats(place.row):
            return False
        return here == (sheet, row) or (
            (sheet, row) in self._alike and self._alike[sheet, row] == self._alike.get(here)
        )

    def _map_of(self, names: Sequence[str], found: Reference) -> RowMap | None:
        """Return the rows of the sheet that a reference leads to; those of several sheets must not move."""
        if len(names) == 1:
            return self.rows_of(names[0])
        ends = [self._order.index(name.casefold()) for name in names if name.casefold() in self._order]
        between = self._order[min(ends) : max(ends) + 1] if len(ends) == len(names) else []
        moved = [name for name in between if name in self._maps and self._maps[name].touches(found.end.row)]
        if moved:
            self.unclear.append(Sentence.of("template-through-sheets", reference=found.written))
        return None


def _is_above(corner: Corner, row: int) -> bool:
    return corner.row == row - 1 and not corner.fixed_row


def _is_colon(parts: Sequence[Token], number: int) -> bool:
    return 0 <= number < len(parts) and parts[number].text == ":"


def _area_arguments(parts: Sequence[Token]) -> Iterator[int]:
    """Yield the numbers of the references that are a whole argument where a function takes an area."""
    calls: list[tuple[str, int]] = []
    known = [number for number, token in enumerate(parts) if token.kind is not TokenKind.SPACE]
    for place, number in enumerate(known):
        token = parts[number]
        before = parts[known[place - 1]] if place else None
        after = parts[known[place + 1]] if place + 1 < len(known) else None
        if token.text == "{":
            calls.append(("", 0))
        elif token.text == "(":
            called = before.text if before is not None and before.kind is TokenKind.NAME else ""
            calls.append((called.upper().removeprefix("_XLFN.").removeprefix("_XLWS."), 0))
        elif token.text in (")", "}") and calls:
            calls.pop()
        elif token.text == "," and calls:
            calls[-1] = (calls[-1][0], calls[-1][1] + 1)
        elif token.reference is not None and calls and before is not None and after is not None:
            name, argument = calls[-1]
            is_whole = before.text in ("(", ",") and after.text in (")", ",")
            if is_whole and argument in _TAKES_AREAS.get(name, ()):
                yield number


def shifted(formula: str, rows: int, columns: int) -> str:
    """Return a formula as it is so many cells further on, as a formula is that cells share."""
    written = []
    for token in tokens(formula):
        if token.reference is None:
            written.append(token.text)
            continue
        moved = token.reference.down(rows, columns)
        written.append("#REF!" if moved is None else moved.written)
    return "".join(written)
