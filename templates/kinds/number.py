"""Plain numbers without a unit: counts, scores, weights."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from templates.kinds.base import Check, Content, Limits, Outcome, Raw, Validation
from templates.kinds.money import number_format
from templates.kinds.shared.cell_readers import read_number_cell
from templates.kinds.shared.content import content, plain_text
from templates.kinds.shared.prompts import SingleColumn, number_only, prompted
from templates.text import Text

__all__ = ["Number"]

_LARGEST = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class Number(SingleColumn):
    """A number between the limits that the form sets, with a limited number of decimals."""

    name: str = "number"
    numeric: bool = True

    def write(self, value: object, limits: Limits) -> Content:
        """Return the number."""
        return content(value)

    def read(self, raw: Raw, limits: Limits) -> Outcome:
        """Return the number, also from a text as people type it."""
        from templates.kinds.typed.amounts import read_number  # only a reader needs it

        return read_number_cell(raw, Outcome, read_number)

    def number_format(self, limits: Limits) -> str:
        """Return the decimals that the form asks for; further ones show where they were typed."""
        return number_format(limits.decimals)

    def validation(self, limits: Limits) -> Validation:
        """Refuse texts and numbers out of the limits."""
        lowest, highest = _bounds(limits)
        span = _span(limits)
        return Validation(
            "decimal",
            lowest,
            highest,
            refusal=Text(
                f"请只填数字{span.zh}，不要填文字和单位。", f"Type a number{span.en}, no words or units."
            ),
        )

    def prompt(self, limits: Limits) -> Text:
        """Ask for a number within the limits."""
        span = _span(limits)
        decimals = Text(f"，最多{limits.decimals}位小数", f", at most {limits.decimals} decimals")
        zh = f"请填数字{span.zh}{decimals.zh}。例如：12。"
        return prompted(limits, Text(zh, f"A number{span.en}{decimals.en}, such as 12."))

    def checks(self, limits: Limits) -> tuple[Check, ...]:
        """A number that keeps the limits."""
        conditions = [f"ROUND(self, {limits.decimals}) = self"]
        if limits.minimum is not None:
            conditions.append(f"self >= {plain_text(limits.minimum)}")
        if limits.maximum is not None:
            conditions.append(f"self <= {plain_text(limits.maximum)}")
        return (number_only(), Check("number-out-of-limits", f"AND({', '.join(conditions)})"))

    def schema(self, limits: Limits) -> dict[str, Any]:
        """A number within the limits."""
        bounds = {"minimum": limits.minimum, "maximum": limits.maximum}
        return {"type": ["number", "null"]} | {
            name: int(bound) if bound == int(bound) else float(bound)
            for name, bound in bounds.items()
            if bound is not None
        }


def _bounds(limits: Limits) -> tuple[Decimal, Decimal]:
    lowest = -_LARGEST if limits.minimum is None else limits.minimum
    return lowest, _LARGEST if limits.maximum is None else limits.maximum


def _span(limits: Limits) -> Text:
    low = None if limits.minimum is None else plain_text(limits.minimum)
    high = None if limits.maximum is None else plain_text(limits.maximum)
    if low is not None and high is not None:
        return Text(f"（{low}到{high}）", f" from {low} to {high}")
    if low is not None:
        return Text(f"（不小于{low}）", f" not below {low}")
    if high is not None:
        return Text(f"（不大于{high}）", f" not above {high}")
    return Text("")
