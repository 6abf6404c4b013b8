"""Indicator targets and past values: `≥95%`, `7个工作日`, `提高`."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from templates.kinds.base import Check, Content, Limits, Outcome, Raw, Validation, Value
from templates.kinds.shared.cell_readers import read_text_cell
from templates.kinds.shared.content import content
from templates.kinds.shared.prompts import SingleColumn, prompted
from templates.text import Text

__all__ = ["IndicatorTarget"]

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class IndicatorTarget(SingleColumn):
    """What an indicator is to reach. The record keeps its text; a summary shows its parts apart."""

    name: str = "target"
    numeric: bool = False

    def write(self, value: object, limits: Limits) -> Content:
        """Return the text."""
        return content(value)

    def read(self, raw: Raw, limits: Limits) -> Outcome:
        """Return the cleaned text, and say what in it cannot be measured."""
        from templates.kinds.typed.targets import read_number_target, read_target  # only a reader needs it

        return read_text_cell(
            raw,
            lambda text: read_target(text, limits),
            lambda number: read_number_target(number, raw.number_format, limits),
        )

    def number_format(self, limits: Limits) -> str:
        """Return the text format, so that `5-10` is no date and `95%` no fraction."""
        return "@"

    def validation(self, limits: Limits) -> Validation:
        """Refuse a text that is too long for a target."""
        longest = limits.max_length or _LONGEST
        return Validation(
            "length",
            Decimal(0),
            Decimal(longest),
            refusal=Text(
                f"指标值太长，最多{longest}个字。请只写符号、数字和单位。例如：≥95%、7个、＜7个工作日。",
                f"At most {longest} characters: sign, number and unit, such as ≥95%.",
            ),
        )

    def prompt(self, limits: Limits) -> Text:
        """Ask for operator, number and unit; for a past value, for the plain fact."""
        if limits.past:
            usual = Text(
                "请填实际完成数，带单位。例如：96.3%、6个。新增指标没有历史数的，请填“—”。",
                "What was really reached, with its unit, such as 96.3% or 6个; — for a new indicator.",
            )
        else:
            usual = Text(
                "请填符号、数字和单位。例如：≥95%、7个、＜7个工作日。",
                "Sign, number and unit, such as ≥95%, 7个 or ＜7个工作日.",
            )
        return prompted(limits, usual)

    def checks(self, limits: Limits) -> tuple[Check, ...]:
        """The text is not too long."""
        return (Check("text-too-long", f"LEN(self) <= {limits.max_length or _LONGEST}", of_blank=True),)

    def marks_blank(self, limits: Limits) -> bool:
        """A mark is no target; of a past value it says that there is none."""
        return not limits.past

    def schema(self, limits: Limits) -> dict[str, Any]:
        """A text."""
        return {"type": ["string", "null"], "maxLength": limits.max_length or _LONGEST}

    def columns(self) -> tuple[tuple[str, Text], ...]:
        """Return the parts of a target, so that a summary can be sorted by them."""
        return (
            ("operator", Text("符号", "Operator")),
            ("number", Text("数值", "Number")),
            ("number2", Text("数值2", "Number 2")),
            ("unit", Text("计量单位", "Unit")),
            ("kind", Text("类型", "Kind")),
            ("trend", Text("趋势", "Trend")),
        )

    def derive(self, value: Value) -> dict[str, Value]:
        """Return the parts of one target; the number as it is written, 95 for 95%."""
        from templates.kinds.typed.targets import parse_target  # only a summary needs it

        if value is None:
            return dict.fromkeys(key for key, _ in self.columns())
        target = parse_target(str(value))
        return {key: getattr(target, key) for key, _ in self.columns()}
