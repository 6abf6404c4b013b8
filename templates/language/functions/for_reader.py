"""What makes a function that only a reader can work out: it has Python code, and no formula."""

from __future__ import annotations

from collections.abc import Callable

from templates.language.errors import ExpressionError
from templates.language.functions.arguments import any_fails
from templates.language.functions.signatures import (
    Arguments,
    Code,
    Coder,
    Function,
    Renderer,
    Takes,
    ValueType,
)
from templates.model.expression import Expression, Ref

__all__ = ["argument_code", "calling", "for_reader"]


def for_reader(
    name: str,
    takes: tuple[Takes, ...],
    gives: ValueType,
    code: Callable[[Coder, Arguments], Code],
    *helpers: Callable[..., object],
    open_ended: bool = False,
) -> Function:
    """Return a function of that name, which a rule with `sheet: false` may use; its code calls the `helpers`.

    An `open_ended` one takes the last argument as often as its author likes.
    """

    def refused(sheet: Renderer, given: Arguments) -> str:
        raise ExpressionError("function-of-the-reader", name=name)

    most = None if open_ended else len(takes)
    return Function(name, takes, gives, refused, code, len(takes), most, helpers, reader_only=True)


def calling(helper: Callable[..., object], gives: ValueType) -> Callable[[Coder, Arguments], Code]:
    """Return what writes a call of `helper` with all that the function was given."""

    def code(coder: Coder, given: Arguments) -> Code:
        written = [argument_code(coder, one) for one in given]
        call = f"{helper.__name__}({', '.join(one.text for one in written)})"
        return Code(call, gives, any_fails(written))

    return code


def argument_code(coder: Coder, one: Expression) -> Code:
    """Return the code of an argument: a column is the list of its cells, where an error is a value."""
    if isinstance(one, Ref) and one.column:
        return Code(coder.leaves((one,)), "any")
    return coder.value(one)
