"""The rules of a form that what was filled in breaks, and the items in which it does."""

from __future__ import annotations

from dataclasses import dataclass

from reader.judge.filled_form import FilledForm
from templates import Rule
from templates.model.rule import Purpose
from templates.path import Indices, Path
from templates.records.calculation import broken_for_reader
from templates.records.item_paths import indexed_path

__all__ = ["BrokenRule", "broken_rules"]


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A rule that is broken in the item with these indices; `path` is what carries the finding.

    `number` is the rule's among all rules of the cell map.
    """

    number: int
    rule: Rule
    indices: Indices
    path: Path


def broken_rules(form: FilledForm) -> tuple[list[BrokenRule], list[BrokenRule]]:
    """Return what must be filled and is not, and the other rules that are broken, in the form's order."""
    required: list[BrokenRule] = []
    others: list[BrokenRule] = []
    cell_map = form.cell_map
    for number, indices in broken_for_reader(cell_map, form.filling):
        rule = cell_map.rules[number]
        path = indexed_path(cell_map.shape, rule.at, indices)
        into = required if rule.purpose is Purpose.REQUIRED else others
        into.append(BrokenRule(number, rule, indices, path))
    return required, others
