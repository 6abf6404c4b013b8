"""The Python functions of a whole form: which of its rules are broken, and what it computes.

For each repeat with rules there is one function. It goes through the items, reads once what the rules need,
under local names, and judges one rule after the other. Where a cell holds an error, the rules of its items
are judged one by one instead, as then the error must stop each of them for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from templates.language.python_code.compilation import function_of
from templates.language.python_code.computed_code import computed_code
from templates.language.python_code.expression_code import ExpressionCoder
from templates.language.python_code.rule_code import broken_code, guard_code, with_numbers
from templates.language.python_code.scope_code import Scope, indented
from templates.model.expression import Expression
from templates.model.rule import Rule
from templates.model.shape import Group, Leaf, Repeat, enclosing, node_at
from templates.path import Indices, Names, Tree

__all__ = ["Breach", "broken_rules_function", "computed_fields_function"]

Breach = tuple[int, Indices]
"""The number of a rule, and the indices of the item where it is broken."""

OneByOne = Callable[[Tree, list[Breach], Indices], None]
"""Judges the rules for the items whose indices begin so, one by one."""

Numbered = Sequence[tuple[int, Rule]]


def broken_rules_function(
    shape: Group, names: Names, rules: Numbered, *, folded: bool
) -> Callable[[Tree, list[Breach], OneByOne], None]:
    """Return the function that adds to a list where the rules of a repeat (or of the form) are broken."""
    scope = Scope(shape, names)
    coder = ExpressionCoder(scope.local_names(sound=True), folded=folded)
    body = list(chain.from_iterable(_group(scope, coder, group) for group in _alike(rules)))
    lines = [f"# rules of {'.'.join(names) or 'the form'}", "def judge(tree, found, one_by_one):"]
    lines += indented(_level(scope, coder, 0, body))
    function: Callable[[Tree, list[Breach], OneByOne], None] = function_of(
        "judge", lines, coder.constants, f"rules of {'.'.join(names) or 'the form'}"
    )
    return function


def _alike(rules: Numbered) -> Iterator[Numbered]:
    """Yield the rules that are judged for the same items, under the same guards."""
    groups: dict[object, list[tuple[int, Rule]]] = {}
    for number, rule in rules:
        groups.setdefault((rule.where, rule.guards), []).append((number, rule))
    yield from groups.values()


def _level(scope: Scope, coder: ExpressionCoder, level: int, body: list[str]) -> Iterator[str]:
    """Yield the lines of a loop: what it reads, then the loop within it, or the rules."""
    head = list(coder.cells.lines(level))
    if head:
        given_up = f"one_by_one(tree, found, {scope.indices(level)})"
        yield "try:"
        yield from indented(head)
        yield "except Failed:"
        yield from indented([given_up, "continue" if level else "return"])
    if level < scope.depth:
        yield scope.loop(level + 1)
        yield from indented(_level(scope, coder, level + 1, body))
    else:
        yield from body or ["pass"]


def _group(scope: Scope, coder: ExpressionCoder, group: Numbered) -> Iterator[str]:
    where, guards = group[0][1].where, group[0][1].guards
    conditions = [guard_code(coder, guard) for guard in guards]
    inner = with_numbers(coder, guards)
    lines: list[str] = []
    for number, rule in group:
        broken = broken_code(inner, rule.ensure, ())
        if broken.text != "not True":
            found = f"found.append(({number}, {scope.indices(scope.depth)}))"
            lines += _tried([f"if {broken.text}: {found}  # {rule.message.code}"], fails=broken.fails)
    tests = [] if where is None else [f"item{scope.depth}[{where[0]!r}] == {where[1]!r}"]
    tests += [condition.text for condition in conditions]
    if tests and lines:
        lines = [f"if {' and '.join(tests)}:", *indented(lines)]
    yield from _tried(lines, fails=bool(lines) and any(condition.fails for condition in conditions))


def _tried(lines: list[str], *, fails: bool) -> list[str]:
    """Return lines that end where an error comes up, if one can."""
    return ["try:", *indented(lines), "except Failed: pass"] if fails else lines


def computed_fields_function(shape: Group, computed: Sequence[Names]) -> Callable[[Tree], None]:
    """Return the function that puts into a filling what its computed fields come to, in the order given.

    A blank one holds "", as it does in a sheet.
    """
    lines = ["def compute(tree):"]
    constants: dict[str, object] = {}
    for names in computed:
        node = node_at(shape, names)
        node = node.item if isinstance(node, Repeat) else node  # a list of plain values
        assert isinstance(node, Leaf)
        assert node.field.formula is not None
        scope = Scope(shape, enclosing(shape, names))
        coder = ExpressionCoder(scope.local_names(sound=False), constants=constants)
        lines += indented([f"# {'.'.join(names)}", *_field(scope, coder, names, node.field.formula)])
    lines.append("    return None")
    function: Callable[[Tree], None] = function_of("compute", lines, constants, "computed fields")
    return function


def _field(scope: Scope, coder: ExpressionCoder, names: Names, formula: Expression) -> Iterator[str]:
    code = computed_code(coder, formula)
    lines: list[str] = []
    for level in range(scope.depth + 1):
        if level:
            lines += indented([scope.loop(level)], level - 1)
        lines += indented(coder.cells.lines(level), level)
    target = scope.target(names)
    body = [f"result = {code.text}"]
    if code.fails:
        body = ["try:", *indented(body), "except Failed:", "    result = None"]
    body.append(f'{target} = "" if result is None else result')
    yield from (*lines, *indented(body, scope.depth))
