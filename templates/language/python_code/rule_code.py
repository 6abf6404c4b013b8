"""The Python code of rules: whether one is broken, short-cut where an error and a rule that holds are one."""

from __future__ import annotations

from dataclasses import replace

from templates.language.functions.signatures import Code
from templates.language.python_code.expression_code import ExpressionCoder
from templates.language.value_types import value_type_of
from templates.model.expression import Binary, Call, Expression, Ref, String

__all__ = ["broken_code", "fails_surely", "guard_code", "is_filled", "with_numbers"]


def is_filled(guard: Expression) -> Expression:
    """Return the condition that a guard is met: a number is one, a text is not blank."""
    match value_type_of(guard):
        case "truth":
            return guard
        case "number":
            return Call("ISNUMBER", (guard,))
        case _:
            return Binary("<>", guard, String(""))


def broken_code(coder: ExpressionCoder, ensure: Expression, guards: tuple[Expression, ...]) -> Code:
    """Return the code that is true where a rule is broken.

    It is so where all guards are met and `ensure` is false. An error is no breach, so it is all one whether
    the code gives False there or fails.
    """
    parts = [guard_code(coder, guard) for guard in guards]
    parts.append(fails_surely(with_numbers(coder, guards), ensure))
    return _all(parts)


def guard_code(coder: ExpressionCoder, guard: Expression) -> Code:
    """Return the code that is true where a guard is met; texts are compared as they stand."""
    return holds_surely(replace(coder, folded=False), is_filled(guard))


def with_numbers(coder: ExpressionCoder, guards: tuple[Expression, ...]) -> ExpressionCoder:
    """Return the same coder for code that stands where the guards are met."""
    known = {guard for guard in guards if isinstance(guard, Ref) and value_type_of(guard) == "number"}
    return replace(coder, numbers=coder.numbers | known)


def holds_surely(coder: ExpressionCoder, condition: Expression) -> Code:
    """Return code that gives True where a condition is true; where it is an error, False or an error."""
    match condition:
        case Call("AND", given):
            return _all([holds_surely(coder, one) for one in given])
        case Call("NOT", (one,)):
            return fails_surely(coder, one)
        case _:
            return coder.value(condition)


def fails_surely(coder: ExpressionCoder, condition: Expression) -> Code:
    """Return code that gives True where a condition is false; where it is an error, False or an error."""
    match condition:
        case Call("OR", given):
            return _all([fails_surely(coder, one) for one in given])
        case Call("NOT", (one,)):
            return holds_surely(coder, one)
        case _:
            code = coder.value(condition)
            return Code(f"not {code.text}", "truth", code.fails)


def _all(codes: list[Code]) -> Code:
    if len(codes) == 1:
        return codes[0]
    return Code(" and ".join(code.text for code in codes), "truth", any(code.fails for code in codes))
