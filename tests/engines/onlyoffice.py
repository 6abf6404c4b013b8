"""ONLYOFFICE as clerk and referee: one program without a window for a whole test session."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.engines.engine import Entries, Sheets
from tests.line_process import LineProcess, ProgramError, Served

__all__ = ["OnlyOffice"]

SERVER = Path(__file__).with_name("onlyoffice_server.py")
FOLDER = Path(__file__).parents[2] / ".onlyoffice"
PYTHONS = ("bin/python", "Scripts/python.exe")


class _Process(LineProcess):
    name = "ONLYOFFICE"

    def command(self) -> Sequence[str]:
        """Return how the server is started."""
        scratch = self.folder / "onlyoffice"
        scratch.mkdir(exist_ok=True)
        return [str(_python()), str(SERVER), str(scratch.resolve())]


def _python() -> Path:
    """Return the Python that has ONLYOFFICE."""
    for name in PYTHONS:
        if (FOLDER / name).exists():
            return FOLDER / name
    raise ProgramError(f"There is no ONLYOFFICE in {FOLDER}; run scripts/install-onlyoffice.sh.")


class OnlyOffice(Served):
    """One ONLYOFFICE from the first request until `close`, with its scratch files and its log in `folder`."""

    name = "ONLYOFFICE"

    def __init__(self, folder: Path) -> None:
        super().__init__(_Process(folder))

    def recalculate(self, path: Path) -> Sheets:
        """Return what the cells show after a hard recalculation (see `Engine`)."""
        sheets: Sheets = self._ask("recalculate", path)
        return sheets

    def fill(self, path: Path, values: Entries, save_as: Path, *, keyboard: bool = False) -> None:
        """Write values into a workbook and save it as .xlsx, .ods or .pdf (see `Engine`).

        Raises ProgramError if a cell is locked; then nothing is saved.
        """
        cells = [[sheet, where, _plain(value)] for sheet, of in values.items() for where, value in of.items()]
        self._ask("fill", path, cells=cells, keyboard=keyboard, save_as=str(save_as.resolve()))

    def damage(self, path: Path, operations: Sequence[Sequence[str]], save_as: Path) -> None:
        """Do to the first sheet, which is not protected, what `onlyoffice_server.DAMAGE` can, and save."""
        self._ask(
            "damage", path, operations=[list(one) for one in operations], save_as=str(save_as.resolve())
        )

    def to_pdf(self, path: Path, out: Path) -> None:
        """Print all sheets to the PDF file `out`."""
        self.fill(path, {}, out)

    def _ask(self, action: str, path: Path, **details: object) -> Any:
        return self._process.ask_again(action, path=str(path.resolve()), **details)


def _plain(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else value
