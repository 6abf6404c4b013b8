"""The boxes a form's page is made of, as its author wrote them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from templates.definition.source import Data, Place, present
from templates.kinds.presentation import Align
from templates.model.paper import PLAIN_PAPER, Paper
from templates.path import Names, split_names
from templates.text import NO_WORDS, Text

__all__ = [
    "Box",
    "Constant",
    "FieldItem",
    "ImageItem",
    "LabelItem",
    "RepeatBox",
    "RowBox",
    "RowItem",
    "SectionBox",
    "SheetBoxes",
    "SideBox",
    "SignItem",
    "StackItem",
    "boxes_of",
    "field_items",
    "field_places",
]


_HEIGHT_TO_SIGN = 40.0
"""The height in points of a row in which somebody signs or stamps, where its form names none."""


@dataclass(frozen=True, slots=True)
class LabelItem:
    """Words in a row. Braces hold expressions on parameters: `{year - 1} 年`.

    A span of 0, here and elsewhere, is what the others of the row leave.
    """

    place: Place
    text: Text
    span: int
    style: str
    align: Align | None = None


@dataclass(frozen=True, slots=True)
class FieldItem:
    """A field in a row; `options` are the author's words on it, as they stand in the definition."""

    place: Place
    name: str
    span: int
    options: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StackItem:
    """Boxes under one another in the place of a cell."""

    place: Place
    boxes: tuple[Box, ...]
    span: int


@dataclass(frozen=True, slots=True)
class ImageItem:
    """A picture in a row, by the name of its file beside the definition; the row has `rows` at least."""

    place: Place
    name: str
    span: int
    rows: int
    align: Align | None = None


@dataclass(frozen=True, slots=True)
class SignItem:
    """What is written and stamped by hand at the foot: the words before each space left for it."""

    place: Place
    texts: tuple[Text, ...]
    span: int = 0


RowItem = LabelItem | FieldItem | StackItem | ImageItem | SignItem


@dataclass(frozen=True, slots=True)
class RowBox:
    """Cells side by side, `rows` rows high, each `height` points; a `head` names the columns below it."""

    place: Place
    items: tuple[RowItem, ...]
    rows: int = 1
    height: float | None = None
    head: bool = False


@dataclass(frozen=True, slots=True)
class SideBox:
    """A label merged down beside a stack of boxes."""

    place: Place
    text: Text
    span: int
    body: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class RepeatBox:
    """A box once for each item. `constant` is a field that the form itself fills, and its label beside.

    `rows` says how many there is room for, `shown` how many of them are in sight (all where it is None).
    """

    place: Place
    name: str
    rows: str | int
    body: tuple[Box, ...]
    constant: Constant | None = None
    shown: str | int | None = None
    asks: Mapping[str, Any] = field(default_factory=dict)
    """What must hold of its items, in the author's words: `complete`, `unique`, `total`."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A field of an item that the form fills: its name, its value in a record, its label on the page."""

    place: Place
    name: str
    value: str
    text: Text
    span: int


@dataclass(frozen=True, slots=True)
class SectionBox:
    """A part of the page with a title, that should stay together in print."""

    place: Place
    title: Text
    body: tuple[Box, ...]


Box = RowBox | SideBox | RepeatBox | SectionBox


@dataclass(frozen=True, slots=True)
class SheetBoxes:
    """A sheet of fields: its name, the widths of its columns in characters, and its boxes."""

    place: Place
    name: Text
    columns: tuple[float, ...]
    body: tuple[Box, ...]
    paper: Paper = PLAIN_PAPER


def boxes_of(data: Data, place: Place) -> tuple[Box, ...]:
    """Return the boxes of a list of the definition; the data has the shape that its JSON Schema asks for."""
    return tuple(
        box
        for number, entry in enumerate(data)
        if entry is not None
        for box in _boxes(entry, (*place, number))
    )


def field_places(boxes: tuple[Box, ...], names: Names = ()) -> Iterator[tuple[Names, Place]]:
    """Yield the fields in boxes, by their names from the top, and where the definition has them."""
    for around, item in _fields(boxes, names):
        own = () if item.name == "self" else split_names(item.name)
        yield (*around, *own), item.place


