"""The Python code of computed cells."""

from __future__ import annotations

from collections.abc import Iterator

from templates.language.functions.signatures import Code
from templates.language.functions.table import FUNCTIONS
from templates.language.python_code.expression_code import ExpressionCoder
from templates.language.references import blank_tests, cells_of
from templates.language.value_types import value_type_of
from templates.model.expression import (
    Binary,
    Call,
    Expression,
    ItemNumber,
    Ref,
    String,
    Unary,
    is_lookup,
    walk,
)

__all__ = ["computed_code", "counted", "needed"]


def counted(expression: Expression) -> tuple[Expression, ...]:
    """Return the cells and columns of numbers that a computed cell is blank without.

    Those outside of the item, and those that no input goes into, do not count where there are others: they
    are always there; nor do those that the formula of a text itself tests for being blank. A formula over
    texts alone is worked out in any case.
    """
    tested = _tested(expression) if value_type_of(expression) == "text" else frozenset()
    found = dict.fromkeys(cell for cell in cells_of(expression) if _column_of(cell).numeric)
    left_out = tested.union(needed(expression))
    open_cells = [cell for cell in found if not _column_of(cell).fixed and cell not in left_out]
    innermost = max((_column_of(cell).bound for cell in open_cells), default=0)
    return tuple(cell for cell in open_cells if _column_of(cell).bound == innermost)


def _tested(expression: Expression) -> frozenset[Expression]:
    return frozenset(cell for part in blank_tests(expression) for cell in cells_of(part))


def needed(expression: Expression) -> tuple[Expression, ...]:
    """Return the cells of other items, found by `item_number`, without which a computed cell is blank.

    A formula that tests such a cell, or has it in one case of several, looks after it by itself.
    """
    return tuple(dict.fromkeys(_picked(expression)))


def _column_of(cell: Expression) -> Ref:
    column = cell.arguments[0] if isinstance(cell, Call) else cell
    assert isinstance(column, Ref)
    return column


def _picked(expression: Expression) -> Iterator[Expression]:
    match expression:
        case Call("INDEX", (Ref(numeric=True), at)):
            if not is_lookup(expression) and any(isinstance(part, ItemNumber) for part in walk(at)):
                yield expression
        case Binary("=" | "<>", left, right) if String("") in (left, right):
            pass
        case Call("IF", (condition, *_)):
            yield from _picked(condition)
        case Call("IFERROR", (_, otherwise)):
            yield from _picked(otherwise)
        case Call(name, given) if not FUNCTIONS[name].tests_blank:
            for one in given:
                yield from _picked(one)
        case Unary(_, operand):
            yield from _picked(operand)
        case Binary(_, left, right):
            yield from (*_picked(left), *_picked(right))
        case _:
            pass


def computed_code(coder: ExpressionCoder, expression: Expression) -> Code:
    """Return the code of what a computed cell shows, a number or a text; None where the cell is blank.

    It is blank where no number goes in.
    """
    if value_type_of(expression) == "text":
        code = coder.text(expression)
        shown = f"({code.text} or None)"
    else:
        code = coder.value(expression)
        shown = code.text if code.gives == "number" else f"number_shown({code.text})"
    cells = [_holds_number(coder, cell) for cell in counted(expression)]
    conditions = [f"({' or '.join(cells)})"] if cells else []
    conditions += [_holds_number(coder, cell) for cell in needed(expression)]
    if not conditions:
        return Code(shown, "any", code.fails)
    return Code(f"({shown} if {' and '.join(conditions)} else None)", "any", code.fails)


def _holds_number(coder: ExpressionCoder, cell: Expression) -> str:
    """Return the code that is true where a cell holds a number, or any of a column does."""
    if isinstance(cell, Ref):
        if cell.column:
            return coder.derived("count of numbers", cell, "t", f"count_numbers({coder.leaves((cell,))})")
        return f"{coder.leaf(cell)}.__class__ is D"
    return f"attempt(lambda: {coder.value(cell).text}).__class__ is D"
