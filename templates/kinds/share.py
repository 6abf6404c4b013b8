"""Shares of a total, in a record as fractions (0.5306 is 53.06%)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from templates.kinds.base import Check, Content, Limits, Outcome, Raw, Validation
from templates.kinds.shared.cell_readers import read_number_cell
from templates.kinds.shared.content import content
from templates.kinds.shared.prompts import SingleColumn, number_only, prompted
from templates.text import Text

__all__ = ["Share"]


@dataclass(frozen=True, slots=True)
class Share(SingleColumn):
    """A part of a whole, written as a number with the format of a percentage."""

    name: str = "share"
    numeric: bool = True

    def write(self, value: object, limits: Limits) -> Content:
        """Return the fraction; its format shows it as a percentage."""
        return content(value)

    def read(self, raw: Raw, limits: Limits) -> Outcome:
        """Return the fraction, from a number with or without the percent format or from a text."""
        from templates.kinds.typed.percents import read_share, read_share_text  # only a reader needs it

        return read_number_cell(
            raw, lambda number: read_share(number, percent="%" in raw.number_format), read_share_text
        )

    def number_format(self, limits: Limits) -> str:
        """Return a percentage with two decimals."""
        return "0.00%"

    def validation(self, limits: Limits) -> Validation:
        """Refuse nothing: what a percentage may be typed as differs too much."""
        return Validation("any")

    def prompt(self, limits: Limits) -> Text:
        """Ask for a percentage."""
        usual = Text("请填百分比，带百分号。例如：53.06%。", "A percentage with its sign, such as 53.06%.")
        return prompted(limits, usual)

    def checks(self, limits: Limits) -> tuple[Check, ...]:
        """A number."""
        return (number_only(),)

    def schema(self, limits: Limits) -> dict[str, Any]:
        """A fraction."""
        return {"type": ["number", "null"], "description": "0.5306 = 53.06%"}
