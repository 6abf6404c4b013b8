"""Years, such as the one a long-term goal ends in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from templates.kinds.base import (
    Check,
    Content,
    Limits,
    Options,
    Outcome,
    Raw,
)
from templates.kinds.presentation import Appearance, ColumnFormat, Description, Validation
from templates.kinds.shared.cell_readers import BLANK, holds_nothing, read_number_cell
from templates.kinds.shared.content import content
from templates.kinds.shared.moments import number_shown_as_date
from templates.kinds.shared.options import WORDS, with_words
from templates.kinds.shared.prompts import number_only, prompted
from templates.kinds.shared.usual_kind import CENTERED, NO_LIMITS, NO_OPTIONS, UsualKind
from templates.text import Language, Text

__all__ = ["Year", "YearLimits"]

_FIRST, _LAST = 2000, 2199


@dataclass(frozen=True, slots=True)
class YearLimits(Limits):
    """Limits of a year: the words that the cell shows around it, `{}` being the year."""

    words: Text | None = None


@dataclass(frozen=True, slots=True)
class Year(UsualKind[YearLimits]):
    """A year of four digits, written as a number; the format may show words about it."""

    name: str = "year"
    numeric: bool = True

    def describe(self) -> Description:
        """Return the row of the documentation."""
        return Description("a year", "whole number")

    def options(self) -> Mapping[str, Any]:
        """Take words that are shown around the year."""
        return {"properties": {"words": WORDS}}

    def limits(self, options: Options = NO_OPTIONS, common: Limits = NO_LIMITS) -> YearLimits:
        """Show the bare year where the author gives no words."""
        return YearLimits.extending(common, words=Text.of(options["words"]) if "words" in options else None)

    def write(self, value: object, limits: YearLimits) -> Content:
        """Return the year as a number."""
        return content(value)

    def read(self, raw: Raw, limits: YearLimits) -> Outcome:
        """Return the year as a whole number, also from `2023年底` or `二〇二三`."""
        return BLANK if holds_nothing(raw) else _reader()(raw, limits)

    def appearance(self, limits: YearLimits) -> Appearance:
        """Center a year, as labels are."""
        return CENTERED

    def number_format(self, limits: YearLimits, language: Language = "zh") -> str:
        """Return the year within the words that the form puts about it (`长期目标（截止 {} 年）`)."""
        return with_words("0", limits.words, language)

    def validation(self, limits: YearLimits) -> Validation:
        """Refuse what is no year."""
        return Validation(
            "whole",
            Decimal(_FIRST),
            Decimal(_LAST),
            refusal=Text(
                f"请只填四位数字的年份，{_FIRST}到{_LAST}之间，例如：2030。不要填“年”字。",
                f"Enter a four-digit year from {_FIRST} to {_LAST}, for example 2030.",
            ),
        )

    def prompt(self, limits: YearLimits) -> Text:
        """Ask for four digits."""
        example = Text("", "") if limits.hint else Text("例如：2030。", " For example, 2030.")
        usual = Text(
            f"请填四位数字的年份，{_FIRST}到{_LAST}之间。{example.zh}",
            f"A four-digit year, from {_FIRST} to {_LAST}.{example.en}",
        )
        return prompted(limits, usual)

    def checks(self, limits: YearLimits) -> tuple[Check, ...]:
        """Ask for a whole number of four digits."""
        return (
            number_only("year-unclear"),
            Check("number-out-of-limits", f"AND(self >= {_FIRST}, self <= {_LAST})"),
            Check("year-unclear", "ROUND(self, 0) = self", in_reader=False),
        )

    def schema(self, limits: YearLimits) -> dict[str, Any]:
        """Describe a whole number."""
        return {"type": ["integer", "null"], "minimum": _FIRST, "maximum": _LAST}

    def column(self, limits: YearLimits) -> ColumnFormat:
        """Show bare years, which do not add up to anything."""
        return ColumnFormat("whole", "0")


@cache
def _reader() -> Callable[[Raw, YearLimits], Outcome]:
    """Return the reader: its patterns take a while to compile, and only reading needs them."""
    from templates.kinds.typed.years import read_year, read_year_date, read_year_text

    def read(raw: Raw, limits: YearLimits) -> Outcome:
        is_number = number_shown_as_date(raw) is not None
        return read_number_cell(
            raw,
            read_year,
            read_year_text,
            None if is_number else lambda moment: read_year_date(moment, raw.number_format),
        )

    return read
