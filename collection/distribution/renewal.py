"""What earlier forms give a blank."""

from __future__ import annotations

from dataclasses import dataclass

from templates import CellMap, Finding, Rolled, Text

__all__ = ["Renewal", "Taken"]


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken from a record: its file, the title of its form, its year, and whose it is.

    `is_last_year` says that it is of the same form and of the year before. `carried` names each field, group
    or repeat that was prefilled from it, and of a repeat how many items.
    """

    file: str
    title: Text
    year: int | None
    department: str | None
    is_last_year: bool
    carried: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class Renewal:
    """This year's cell map, what earlier forms prefill in it, and what does not agree in that.

    `taken` says what came from which record, `raised` which parameters were made larger for it, with what
    they were and are.
    """

    cell_map: CellMap
    rolled: Rolled
    disagreements: tuple[Finding, ...]
    taken: tuple[Taken, ...] = ()
    raised: tuple[tuple[str, int, int], ...] = ()
