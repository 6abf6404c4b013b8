"""What laying out gives: each item of the definition with its place on the sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from templates.definition.boxes import FieldItem
from templates.definition.source import Place
from templates.kinds.presentation import Align
from templates.model.page import Item, Section
from templates.path import Indices, Names
from templates.text import NO_WORDS, Text

__all__ = ["Layout", "Placed"]


@dataclass(frozen=True, slots=True)
class Placed:
    """An item with its place on the sheet: a label, a field, or a constant that is both."""

    place: Place
    row: int
    column: int
    rows: int
    columns: int
    style: str
    text: Text | None = None
    says: frozenset[str] = frozenset()
    names: Names = ()
    paths: tuple[str, ...] = ()
    item: FieldItem | None = None
    group: Mapping[str, str] = field(default_factory=dict)
    label: Text = NO_WORDS
    heads: tuple[Text, ...] = ()
    hint: Text | None = None
    side: Text | None = None
    """The words beside the box, where the label goes without them."""
    align: Align | None = None
    picture: str = ""
    """The name of the picture that stands here."""
    sheet: int = 0


@dataclass(slots=True)
class Layout:
    """What laying out gives: the placed items, the rows of items of repeats, sections and heights."""

    placed: list[Placed] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    heights: list[dict[int, float]] = field(default_factory=list)
    """Of each sheet, the heights that its form gives to rows."""
    constants: dict[Names, dict[Indices, list[dict[str, str]]]] = field(default_factory=dict)
    """For each repeat, by the indices of the items that it lies in, the constants of each of its rows."""
    boxes: dict[tuple[Names, Indices], Place] = field(default_factory=dict)
    """Where the definition has the box of each item of a repeat."""
