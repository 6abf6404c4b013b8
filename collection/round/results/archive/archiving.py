"""Archiving a round: all that it holds but its key, with digests and official copies of what was accepted."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import BinaryIO

from collection.distribution.distribution import safe_name
from collection.errors import CollectionError
from collection.outputs.names import named_after
from collection.outputs.outputs import ANYTHING, Outputs
from collection.printing.libreoffice import find_libreoffice, pdf_files
from collection.printing.pdf_file import settled
from collection.printing.sources import COPY_ENDING
from collection.round.files.durable import keep_names
from collection.round.folder import Round
from collection.round.ledger.ledger import Ledger
from collection.round.results.amending import Amendment, amendments
from collection.round.results.archive.contents import (
    LEDGER,
    SUMMARY,
    Difference,
    Kept,
    chunks_of_file,
    contents_of,
    differences_in,
    digest_of_file,
    is_kept,
    named_files,
)
from collection.round.results.archive.index import Index, index_names, index_text, index_workbook
from collection.round.results.archive.zip_file import ArchiveResult, ArchiveWriter
from collection.round.results.current import reading_of_return
from collection.round.results.summarizing import body_of_round, edition_in, edition_of
from collection.round.states import DepartmentState, RoundState, State, state_of_round
from collection.summary.workbook.writing import write_summary
from template_builder import build_copy, remove_leftovers, replace_by
from templates import Language, TianbaoError

__all__ = ["Archived", "archive_round"]

_COPIES = "accepted"
_MOST_BYTES_OF_CODE, _MOST_BYTES_OF_NAME = 40, 80
_AT_ONCE = 20
"""How many PDF files one run of LibreOffice makes."""


@dataclass(frozen=True, slots=True)
class Archived:
    """What was archived: how many files, the SHA-256 of the archive, and what was found on the way.

    `differences` are the files that no longer hold what the ledger noted, `left_out` what else lies in the
    folder of the round, `uncopied` the departments whose accepted return has no official copy, and why.
    """

    files: int
    copies: int
    size: int
    digest: str
    differences: Sequence[Difference]
    left_out: Sequence[str]
    uncopied: Sequence[tuple[str, TianbaoError]]

    @property
    def has_errors(self) -> bool:
        """Whether something is not as it should be."""
        return bool(self.uncopied) or any(one.is_error for one in self.differences)


def archive_round(
    round: Round,
    destination: Path,
    language: Language = "zh",
    *,
    with_pdf: bool = False,
    outputs: Outputs = ANYTHING,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Archived:
    """Write the archive of a round as it is now: other commands wait meanwhile.

    Killed, it leaves what was there before. Where a file no longer holds what the ledger noted, the archive
    has it as it is, and says so. With `with_pdf` the official copies are there as PDF files too.

    Raises:
        CollectionError: the archive must not be written there, a file cannot be read, LibreOffice is missing.
        BuildError: the archive cannot be written.
    """
    if is_kept(round.folder, destination):
        raise CollectionError("archive-within-itself", path=destination)
    outputs.check({destination: ArchiveResult(round.id)})
    program = find_libreoffice() if with_pdf else None
    with round.alone() as ledger, TemporaryDirectory(prefix="tianbao-") as temporary:
        target = Path(os.path.realpath(destination))
        remove_leftovers(target.parent, target)
        archiving = _Archiving(round, ledger, Path(temporary), language, program, progress)
        replace_by(destination, archiving.write, is_durable=True)
        if destination.is_file():
            keep_names(target.parent)
            archiving.digest = digest_of_file(destination)
    return archiving.archived()


class _Archiving:
    """One archive being written."""

    def __init__(
        self,
        round: Round,
        ledger: Ledger,
        temporary: Path,
        language: Language,
        program: Path | None,
        progress: Callable[[int, int], None],
    ) -> None:
        self._round, self._ledger, self._language = round, ledger, language
        self._temporary, self._program = temporary, program
        self._state: RoundState = state_of_round(round, ledger)
        self._named = named_files(ledger)
        self._kept: Kept = contents_of(round, self._named)
        self._accepted = [one for one in self._state.departments if one.state is State.ACCEPTED]
        self._copies: dict[str, str] = {}
        self._uncopied: list[tuple[str, TianbaoError]] = []
        self._differences: list[Difference] = []
        self._progress, self._done = progress, 0
        self._total = len(self._kept.files) + len(self._accepted)
        self._files = self._size = 0
        self.digest = ""

    def archived(self) -> Archived:
        """Return what was archived."""
        return Archived(
            self._files,
            len(self._copies),
            self._size,
            self.digest,
            self._differences,
            self._kept.left_out,
            self._uncopied,
        )

    def write(self, file: BinaryIO) -> None:
        """Write all of it; where a pipe takes it, the same bytes, which are sought in before."""
        if file.seekable():
            self._write(file)
            return
        with TemporaryFile(dir=self._temporary) as whole:
            self._write(whole)
            whole.seek(0)
            shutil.copyfileobj(whole, file)

    def _write(self, file: BinaryIO) -> None:
        with ArchiveWriter(file, self._round.id) as archive:
            for name, content in self._official_copies():
                archive.add(name, [content], len(content))
            for name, path in sorted({**self._kept.files, **self._made()}.items()):
                archive.add(name, chunks_of_file(path), path.stat().st_size if path.exists() else 0)
                self._advance()
            self._differences = list(differences_in(self._named, archive.digests))
            index = Index(
                self._round,
                self._state,
                self._ledger.last_at(),
                len(archive.digests),
                self._copies,
                self._differences,
            )
            written = index_text(index, self._language), index_workbook(index, self._language)
            for name, content in zip(index_names(self._language), written, strict=True):
                archive.add(name, [content], len(content))
        self._files, self._size = len(archive.digests), archive.size

    def _advance(self) -> None:
        self._done += 1
        self._progress(min(self._done, self._total), self._total)

    def _made(self) -> Mapping[str, Path]:
        """Return what an archive has otherwise than it lies in the folder: the ledger, the summary of now."""
        ledger = self._temporary / LEDGER
        self._ledger.copy_to(ledger)
        summary = self._summary()
        return {LEDGER: ledger} if summary is None else {LEDGER: ledger, SUMMARY: summary}

    def _summary(self) -> Path | None:
        """Return the summary of now: that in the folder, if it is of now; None where nothing counts."""
        there, edition = self._round.folder.summary, edition_of(self._round, self._ledger)
        if there.is_file() and edition_in(there).rpartition(" ")[0] == edition:
            return there
        body = body_of_round(self._round, self._ledger, there)
        if not body.counted:
            return None
        path = self._temporary / SUMMARY
        write_summary(body, path, self._language, edition=f"{edition} {self._language}")
        return path

    def _official_copies(self) -> Iterator[tuple[str, bytes]]:
        """Yield the official copies of what was accepted, by their names."""
        names = (
            "_".join(
                (
                    safe_name(one.member.code, _MOST_BYTES_OF_CODE),
                    safe_name(one.member.name, _MOST_BYTES_OF_NAME),
                )
            )
            for one in self._accepted
        )
        paths = named_after(names, Path(_COPIES), f"{COPY_ENDING.say(self._language)}.xlsx")
        named = [(one, path.as_posix()) for one, path in zip(self._accepted, paths, strict=True)]
        named.sort(key=lambda one: one[1])
        changed = amendments(self._ledger)
        for start in range(0, len(named), _AT_ONCE):
            some: list[tuple[str, bytes]] = []
            for department, path in named[start : start + _AT_ONCE]:
                if (content := self._copy(department, path, changed)) is not None:
                    some.append((path, content))
                self._advance()
            yield from some
            if self._program is not None and some:
                pages = pdf_files(self._program, [content for _, content in some])
                for (path, _), pdf in zip(some, pages, strict=True):
                    yield f"{path.removesuffix('.xlsx')}.pdf", settled(pdf)

    def _copy(
        self,
        department: DepartmentState,
        path: str,
        changed: Mapping[str, Mapping[str, Amendment]],
    ) -> bytes | None:
        """Return the official copy of what was accepted of a department; None where there can be none."""
        assert department.current is not None
        stream = BytesIO()
        try:
            if department.current.verdict.refusal is not None:
                raise CollectionError("round-nothing-returned", code=department.member.code)
            reading = reading_of_return(self._round, self._ledger, department.current, changed)
            assert reading.cell_map is not None
            build_copy(reading.cell_map, stream, reading.values, language=self._language)
        except TianbaoError as error:
            self._uncopied.append((department.member.code, error))
            return None
        self._copies[department.member.code] = path
        return stream.getvalue()
