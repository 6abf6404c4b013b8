"""What a cell refuses: a data validation, and the same as xlsxwriter takes it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from template_builder.xlsx.contents import units
from templates.kinds.presentation import ValidationType

__all__ = ["DataValidation", "options_of"]

_LONGEST_TITLE = 32
"""Characters of the title of a prompt or a refusal (Excel specifications and limits)."""


_LONGEST_MESSAGE = 255
"""Characters of a prompt or a refusal (Excel specifications and limits)."""


@dataclass(frozen=True, slots=True)
class DataValidation:
    """A data validation: what may be typed, and the words of prompt and refusal.

    `type` is `decimal`, `whole`, `length`, `list` or `any`; a list has its terms in `items`, or its
    `source` as a formula (without `=`).
    """

    type: ValidationType
    title: str = ""
    prompt: str = ""
    refusal: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    items: tuple[str, ...] = ()
    source: str | None = None


def options_of(rule: DataValidation) -> dict[str, Any]:
    """Return the options of xlsxwriter's `data_validation` for a refusal."""
    options: dict[str, Any] = {"validate": rule.type, "error_type": "stop", "ignore_blank": True}
    title = _cut(rule.title)
    words = {"input_title": title, "input_message": _cut(rule.prompt, _LONGEST_MESSAGE)}
    words |= {"error_title": title, "error_message": _cut(rule.refusal, _LONGEST_MESSAGE)}
    options |= {name: text for name, text in words.items() if text}
    if rule.type == "list":
        return options | {"source": f"={rule.source}" if rule.source else list(rule.items)}
    if rule.type == "any":
        return options
    low, high = (None if bound is None else f"{bound:f}" for bound in (rule.minimum, rule.maximum))
    if low is None and high is None:
        return options | {"criteria": "between", "minimum": "-1E+15", "maximum": "1E+15"}
    if low is None or high is None:
        return options | {"criteria": ">=" if high is None else "<=", "value": low or high}
    return options | {"criteria": "between", "minimum": low, "maximum": high}


def _cut(text: str, most: int = _LONGEST_TITLE) -> str:
    """Return a title or a message that Excel can hold."""
    if units(text) <= most:
        return text
    while units(text) >= most:
        text = text[:-1]
    return text + "…"
