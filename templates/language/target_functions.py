"""What only a reader can judge: the parts of an indicator target, and texts that mean the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from templates.kinds.shared.clean import key
from templates.language.values import ExcelError, Result, is_blank, text_of

if TYPE_CHECKING:
    from templates.kinds.typed.targets import Target

__all__ = ["folded", "target_kind", "target_number", "target_operator", "target_unit"]

_QUOTES = dict.fromkeys(map(ord, "“”„‟「」『』＂"), '"')


def folded(value: Result) -> str | ExcelError:
    """Return a text as texts are compared: no white space, no final stop, one width, one kind of quote."""
    text = text_of(value)
    return text if isinstance(text, ExcelError) else key(text.translate(_QUOTES)).rstrip("。;.")


def _target(value: Result) -> Target | ExcelError | None:
    from templates.kinds.typed.targets import parse_target  # only a reader needs it

    text = text_of(value)
    if isinstance(text, ExcelError):
        return text
    return None if is_blank(text) else parse_target(text)


def target_number(value: Result) -> Result:
    """Return the number of a target (`95` of `≥95%`), or a blank where it has none."""
    target = _target(value)
    return target if target is None or isinstance(target, ExcelError) else target.number


def target_unit(value: Result) -> Result:
    """Return the unit of a target (`%` of `≥95%`), or a blank."""
    target = _target(value)
    return target if target is None or isinstance(target, ExcelError) else target.unit


def target_operator(value: Result) -> Result:
    """Return the operator of a target (`>=` of `≥95%`), or a blank."""
    target = _target(value)
    return target if target is None or isinstance(target, ExcelError) else target.operator


def target_kind(value: Result) -> Result:
    """Return the word for what sort of target it is, or a blank where there is none."""
    target = _target(value)
    return target if target is None or isinstance(target, ExcelError) else target.kind
