"""Which inputs stand behind an expression, through whatever is computed from them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from reader.judge.plan import ReadingPlan
from reader.judge.planning import plan_of
from reader.locate import located_in_place
from templates import CellMap
from templates.language import blank_tested, references_of
from templates.model.expression import Expression, Ref
from templates.path import Indices, Names, Path, Tree, indices_of, names_of

__all__ = ["Dependencies", "dependencies_of"]


def dependencies_of(plan: ReadingPlan) -> Dependencies:
    """Return the dependencies of a plan; all forms that have every cell in its place have the same."""
    return plan.cell_map.derived(_dependencies_in_place) if plan.in_place else Dependencies(plan)


class RuleInput(NamedTuple):
    """An input behind a rule: its number, whether it is one of a whole column, and whether it is enough for
    the rule to know if it is blank.
    """

    number: int
    column: bool
    blank_tested: bool


class Dependencies:
    """The inputs behind the fields of a plan, by their numbers. Each field is followed once."""

    def __init__(self, plan: ReadingPlan) -> None:
        self._plan = plan
        self._items = plan.filling([outcome.value for outcome in plan.outcomes], plan.every_item)
        """The items of each list with their constants; what else stands in them does not matter here."""
        self._known: dict[Path, frozenset[int]] = {}
        self._of_rules: dict[tuple[int, Indices], tuple[RuleInput, ...]] = {}

    def of_rule(self, number: int, indices: Indices) -> tuple[RuleInput, ...]:
        """Return the inputs behind what a rule of the cell map, by its number, says of an item."""
        known = self._of_rules.get((number, indices))
        if known is None:
            known = self._of_rules[number, indices] = tuple(self._inputs(number, indices))
        return known

    def _inputs(self, number: int, indices: Indices) -> Iterator[RuleInput]:
        rule = self._plan.cell_map.rules[number]
        tested = {ref for ref in blank_tested(rule.ensure) if not ref.numeric}
        for expression in (rule.ensure, *rule.guards):
            for ref in references_of(expression):
                for field in self.of_reference(ref, indices):
                    yield RuleInput(field, ref.column, ref in tested)

    def of_expression(self, expression: Expression, indices: Indices) -> frozenset[int]:
        """Return the inputs behind an expression that stands in the items `indices`."""
        return frozenset(
            number for ref in references_of(expression) for number in self.of_reference(ref, indices)
        )

    def of_reference(self, ref: Ref, indices: Indices) -> frozenset[int]:
        """Return the inputs behind a reference: of a whole column, those of every item."""
        targets = _targets(self._items, ref.names, indices[: ref.bound], ref, ())
        return frozenset(number for target in targets for number in self.of_field(target))

    def of_field(self, path: Path) -> frozenset[int]:
        """Return the inputs that a field is computed from; an input itself."""
        if path not in self._known:
            number = self._plan.numbers[path]
            field = self._plan.fields[number].field
            if field.formula is None:
                self._known[path] = frozenset([number] if field.is_input else [])
            else:
                self._known[path] = self.of_expression(field.formula, indices_of(path))
        return self._known[path]


def _dependencies_in_place(cell_map: CellMap) -> Dependencies:
    return Dependencies(plan_of(cell_map, located_in_place(cell_map)))


def _targets(node: Tree, names: Names, bound: Indices, ref: Ref, path: Path) -> Iterator[Path]:
    if isinstance(node, list):
        numbers = bound[:1] or range(len(node))
        for number in numbers:
            if _is_meant(node[number], names_of(path), ref):
                yield from _targets(node[number], names, bound[1:], ref, (*path, number))
    elif names:
        yield from _targets(node[names[0]], names[1:], bound, ref, (*path, names[0]))
    else:
        yield path


def _is_meant(item: Tree, repeat: Names, ref: Ref) -> bool:
    """Whether the filters of a reference keep an item of a repeat."""
    return all(item[one.key] == one.value for one in ref.where if one.repeat == repeat)
