"""What became of the files that a command names: their readings, and the exit status they lead to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from collection import CollectionError, readings_in
from reader import Reading
from templates import Finding, Language, Severity
from tianbao.commands.arguments import form_of, key_of
from tianbao.commands.console import note, progress

__all__ = ["CLEAN", "ERRORS", "FAILED", "Outcomes", "readings_of"]

CLEAN, ERRORS, FAILED = 0, 1, 2


def readings_of(
    files: Sequence[Path],
    forms: Sequence[Path] | None,
    key: Path | None,
    output: Path | None = None,
    jobs: int = 1,
) -> Iterator[Reading]:
    """Yield the readings of the files, and of the workbooks in the folders, that a command names.

    As many processes as there are `jobs` read them.

    Raises:
        CollectionError: there is no workbook, or `output` is one of the files.
    """
    known = [form_of(str(path)) for path in forms or ()]
    readings = readings_in(files, known, key=key_of(key), output=output, jobs=jobs, progress=progress)
    first = next(readings, None)
    if first is None:
        raise CollectionError("no-workbook-found")
    yield first
    yield from readings


@dataclass(slots=True)
class Outcomes:
    """What became of the files: how many there were, which could not be read, whether any has an error."""

    count: int = 0
    unreadable: list[tuple[str, Finding]] = field(default_factory=list)
    has_errors: bool = False

    def watch(self, readings: Iterable[Reading]) -> Iterator[Reading]:
        """Hand on readings one by one, and note how each went."""
        for reading in readings:
            self.count += 1
            if reading.status == "unreadable":
                self.unreadable.append((reading.file, reading.findings[0]))
            self.has_errors |= any(finding.severity is Severity.ERROR for finding in reading.findings)
            yield reading

    @property
    def exit_status(self) -> int:
        """0 where all is well, 1 where there are errors, 2 where no file could be read."""
        if len(self.unreadable) == self.count:
            return FAILED
        return ERRORS if self.has_errors or self.unreadable else CLEAN

    def note_unreadable(self, language: Language) -> None:
        """Print a line for each file that could not be read."""
        for file, finding in self.unreadable:
            note(f"{file}: {finding.sentence(language)} {finding.remedy(language)}")
