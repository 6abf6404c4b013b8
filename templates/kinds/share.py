"""Shares of a total, in a record as fractions (0.5306 is 53.06%)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from typing import Any

from templates.findings.errors import Sentence
from templates.kinds.base import (
    Check,
    Content,
    Limits,
    Options,
    Outcome,
    Raw,
)
from templates.kinds.presentation import Appearance, ColumnFormat, Description, Validation, Wording
from templates.kinds.shared.bounds import (
    BOUNDS,
    bound_schema,
    bounds_of,
    reversed_bounds,
    span_words,
    within,
)
from templates.kinds.shared.cell_readers import BLANK, holds_nothing, read_number_cell
from templates.kinds.shared.content import ARITHMETIC, content, plain_text, rounded, shifted, written
from templates.kinds.shared.prompts import number_only, prompted
from templates.kinds.shared.usual_kind import NO_LIMITS, NO_OPTIONS, NUMBER, ON_RETURN, UsualKind, is_rounding
from templates.text import Language, Text

__all__ = ["Share", "ShareLimits", "percent_text"]

_ROUNDING = Decimal("0.0001")
"""What a printed share may be off by: 0.01 percentage point."""

_HUNDREDTH_OF_PERCENT = Decimal("0.0001")
_WIDE = Context(prec=60, Emax=999_999, Emin=-999_999)

_PRINTED, _WHOLE_PERCENT = 4, 2
"""Decimals of a share as the form shows it, 53.06%, and of one that somebody typed as 53%."""


@dataclass(frozen=True, slots=True)
class ShareLimits(Limits):
    """Limits of a share: the least and the most, as fractions of 1."""

    minimum: Decimal | None = None
    maximum: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Share(UsualKind[ShareLimits]):
    """A part of a whole, written as a number with the format of a percentage."""

    name: str = "share"
    numeric: bool = True

    def describe(self) -> Description:
        """Return the row of the documentation."""
        content = "a percentage within `minimum` and `maximum`, which are fractions: `maximum: 1` is 100 %"
        return Description(content, "fraction of 1")

    def options(self) -> Mapping[str, Any]:
        """Take the bounds."""
        return {"properties": dict(BOUNDS)}

    def limits(self, options: Options = NO_OPTIONS, common: Limits = NO_LIMITS) -> ShareLimits:
        """Allow any percentage where the author says nothing else."""
        return ShareLimits.extending(common, **bounds_of(options))

    def mistakes(self, options: Options) -> Iterator[tuple[str, Sentence]]:
        """Tell bounds that stand in the wrong order."""
        yield from reversed_bounds(self.limits(options))

    def write(self, value: object, limits: ShareLimits) -> Content:
        """Return the fraction; its format shows it as a percentage."""
        return content(value)

    def read(self, raw: Raw, limits: ShareLimits) -> Outcome:
        """Return the fraction, from a number with or without the percent format or from a text."""
        return BLANK if holds_nothing(raw) else _reader()(raw, limits)

    def appearance(self, limits: ShareLimits) -> Appearance:
        """Align a share to the right, as numbers are."""
        return NUMBER

    def number_format(self, limits: ShareLimits, language: Language = "zh") -> str:
        """Return a percentage with two decimals."""
        return "0.00%"

    def validation(self, limits: ShareLimits) -> Validation:
        """Refuse nothing: what a percentage may be typed as differs too much."""
        return Validation("any")

    def prompt(self, limits: ShareLimits) -> Text:
        """Ask for a percentage within the limits."""
        low, high = (None if one is None else percent_text(one) for one in (limits.minimum, limits.maximum))
        span = span_words(low, high)
        usual = Text(
            f"请填百分比{span.zh}，带百分号。例如：53.06%。",
            f"A percentage{span.en} with the percent sign, for example 53.06%.",
        )
        return prompted(limits, usual)

    def checks(self, limits: ShareLimits) -> tuple[Check, ...]:
        """Ask for a number that keeps the limits."""
        return (number_only(), *within(limits))

    def judged_on_return(self, limits: ShareLimits | None = None) -> tuple[str, ...]:
        """Leave dates to the reader: a formula takes them for numbers."""
        return ("date-from-text", *ON_RETURN)

    def schema(self, limits: ShareLimits) -> dict[str, Any]:
        """Describe a fraction of 1."""
        described = {"type": ["number", "null"], "description": "0.5306 = 53.06%"}
        return described | bound_schema(limits)

    def wording(self, limits: ShareLimits) -> Wording:
        """Let sentences say a percentage, as the cell shows it."""
        return _IN_PERCENT

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

    def shown(self, number: Decimal, limits: ShareLimits) -> str:
        """Return a percentage with at most two decimals."""
        return f"{written(shifted(number, 2), _PRINTED - 2)}%"

    def column(self, limits: ShareLimits) -> ColumnFormat:
        """Show percentages, which do not add up to anything."""
        return ColumnFormat("decimal", self.number_format(limits))


def percent_text(number: Decimal) -> str:
    """Return a share as a sentence says it: a percentage with at most two decimals, half rounded up."""
    fraction = rounded(number).quantize(_HUNDREDTH_OF_PERCENT, rounding=ROUND_HALF_UP, context=_WIDE)
    return f"{plain_text(shifted(fraction, 2))}%"


_IN_PERCENT = Wording('ROUND({}*100,2)&"%"', percent_text)


def _half(decimals: int) -> Decimal:
    """Return what rounding to so many decimals can take away or add."""
    return shifted(Decimal(5), -decimals - 1)


@cache
def _reader() -> Callable[[Raw, ShareLimits], Outcome]:
    """Return the reader: its patterns take a while to compile, and only reading needs them."""
    from templates.kinds.typed.percents import read_share, read_share_text

    def read(raw: Raw, limits: ShareLimits) -> Outcome:
        return read_number_cell(
            raw,
            lambda number: read_share(number, percent="%" in raw.number_format),
            read_share_text,
            in_percent=True,
        )

    return read
