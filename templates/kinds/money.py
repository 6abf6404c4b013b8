"""Amounts of money, in the unit of the form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from templates.findings.errors import Sentence, ValuesError
from templates.kinds.base import (
    Check,
    Content,
    Limits,
    Options,
    Outcome,
    Raw,
    Value,
)
from templates.kinds.presentation import Appearance, ColumnFormat, Description, Validation
from templates.kinds.shared.bounds import BOUNDS, bound_schema, bounds_of, reversed_bounds, within
from templates.kinds.shared.cell_readers import BLANK, holds_nothing, read_number_cell
from templates.kinds.shared.content import content, plain, plain_text, shifted
from templates.kinds.shared.options import DECIMALS
from templates.kinds.shared.prompts import number_only, prompted
from templates.kinds.shared.usual_kind import NO_LIMITS, NO_OPTIONS, NUMBER, ON_RETURN, UsualKind
from templates.kinds.typed.units import money_places, money_words
from templates.text import Language, Text

__all__ = ["Money", "MoneyLimits", "in_unit", "number_format"]

_LARGEST = Decimal(1_000_000_000_000)


@dataclass(frozen=True, slots=True)
class MoneyLimits(Limits):
    """Limits of an amount: how many decimals it has, the least and the most that is allowed."""

    decimals: int = 2
    minimum: Decimal | None = None
    maximum: Decimal | None = None

    @property
    def may_be_negative(self) -> bool:
        """Whether the author allows amounts below 0."""
        return self.minimum is not None and self.minimum < 0


@dataclass(frozen=True, slots=True)
class Money(UsualKind[MoneyLimits]):
    """An amount: exact decimals in the form's unit, never negative; a blank is not zero."""

    name: str = "money"
    numeric: bool = True

    def describe(self) -> Description:
        """Return the row of the documentation."""
        return Description(
            "an amount in the form's unit, two `decimals`, from `minimum` (0 if left out) to `maximum`",
            "exact number",
        )

    def options(self) -> Mapping[str, Any]:
        """Take the number of decimals and the bounds."""
        return {"properties": {"decimals": DECIMALS, **BOUNDS}}

    def limits(self, options: Options = NO_OPTIONS, common: Limits = NO_LIMITS) -> MoneyLimits:
        """Use two decimals where the author says nothing else."""
        return MoneyLimits.extending(common, **{**options, **bounds_of(options)})

    def mistakes(self, options: Options) -> Iterator[tuple[str, Sentence]]:
        """Tell bounds that stand in the wrong order."""
        yield from reversed_bounds(self.limits(options))

    def write(self, value: object, limits: MoneyLimits) -> Content:
        """Return the amount as a number."""
        return content(value)

    def read(self, raw: Raw, limits: MoneyLimits) -> Outcome:
        """Return the amount in the form's unit, also from a text as people type it."""
        return BLANK if holds_nothing(raw) else _reader()(raw, limits)

    def appearance(self, limits: MoneyLimits) -> Appearance:
        """Align an amount to the right, as numbers are."""
        return NUMBER

    def number_format(self, limits: MoneyLimits, language: Language = "zh") -> str:
        """Return two decimals and thousands separators; further decimals show where they were typed."""
        return number_format(limits.decimals)

    def validation(self, limits: MoneyLimits) -> Validation:
        """Refuse texts, and amounts beyond the limits: negative ones, where the author says nothing."""
        unit, span = money_words(limits.unit), _span(limits)
        return Validation(
            "decimal",
            Decimal(0) if limits.minimum is None else limits.minimum,
            _LARGEST if limits.maximum is None else limits.maximum,
            refusal=Text(
                f"请只填数字，单位是{unit.zh}，{span.zh}。例如：752.2。不要填文字、逗号和单位。",
                f"Enter a number in {unit.en}, {span.en}, such as 752.2, without text, commas or units.",
            ),
        )

    def prompt(self, limits: MoneyLimits) -> Text:
        """Ask for the amount in the form's unit."""
        unit = money_words(limits.unit)
        return prompted(
            limits,
            Text(
                f"请填金额，单位：{unit.zh}，保留{limits.decimals}位小数。例如：752.2。没有发生请填0。",
                f"Amount in {unit.en}, up to {limits.decimals} decimals, such as 752.2; 0 for none.",
            ),
        )

    def checks(self, limits: MoneyLimits) -> tuple[Check, ...]:
        """Ask for a number: not negative, not beyond belief, with no more decimals than the form shows."""
        return (
            number_only(),
            *(() if limits.may_be_negative else (Check("amount-negative", "self >= 0"),)),
            Check("amount-implausible", f"self <= {_LARGEST}", in_reader=False),
            Check("amount-too-precise", f"ROUND(self, {limits.decimals}) = self"),
            *within(limits),
        )

    def judged_on_return(self, limits: MoneyLimits | None = None) -> tuple[str, ...]:
        """Leave dates to the reader: a formula takes them for numbers."""
        return ("date-from-text", *ON_RETURN)

    def schema(self, limits: MoneyLimits) -> dict[str, Any]:
        """Describe an exact number."""
        return {"type": ["number", "null"], "minimum": 0} | bound_schema(limits)

    def exported(self, value: Value) -> Value:
        """Keep all digits: an amount is exact."""
        return value

    def column(self, limits: MoneyLimits) -> ColumnFormat:
        """Show amounts with their total."""
        return ColumnFormat("decimal", self.number_format(limits), total=True)


def _span(limits: MoneyLimits) -> Text:
    """Say which amounts are allowed."""
    if limits.minimum is None and limits.maximum is None:
        return Text("不能为负数", "0 or more")
    low = "0" if limits.minimum is None else plain_text(limits.minimum)
    if limits.maximum is None:
        return Text(f"不小于{low}", f"{low} or more")
    return Text(f"{low}到{plain_text(limits.maximum)}", f"{low} to {plain_text(limits.maximum)}")


def in_unit(value: Value, before: Limits, now: Limits) -> Value:
    """Return an amount in the unit of other limits, exactly; what is no amount, and no number, as it is.

    Raises ValuesError where it is not known how many of one unit the other is.
    """
    is_amount = isinstance(before, MoneyLimits) and isinstance(now, MoneyLimits)
    if before.unit == now.unit or not is_amount or not isinstance(value, Decimal | int):
        return value
    try:
        places = money_places(before.unit) - money_places(now.unit)
    except KeyError as error:
        raise ValuesError("money-units-unknown", found=before.unit, wanted=now.unit) from error
    return plain(shifted(Decimal(value), places))


def number_format(decimals: int) -> str:
    """Return a format with that many decimals at least, and up to four more that are not zero."""
    return "#,##0." + "0" * decimals + "####" if decimals else "#,##0"


@cache
def _reader() -> Callable[[Raw, MoneyLimits], Outcome]:
    """Return the reader: its patterns take a while to compile, and only reading needs them."""
    from templates.kinds.typed.amounts import read_amount, read_plain_amount
    from templates.kinds.typed.units import known_unit

    def read(raw: Raw, limits: MoneyLimits) -> Outcome:
        unit = known_unit(limits.unit)
        return read_number_cell(
            raw, lambda number: read_plain_amount(number, unit), lambda text: read_amount(text, unit)
        )

    return read
