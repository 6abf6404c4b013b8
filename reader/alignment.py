"""A form found again by its words: which rows and columns of a sheet are those of the cell map.

Labels vote for the columns; rows are then aligned as two sequences are (Needleman and Wunsch, 1970): a row of
the cell map may be missing, a row of the sheet may be new, and what remains stays in its order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reader.containers import Grid
from templates import CellMap
from templates.kinds import key

__all__ = ["LEAST_SCORE", "Alignment", "align"]

LEAST_SCORE = 0.6
"""The share of the labels that must be found for a sheet to be taken for a form."""

_MOST_ROWS, _MOST_COLUMNS = 1_000, 100
"""A sheet in which a form is looked for; what lies further away belongs to nothing on it."""

_MATCH, _MISMATCH, _STRANGER = 20, -15, -20
"""For each label that agrees; for a row none of whose labels does; for a label of another row."""

_LABELS_MISSING, _ROW_MISSING, _ROW_NEW = -6, -1, -3
"""For a row of the form that the sheet has not, with labels or without; for one more in the sheet."""

_TOGETHER, _GONE, _NEW = range(3)
"""How the rows were aligned up to here: both go on, or one of them."""

_TRIMMED = "：:"

_Labels = Mapping[int, frozenset[str]]
"""The spellings of the labels of a row, folded, by their columns."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where the rows and columns of a cell map are in a sheet, by their numbers in the cell map.

    `found` of the form's `labels` stand where this says.
    """

    rows: Mapping[int, int]
    columns: Mapping[int, int]
    found: int
    labels: int

    @property
    def score(self) -> float:
        """How sure the alignment is: the share of the labels that were found, from 0 to 1."""
        return self.found / self.labels if self.labels else 0.0


def align(grid: Grid, cell_map: CellMap) -> Alignment:
    """Align a sheet with a cell map by the labels of both; a sheet with none of them has the score 0."""
    labels = cell_map.derived(_labels)
    texts = _texts(grid)
    columns = _columns(labels, texts, cell_map.numbered_columns)
    rows = _rows(labels, texts, columns, cell_map.last_row)
    found = sum(
        texts.get(rows.get(row, 0), {}).get(columns.get(column, 0)) in spellings
        for row, of_row in labels.items()
        for column, spellings in of_row.items()
    )
    return Alignment(rows, columns, found, sum(map(len, labels.values())))


def _labels(cell_map: CellMap) -> Mapping[int, _Labels]:
    """Return the labels of each row of a cell map that has any."""
    found: defaultdict[int, dict[int, frozenset[str]]] = defaultdict(dict)
    for cell in cell_map:
        if cell.text is not None and _folded(cell.text.zh):
            found[cell.row][cell.column] = frozenset((_folded(cell.text.zh), _folded(cell.text.en)))
    return found


def _texts(grid: Grid) -> dict[int, dict[int, str]]:
    """Return the texts of a sheet, folded, by row and column."""
    found: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for row, column in sorted(grid.cells):
        value = grid.cells[row, column].value if row <= _MOST_ROWS and column <= _MOST_COLUMNS else None
        if isinstance(value, str) and (text := _folded(value)):
            found[row][column] = text
    return found


def _folded(text: str) -> str:
    return key(text).rstrip(_TRIMMED)


def _columns(
    labels: Mapping[int, _Labels], texts: Mapping[int, Mapping[int, str]], ours: Sequence[int]
) -> dict[int, int]:
    """Return the column of the sheet for each of the cell map, in their order, by the votes of the labels."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for of_row in labels.values():
        for column, spellings in of_row.items():
            for spelling in spellings:
                places[spelling].append(column)
    votes: defaultdict[tuple[int, int], float] = defaultdict(float)
    for of_sheet in texts.values():
        for column, text in of_sheet.items():
            for label_column in (found := places.get(text, ())):
                votes[label_column, column] += 1 / len(found)
    if not votes:
        return {}
    theirs = range(1, max(column for _, column in votes) + 1)
    chosen = _in_order(ours, theirs, votes)
    return _filled_in(chosen, ours)


