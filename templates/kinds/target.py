"""Indicator targets and past values: `≥95%`, `7个工作日`, `提高`."""

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
    Value,
)
from templates.kinds.presentation import Appearance, Description, Movement, Part, Validation
from templates.kinds.shared.cell_readers import BLANK, holds_nothing, read_text_cell, typed_text
from templates.kinds.shared.clean import key
from templates.kinds.shared.content import content
from templates.kinds.shared.options import MAX_LENGTH
from templates.kinds.shared.prompts import prompted
from templates.kinds.shared.usual_kind import CENTERED, NO_LIMITS, NO_OPTIONS, ON_RETURN, UsualKind
from templates.text import Language, Text

__all__ = ["IndicatorTarget", "TargetLimits"]

_LONGEST = 60


_PARTS = (
    Part("operator", Text("符号", "Operator")),
    Part("number", Text("数值", "Number"), "decimal"),
    Part("number2", Text("数值2", "Number 2"), "decimal"),
    Part("unit", Text("计量单位", "Unit")),
    Part("kind", Text("类型", "Kind")),
    Part("trend", Text("趋势", "Trend")),
)


_OPERATORS = {
    ">=": Text("≥", "≥"),
    "<=": Text("≤", "≤"),
    ">": Text("＞", ">"),
    "<": Text("＜", "<"),
    "=": Text("＝", "="),
    "range": Text("～", "–"),
    "+-": Text("±", "±"),
    "about": Text("约", "about"),
}
_KINDS = {
    "number": Text("数值", "number"),
    "range": Text("区间", "range"),
    "tolerance": Text("允许偏差", "tolerance"),
    "text": Text("文字", "words"),
    "grade": Text("等级", "grade"),
    "deadline": Text("时限", "deadline"),
    "none": Text("无数据", "no data"),
    "unclear": Text("不明确", "unclear"),
}
_TRENDS = {
    "up": Text("上升", "rising"),
    "down": Text("下降", "falling"),
    "hold": Text("保持", "steady"),
    "done": Text("完成", "done"),
}
_WORDS = {"operator": _OPERATORS, "kind": _KINDS, "trend": _TRENDS}
"""What people read of the parts that a target is taken into."""


@dataclass(frozen=True, slots=True)
class TargetLimits(Limits):
    """Limits of a target: its length in characters, and whether it is the value of a past year."""

    max_length: int | None = None
    past: bool = False


@dataclass(frozen=True, slots=True)
class IndicatorTarget(UsualKind[TargetLimits]):
    """What an indicator is to reach. The record keeps its text; a summary shows its parts apart."""

    name: str = "target"
    numeric: bool = False

    def describe(self) -> Description:
        """Return the row of the documentation."""
        return Description(
            "an indicator's target: `≥95%`, `7个`, `递增`; `past: true` for a past year's value", "text"
        )

    def options(self) -> Mapping[str, Any]:
        """Take the length of the text, and whether it is a past value."""
        past = {"description": "A target's value of a past year.", "type": "boolean"}
        return {"properties": {"max_length": MAX_LENGTH, "past": past}}

    def limits(self, options: Options = NO_OPTIONS, common: Limits = NO_LIMITS) -> TargetLimits:
        """Expect a target, no past value, where the author says nothing else."""
        return TargetLimits.extending(common, **options)

    def longest(self, limits: TargetLimits) -> int | None:
        """Return what the author says."""
        return limits.max_length

    def write(self, value: object, limits: TargetLimits) -> Content:
        """Return the text."""
        return content(value)

    def read(self, raw: Raw, limits: TargetLimits) -> Outcome:
        """Return the cleaned text, and say what in it cannot be measured."""
        return BLANK if holds_nothing(raw) else _reader()(raw, limits)

    def appearance(self, limits: TargetLimits) -> Appearance:
        """Center a target, as labels are."""
        return CENTERED

    def number_format(self, limits: TargetLimits, language: Language = "zh") -> str:
        """Return the text format, so that `5-10` is no date and `95%` no fraction."""
        return "@"

    def validation(self, limits: TargetLimits) -> Validation:
        """Refuse a text that is too long for a target."""
        longest = limits.max_length or _LONGEST
        return Validation(
            "length",
            Decimal(0),
            Decimal(longest),
            refusal=Text(
                f"指标值太长，最多{longest}个字。请只写符号、数字和单位。例如：≥95%、7个、＜7个工作日。",
                f"At most {longest} characters: sign, number and unit, for example ≥95%.",
            ),
        )

    def prompt(self, limits: TargetLimits) -> Text:
        """Ask for operator, number and unit; for a past value, for the plain fact."""
        if limits.past:
            usual = Text(
                "请填实际完成数，带单位。例如：96.3%、6个。新增指标没有历史数的，请填“—”。",
                "The actual result with its unit, for example 96.3% or 6个; enter — for a new indicator.",
            )
        else:
            usual = Text(
                "请填符号、数字和单位。例如：≥95%、7个、＜7个工作日。",
                "Sign, number and unit, for example ≥95%, 7个 or ＜7个工作日.",
            )
        return prompted(limits, usual)

    def checks(self, limits: TargetLimits) -> tuple[Check, ...]:
        """Ask for a text that is not too long."""
        return (Check("text-too-long", f"LEN(self) <= {limits.max_length or _LONGEST}", of_blank=True),)

    def judged_on_return(self, limits: TargetLimits | None = None) -> tuple[str, ...]:
        """Leave dates to the reader, and targets that may be read in two ways."""
        return ("date-from-text", "target-unclear", *ON_RETURN)

    def marks_blank(self, limits: TargetLimits) -> bool:
        """Take a mark for a blank target; in a past value it says that there is none."""
        return not limits.past

    def moved(self, value: Value, before: Value, name: str) -> Movement | None:
        """Tell whether a target asks for more or for less: `≥` for more is better, `≤` for less is."""
        from templates.kinds.typed.comparing import movement  # only a comparison needs them
        from templates.kinds.typed.targets import parse_target

        if value is None or before is None:
            return None
        if key(str(value)) == key(str(before)):
            return "same"
        return movement(parse_target(str(value)), parse_target(str(before)), name)

    def schema(self, limits: TargetLimits) -> dict[str, Any]:
        """Describe a text."""
        return {"type": ["string", "null"], "maxLength": limits.max_length or _LONGEST}

    def parts(self) -> tuple[Part, ...]:
        """Return the parts of a target, so that a summary can be sorted by them."""
        return _PARTS

    def derive(self, value: Value) -> dict[str, Value | Text]:
        """Return the parts of one target; the number as it is written, 95 for 95%, the others in words."""
        from templates.kinds.typed.targets import parse_target  # only a summary needs it

        if value is None:
            return dict.fromkeys(part.key for part in _PARTS)
        target = parse_target(str(value))
        found = {part.key: getattr(target, part.key) for part in _PARTS}
        return found | {key: words[found[key]] for key, words in _WORDS.items() if found[key] is not None}


@cache
def _reader() -> Callable[[Raw, TargetLimits], Outcome]:
    """Return the reader: its patterns take a while to compile, and only reading needs them."""
    from templates.kinds.typed.targets import read_number_target, read_target

    def read(raw: Raw, limits: TargetLimits) -> Outcome:
        typed = typed_text(raw)
        if typed is not None:
            return read_target(typed, past=limits.past) if typed else BLANK
        return read_text_cell(
            raw,
            lambda text: read_target(text, past=limits.past),
            lambda number: read_number_target(number, raw.number_format, past=limits.past),
            errors=False,
        )

    return read
