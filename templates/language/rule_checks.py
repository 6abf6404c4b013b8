"""Rules: the formulas that show where one is broken, the same judged here, and what must be filled before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from templates.language.formulas import call
from templates.language.operations import Failed
from templates.language.python_code.compilation import broken_function
from templates.language.python_code.rule_code import is_filled
from templates.language.references import blank_tests, cells_of, references_of
from templates.language.rendering import Rendering
from templates.model.expression import (
    Expression,
    Ref,
)
from templates.model.rule import Rule
from templates.path import Indices, Names, Tree
from templates.text import Language

__all__ = ["guards_of", "judge", "render_rule"]


def render_rule(
    rule: Rule,
    addresses: Tree,
    indices: Indices,
    language: Language = "zh",
    *,
    sheet: int = 0,
    sheet_names: Sequence[str] = (),
) -> str:
    """Return a formula that is TRUE where the rule is broken, FALSE where it holds or is not judged."""
    rendering = Rendering(addresses, indices, language, sheet, sheet_names)
    guards = [rendering.formula(is_filled(guard)) for guard in rule.guards]
    broken = call("AND", [*guards, f"NOT({rendering.formula(rule.ensure)})"])
    return f"IFERROR({broken},FALSE)"


def judge(rule: Rule, values: Tree, indices: Indices, *, folded: bool = False) -> bool:
    """Tell whether a rule is broken; an error, or a guard that is not filled, is no breach.

    The reader compares texts `folded`, as `evaluate` has it; the sheet cannot.
    """
    try:
        return broken_function(rule.ensure, rule.guards, folded)(values, indices)
    except Failed:
        return False


def guards_of(
    ensure: Expression,
    formula_of: Callable[[Names], Expression | None] = lambda names: None,
    required: Callable[[Names], bool] = lambda names: False,
) -> tuple[Expression, ...]:
    """Return what must be filled before a rule can be judged, where its author has not said so.

    That is every single field in `ensure` (and every cell picked by INDEX) that it does not itself test for
    being blank; where IFERROR looks something up, what is looked for. Behind a computed field stand, further,
    the required inputs it is computed from.
    """
    tested = frozenset(_tests_of_cells(ensure))
    found: dict[Expression, None] = {}
    for part in _cells(ensure):
        if part not in tested:
            found[part] = None
            if isinstance(part, Ref):
                found |= dict.fromkeys(_inputs(part, formula_of, required, frozenset()))
    return tuple(found)


def _cells(expression: Expression) -> Iterator[Expression]:
    """Yield the single cells that an expression names."""
    return (one for one in cells_of(expression) if not (isinstance(one, Ref) and one.column))


def _tests_of_cells(expression: Expression) -> Iterable[Expression]:
    return (cell for tested in blank_tests(expression) for cell in _cells(tested))


def _inputs(
    ref: Ref,
    formula_of: Callable[[Names], Expression | None],
    required: Callable[[Names], bool],
    seen: frozenset[Names],
) -> Iterator[Ref]:
    formula = formula_of(ref.names)
    if formula is None or ref.names in seen:
        return
    for behind in references_of(formula):
        if behind.column:
            continue
        if required(behind.names):
            yield behind
        yield from _inputs(behind, formula_of, required, seen | {ref.names})