def _in_order(
    ours: Sequence[int], theirs: Sequence[int], votes: Mapping[tuple[int, int], float]
) -> dict[int, int]:
    """Return the pairs, in the order of both, that have the most votes together."""
    best = [[0.0] * (len(theirs) + 1) for _ in range(len(ours) + 1)]
    for i, one in enumerate(ours, 1):
        for j, other in enumerate(theirs, 1):
            together = best[i - 1][j - 1] + votes.get((one, other), 0.0)
            best[i][j] = max(best[i - 1][j], best[i][j - 1], together)
    pairs: dict[int, int] = {}
    i, j = len(ours), len(theirs)
    while i and j:
        vote = votes.get((ours[i - 1], theirs[j - 1]), 0.0)
        if vote and best[i][j] == best[i - 1][j - 1] + vote:
            pairs[ours[i - 1]] = theirs[j - 1]
            i, j = i - 1, j - 1
        elif best[i][j] == best[i - 1][j]:
            i -= 1
        else:
            j -= 1
    return pairs


def _filled_in(chosen: dict[int, int], ours: Sequence[int]) -> dict[int, int]:
    """Give a column without a vote the place that its neighbours leave for it."""
    filled = dict(chosen)
    taken = set(chosen.values())
    for column in ours:
        for beside in (column - 1, column + 1):
            place = filled.get(beside, -1) + column - beside
            if column not in filled and beside in filled and place > 0 and place not in taken:
                filled[column] = place
                taken.add(place)
    return filled


def _rows(
    labels: Mapping[int, _Labels],
    texts: Mapping[int, Mapping[int, str]],
    columns: Mapping[int, int],
    last_row: int,
) -> dict[int, int]:
    """Return the row of the sheet for each of the cell map, in their order, where it is not missing."""
    first = min(labels, default=1)
    ours = range(first, last_row + 1)
    theirs = range(1, max(texts, default=0) + 1)
    known = {spelling for of_row in labels.values() for found in of_row.values() for spelling in found}
    expected = [
        [(columns[column], found) for column, found in labels.get(row, {}).items() if column in columns]
        for row in ours
    ]
    strange = [any(text in known for text in texts.get(row, {}).values()) for row in theirs]
    best = [[0] * (len(theirs) + 1) for _ in range(len(ours) + 1)]
    steps = [bytearray(len(theirs) + 1) for _ in range(len(ours) + 1)]
    for i, wanted in enumerate(expected, 1):
        missing = _LABELS_MISSING if wanted else _ROW_MISSING
        above, here, step = best[i - 1], best[i], steps[i]
        here[0] = above[0] + missing
        for j, row in enumerate(theirs, 1):
            together = above[j - 1] + _likeness(wanted, texts.get(row, {}), is_strange=strange[j - 1])
            gone, new = above[j] + missing, here[j - 1] + (_ROW_NEW if row in texts else 0)
            if gone >= together and gone >= new:  # of rows alike, the last are the spare ones
                here[j], step[j] = gone, _GONE
            elif together >= new:
                here[j], step[j] = together, _TOGETHER
            else:
                here[j], step[j] = new, _NEW
    rows = _traced(ours, theirs, steps)
    if rows.get(first, 1) > 1:
        rows[first - 1] = rows[first] - 1  # the status line, which has no label
    return rows


def _likeness(
    wanted: Sequence[tuple[int, frozenset[str]]], texts: Mapping[int, str], *, is_strange: bool
) -> int:
    """Say how well a row of the sheet fits one of the cell map, whose labels are `wanted`."""
    if not wanted:
        return _STRANGER if is_strange else 0
    found = sum(texts.get(column) in spellings for column, spellings in wanted)
    return _MATCH * found if found else _MISMATCH


def _traced(ours: Sequence[int], theirs: Sequence[int], steps: Sequence[bytearray]) -> dict[int, int]:
    rows: dict[int, int] = {}
    i, j = len(ours), len(theirs)
    while i and j:
        step = steps[i][j]
        if step == _TOGETHER:
            rows[ours[i - 1]] = theirs[j - 1]
        i, j = i - (step != _NEW), j - (step != _GONE)
    return rows
