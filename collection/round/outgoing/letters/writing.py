"""Writing letters into the folder of a round, and noting each in the ledger as soon as it is there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from collection.distribution.distribution import safe_name
from collection.folders import make_folder
from collection.round.files.durable import keep_file
from collection.round.folder import Round
from collection.round.ledger.events import EventKind
from collection.round.ledger.ledger import Ledger, Member
from collection.round.outgoing.letters.draft import draft
from collection.round.roster.members import DeadlineChange, RosterChange
from collection.round.settings.letter_texts import ASKED_FOR, asking_for_attachments
from template_builder import replace_file
from templates import Language
from templates.findings.errors import TianbaoError

__all__ = ["Letter", "LetterWriter", "Letters", "first_of"]

_MOST_ERRORS = 10
"""Errors that a letter names; the workbook has all of them."""

_MOST_BYTES_OF_CODE, _MOST_BYTES_OF_NAME = 40, 60
_MARK = 8
"""Signs of a mark in the name of a letter: a day, or the beginning of a digest."""

_WITHOUT_FORM = "attach"
"""The letter to whom only a scan is missing."""

_TEXTS = {
    EventKind.MAILED: "issue",
    EventKind.REMINDED: "remind",
    EventKind.CORRECTED: "correct",
    EventKind.RECEIPTED: "receipt",
}
_ABOUT_A_RETURN = (EventKind.CORRECTED, EventKind.RECEIPTED)


@dataclass(frozen=True, slots=True)
class Letters:
    """The files that were written now, how many departments had theirs before, and who has no address.

    `failed` are the departments whose letter could not be made, and why: the others have theirs.
    """

    files: Sequence[str]
    before: int
    without_address: Sequence[Member]
    failed: Sequence[tuple[Member, TianbaoError]] = ()
    changes: Sequence[RosterChange | DeadlineChange] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter is to hold: of which kind it is, with which workbook (its name and bytes), about what.

    `mark` tells it from others of its kind to the same department: the day, or the digest of the return that
    it is about. `asks_for_attachments` is true where a scan is asked for that has not come; without a
    workbook, nothing else is. `slots` are the words that letters of its kind alone have.
    """

    kind: EventKind
    workbook: tuple[str, bytes] | None
    mark: str
    errors: Sequence[str] = ()
    asks_for_attachments: bool = False
    slots: Mapping[str, str] = field(default_factory=dict)


class LetterWriter:
    """What writes the letters of one command. `before` counts the departments that had theirs."""

    def __init__(
        self, round: Round, ledger: Ledger, changes: Sequence[RosterChange | DeadlineChange]
    ) -> None:
        self._round, self._ledger, self._changes = round, ledger, changes
        files = ledger.files()
        self._stems = {
            event.department: PurePosixPath(files[event.digest or ""]).stem
            for event in ledger.events(EventKind.ISSUED)
        }
        self._files: list[str] = []
        self._without: list[Member] = []
        self._failed: list[tuple[Member, TianbaoError]] = []
        self.before = 0
        make_folder(round.folder.letters)

    def letters(self) -> Letters:
        """Return what became of the letters."""
        return Letters(self._files, self.before, self._without, self._failed, self._changes)

    def stem(self, member: Member) -> str:
        """Return how the names of a department's files begin: as that of its blank, as no other's do."""
        if member.code in self._stems:
            return self._stems[member.code]
        code, name = safe_name(member.code, _MOST_BYTES_OF_CODE), safe_name(member.name, _MOST_BYTES_OF_NAME)
        return "_".join(filter(None, (code, _digest(member.code.encode())[:_MARK], name)))

    def write(self, member: Member, made: Callable[[], Letter]) -> None:
        """Write a letter, and the correction that goes with it; what is wrong with one stops no other.

        Killed before it is noted, it is written anew. Raises `CollectionError`, `BuildError` where a file
        cannot be written.
        """
        try:
            letter = made()
            content = None if member.email is None else self._drafted(member, letter)
        except TianbaoError as error:
            self._failed.append((member, error))
            return
        folder, about = self._round.folder, None
        written: dict[str, bytes] = {}
        details = {"mark": letter.mark, "letter": ""}
        if letter.kind is EventKind.CORRECTED and letter.workbook is not None:
            name, workbook = letter.workbook
            make_folder(folder.corrections)
            replace_file(folder.corrections / name, workbook)
            details["workbook"] = f"{folder.corrections.name}/{name}"
            written[details["workbook"]] = workbook
        if letter.kind in _ABOUT_A_RETURN:
            about = letter.mark
        if content is None:
            self._without.append(member)
        else:
            kind = "_".join(filter(None, (_TEXTS[letter.kind], letter.mark[:_MARK])))
            details["letter"] = f"{folder.letters.name}/{self.stem(member)}_{kind}.eml"
            keep_file(folder.path / details["letter"], content)
            written[details["letter"]] = content
        if written:
            with self._ledger.transaction():
                for path, bytes_of in written.items():
                    self._ledger.add_file(_digest(bytes_of), len(bytes_of), path)
                self._ledger.add(letter.kind, member.code, digest=about, details=details)
            self._files += written

    def _drafted(self, member: Member, letter: Letter) -> bytes:
        settings, language = self._round.settings, self._round.settings.language
        kind = _TEXTS[letter.kind]
        is_answer = letter.kind is EventKind.RECEIPTED
        lacks_scan_alone = letter.workbook is None and not is_answer
        text = settings.letters[_WITHOUT_FORM if lacks_scan_alone else kind]
        if letter.asks_for_attachments and letter.workbook is not None:
            text = asking_for_attachments(text)
        slots = {
            "department": member.name,
            "contact": member.contact or member.name,
            "form": self._round.form.identity.title.say(language),
            "year": str(settings.parameters.get("year", "")),
            "deadline": settings.deadline.isoformat(),
            "count": str(len(letter.errors)),
            "errors": first_of(letter.errors, language),
            "issuer": settings.issuer,
            "attachments": ASKED_FOR[language] if letter.asks_for_attachments else "",
            **letter.slots,
        }
        number = "/".join((self._round.id, member.code, kind, letter.mark))
        return draft(member, text, slots, letter.workbook, number, is_answer=is_answer)


def first_of(findings: Sequence[str], language: Language) -> str:
    """Return what was found, a line each; of much, the first."""
    more = ["……" if language == "zh" else "..."] if len(findings) > _MOST_ERRORS else []
    return "\n".join([*findings[:_MOST_ERRORS], *more])


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
