"""Whose a returned file is: told by its stamp, else by what stands in it or how it is called."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from collection.round.folder import Round
from collection.round.ledger.ledger import Member
from collection.summary.tables import value_or_none
from reader import Reading
from templates.kinds.shared.clean import key
from templates.stamp import is_signed_with

__all__ = ["How", "Owner", "Owners"]

_LEAST_LETTERS = 2
_MOST_LETTERS = 500
"""Of the name of a file, or a subject, that are looked at for a name: a stranger's may have a million."""

_ALONE = r"(?<![0-9A-Za-z]){}(?![0-9A-Za-z])"
"""A code in the name of a file, which is not part of a longer one."""


class How(StrEnum):
    """By what a file's department is known, the surest first."""

    STAMP = "stamp"
    """The stamp of this round names it, with the round's signature."""
    CODE = "code"
    """A stamp without the round's signature, or a field, has its code."""
    NAME = "name"
    """The form has its name."""
    FILE_NAME = "file-name"
    """The file is called by its code or its name."""
    SENDER = "sender"
    """It was sent from the address that the roster has of it."""
    MESSAGE = "message"
    """It is no form, and came with the form of the department."""
    SUBJECT = "subject"
    """It is no form, and the subject of its message names a department of which a form came before."""
    REPLY = "reply"
    """It came with an answer to a letter that went to it."""
    NOTHING = "nothing"
    """Nothing tells, or not which of several."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The code of a file's department, and by what it is known; None where it is nobody's."""

    code: str | None
    how: How


class Owners:
    """The departments of a round, as files name them."""

    def __init__(
        self, round: Round, members: Sequence[Member], letters: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        """Take the departments, and those to which `letters` went, by Message-ID."""
        self._round, self._letters = round, letters
        self._codes = {member.code: member.code for member in members}
        self._names = {key(member.name): member.code for member in members}
        self._lengths_of_codes = _lengths(self._codes)
        self._lengths_of_names = [one for one in _lengths(self._names) if one >= _LEAST_LETTERS]
        self._fields = round.cell_map.roster
        addresses: defaultdict[str, set[str]] = defaultdict(set)
        for member in members:
            if member.email and not member.has_left:
                addresses[member.email.lower()].add(member.code)
        self._addresses = {address: codes.pop() for address, codes in addresses.items() if len(codes) == 1}

    def owner_of_address(self, *addresses: str) -> str | None:
        """Return the code of the one department that has an address in the roster, of several the first."""
        return next(filter(None, map(self._addresses.get, addresses)), None)

    def letter_of(self, message_ids: Sequence[str]) -> tuple[str, str] | None:
        """Return the first of these Message-IDs that is a letter's, and the code of whom it went to."""
        return next(((one, self._letters[one]) for one in message_ids if one in self._letters), None)

    def owner_of(
        self, reading: Reading, file_name: str, sender: str = "", answered: Sequence[str] = ()
    ) -> Owner:
        """Return whose a file is. Of several departments that it may be, none is taken.

        `answered` are the Message-IDs that it was sent in answer to, which count where nothing else tells:
        letters are forwarded.
        """
        stamp = reading.stamp
        if stamp is not None and stamp.department in self._codes:
            is_ours = stamp.round == self._round.id and is_signed_with(stamp, self._round.key)
            return Owner(stamp.department, How.STAMP if is_ours else How.CODE)
        code = self._codes.get(self._said(reading, "code"))
        if code is not None:
            return Owner(code, How.CODE)
        code = self._names.get(key(self._said(reading, "name")))
        if code is not None:
            return Owner(code, How.NAME)
        code = self.owner_by_words(file_name)
        if code is not None:
            return Owner(code, How.FILE_NAME)
        code = self.owner_of_address(sender)
        if code is not None:
            return Owner(code, How.SENDER)
        letter = self.letter_of(answered)
        return Owner(None, How.NOTHING) if letter is None else Owner(letter[1], How.REPLY)

    def _said(self, reading: Reading, what: str) -> str:
        """Return what a form says of its department: its name, its code; empty where it says nothing."""
        found = value_or_none(reading.values, self._fields.get(what, ())) if reading.values else None
        return found if isinstance(found, str) else ""

    def owner_by_words(self, words: str) -> str | None:
        """Return the one department whose code or whole name stands in the name of a file, or a subject.

        Of two names of which one holds the other (教育局, 市教育局), the longer one is meant.
        """
        words = words[:_MOST_LETTERS]
        by_code = {
            code
            for code in _within(words, self._codes, self._lengths_of_codes)
            if re.search(_ALONE.format(re.escape(code)), words)
        }
        names = _within(key(words), self._names, self._lengths_of_names)
        longest = {name for name in names if not any(name != other and name in other for other in names)}
        found = by_code or {self._names[name] for name in longest}
        return found.pop() if len(found) == 1 else None


def _lengths(known: Iterable[str]) -> Sequence[int]:
    return sorted(set(map(len, known)))


def _within(words: str, known: Mapping[str, str], lengths: Sequence[int]) -> set[str]:
    """Return which of many known words stand in some words: those of each of their lengths are looked up."""
    return {
        part
        for length in lengths
        for at in range(len(words) - length + 1)
        if (part := words[at : at + length]) in known
    }
