"""The column beside the form: what is wrong in each row, in the words of the catalogue, as one types."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from templates.cellmap import CellMap, Rule
from templates.filling import leaf_at, path_of, places
from templates.language import Expression, judge, render_rule, render_text, slot_text
from templates.path import Indices, Tree
from templates.text import Language, Text

__all__ = ["Check", "RowChecks", "row_checks"]

_FORMULA_LIMIT = 8_192

Check = tuple[str, str]
"""A formula (without `=`) that gives the sentences of broken rules, and what it gives now."""


@dataclass(frozen=True, slots=True)
class RowChecks:
    """The formulas of one row: one, or more where one would be longer than Excel allows."""

    row: int
    formulas: tuple[Check, ...]


def row_checks(cell_map: CellMap, addresses: Tree, contents: Tree, language: Language) -> Iterator[RowChecks]:
    """Yield the checks of each row that a rule reports to, from the top.

    `addresses` is the tree of addresses of the cell map, `contents` the tree of what its cells hold.
    """
    rows: dict[int, list[Check]] = defaultdict(list)
    for rule in cell_map.rules:
        if rule.in_sheet:
            for indices in places(contents, rule.scope, cell_map.shape, rule.where):
                row = _row(cell_map, addresses, rule, indices)
                rows[row].append(_check(rule, addresses, contents, indices, language))
    for row in sorted(rows):
        yield RowChecks(row, tuple(_joined(rows[row])))


def _row(cell_map: CellMap, addresses: Tree, rule: Rule, indices: Indices) -> int:
    place = _first(leaf_at(addresses, path_of(cell_map.shape, rule.at, indices)))
    assert place is not None, "a rule reports to a field that has a cell"
    return place[0]


def _first(node: Tree) -> tuple[int, int] | None:
    """The first cell below a node of the tree of addresses; constants, which are words, have none."""
    if isinstance(node, tuple):
        row, column = node
        return (row, column)
    parts = node.values() if isinstance(node, Mapping) else node if isinstance(node, list) else ()
    return next((found for part in parts if (found := _first(part)) is not None), None)


def _check(rule: Rule, addresses: Tree, contents: Tree, indices: Indices, language: Language) -> Check:
    """Return the formula of one rule at one place, and what it gives."""
    slots: dict[str, Expression | Text] = dict(rule.slots)
    slots |= {name: part for name, part in (("found", rule.found), ("expected", rule.expected)) if part}
    # A sentence ends with its own mark; only English needs a space before the next.
    template = rule.message.sentence.say(language) + (" " if language == "en" else "")
    broken = render_rule(rule, addresses, indices, language)
    formula = f'IF({broken},{render_text(template, slots, addresses, indices, language)},"")'
    if not judge(rule, contents, indices):
        return formula, ""
    words = {name: slot_text(slot, contents, indices) for name, slot in slots.items()}
    return formula, Text(template).filled(words).say(language)


def _joined(checks: list[Check]) -> Iterator[Check]:
    """Join the checks of a row, beginning a further formula where one would be too long."""
    formula, shown = checks[0]
    for further, sentence in checks[1:]:
        if len(formula) + 1 + len(further) > _FORMULA_LIMIT:
            yield formula, shown
            formula, shown = further, sentence
        else:
            formula, shown = f"{formula}&{further}", shown + sentence
    yield formula, shown
