"""The rules of a form: those that are broken, where all they speak of could be read."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from reader.display import shown
from reader.judge.broken_rules import BrokenRule
from reader.judge.dependencies import Dependencies, dependencies_of
from reader.judge.filled_form import FilledForm
from reader.judge.finding_report import FindingReport, FoundAt
from templates.language import Result, evaluate, slot_text
from templates.model.expression import Expression, Ref
from templates.model.shape import Group, Leaf, node_at

__all__ = ["check_rules"]


def check_rules(form: FilledForm, broken: Sequence[BrokenRule], report: FindingReport) -> None:
    """Report the rules that are broken.

    A rule is not judged over an input that could not be read or is missing: that has a finding of its own. An
    item of a list whose row was deleted is none of it.
    """
    if broken:
        behind = dependencies_of(form.plan)
        doubtful = frozenset(form.odd) | frozenset(filter(form.is_missing, form.plan.required))
        for one in broken:
            if not doubtful or _can_be_judged(one, form, behind, doubtful):
                _report(one, form, report)


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


def _report(broken: BrokenRule, form: FilledForm, report: FindingReport) -> None:
    rule, indices, plan = broken.rule, broken.indices, form.plan
    entry = next(plan.fields[at] for at in plan.spans[broken.path] if not plan.fields[at].field.constant)

    def text(expression: Expression | None) -> str | None:
        if expression is None:
            return None
        value = evaluate(expression, form.filling, indices, folded=True)
        return shown(_recorded(expression, value, plan.cell_map.shape))

    words = {name: slot_text(slot, form.filling, indices, folded=True) for name, slot in rule.slots.items()}
    report.add(
        rule.message.code,
        FoundAt(entry.address, form.names.of(broken.path), text(rule.found)),
        severity=rule.severity,
        expected=text(rule.expected),
        slots={"label": entry.cell.label, **words},
    )


def _recorded(expression: Expression, value: Result, shape: Group) -> Result:
    """Return what a field holds as a record has it, such as a date for its serial number."""
    node = node_at(shape, expression.names) if isinstance(expression, Ref) else None
    if not isinstance(node, Leaf) or not isinstance(value, Decimal):
        return value
    recorded = node.field.kind.recorded(value, node.field.limits)
    return Decimal(recorded) if isinstance(recorded, int) else recorded
