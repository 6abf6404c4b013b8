"""Gnumeric as clerk and referee, by its converter `ssconvert`: one short run for each request."""

from __future__ import annotations

import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

from tests.engines.engine import Entries, Sheets
from tests.engines.stored import sheet_names, stored_values
from tests.line_process import ProgramError, child_environment

__all__ = ["Gnumeric", "converted"]

SECONDS = 120.0
IMPORTERS = {".xlsx": "Gnumeric_Excel:xlsx"}
"""What opens a file of a suffix; without being told, Gnumeric opens whatever it is as a text."""


class Gnumeric:
    """Gnumeric, with its scratch files in `folder`. It writes past protection and past validation."""

    name = "Gnumeric"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def recalculate(self, path: Path) -> Sheets:
        """Return what the cells show after a hard recalculation (see `Engine`)."""
        saved = self._folder / "recalculated.xlsx"
        converted(path, saved)
        return stored_values(saved)

    def fill(self, path: Path, values: Entries, save_as: Path, *, keyboard: bool = False) -> None:
        """Write values into a workbook and save it as .xlsx, .xls, .ods or .pdf (see `Engine`)."""
        names = sheet_names(path)
        told = []
        for sheet, cells in values.items():
            if sheet is not None and sheet not in names:
                raise ProgramError(f"There is no sheet {sheet}; there are {', '.join(names)}.")
            name = next(name for name, visible in names.items() if visible) if sheet is None else sheet
            quoted = re.sub(r"[\\']", r"\\\g<0>", name)
            told += [f"--set='{quoted}'!{where}={_typed(value, keyboard)}" for where, value in cells.items()]
        converted(path, save_as, *told)

    def to_pdf(self, path: Path, out: Path) -> None:
        """Print all sheets to the PDF file `out`."""
        self.fill(path, {}, out)


def _typed(value: object, keyboard: bool) -> str:
    """Return what a person types to have a cell hold a value, or with `keyboard` types unawares."""
    match value:
        case None:
            return ""
        case str():
            return value if keyboard else f"'{value}"
        case bool():
            return str(value).upper()
        case Decimal() | int() | float():
            return str(value)
    raise TypeError(f"A cell does not hold {value!r}.")


def converted(path: Path, save_as: Path, *told: str) -> None:
    """Let Gnumeric open a file, work it out anew and save it as the suffix says."""
    program = shutil.which("ssconvert")
    if program is None:
        raise ProgramError("There is no ssconvert: run scripts/install-system.sh.")
    save_as.unlink(missing_ok=True)
    importer = IMPORTERS.get(path.suffix.lower())
    told = told if importer is None else (f"--import-type={importer}", *told)
    command = [program, "--recalc", *told, path.resolve().as_uri(), save_as.resolve().as_uri()]
    done = subprocess.run(command, capture_output=True, env=child_environment(), timeout=SECONDS, check=False)
    if done.returncode != 0 or not save_as.exists():
        told_by_it = re.sub(r"\s+", " ", done.stderr.decode(errors="replace")).strip()
        raise ProgramError(f"Gnumeric cannot make {save_as.name} of {path.name}: {told_by_it}")