def field_items(boxes: tuple[Box, ...]) -> Iterator[FieldItem]:
    """Yield the fields in boxes as their author wrote them."""
    for _, item in _fields(boxes, ()):
        yield item


def _fields(boxes: tuple[Box, ...], names: Names) -> Iterator[tuple[Names, FieldItem]]:
    """Yield the fields in boxes, each with the names of the repeats around it."""
    for box in boxes:
        if isinstance(box, RowBox):
            for item in box.items:
                if isinstance(item, FieldItem):
                    yield names, item
                elif isinstance(item, StackItem):
                    yield from _fields(item.boxes, names)
        else:
            inner = (*names, *split_names(box.name)) if isinstance(box, RepeatBox) else names
            yield from _fields(box.body, inner)


def _boxes(data: Mapping[str, Any], place: Place) -> Iterator[Box]:
    """Yield the box of an entry; of a repeat that goes over several constants, one for each of them."""
    if "repeat" not in data:
        yield _box(data, place)
        return
    body = _body(data, place)
    asks = {key: data[key] for key in ("complete", "unique", "total") if key in data}
    for constant in _constants(data, place):
        yield RepeatBox(place, data["repeat"], data["rows"], body, constant, data.get("shown"), asks)


def _box(data: Mapping[str, Any], place: Place) -> Box:
    if "section" in data:
        return SectionBox(place, Text.of(data["section"]), _body(data, place))
    if "side" in data:
        return SideBox(place, Text.of(data["side"]), data.get("span", 1), _body(data, place))
    if "sign" in data:
        texts = tuple(Text.of(words) for words in present(data["sign"]))
        height = data.get("height", _HEIGHT_TO_SIGN)
        return RowBox(place, (SignItem((*place, "sign"), texts),), height=height)
    if "image" in data:
        return RowBox(place, _image_alone(data, place), data.get("rows", 1), data.get("height"))
    key = "head" if "head" in data else "row"
    return RowBox(
        place, _items(data[key], (*place, key)), data.get("rows", 1), data.get("height"), head=key == "head"
    )


def _image_alone(data: Mapping[str, Any], place: Place) -> tuple[RowItem, ...]:
    """Return the items of a row that has a picture, and nothing beside it."""
    span = data.get("span", 0)
    rest = (LabelItem(place, NO_WORDS, 0, "plain"),) if span else ()
    return (ImageItem(place, data["image"], span, 1, data.get("align")), *rest)


def _body(data: Mapping[str, Any], place: Place) -> tuple[Box, ...]:
    if "body" in data:
        return boxes_of(data["body"], (*place, "body"))
    return (RowBox(place, _items(data["row"], (*place, "row")), height=data.get("height")),)


def _constants(data: Mapping[str, Any], place: Place) -> Iterator[Constant | None]:
    """Yield the constant that a repeat has beside it, or each of those that it goes over."""
    side = data.get("side")
    if side is None:
        yield None
    elif "over" in data:
        for number, entry in enumerate(data["over"]):
            if entry is not None:
                one = entry if isinstance(entry, Mapping) else {"value": entry}
                yield _constant({**side, **one}, (*place, "over", number))
    else:
        yield _constant(side, (*place, "side"))


def _constant(data: Mapping[str, Any], place: Place) -> Constant:
    label = Text.of(data.get("label", data["value"]))
    return Constant(place, data["field"], data["value"], label, data.get("span", 1))


def _items(data: Data, place: Place) -> tuple[RowItem, ...]:
    return tuple(_item(entry, (*place, number)) for number, entry in enumerate(data) if entry is not None)


def _item(data: Mapping[str, Any], place: Place) -> RowItem:
    span = data.get("span", 1)
    if "stack" in data:
        return StackItem(place, boxes_of(data["stack"], (*place, "stack")), span)
    if "field" in data:
        return FieldItem(place, data["field"], span, data)
    if "image" in data:
        return ImageItem(place, data["image"], span, data.get("rows", 1), data.get("align"))
    return LabelItem(place, Text.of(data["label"]), span, data.get("style", ""), data.get("align"))
