"""The readings of the files that a command names, and the exit status they lead to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from collection import CollectionError, read_files
from reader import Reading
from templates import Language
from tianbao.commands.arguments import form_of, key_of
from tianbao.commands.console import note, progress

__all__ = ["CLEAN", "ERRORS", "FAILED", "exit_status", "note_unreadable", "readings_of"]

CLEAN, ERRORS, FAILED = 0, 1, 2


def readings_of(
    files: Sequence[Path],
    forms: Sequence[Path] | None,
    key: Path | None,
    output: Path | None = None,
    jobs: int = 1,
) -> list[Reading]:
    """Read the files, and the workbooks in the folders, that a command names, by as many processes.

    Raises:
        CollectionError: there is no workbook, or `output` is one of the files.
    """
    known = [form_of(str(path)) for path in forms or ()]
    readings = read_files(files, known, key=key_of(key), output=output, jobs=jobs, progress=progress)
    if not readings:
        raise CollectionError("no-workbook-found")
    return readings


def exit_status(readings: Sequence[Reading]) -> int:
    """Return 0 where all is well, 1 where there are errors, 2 where no file could be read."""
    if all(reading.status == "unreadable" for reading in readings):
        return FAILED
    severe = (finding.severity == "error" for reading in readings for finding in reading.findings)
    return ERRORS if any(severe) or any(reading.status == "unreadable" for reading in readings) else CLEAN


def note_unreadable(readings: Sequence[Reading], language: Language) -> None:
    """Print a line for each file that could not be read."""
    for reading in readings:
        if reading.status == "unreadable":
            finding = reading.findings[0]
            note(f"{reading.file}: {finding.sentence(language)} {finding.remedy(language)}")
