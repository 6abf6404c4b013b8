"""The rules of a form: those that are broken, where all they speak of could be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reader.display import shown
from reader.judge.dependencies import Dependencies, dependencies_of
from reader.judge.filled_form import FilledForm
from reader.judge.finding_report import FindingReport, FoundAt
from templates import CellMap, Rule, Severity, Text
from templates.kinds.presentation import Wording
from templates.language import Result, evaluator, judge, resolve, slot_function
from templates.language.operations import leaf
from templates.model.expression import Expression, Ref, wording_of
from templates.model.page import Cell
from templates.model.rule import Purpose
from templates.model.shape import Leaf, node_at
from templates.path import Indices, Path, Tree
from templates.records.calculation import Breach, broken_for_reader
from templates.records.item_paths import reported_path

__all__ = ["BrokenRule", "broken_rules", "check_rules"]


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
    known = cell_map.derived(_none_broken)
    for breach in broken_for_reader(cell_map, form.filling):
        broken = known.get(breach)
        if broken is None:
            number, indices = breach
            rule = cell_map.rules[number]
            path = reported_path(cell_map.shape, rule, indices)
            broken = known[breach] = BrokenRule(number, rule, indices, path)
        (required if broken.rule.purpose is Purpose.REQUIRED else others).append(broken)
    return required, others


def _none_broken(cell_map: CellMap) -> dict[Breach, BrokenRule]:
    """Return what comes to hold the rules that were ever broken, by their numbers and the indices."""
    return {}


def check_rules(form: FilledForm, broken: Sequence[BrokenRule], report: FindingReport) -> None:
    """Report the rules that are broken.

    A rule is not judged over an input that could not be read or is missing: that has a finding of its own. An
    item of a list whose row was deleted is none of it. What the sheet checks too, and cannot see in what was
    typed (as that two texts differ in width alone), is a warning at most: the sheet said that all is well.
    """
    if broken:
        behind = dependencies_of(form.plan)
        unread = (number for number in form.odd if not form.outcomes[number].readable)
        doubtful = frozenset(unread) | frozenset(filter(form.is_missing, form.plan.required))
        as_typed: Tree = None
        for one in broken:
            if not doubtful or _can_be_judged(one, form, behind, doubtful):
                severity = one.rule.severity
                if severity is Severity.ERROR and one.rule.in_sheet:
                    as_typed = as_typed or form.filling_as_typed()
                    severity = severity if judge(one.rule, as_typed, one.indices) else Severity.WARNING
                _report(one, form, report, severity)


def _can_be_judged(
    broken: BrokenRule, form: FilledForm, behind: Dependencies, doubtful: frozenset[int]
) -> bool:
    """Tell whether a rule speaks of no input that is missing or could not be read."""
    inputs = behind.of_rule(broken.number, broken.indices)
    deleted = form.plan.deleted
    return not any(
        form.is_missing(number) or not _is_known(form, number, tested=tested)
        for number, column, tested in inputs
        if number in doubtful and not (column and number in deleted)
    )


def _is_known(form: FilledForm, number: int, *, tested: bool) -> bool:
    """Whether an input was read, or all that matters of it is whether it is blank, which is known."""
    outcome = form.outcomes[number]
    return outcome.readable or (tested and outcome.value is not None)


def _report(broken: BrokenRule, form: FilledForm, report: FindingReport, severity: Severity) -> None:
    rule, plan = broken.rule, form.plan
    entry = plan.fields[plan.spoken_of[broken.path]]
    named = plan.fields[plan.spans[broken.path][0]] if broken.path in plan.numbers else entry
    words = _words_of(form.cell_map, broken.number)
    scope = (form.filling, broken.indices)
    report.add(
        rule.message.code,
        FoundAt(entry.address, form.names.of(broken.path), words.found and words.found(*scope)),
        severity=severity,
        expected=words.expected and words.expected(*scope),
        slots={"label": _called(named.cell), **{name: text(*scope) for name, text in words.slots.items()}},
    )


def _called(cell: Cell) -> Text:
    """Return what a person calls a cell; one that the form itself fills, by its words."""
    return cell.label if cell.text is None else cell.text


@dataclass(frozen=True, slots=True)
class _RuleWords:
    """What gives the words of a rule over a filling: what was found, what was expected, what fills slots."""

    found: Callable[[Tree, Indices], str] | None
    expected: Callable[[Tree, Indices], str] | None
    slots: Mapping[str, Callable[[Tree, Indices], Text]]


def _words_of(cell_map: CellMap, number: int) -> _RuleWords:
    known = cell_map.derived(_no_words)
    if number not in known:
        rule = cell_map.rules[number]
        slots = {name: slot_function(slot, folded=True) for name, slot in rule.slots.items()}
        known[number] = _RuleWords(_shown(rule.found, cell_map), _shown(rule.expected, cell_map), slots)
    return known[number]


def _no_words(cell_map: CellMap) -> dict[int, _RuleWords]:
    """Return what comes to hold the words of each rule that was broken, by its number."""
    return {}


def _shown(expression: Expression | None, cell_map: CellMap) -> Callable[[Tree, Indices], str] | None:
    if expression is None:
        return None
    node = node_at(cell_map.shape, expression.names) if isinstance(expression, Ref) else None
    if not isinstance(expression, Ref) or expression.column or not isinstance(node, Leaf):
        value_of, of_cell = evaluator(expression, folded=True), wording_of(expression)
        return lambda values, indices: _said(value_of(values, indices), of_cell)
    ref, wording = expression, node.field.kind.wording(node.field.limits)  # as nearly all are
    return lambda values, indices: _said(leaf(resolve(values, ref, indices)), wording)


def _said(value: Result, wording: Wording | None) -> str:
    """Return what a cell holds as a sentence says it, such as a date for its serial number."""
    return wording.text(value) if wording is not None and isinstance(value, Decimal) else shown(value)
