"""The paper that a sheet of a form is printed on: which way it lies, its margins, the size of its letters."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["PLAIN_PAPER", "Margins", "Paper"]

_SHORT_SIDE, _LONG_SIDE = 595.276, 841.89
"""The sides of an A4 page, in points."""
_INCH = 72.0
_CENTIMETRES = 2.54
"""How many there are in an inch."""
_SIDES = ("left", "right", "top", "bottom")


@dataclass(frozen=True, slots=True)
class Margins:
    """The margins of a page in inches, in which workbooks have them."""

    left: float = 0.4
    right: float = 0.4
    top: float = 0.5
    bottom: float = 0.6


@dataclass(frozen=True, slots=True)
class Paper:
    """An A4 page as a form asks for it; without a word of the form, upright and fitted to its width."""

    landscape: bool = False
    margins: Margins = Margins()
    repeat_heads: bool = True
    """Whether the heads of a list stand anew on each page that it runs over."""
    scale: int | None = None
    """In percent how large all is printed; None where the columns are made to fit the width."""

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Paper:
        """Return the paper of a definition, whose margins are in centimetres."""
        written = data.get("margins", {})
        sides = written if isinstance(written, Mapping) else dict.fromkeys(_SIDES, written)
        margins = Margins(**{side: sides[side] / _CENTIMETRES for side in _SIDES if side in sides})
        scale = data.get("scale")
        return cls(
            data.get("orientation") == "landscape",
            margins,
            data.get("repeat_heads", True),
            scale if isinstance(scale, int) else None,
        )

    @property
    def room(self) -> tuple[float, float]:
        """The width and the height between the margins, in points."""
        width, height = (_LONG_SIDE, _SHORT_SIDE) if self.landscape else (_SHORT_SIDE, _LONG_SIDE)
        across, down = self.margins.left + self.margins.right, self.margins.top + self.margins.bottom
        return float(math.floor(width - across * _INCH)), float(math.floor(height - down * _INCH))


PLAIN_PAPER = Paper()
"""That of a form which says nothing of it."""
