"""The register of kinds: each is registered here, once, with both of its directions."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from templates.kinds.base import Kind, KindOf
from templates.kinds.choice import Choice
from templates.kinds.date import Date
from templates.kinds.money import Money
from templates.kinds.number import Number
from templates.kinds.phone import Phone
from templates.kinds.share import Share
from templates.kinds.target import IndicatorTarget
from templates.kinds.text import Text, TextLimits
from templates.kinds.year import Year

__all__ = ["CONSTANT", "EXPLANATION", "KINDS", "goes_into"]

_ALL: tuple[Kind, ...] = (
    Money(),
    Number(),
    Text(),
    Choice(),
    Phone(),
    Share(),
    Year(),
    IndicatorTarget(),
    Date(),
)

KINDS: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in _ALL})
"""Every kind there is, by its word in a definition."""

CONSTANT: KindOf[TextLimits] = Text()
"""The kind of a field that the form itself fills with its own words."""

EXPLANATION: KindOf[TextLimits] = Text()
"""The kind of a cell in which a department explains what is found."""


def goes_into(kind: Kind, other: Kind) -> bool:
    """Tell whether what a field of one kind holds may go into one of another: any words go into a text."""
    return kind == other or (other == CONSTANT and not kind.numeric)
