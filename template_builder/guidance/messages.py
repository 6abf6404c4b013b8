"""The column beside the form: what is wrong in each row, in the words of the catalogue, as one types."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from template_builder.guidance.flags import Flag
from templates.language import address, render_rule, render_text, slot_text
from templates.model.cell_map import CellMap
from templates.model.expression import Expression
from templates.path import Tree
from templates.text import Language, Text

__all__ = ["Columns", "RowMessage", "flag_formula", "messages", "sentence"]

_FORMULA_LIMIT = 8_192


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns right of the form: the messages; hidden, whether a row has any flag, whether anything is
    filled in there, the flags, and what a message does not hold in one formula."""

    message: int
    marked: int
    filled: int
    flags: int
    rest: int

    @classmethod
    def of(cls, cell_map: CellMap, flags: Sequence[Flag]) -> Columns:
        """Return the columns beside the form of a cell map with its flags."""
        first = cell_map.last_column + 1
        width = max((flag.column for flag in flags), default=-1) + 1
        return cls(first, first + 1, first + 2, first + 3, first + 3 + width)


@dataclass(frozen=True, slots=True)
class RowMessage:
    """The message of one row: the numbers of its flags, in pieces none of which is too long."""

    row: int
    pieces: tuple[tuple[int, ...], ...]
    formulas: tuple[str, ...]


def flag_formula(flag: Flag, addresses: Tree, language: Language) -> str:
    """Return the formula (without `=`) of a flag: 1 where its rule is broken, else 0."""
    return f"IF({render_rule(flag.rule, addresses, flag.indices, language)},1,0)"


def sentence(flag: Flag, contents: Tree, language: Language) -> str:
    """Return the sentence of a broken rule over what the cells hold."""
    words = {name: slot_text(slot, contents, flag.indices) for name, slot in _slots(flag).items()}
    return Text(_template(flag, language)).filled(words).say(language)


def messages(
    flags: Sequence[Flag], columns: Columns, addresses: Tree, language: Language
) -> Iterator[RowMessage]:
    """Yield the message of each row that has flags, from the top."""
    rows: dict[int, list[int]] = defaultdict(list)
    for number, flag in enumerate(flags):
        rows[flag.row].append(number)
    for row in sorted(rows):
        pieces: list[list[int]] = []
        formulas: list[str] = []
        for number in rows[row]:
            part = _said(flags[number], columns, addresses, language)
            if formulas and len(formulas[-1]) + len(part) < _FORMULA_LIMIT:
                formulas[-1] += f"&{part}"
                pieces[-1].append(number)
            else:
                formulas.append(part)
                pieces.append([number])
        yield RowMessage(row, tuple(map(tuple, pieces)), tuple(formulas))


def _said(flag: Flag, columns: Columns, addresses: Tree, language: Language) -> str:
    said = render_text(_template(flag, language), _slots(flag), addresses, flag.indices, language)
    return f'IF({address(flag.row, columns.flags + flag.column)}=1,{said},"")'


def _template(flag: Flag, language: Language) -> str:
    # A sentence ends with its own mark; only English needs a space before the next.
    return flag.rule.message.sentence.say(language) + (" " if language == "en" else "")


def _slots(flag: Flag) -> Mapping[str, Expression | Text]:
    rule = flag.rule
    named = {name: part for name, part in (("found", rule.found), ("expected", rule.expected)) if part}
    return {**rule.slots, **named}
