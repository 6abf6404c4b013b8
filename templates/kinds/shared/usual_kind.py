"""What most kinds do alike, so that a kind says only what is special about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from templates.findings.errors import Sentence
from templates.kinds.base import Limits, Options, Value
from templates.kinds.presentation import Appearance, ColumnFormat, Movement, Part, Wording
from templates.kinds.shared.content import ARITHMETIC, rounded, written
from templates.text import Text

__all__ = [
    "CENTERED",
    "NO_LIMITS",
    "NO_OPTIONS",
    "NUMBER",
    "ON_RETURN",
    "WORDS",
    "PlainKind",
    "UsualKind",
    "is_rounding",
]

NO_OPTIONS: Options = MappingProxyType({})
NO_LIMITS = Limits()

WORDS = Appearance(indent=1)
NUMBER = Appearance(across="right", wrap=False, shrink=True)
CENTERED = Appearance(across="center")

ON_RETURN = ("formula-without-result",)
"""What the reader alone finds in cells of every kind."""

_DECIMALS = 10
_BINARY = Decimal("1e-12")
"""What a sum of a sheet's binary numbers may be off by, of the sum."""


def is_rounding(found: Decimal, expected: Decimal) -> bool:
    """Return whether two numbers differ by no more than binary arithmetic does."""
    off = ARITHMETIC.subtract(found, expected).copy_abs()
    return off <= ARITHMETIC.multiply(_BINARY, max(Decimal(1), expected.copy_abs()))


L = TypeVar("L", bound=Limits)


class UsualKind(Generic[L]):
    """The members of a kind that needs nothing special: no parts, values that formulas take as they are."""

    __slots__ = ()

    def mistakes(self, options: Options) -> Iterator[tuple[str, Sentence]]:
        """Find nothing that the JSON Schema does not tell."""
        yield from ()

    def with_parameters(self) -> tuple[str, ...]:
        """Take every option as it is written."""
        return ()

    def is_literal(self, written: str) -> bool:
        """Take every default for an expression."""
        return False

    def longest(self, limits: L) -> int | None:
        """Set no limit: only texts have a length."""
        return None

    def judged_on_return(self, limits: L | None = None) -> tuple[str, ...]:
        """Leave to the reader what it finds in cells of every kind."""
        return ON_RETURN

    def marks_blank(self, limits: L) -> bool:
        """Take a mark such as `/` for a blank."""
        return True

    def operand(self, value: Value) -> Value:
        """Return the value: formulas take it as it is."""
        return value

    def recorded(self, operand: Value, limits: L) -> Value:
        """Return the operand: a record holds what formulas see."""
        return operand

    def wording(self, limits: L) -> Wording | None:
        """Let sentences say numbers as they are."""
        return None

    def difference(self, found: Decimal, expected: Decimal) -> str | None:
        """Compare two numbers, but for binary rounding."""
        return None if is_rounding(found, expected) else "computed-value-differs"

    def moved(self, value: Value, before: Value, name: str) -> Movement | None:
        """Tell numbers by their size, and of anything else only that it stayed the same."""
        if value is not None and value == before:
            return "same"
        if isinstance(value, Decimal | int) and isinstance(before, Decimal | int):
            return "more" if value > before else "less"
        return None

    def shown(self, number: Decimal, limits: L) -> str:
        """Return at most ten decimals, without needless zeros."""
        return written(number, _DECIMALS)

    def exported(self, value: Value) -> Value:
        """Return a number with the 15 digits that a cell keeps."""
        return rounded(value) if isinstance(value, Decimal) else value

    def column(self, limits: L) -> ColumnFormat:
        """Show texts on as many lines as they need."""
        return ColumnFormat(wrap=True)

    def parts(self) -> tuple[Part, ...]:
        """Take nothing apart."""
        return ()

    def derive(self, value: Value) -> dict[str, Value | Text]:
        """Take nothing apart."""
        return {}


class PlainKind(UsualKind[Limits]):
    """A kind without options of its own."""

    __slots__ = ()

    def options(self) -> Mapping[str, Any]:
        """Take no options."""
        return NO_OPTIONS

    def limits(self, options: Options = NO_OPTIONS, common: Limits = NO_LIMITS) -> Limits:
        """Return what the form says about the field, which is all there is."""
        return common
