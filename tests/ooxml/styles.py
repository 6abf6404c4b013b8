"""The part of styles: how many there are of each kind, and which refer to one that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from tests.ooxml.faults import Fault
from tests.ooxml.package import MAIN

__all__ = ["Styles", "numbers", "style_faults", "styles_of"]

_BUILT_IN_FORMATS = 164
_PARTS = {"fontId": "fonts", "fillId": "fills", "borderId": "borders", "xfId": "cellStyleXfs"}


@dataclass(frozen=True, slots=True)
class Styles:
    """The numbers of the styles that cells and conditional formats can choose from, as they are written."""

    cells: frozenset[str]
    conditional: frozenset[str]


def styles_of(tree: Element) -> Styles:
    """Return the styles that there are."""
    return Styles(numbers(_count(tree, "cellXfs")), numbers(_count(tree, "dxfs")))


def numbers(count: int) -> frozenset[str]:
    """Return the numbers from 0 and below `count`, as they are written."""
    return frozenset(map(str, range(count)))


def _count(tree: Element, name: str) -> int:
    return len(tree.find(f"{MAIN}{name}") or ())


def style_faults(part: str, tree: Element) -> Iterator[Fault]:
    """Look at what the styles of cells are made of."""
    own = {entry.get("numFmtId", "") for entry in tree.iter(f"{MAIN}numFmt")}
    formats = numbers(_BUILT_IN_FORMATS) | own
    known = {attribute: numbers(_count(tree, name)) for attribute, name in _PARTS.items()}
    for name in ("cellStyleXfs", "cellXfs"):
        for number, style in enumerate(tree.find(f"{MAIN}{name}") or ()):
            at = f"{name} {number}"
            for attribute, choice in known.items():
                if style.get(attribute, "0") not in choice:
                    yield Fault("style-index", part, at, f"There is no {attribute} {style.get(attribute)}.")
            used = style.get("numFmtId", "0")
            if used not in formats:
                yield Fault("style-index", part, at, f"There is no number format {used}.")
