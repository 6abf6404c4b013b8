"""The Python code of computed cells."""

from __future__ import annotations

from templates.language.functions.signatures import Code
from templates.language.python_code.expression_code import ExpressionCoder
from templates.language.references import references_of
from templates.model.expression import Expression, Ref

__all__ = ["computed_code", "counted"]


def counted(expression: Expression) -> tuple[Ref, ...]:
    """Return the references to numbers: a formula over texts alone is worked out in any case."""
    return tuple(ref for ref in references_of(expression) if ref.numeric)


def computed_code(coder: ExpressionCoder, expression: Expression) -> Code:
    """Return the code of the number that a computed cell shows; it gives None where the cell is blank.

    It is blank where no number goes in.
    """
    code = coder.value(expression)
    number = code.text if code.gives == "number" else f"number_shown({code.text})"
    refs = counted(expression)
    if not refs:
        return Code(number, "any", code.fails)
    found = " or ".join(
        f"count_numbers({coder.leaves((ref,))})" if ref.column else f"{coder.leaf(ref)}.__class__ is D"
        for ref in refs
    )
    return Code(f"({number} if {found} else None)", "any", code.fails)
