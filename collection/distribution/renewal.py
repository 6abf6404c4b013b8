"""What last year's form gives this year's blank."""

from __future__ import annotations

from dataclasses import dataclass

from templates import CellMap, Finding, Rolled

__all__ = ["Renewal"]


@dataclass(frozen=True, slots=True)
class Renewal:
    """This year's cell map, what last year's form prefills in it, and what does not agree in that."""

    cell_map: CellMap
    rolled: Rolled
    disagreements: tuple[Finding, ...]
