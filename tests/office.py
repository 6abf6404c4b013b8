"""LibreOffice as clerk and referee: one program without a window for a whole test session.

What it does goes past protection and past validation (as every script does), so it proves arithmetic and
reading; what the sheet refuses to a person is proved at the keyboard, by `tests.keyboard`.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.line_process import Served
from tests.office_process import OfficeProcess

__all__ = ["CellValue", "Formula", "Office", "Step"]

CellValue = bool | float | str
"""What a cell shows: a truth value, a number, or a text (an error is the text `#DIV/0!`)."""

Area = tuple[tuple[CellValue, ...], ...]
"""What the cells of a range show, row by row; a blank one is the text ""."""

PAGE_WIDTH = 1000  # pixels of a page's picture
PAGES_LIMIT = 120.0  # seconds for the pictures of one PDF file
STEPS = 1000  # of one request, so that none takes too long


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as the content of a cell, with its `=`."""

    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """What a clerk does next: puts values (or a `Formula`) into cells, and then looks at some ranges.

    Both are named by their sheet (None is the first visible one), then a cell by its row and its column
    (from 1) and a range by its address.
    """

    values: Mapping[tuple[str | None, int, int], object]
    looks: Sequence[tuple[str | None, str]] = ()


class Office(Served):
    """One LibreOffice on a profile of its own in `folder`, from the first request until `close`."""

    name = "LibreOffice"

    def __init__(self, folder: Path) -> None:
        super().__init__(OfficeProcess(folder))

    def recalculate(self, path: Path) -> dict[str, dict[str, CellValue]]:
        """Return what every cell shows after a hard recalculation: sheet -> address -> value.

        Empty cells are left out; a formula whose result is "" gives "". Raises ProgramError if the file
        cannot be opened.
        """
        sheets: dict[str, dict[str, CellValue]] = self._ask("recalculate", path)
        return sheets

    def fill(
        self,
        path: Path,
        values: Mapping[str | None, Mapping[str, object]],
        save_as: Path,
        *,
        keyboard: bool = False,
    ) -> None:
        """Write `values` (sheet -> address -> value; None is the first visible sheet) and save to `save_as`.

        A number is written as a number, a text as a text, None empties the cell; with `keyboard` all is
        entered as a person would type it (`12.5%` becomes a number). The suffix of `save_as` (.xlsx,
        .xls, .ods, .pdf) chooses the format. Raises ProgramError if a cell is locked, or covered by a
        merged one; then nothing is saved.
        """
        cells = [[sheet, where, _plain(value)] for sheet, of in values.items() for where, value in of.items()]
        self._ask("fill", path, cells=cells, keyboard=keyboard, save_as=str(save_as.resolve()))

    def convert(self, path: Path, save_as: Path) -> None:
        """Save a file as it stands in the format that the suffix of `save_as` names."""
        self.fill(path, {}, save_as)

    def damage(self, path: Path, operations: Sequence[Sequence[object]], save_as: Path, mark: str) -> None:
        """Do what `tests.office_damage` can to the sheet with `mark` in its corner, and save the file."""
        self._ask(
            "damage",
            path,
            operations=[list(one) for one in operations],
            save_as=str(save_as.resolve()),
            mark=mark,
        )

    def protected(self, path: Path) -> dict[str, bool]:
        """Return for each sheet whether LibreOffice takes it for protected."""
        sheets: dict[str, bool] = self._ask("protected", path)
        return sheets

    def to_pdf(self, path: Path, out: Path) -> None:
        """Print all sheets to the PDF file `out`."""
        self.convert(path, out)

    def pages(self, pdf: Path, out_dir: Path) -> list[Path]:
        """Return a picture of each page of a PDF file, in order, made in `out_dir`."""
        size = ["-scale-to-x", str(PAGE_WIDTH), "-scale-to-y", "-1"]
        command = ["pdftoppm", "-png", *size, str(pdf), str(out_dir / pdf.stem)]
        subprocess.run(command, check=True, capture_output=True, timeout=PAGES_LIMIT)
        return sorted(out_dir.glob(f"{pdf.stem}-*.png"))

    def open(self, path: Path) -> None:
        """Open a workbook for `enter`, and keep it open, in place of the one before."""
        self._ask("show", path, hidden=True)  # a window would be painted at every change

    def enter(self, steps: Sequence[Step]) -> list[list[Area]]:
        """Take some steps in the workbook that is open; return what each of them then sees.

        Values are written as `fill` writes them, and nothing is recalculated but what the program itself
        does on a change. Raises ProgramError for a cell that is locked.
        """
        found: list[list[Area]] = []
        for first in range(0, len(steps), STEPS):
            seen = self._process.ask("enter", steps=list(map(_written, steps[first : first + STEPS])))
            found += [[tuple(map(tuple, area)) for area in areas] for areas in seen]
        return found

    def hide(self) -> None:
        """Close the workbook that is open, without saving it."""
        self._process.ask("hide")

    def _ask(self, action: str, path: Path, **details: object) -> Any:
        """Return the answer to a request; a program that died is started once more."""
        source = str(path.resolve())
        return self._process.ask_again(action, path=source, **details)


def _written(step: Step) -> list[object]:
    values = [
        [sheet, column - 1, row - 1, _plain(value)] for (sheet, row, column), value in step.values.items()
    ]
    return [values, step.looks]


def _plain(value: object) -> object:
    if isinstance(value, Formula):
        return {"formula": value.text}
    return float(value) if isinstance(value, Decimal) else value
