"""The rules of a form that what was filled in breaks, and the items in which it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reader.judge.filled_form import FilledForm
from templates import Rule
from templates.language import judge
from templates.model.rule import Purpose
from templates.path import Indices, Path
from templates.records.item_paths import indexed_path, item_indices

__all__ = ["BrokenRule", "broken_rules"]


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A rule that is broken in the item with these indices; `path` is what carries the finding."""

    rule: Rule
    indices: Indices
    path: Path


def broken_rules(form: FilledForm) -> tuple[list[BrokenRule], list[BrokenRule]]:
    """Return what must be filled and is not, and the other rules that are broken, in the form's order."""
    required: list[BrokenRule] = []
    others: list[BrokenRule] = []
    shape = form.cell_map.shape
    for rule, indices in _broken(form):
        into = required if rule.purpose is Purpose.REQUIRED else others
        into.append(BrokenRule(rule, indices, indexed_path(shape, rule.at, indices)))
    return required, others


def _broken(form: FilledForm) -> Iterator[tuple[Rule, Indices]]:
    """Yield each rule that is broken with the indices of the item. Texts are compared as the reader does."""
    for rule in form.cell_map.rules:
        is_required = rule.purpose is Purpose.REQUIRED
        if not (is_required or rule.in_reader):
            continue
        for indices in item_indices(form.filling, rule.scope, form.cell_map.shape, rule.where):
            if judge(rule, form.filling, indices, folded=not is_required):
                yield rule, indices
