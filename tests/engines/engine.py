"""What the engines have in common: they recalculate a workbook, fill cells in and save it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from tests.office import CellValue

__all__ = ["Engine", "Entries", "Prints", "Sheets"]

Sheets = dict[str, dict[str, CellValue]]
"""What cells show: sheet -> address -> number, text or truth value (an error is the text `#DIV/0!`).

A cell that shows nothing is left out, or is the text "".
"""

Entries = Mapping[str | None, Mapping[str, object]]
"""What is to be filled in: sheet (None is the first visible one) -> address -> number, text, or None."""


class Engine(Protocol):
    """A spreadsheet program that we did not write.

    engine.fill(blank, {None: {"E9": 752.2, "D6": "李明"}}, filled)
    engine.recalculate(filled)["申报表"]["E11"]    # 752.2
    """

    @property
    def name(self) -> str:
        """What the program is called."""

    def recalculate(self, path: Path) -> Sheets:
        """Return what the cells show after a hard recalculation, whatever the file has stored.

        Raises ProgramError if the file cannot be opened.
        """

    def fill(self, path: Path, values: Entries, save_as: Path, *, keyboard: bool = False) -> None:
        """Write values into a workbook and save it in the format that the suffix names.

        A number is written as a number, a text as a text whatever it looks like, None empties the cell; with
        `keyboard` texts are entered as a person would type them (`12.5%` becomes a number, but not in a cell
        with the format of a text). What follows is recalculated as the program itself does. Raises
        ProgramError if the file cannot be opened or saved.
        """


class Prints(Protocol):
    """A program that prints workbooks, as LibreOffice, ONLYOFFICE and Gnumeric do."""

    def to_pdf(self, path: Path, out: Path) -> None:
        """Print all sheets to the PDF file `out`."""
