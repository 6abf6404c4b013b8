"""Telephone numbers."""

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
from templates.kinds.presentation import Appearance, Description, Validation
from templates.kinds.shared.cell_readers import BLANK, holds_nothing, read_text_cell
from templates.kinds.shared.content import content
from templates.kinds.shared.options import MAX_LENGTH
from templates.kinds.shared.prompts import prompted
from templates.kinds.shared.usual_kind import NO_LIMITS, NO_OPTIONS, ON_RETURN, WORDS, UsualKind
from templates.text import Language, Text

__all__ = ["Phone", "PhoneLimits"]

_LONGEST = 40
_FEWEST = 7


@dataclass(frozen=True, slots=True)
class PhoneLimits(Limits):
    """Limits of a telephone number: its length in characters."""

    max_length: int | None = None


@dataclass(frozen=True, slots=True)
class Phone(UsualKind[PhoneLimits]):
    """A telephone number, always a text: `13800138000`, `0711-1234567转801`."""

    name: str = "phone"
    numeric: bool = False

    def describe(self) -> Description:
        """Return the row of the documentation."""
        return Description("a mobile or fixed number", "text")

    def options(self) -> Mapping[str, Any]:
        """Take the length of a number with its extension."""
        return {"properties": {"max_length": MAX_LENGTH}}

    def limits(self, options: Options = NO_OPTIONS, common: Limits = NO_LIMITS) -> PhoneLimits:
        """Keep what the author says."""
        return PhoneLimits.extending(common, **options)

    def longest(self, limits: PhoneLimits) -> int | None:
        """Return what the author says."""
        return limits.max_length

    def write(self, value: object, limits: PhoneLimits) -> Content:
        """Return the number as a text."""
        return content(value)

    def read(self, raw: Raw, limits: PhoneLimits) -> Outcome:
        """Return the number in its usual form, also from a number or with separators."""
        return BLANK if holds_nothing(raw) else _reader()(raw, limits)

    def appearance(self, limits: PhoneLimits) -> Appearance:
        """Align a telephone number as texts are."""
        return WORDS

    def number_format(self, limits: PhoneLimits, language: Language = "zh") -> str:
        """Return the text format, so that a leading 0 stays."""
        return "@"

    def validation(self, limits: PhoneLimits) -> Validation:
        """Refuse what is too short or too long for a telephone number."""
        return Validation(
            "length",
            Decimal(5),
            Decimal(limits.max_length or _LONGEST),
            refusal=Text(
                "请填手机号码，或带区号的座机号码。例如：13800138000，0711-1234567。",
                "Enter a mobile number, or an area code and number, such as 13800138000 or 0711-1234567.",
            ),
        )

    def prompt(self, limits: PhoneLimits) -> Text:
        """Ask for a number that can be dialled."""
        return prompted(
            limits,
            Text(
                "请填手机号码，或带区号的座机号码。例如：13800138000，0711-1234567。",
                "A mobile number, or an area code and number, such as 13800138000 or 0711-1234567.",
            ),
        )

    def checks(self, limits: PhoneLimits) -> tuple[Check, ...]:
        """Ask for enough digits; a mobile number, which begins with 13 to 19 and has digits alone, has 11."""
        begins = ", ".join(f'"{first}"' for first in range(13, 20))
        mobile = f"AND(ONEOF(LEFT(self, 2), {begins}), DIGITS(self) = LEN(self), LEN(self) > 8)"
        return (
            Check("phone-wrong-length", f"OR(NOT({mobile}), DIGITS(self) = 11)", in_reader=False),
            Check(
                "phone-unknown-pattern",
                f"AND(DIGITS(self) >= {_FEWEST}, LEN(self) <= {limits.max_length or _LONGEST})",
                in_reader=False,
            ),
        )

    def judged_on_return(self, limits: PhoneLimits | None = None) -> tuple[str, ...]:
        """Leave dates, lost digits and rows of marks to the reader."""
        return ("date-from-text", "phone-digits-lost", "placeholder", *ON_RETURN)

    def schema(self, limits: PhoneLimits) -> dict[str, Any]:
        """Describe a text."""
        return {"type": ["string", "null"], "maxLength": limits.max_length or _LONGEST}


@cache
def _reader() -> Callable[[Raw, PhoneLimits], Outcome]:
    """Return the reader: its patterns take a while to compile, and only reading needs them."""
    from templates.kinds.typed.phones import read_phone, read_phone_number

    def read(raw: Raw, limits: PhoneLimits) -> Outcome:
        return read_text_cell(raw, lambda text: read_phone(text, limits), read_phone_number, errors=False)

    return read
