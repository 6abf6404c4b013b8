"""Plain numbers without a unit: counts, scores, weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
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
from templates.kinds.money import number_format
from templates.kinds.presentation import Appearance, ColumnFormat, Description, Validation
from templates.kinds.shared.bounds import (
    BOUNDS,
    bound_schema,
    bounds_of,
    conditions,
    reversed_bounds,
    span_words,
)
from templates.kinds.shared.cell_readers import BLANK, holds_nothing, read_number_cell
from templates.kinds.shared.content import content, plain_text
from templates.kinds.shared.options import DECIMALS, WORDS, with_words
from templates.kinds.shared.prompts import number_only, prompted
from templates.kinds.shared.usual_kind import NO_LIMITS, NO_OPTIONS, NUMBER, ON_RETURN, UsualKind
from templates.text import Language, Text

__all__ = ["Number", "NumberLimits"]

_LARGEST = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class NumberLimits(Limits):
    """Limits of a number: both bounds belong to what is allowed."""

    decimals: int = 2
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    words: Text | None = None


@dataclass(frozen=True, slots=True)
class Number(UsualKind[NumberLimits]):
    """A number between the limits that the form sets, with a limited number of decimals."""

    name: str = "number"
    numeric: bool = True

    def describe(self) -> Description:
        """Return the row of the documentation."""
        content = "any number within `minimum` and `maximum`, with `decimals`; `words` around it"
        return Description(content, "exact number")

    def options(self) -> Mapping[str, Any]:
        """Take the bounds, the number of decimals, and words that are shown around the number."""
        return {"properties": {"decimals": DECIMALS, **BOUNDS, "words": WORDS}}

    def limits(self, options: Options = NO_OPTIONS, common: Limits = NO_LIMITS) -> NumberLimits:
        """Allow any number with two decimals where the author says nothing else."""
        words = {"words": Text.of(options["words"])} if "words" in options else {}
        return NumberLimits.extending(common, **{**options, **bounds_of(options), **words})

    def mistakes(self, options: Options) -> Iterator[tuple[str, Sentence]]:
        """Tell bounds that stand in the wrong order."""
        yield from reversed_bounds(self.limits(options))

    def write(self, value: object, limits: NumberLimits) -> Content:
        """Return the number."""
        return content(value)

    def read(self, raw: Raw, limits: NumberLimits) -> Outcome:
        """Return the number, also from a text as people type it."""
        return BLANK if holds_nothing(raw) else _reader()(raw, limits)

    def appearance(self, limits: NumberLimits) -> Appearance:
        """Align a number to the right."""
        return NUMBER

    def number_format(self, limits: NumberLimits, language: Language = "zh") -> str:
        """Return the decimals that the form asks for; further ones show where they were typed."""
        return with_words(number_format(limits.decimals), limits.words, language)

    def validation(self, limits: NumberLimits) -> Validation:
        """Refuse texts and numbers out of the limits."""
        lowest, highest = _bounds(limits)
        span = _span(limits)
        return Validation(
            "decimal",
            lowest,
            highest,
            refusal=Text(
                f"请只填数字{span.zh}，不要填文字和单位。",
                f"Enter a number{span.en} only, without text or units.",
            ),
        )

    def prompt(self, limits: NumberLimits) -> Text:
        """Ask for a number within the limits."""
        span = _span(limits)
        decimals = Text(f"，最多{limits.decimals}位小数", f" with at most {limits.decimals} decimal places")
        zh = f"请填数字{span.zh}{decimals.zh}。例如：12。"
        return prompted(limits, Text(zh, f"A number{span.en}{decimals.en}, for example 12."))

    def checks(self, limits: NumberLimits) -> tuple[Check, ...]:
        """Ask for a number that keeps the limits."""
        asked = [f"ROUND(self, {limits.decimals}) = self", *conditions(limits)]
        return (number_only(), Check("number-out-of-limits", f"AND({', '.join(asked)})"))

    def judged_on_return(self, limits: NumberLimits | None = None) -> tuple[str, ...]:
        """Leave dates to the reader: a formula takes them for numbers."""
        return ("date-from-text", *ON_RETURN)

    def schema(self, limits: NumberLimits) -> dict[str, Any]:
        """Describe a number within the limits."""
        return {"type": ["number", "null"]} | bound_schema(limits)

    def column(self, limits: NumberLimits) -> ColumnFormat:
        """Show numbers as the form does, without a total: nobody adds up scores."""
        return ColumnFormat("decimal", self.number_format(limits))


def _bounds(limits: NumberLimits) -> tuple[Decimal, Decimal]:
    lowest = -_LARGEST if limits.minimum is None else limits.minimum
    return lowest, _LARGEST if limits.maximum is None else limits.maximum


def _span(limits: NumberLimits) -> Text:
    low = None if limits.minimum is None else plain_text(limits.minimum)
    high = None if limits.maximum is None else plain_text(limits.maximum)
    return span_words(low, high)


@cache
def _reader() -> Callable[[Raw, NumberLimits], Outcome]:
    """Return the reader: its patterns take a while to compile, and only reading needs them."""
    from templates.kinds.typed.amounts import read_number

    def read(raw: Raw, limits: NumberLimits) -> Outcome:
        return read_number_cell(raw, Outcome, read_number)

    return read
