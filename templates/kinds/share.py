"""Shares of a total, in a record as fractions (0.5306 is 53.06%)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from templates.kinds.base import (
    Check,
    Content,
    Limits,
    Outcome,
    Raw,
)
from templates.kinds.presentation import Appearance, ColumnFormat, Description, Validation
from templates.kinds.shared.cell_readers import BLANK, holds_nothing, read_number_cell
from templates.kinds.shared.content import ARITHMETIC, content, shifted, written
from templates.kinds.shared.prompts import number_only, prompted
from templates.kinds.shared.usual_kind import NUMBER, ON_RETURN, PlainKind, is_rounding
from templates.text import Language, Text

__all__ = ["Share"]

_ROUNDING = Decimal("0.0001")
"""What a printed share may be off by: 0.01 percentage point."""

_PRINTED, _WHOLE_PERCENT = 4, 2
"""Decimals of a share as the form shows it, 53.06%, and of one that somebody typed as 53%."""


@dataclass(frozen=True, slots=True)
class Share(PlainKind):
    """A part of a whole, written as a number with the format of a percentage."""

    name: str = "share"
    numeric: bool = True

    def describe(self) -> Description:
        """Return the row of the documentation."""
        return Description("a percentage", "fraction of 1")

    def write(self, value: object, limits: Limits) -> Content:
        """Return the fraction; its format shows it as a percentage."""
        return content(value)

    def read(self, raw: Raw, limits: Limits) -> Outcome:
        """Return the fraction, from a number with or without the percent format or from a text."""
        return BLANK if holds_nothing(raw) else _reader()(raw, limits)

    def appearance(self, limits: Limits) -> Appearance:
        """Align a share to the right, as numbers are."""
        return NUMBER

    def number_format(self, limits: Limits, language: Language = "zh") -> str:
        """Return a percentage with two decimals."""
        return "0.00%"

    def validation(self, limits: Limits) -> Validation:
        """Refuse nothing: what a percentage may be typed as differs too much."""
        return Validation("any")

    def prompt(self, limits: Limits) -> Text:
        """Ask for a percentage."""
        usual = Text(
            "请填百分比，带百分号。例如：53.06%。", "A percentage with the percent sign, for example 53.06%."
        )
        return prompted(limits, usual)

    def checks(self, limits: Limits) -> tuple[Check, ...]:
        """Ask for a number."""
        return (number_only(),)

    def judged_on_return(self) -> tuple[str, ...]:
        """Leave dates to the reader: a formula takes them for numbers."""
        return ("date-from-text", *ON_RETURN)

    def schema(self, limits: Limits) -> dict[str, Any]:
        """Describe a fraction of 1."""
        return {"type": ["number", "null"], "description": "0.5306 = 53.06%"}

    def difference(self, found: Decimal, expected: Decimal) -> str | None:
        """Compare shares as far as they are printed; one that was typed with fewer digits gets a notice."""
        off = ARITHMETIC.subtract(found, expected).copy_abs()
        if is_rounding(found, expected):
            return None
        decimals = max(_WHOLE_PERCENT, -int(found.normalize(ARITHMETIC).as_tuple().exponent))
        if decimals <= _PRINTED and off <= _half(_PRINTED):
            return None
        if off <= max(_ROUNDING, _half(decimals)):
            return "share-rounded-differently"
        return "computed-value-differs"

    def shown(self, number: Decimal, limits: Limits) -> str:
        """Return a percentage with at most two decimals."""
        return f"{written(shifted(number, 2), _PRINTED - 2)}%"

    def column(self, limits: Limits) -> ColumnFormat:
        """Show percentages, which do not add up to anything."""
        return ColumnFormat("decimal", self.number_format(limits))


def _half(decimals: int) -> Decimal:
    """Return what rounding to so many decimals can take away or add."""
    return shifted(Decimal(5), -decimals - 1)


@cache
def _reader() -> Callable[[Raw, Limits], Outcome]:
    """Return the reader: its patterns take a while to compile, and only reading needs them."""
    from templates.kinds.typed.percents import read_share, read_share_text

    def read(raw: Raw, limits: Limits) -> Outcome:
        return read_number_cell(
            raw,
            lambda number: read_share(number, percent="%" in raw.number_format),
            read_share_text,
            in_percent=True,
        )

    return read
