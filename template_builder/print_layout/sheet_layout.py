"""How a filled form lies on paper: plain values, handed from the layout to whoever writes the sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from template_builder.xlsx.cell_xml import RowLayout
from template_builder.xlsx.ranges import Extent, Position

__all__ = ["SheetLayout"]


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """The parts of a form's sheet that depend on how much room its texts take."""

    rows: Mapping[int, RowLayout]
    """How each row is shown. A closed outline group holds no row in sight: programs close it as a whole."""
    breaks: tuple[int, ...] = ()
    """The rows after which a page ends."""
    footer: str = ""
    """The text of the footer, in parts."""
    side_labels: tuple[Extent, ...] = ()
    """The cells over which the labels at the side are merged: none runs over the end of a page."""
    sizes: Mapping[Position, float] = field(default_factory=dict)
    """The size in points of the texts that stand in smaller letters than their cells have."""

    @property
    def hidden(self) -> frozenset[int]:
        """The rows that are out of sight."""
        return frozenset(row for row, layout in self.rows.items() if layout.hidden)
