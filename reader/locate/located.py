"""Where the cells of a form are now: what the stage of locating hands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from templates.model.page import Cell, CellAddress
from templates.path import Path

__all__ = ["InsertedItem", "LocatedCell", "LocatedForm", "Method"]


class Method(StrEnum):
    """How a cell was found."""

    KEYS = "keys"
    """By the numbers of its row and its column, which the sheet carries."""

    LABELS = "labels"
    """By the words of the labels around it, as the numbers are gone."""


@dataclass(frozen=True, slots=True)
class LocatedCell:
    """A cell of the cell map, and where it is in the sheet as it came; None where it is gone.

    `certainty` goes from 0 to 1: how sure it is that the cell is this one.
    """

    cell: Cell
    address: CellAddress | None
    method: Method = Method.KEYS
    certainty: float = 1.0


@dataclass(frozen=True, slots=True)
class InsertedItem:
    """A row that a person put among the items of a repeat: one more item.

    `repeat` is the path of the list in the cell map (`("projects",)`), `after` the number of the item above
    it, -1 where it stands above the first. `address` is the first cell of the row. `cells` says for each
    field's cell of the item beside it, by its address in the cell map, where the counterpart of the new item
    is; None where its column is gone.
    """

    repeat: Path
    after: int
    address: CellAddress
    cells: Mapping[CellAddress, CellAddress | None]


@dataclass(frozen=True, slots=True)
class LocatedForm:
    """Every cell of a cell map where it is now, in the order of the cell map; what is new, what is gone.

    `deleted_rows` are the rows of the cell map, each with the number of its sheet, that are nowhere.
    `outside` are the filled cells, row by row, that stand in the form's columns and are neither the form's
    nor a repeat's. `labelled` says of each sheet on which the cells were found by labels how sure that is.
    The sheets that are `missing` whole have no deleted rows.
    """

    cells: tuple[LocatedCell, ...]
    inserted: tuple[InsertedItem, ...] = ()
    deleted_rows: frozenset[tuple[int, int]] = frozenset()
    outside: tuple[tuple[CellAddress, ...], ...] = ()
    labelled: Mapping[int, float] = field(default_factory=dict)
    missing: frozenset[int] = frozenset()
