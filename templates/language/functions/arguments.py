"""How the arguments of most functions are written, in a formula and in Python."""

from __future__ import annotations

from collections.abc import Callable

from templates.language.formulas import call
from templates.language.functions.signatures import Arguments, Code, Coder, Renderer
from templates.model.expression import Call, Expression, Ref

__all__ = ["any_fails", "calculated", "is_cell", "mixed_leaves", "over_areas", "plain"]


def plain(name: str) -> Callable[[Renderer, Arguments], str]:
    """Render as Excel's function of that name, each argument one value."""
    return lambda sheet, given: call(name, [sheet.formula(one) for one in given])


def calculated(name: str) -> Callable[[Renderer, Arguments], str]:
    """Render as Excel's function of that name, each argument a number to calculate with."""
    return lambda sheet, given: call(name, [sheet.number(one) for one in given])


def over_areas(name: str) -> Callable[[Renderer, Arguments], str]:
    """Render as Excel's function of that name over cells and ranges."""
    return lambda sheet, given: call(name, [area for one in given for area in sheet.areas(one)])


def is_cell(expression: Expression) -> bool:
    """Tell whether an argument is a cell itself, in which what is no number is passed over."""
    return isinstance(expression, Ref) or (isinstance(expression, Call) and expression.function == "INDEX")


def any_fails(codes: list[Code]) -> bool:
    """Tell whether one of several codes may raise an error."""
    return any(code.fails for code in codes)


def mixed_leaves(coder: Coder, given: Arguments) -> str:
    """Return the code of a list of what cells hold and of the numbers that other arguments give."""
    if all(isinstance(one, Ref) for one in given):
        return coder.leaves(given)
    parts = []
    for one in given:
        if isinstance(one, Ref) and coder.sound:
            parts.append(f"*{coder.leaves((one,))}")
        elif isinstance(one, Ref):  # of several errors the first is the result
            parts.append(f"*map(sound, {coder.leaves((one,))})")
        else:
            parts.append((coder.value if is_cell(one) else coder.number)(one).text)
    return f"[{', '.join(parts)}]"
