"""The least and the most of a number: what an author may say, what the sheet checks, and how it is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Protocol

from templates.findings.errors import Sentence
from templates.kinds.base import Check, Options
from templates.kinds.shared.content import plain_text
from templates.text import Text

__all__ = [
    "BOUNDS",
    "Bounded",
    "bound_schema",
    "bounds_of",
    "conditions",
    "reversed_bounds",
    "span_words",
    "within",
]

_NAMES = ("minimum", "maximum")

BOUNDS: Mapping[str, Any] = MappingProxyType({name: {"type": "number"} for name in _NAMES})
"""The JSON Schema of the options."""

_CODE = "number-out-of-limits"


class Bounded(Protocol):
    """Limits with a least and a most; both belong to what is allowed."""

    @property
    def minimum(self) -> Decimal | None:
        """The least that is allowed."""

    @property
    def maximum(self) -> Decimal | None:
        """The most that is allowed."""


def bounds_of(options: Options) -> dict[str, Decimal]:
    """Return the bounds that an author gave, as exact numbers."""
    return {name: Decimal(str(options[name])) for name in _NAMES if name in options}


def reversed_bounds(limits: Bounded) -> Iterator[tuple[str, Sentence]]:
    """Tell bounds that stand in the wrong order."""
    if limits.minimum is not None and limits.maximum is not None and limits.minimum > limits.maximum:
        span = f"{plain_text(limits.minimum)} ~ {plain_text(limits.maximum)}"
        yield "maximum", Sentence.of("number-bounds-reversed", span=span)


def conditions(limits: Bounded) -> list[str]:
    """Return what must hold of `self`, in the form language."""
    least = [] if limits.minimum is None else [f"self >= {plain_text(limits.minimum)}"]
    return least + ([] if limits.maximum is None else [f"self <= {plain_text(limits.maximum)}"])


def within(limits: Bounded) -> tuple[Check, ...]:
    """Return the check that a number keeps its bounds; none where it has none."""
    found = conditions(limits)
    return (Check(_CODE, found[0] if len(found) == 1 else f"AND({', '.join(found)})"),) if found else ()


def bound_schema(limits: Bounded) -> dict[str, Any]:
    """Return the bounds as JSON Schema has them."""
    return {
        name: int(bound) if bound == int(bound) else float(bound)
        for name, bound in zip(_NAMES, (limits.minimum, limits.maximum), strict=True)
        if bound is not None
    }


def span_words(low: str | None, high: str | None) -> Text:
    """Say what is allowed, in words that stand behind those of a number."""
    if low is not None and high is not None:
        return Text(f"（{low}到{high}）", f" from {low} to {high}")
    if low is not None:
        return Text(f"（不小于{low}）", f" of at least {low}")
    if high is not None:
        return Text(f"（不大于{high}）", f" of at most {high}")
    return Text("")
