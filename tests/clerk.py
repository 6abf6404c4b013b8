"""What a clerk may enter wrong in each input of a form, and what the form must then say.

Nothing here knows a rule. What is wrong follows from the checks of a field's kind, as the rules of the cell
map have them: of a pool of odd contents, that is taken which breaks the rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from template_builder.guidance.cell_values import contents_of
from template_builder.guidance.flags import Flag
from template_builder.guidance.guide import Guide
from templates import Cell, CellMap, Role, Text
from templates.kinds import Content, Limits
from templates.language import judge, slot_text
from templates.model.page import CellAddress
from templates.model.rule import Purpose
from templates.path import names_of, set_value, split, value_at
from tests.office import Formula

__all__ = ["Clerk", "Entry"]

_NO_NUMBERS: tuple[Content, ...] = (
    "752.2万元",
    *map(Decimal, ("-1", "0.001", "2000000000000", "1900", "2023.5")),
)
_NO_TEXTS: tuple[Content, ...] = ("12", "138001380001", "甲类")
_LONGEST = 60  # of a text whose field says nothing


@dataclass(frozen=True, slots=True)
class Entry:
    """A wrong content of an input, the rule that it breaks, the sentence of the row and the line of 自检."""

    value: Content | Formula
    flag: Flag
    sentence: str
    title: str


class Clerk:
    """Somebody who knows what belongs into each input (`values`), and what does not."""

    def __init__(self, cell_map: CellMap, values: dict[str, Any]) -> None:
        self.guide = Guide(cell_map)
        self.inputs = [cell for cell in cell_map if cell.role is Role.INPUT]
        self._contents = contents_of(cell_map, values)
        self._flags: dict[CellAddress, list[Flag]] = defaultdict(list)
        self._errors: dict[int, list[Flag]] = defaultdict(list)
        for flag in self.guide.flags:
            self._flags[flag.reported_at].append(flag)
            if flag.rule.purpose is Purpose.ERROR_VALUE:
                self._errors[flag.address.row].append(flag)

    def right(self, cell: Cell) -> Content:
        """Return what belongs into an input."""
        content: Content = value_at(self._contents, split(cell.path))
        return content

    def wrong(self, cell: Cell) -> Iterator[Entry]:
        """Yield a wrong content for each check of an input, an error, and nothing where something must be."""
        assert cell.of is not None
        limits = cell.limits or cell.of.limits
        codes = {check.code for check in cell.of.kind.checks(limits)}
        alone = not any(isinstance(part, int) for part in split(cell.path))
        for flag in self._flags[cell.address]:
            if flag.rule.message.code in codes or (alone and flag.rule.purpose is Purpose.REQUIRED):
                yield self._entry(cell, flag, limits)
        yield self._error(cell)

    def _error(self, cell: Cell) -> Entry:
        """Return an error, which is reported at the first input of an item."""
        path = split(cell.path)
        names, indices = names_of(path), tuple(part for part in path if isinstance(part, int))
        (flag,) = (
            flag
            for flag in self._errors[cell.row]
            if flag.indices == indices and names in (flag.rule.at, (*flag.rule.scope, names[-1]))
        )
        message, such_as = flag.rule.message, flag.rule.slots["found"]
        assert isinstance(such_as, Text)
        said = message.sentence.filled({"found": such_as}).zh
        return Entry(Formula("=NA()"), flag, said, message.title.zh)

    def _entry(self, cell: Cell, flag: Flag, limits: Limits) -> Entry:
        message, path = flag.rule.message, split(cell.path)
        right = self.right(cell)
        try:
            for value in _odd(cell, limits):
                set_value(self._contents, path, value)
                if judge(flag.rule, self._contents, flag.indices):
                    words = {"label": limits.label, "found": Text(_shown(value))}
                    if flag.rule.expected is not None:
                        words["expected"] = slot_text(flag.rule.expected, self._contents, flag.indices)
                    said = message.sentence.filled(words).zh
                    return Entry(value, flag, said, message.title.filled(words).zh)
        finally:
            set_value(self._contents, path, right)
        raise AssertionError(f"nothing that breaks {message.code} is known for {cell.path}")


def _odd(cell: Cell, limits: Limits) -> Iterator[Content]:
    """Yield what may be wrong in an input."""
    assert cell.of is not None
    if cell.of.kind.numeric:
        yield from _NO_NUMBERS
    else:
        yield from _NO_TEXTS
        if limits.choices is not None:
            for term in limits.choices.terms():
                yield from (term.value, *term.keep)
            yield from limits.choices.refuse
        yield "长" * ((cell.of.kind.longest(limits) or _LONGEST) + 1)
    yield None


def _shown(value: Content) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
