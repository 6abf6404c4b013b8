"""The rules of a form, judged over what was read."""

from __future__ import annotations

from collections.abc import Mapping

from reader.display import shown
from reader.judge.checks import is_missing
from reader.judge.dependencies import Dependencies
from reader.judge.places import Place, Placed
from reader.judge.report import FieldPaths, Report, Spot
from templates import CellMap, Rule
from templates.language import blank_tested, evaluate, judge, references_of, slot_text
from templates.model.expression import Expression
from templates.model.rule import Purpose
from templates.path import Indices, Path
from templates.records.item_paths import indexed_path, item_indices

__all__ = ["check_rules"]


def check_rules(
    cell_map: CellMap, placed: Placed, behind: Dependencies, names: Mapping[Path, FieldPaths], report: Report
) -> None:
    """Judge each rule for each item of its scope, and report those that are broken.

    What is to be filled is told by `check_required`. A rule is not judged over an input that could not be
    read or is missing: that has a finding of its own. Of a list, an item whose row was deleted is none of it.
    """
    for rule in cell_map.rules:
        if not rule.in_reader or rule.purpose is Purpose.REQUIRED:
            continue
        for indices in item_indices(placed.filling, rule.scope, cell_map.shape, rule.where):
            broken = judge(rule, placed.filling, indices, folded=True)
            if broken and _can_be_judged(rule, indices, placed, behind):
                _report(rule, indices, cell_map, placed, names, report)


def _can_be_judged(rule: Rule, indices: Indices, placed: Placed, behind: Dependencies) -> bool:
    tested = {ref for ref in blank_tested(rule.ensure) if not ref.numeric}
    for expression in (rule.ensure, *rule.guards):
        for ref in references_of(expression):
            for path in behind.of_reference(ref, indices):
                place = placed.places[path]
                if ref.column and path in placed.deleted:
                    continue
                if is_missing(path, place) or not (place.outcome.readable or _is_text(place, ref in tested)):
                    return False
    return True


def _is_text(place: Place, tested: bool) -> bool:
    """Whether all that matters of an unreadable cell is whether it is blank, which is known."""
    return tested and place.outcome.value is not None


def _report(
    rule: Rule,
    indices: Indices,
    cell_map: CellMap,
    placed: Placed,
    names: Mapping[Path, FieldPaths],
    report: Report,
) -> None:
    path = indexed_path(cell_map.shape, rule.at, indices)
    place = next(place for _, place in placed.below(path) if not place.field.constant)

    def said(expression: Expression | None) -> str | None:
        if expression is None:
            return None
        return shown(evaluate(expression, placed.filling, indices, folded=True))

    report.add(
        rule.message.code,
        Spot(place.position, names[path], said(rule.found)),
        severity=rule.severity,
        expected=said(rule.expected),
        slots={
            "label": place.cell.label,
            **{
                name: slot_text(slot, placed.filling, indices, folded=True)
                for name, slot in rule.slots.items()
            },
        },
    )
