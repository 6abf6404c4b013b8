"""What became of the files that a command names: their readings, and the exit status they lead to."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

from collection import (
    Collected,
    CollectionError,
    Letters,
    Round,
    read_each,
    readers_at,
    returns_in,
)
from reader import Reading, ReadSettings
from templates import Finding, Language, Severity, Text, builtin_names, catalogue
from templates.findings.errors import Sentence, nearest, words_in_a_row
from tianbao.commands.arguments import form_of, key_of
from tianbao.commands.terminal.console import columns, note
from tianbao.commands.terminal.passwords import typed_password
from tianbao.commands.terminal.progress import progress_line
from tianbao.output.round.lines import collected_lines, letter_lines
from tianbao.output.tally import passed_over_text
from tianbao.output.terminal import safe

__all__ = [
    "CLEAN",
    "ERRORS",
    "FAILED",
    "INTERRUPTED",
    "Outcomes",
    "collect_from_mailbox",
    "read_all",
    "read_settings",
    "tell_collected",
    "tell_letters",
]

CLEAN, ERRORS, FAILED, INTERRUPTED = 0, 1, 2, 130

_MOST_JOBS = 4
"""Processes that read what comes from a mailbox, unless somebody says otherwise."""


def read_all(
    files: Sequence[Path],
    take: Callable[[Reading], object],
    *,
    forms: Sequence[Path] | None,
    settings: ReadSettings,
    output: Path | None,
    by: tuple[int, str | None],
    language: Language,
) -> Outcomes:
    """Read the files, and the workbooks in the folders, that a command names; hand each reading to `take`.

    They are read `by` so many processes, or by the cluster of a scheduler. An interruption ends the reading:
    what was read is taken.

    Raises:
        CollectionError: there is no workbook, `output` is one of the files, or the cluster cannot be used.
    """
    known = [form_of(str(path)) for path in forms or ()]
    found = returns_in(files, output)
    outcomes = Outcomes(len(found.files), found.passed_over)
    if not found.files:
        outcomes.note_passed_over(language)
        raise CollectionError("no-workbook-found")
    try:
        with ExitStack() as stack:
            progress = stack.enter_context(progress_line(Text("读取", "Reading"), language))
            jobs, scheduler = by
            who = stack.enter_context(readers_at(scheduler, jobs))
            each = read_each(found.files, known, settings=settings, jobs=who.jobs, executor=who.executor)
            readings = stack.enter_context(closing(each))
            progress(0, outcomes.total)
            for reading in readings:
                take(reading)
                outcomes.add(reading)
                progress(outcomes.count, outcomes.total)
    except KeyboardInterrupt:
        outcomes.interrupted = True
    return outcomes


def read_settings(
    forms: Sequence[Path] | None,
    key: Path | None,
    password: str | None = None,
    severities: Sequence[str] | None = None,
) -> ReadSettings:
    """Return how the files that a command names are read.

    Raises:
        CollectionError: the key cannot be read; a severity is none, or of a code that no form has.
    """
    return ReadSettings(key_of(key), password, _severities(severities or (), forms or ()))


def _severities(given: Sequence[str], forms: Sequence[Path]) -> dict[str, Severity]:
    if not given:
        return {}
    known = set(catalogue())
    for name in (*builtin_names(), *map(str, forms)):
        known |= form_of(name).messages.keys()
    chosen: dict[str, Severity] = {}
    for setting in given:
        code, _, level = (part.strip() for part in setting.partition("="))
        if level not in set(Severity):
            raise CollectionError("severity-unknown", found=setting, levels=words_in_a_row(Severity))
        if code not in known:
            hint = nearest(code, known, "code-probably-meant") or Sentence.of("codes-are-listed")
            raise CollectionError("code-unknown", code=code, hint=hint)
        chosen[code] = Severity(level)
    return chosen


@dataclass(slots=True)
class Outcomes:
    """What became of the files: how many were read of all, which could not be, whether any has an error."""

    total: int
    passed_over: tuple[Path, ...] = ()
    count: int = 0
    unreadable: list[tuple[str, Finding]] = field(default_factory=list)
    has_errors: bool = False
    interrupted: bool = False

    def add(self, reading: Reading) -> None:
        """Note how a reading went."""
        self.count += 1
        if reading.status == "unreadable":
            self.unreadable.append((reading.file, reading.findings[0]))
        self.has_errors |= any(finding.severity is Severity.ERROR for finding in reading.findings)

    @property
    def exit_status(self) -> int:
        """0 where all is well, 1 where there are errors, 2 where none could be read, 130 if interrupted."""
        if self.interrupted:
            return INTERRUPTED
        if len(self.unreadable) == self.count:
            return FAILED
        return ERRORS if self.has_errors or self.unreadable else CLEAN

    def note_unreadable(self, language: Language) -> None:
        """Print a line for each file that could not be read."""
        for file, finding in self.unreadable:
            note(f"{file}: {finding.sentence(language)} {finding.remedy(language)}")

    def note_passed_over(self, language: Language) -> None:
        """Print which files in the folders were passed over, if any were."""
        note(passed_over_text(self.passed_over, language, columns()), newline=False)


def collect_from_mailbox(round: Round, jobs: int | None, scheduler: str | None, language: Language) -> None:
    """Collect from the mailbox of a round, and say what came.

    Raises `CollectionError` also where not all was fetched, after it said what was.
    """
    from collection import collect_mailbox  # loads what speaks with servers

    def ask() -> str | None:
        imap = round.settings.imap
        return None if imap is None else typed_password(imap.host, imap.user, language)

    processes = jobs or min(os.cpu_count() or 1, _MOST_JOBS)
    doing = Text("收取邮件", "Fetching mail")
    with progress_line(doing, language) as progress, readers_at(scheduler, processes) as by:
        collected = collect_mailbox(round, ask, jobs=by.jobs, executor=by.executor, progress=progress)
    tell_collected(collected, language)
    if collected.broken is not None:
        raise collected.broken


def tell_collected(collected: Collected, language: Language) -> None:
    """Say what was collected."""
    for line in collected_lines(collected, language):
        note(line)
    for sentence in collected.left_there:
        note(safe(sentence.say(language)))


def tell_letters(letters: Letters, language: Language) -> bool:
    """Say what became of letters; return whether all could be made."""
    for line in letter_lines(letters, language):
        note(line)
    return not letters.failed
