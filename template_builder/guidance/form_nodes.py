"""Nodes for what the form's own expressions say: computed cells, broken rules, and their sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from template_builder.guidance.flags import Flag
from template_builder.guidance.nodes import Node, Picker, SheetState, picker
from templates.language import (
    address,
    evaluate_computed,
    judge,
    references_of,
    render_computed,
    render_rule,
    render_text,
    resolve,
    slot_text,
)
from templates.model.cell_map import CellMap
from templates.model.expression import Expression
from templates.model.page import CellAddress, Role
from templates.model.rule import Rule
from templates.path import Indices, Tree, indices_of, split
from templates.text import Language, Text

__all__ = ["BrokenRule", "ComputedCell", "ComputedCells", "Sentence", "Sentences", "Wording", "cells_read"]


@dataclass(frozen=True, slots=True)
class ComputedCell(Node[Decimal | str]):
    """A computed cell of the form: a number, or the text "" where it is blank."""

    expression: Expression
    indices: Indices
    addresses: Tree = field(repr=False)
    sheet: int = 0
    sheet_names: tuple[str, ...] = ()

    @property
    def formula(self) -> str:
        return render_computed(
            self.expression,
            self.addresses,
            self.indices,
            sheet=self.sheet,
            sheet_names=self.sheet_names,
        )

    def value(self, state: SheetState) -> Decimal | str:
        result = evaluate_computed(self.expression, state.filling, self.indices)
        return "" if result is None else result

    @property
    def depends_on(self) -> frozenset[CellAddress]:
        return cells_read([self.expression], self.indices, self.addresses)


@dataclass(frozen=True, slots=True)
class BrokenRule(Node[int]):
    """A flag: 1 where its rule is broken, else 0."""

    flag: Flag
    addresses: Tree = field(repr=False)
    language: Language
    sheet_names: tuple[str, ...] = ()

    @property
    def formula(self) -> str:
        flag = self.flag
        broken = render_rule(
            flag.rule,
            self.addresses,
            flag.indices,
            self.language,
            sheet=flag.address.sheet,
            sheet_names=self.sheet_names,
        )
        return f"IF({broken},1,0)"

    def value(self, state: SheetState) -> int:
        return int(judge(self.flag.rule, state.filling, self.flag.indices))

    @property
    def depends_on(self) -> frozenset[CellAddress]:
        rule = self.flag.rule
        return cells_read([rule.ensure, *rule.guards], self.flag.indices, self.addresses)


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentence of a rule in one language, and what fills the slots that it has."""

    template: str
    slots: Mapping[str, Expression | Text]
    language: Language

    @classmethod
    def of(cls, rule: Rule, language: Language) -> Wording:
        """Return the wording of a rule."""
        # A sentence ends with its own mark; only English needs a space before the next.
        template = rule.message.sentence.say(language) + (" " if language == "en" else "")
        named = {name: part for name, part in (("found", rule.found), ("expected", rule.expected)) if part}
        slots = {**rule.slots, **named}
        return cls(
            template, {name: slot for name, slot in slots.items() if f"{{{name}}}" in template}, language
        )


@dataclass(frozen=True)
class Sentence(Node[str]):
    """What the catalogue says of a broken rule, where its flag is raised; else the text ""."""

    flag: Flag
    wording: Wording
    addresses: Tree = field(repr=False)
    sheet_names: tuple[str, ...] = ()

    @cached_property
    def formula(self) -> str:
        flag, wording = self.flag, self.wording
        slots = {"label": flag.label, **wording.slots}
        words = render_text(
            wording.template,
            slots,
            self.addresses,
            flag.indices,
            wording.language,
            sheet=flag.address.sheet,
            sheet_names=self.sheet_names,
        )
        return f'IF({address(flag.address.row, flag.address.column)}=1,{words},"")'

    def value(self, state: SheetState) -> str:
        if not state.shown[self.flag.address]:
            return ""
        indices, wording = self.flag.indices, self.wording
        words = {name: slot_text(slot, state.filling, indices) for name, slot in wording.slots.items()}
        words.setdefault("label", self.flag.label)
        return Text(wording.template).filled(words).say(wording.language)

    @property
    def depends_on(self) -> frozenset[CellAddress]:
        expressions = (slot for slot in self.wording.slots.values() if not isinstance(slot, Text))
        return cells_read(expressions, self.flag.indices, self.addresses) | {self.flag.address}


@dataclass(frozen=True, slots=True)
class Sentences(Node[str]):
    """The sentences of some flags of a row, one after the other."""

    sentences: tuple[Sentence, ...]
    _flags: Picker = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_flags", picker([sentence.flag.address for sentence in self.sentences]))

    @property
    def formula(self) -> str:
        return "&".join(sentence.formula for sentence in self.sentences)

    def value(self, state: SheetState) -> str:
        flags = self._flags(state.shown)
        if not any(flags):
            return ""  # as in nearly all rows
        return "".join([one.value(state) for one, flag in zip(self.sentences, flags, strict=True) if flag])

    @property
    def parts(self) -> tuple[Node[object], ...]:
        return self.sentences


def cells_read(
    expressions: Iterable[Expression], indices: Indices, addresses: Tree
) -> frozenset[CellAddress]:
    """Return the cells that expressions read where they stand; constants of the form have none."""
    cells: set[CellAddress] = set()
    for expression in expressions:
        for ref in references_of(expression):
            found = resolve(addresses, ref, indices)
            cells.update(leaf for leaf in (found if ref.column else [found]) if isinstance(leaf, CellAddress))
    return frozenset(cells)


class ComputedCells:
    """The computed cells of a form: those that hold numbers, and those that hold texts."""

    def __init__(self, cell_map: CellMap, addresses: Tree) -> None:
        self._addresses = addresses
        found = [cell for cell in cell_map if cell.role is Role.COMPUTED and cell.of is not None]
        self.numbers = frozenset(one.address for one in found if one.of and one.of.kind.numeric)
        self.texts = frozenset(one.address for one in found) - self.numbers
        self._cells = {cell.address: cell for cell in found}

    def rows_behind(self, address: CellAddress) -> frozenset[tuple[int, int]]:
        """Return the rows, with their sheets, that a computed cell follows from, through what is between."""
        rows: set[tuple[int, int]] = set()
        due, seen = [address], {address}
        while due:
            cell = self._cells.get(due.pop())
            if cell is not None and cell.of is not None and cell.of.formula is not None:
                read = cells_read([cell.of.formula], indices_of(split(cell.path)), self._addresses)
                rows |= {one[:2] for one in read}
                more = read - seen
                seen |= more
                due += more
        return frozenset(rows)
