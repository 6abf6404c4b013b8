"""Number formats of OpenDocument as format codes of Excel: a percentage with two places is `0.00%`.

OpenDocument 1.3, part 3, 16.29 (data styles).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from reader.containers.xml.parser import local_name

__all__ = ["NumberStyles"]

_GENERAL = "General"
_STYLES = frozenset(
    {"number-style", "percentage-style", "currency-style", "date-style", "time-style", "text-style"}
)
_LONG = {"year": "yyyy", "month": "mm", "day": "dd", "hours": "hh", "minutes": "mm", "seconds": "ss"}
_SHORT = {"year": "yy", "month": "m", "day": "d", "hours": "h", "minutes": "m", "seconds": "s"}
_MOST_PLACES = 30


@dataclass(slots=True)
class NumberStyles:
    """The format codes of a document's cell styles, gathered while its styles are parsed."""

    codes: dict[str, str] = field(default_factory=dict)
    """The codes of the data styles, by their names."""
    cell_styles: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    """For each cell style its data style and its parent."""
    struck: set[str] = field(default_factory=set)
    """The cell styles that strike their text through, by their names; their children do too."""
    _cell_style: str = ""
    _name: str = ""
    _pieces: list[str] = field(default_factory=list)
    _in_text: bool = False
    _known: dict[str | None, str] = field(default_factory=dict)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element within the styles; `name` is without its prefix."""
        if name in _STYLES:
            self._name, self._pieces = _local(attributes).get("name", ""), []
        elif name == "style":
            said = _local(attributes)
            self._cell_style = said.get("name", "") if said.get("family") == "table-cell" else ""
            if self._cell_style:
                data, parent = said.get("data-style-name"), said.get("parent-style-name")
                self.cell_styles[self._cell_style] = (data or None, parent or None)
        elif name == "text-properties" and self._cell_style and not self._name:
            if _local(attributes).get("text-line-through-style", "none") not in ("", "none"):
                self.struck.add(self._cell_style)
        elif self._name:
            self._in_text = name == "text"
            self._pieces += _piece(name, _local(attributes))

    def text(self, characters: str) -> None:
        """Take characters: those of a `number:text` stand in the code."""
        if self._name and self._in_text:
            self._pieces.append(characters if characters == "%" else f'"{characters}"')

    def end(self, name: str) -> None:
        """Take the end of an element within the styles."""
        self._in_text = False
        if name in _STYLES and self._name:
            self.codes[self._name] = "".join(self._pieces) or _GENERAL
            self._name = ""

    def code_of(self, style: str | None) -> str:
        """Return the format code of a cell style, by its name; it may have that of its parents."""
        code = self._known.get(style)
        if code is None:
            code = self._known[style] = self._found(style)
        return code

    def is_struck(self, style: str | None) -> bool:
        """Tell whether a cell style strikes its text through, by itself or as its parents do."""
        seen: set[str] = set()
        while self.struck and style is not None and style not in seen:
            if style in self.struck:
                return True
            seen.add(style)
            style = self.cell_styles.get(style, (None, None))[1]
        return False

    def _found(self, style: str | None) -> str:
        seen: set[str] = set()
        while style is not None and style not in seen and style in self.cell_styles:
            seen.add(style)
            data, parent = self.cell_styles[style]
            if data in self.codes:
                return self.codes[data]
            style = parent
        return _GENERAL


def _piece(name: str, attributes: Mapping[str, str]) -> list[str]:
    """Return what an element within a data style says in a format code."""
    if name == "number":
        places = attributes.get("decimal-places", "")
        if not places:
            return [_GENERAL]
        decimals = min(int(places), _MOST_PLACES) if places.isascii() and places.isdigit() else 0
        whole = "#,##0" if attributes.get("grouping") == "true" else "0"
        return [whole + ("." + "0" * decimals if decimals else "")]
    if name in _SHORT:
        return [(_LONG if attributes.get("style") == "long" else _SHORT)[name]]
    if name == "am-pm":
        return ["AM/PM"]
    return ["@"] if name == "text-content" else []


def _local(attributes: Mapping[str, str]) -> dict[str, str]:
    """Return attributes by their names without prefix; documents may choose other prefixes."""
    return {local_name(name): value for name, value in attributes.items()}
