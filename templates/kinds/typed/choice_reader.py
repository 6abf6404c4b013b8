"""Terms of a list as people type them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from templates.kinds.base import (
    Choices,
    Limits,
    Note,
    Outcome,
)
from templates.kinds.shared.cell_readers import unreadable
from templates.kinds.shared.clean import key
from templates.kinds.typed.marks import says_nothing

__all__ = ["read_term"]

_LONGEST = 200
_TICKED, _EMPTY = "☑☒√✓✔■●◉", "□☐○◯"
_BOX = re.compile(rf"[{_TICKED}{_EMPTY}]|\[[xX√✓ ]?\]|【[xX√✓ ]?】")
_NUMBERED = re.compile(
    r"(?:\d{1,2}|[一二三四五六七八九十])\s*[.．、]\s*"
    r"|[（(](?:\d{1,2}|[一二三四五六七八九十])[)）]\s*|[①-⑳]\s*"
)
_BETWEEN = re.compile(r"[、,，;；/\n]|和|或|及")


_MEMORY = 256
"""Lists whose spellings are remembered; a form has a few, some of them in groups."""


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a spelling stands for: a preferred term, a kept spelling, or the code of why it is refused."""

    value: str
    preferred: str | None = None
    folded: bool = False
    refused: str | None = None


@lru_cache(maxsize=_MEMORY)
def _spellings(choices: Choices, group: str | None) -> Mapping[str, _Meaning]:
    """Return what each spelling of a list stands for, by its `key`; the own group's terms come first."""
    known: dict[str, _Meaning] = {}
    for term in (*choices.terms(group), *choices.terms()):
        known.setdefault(key(term.value), _Meaning(term.value))
        for spelling in term.keep:
            known.setdefault(key(spelling), _Meaning(spelling, preferred=term.value))
        for spelling in term.fold:
            known.setdefault(key(spelling), _Meaning(term.value, folded=True))
    for spelling, code in choices.refuse.items():
        known.setdefault(key(spelling), _Meaning(spelling, refused=code))
    return MappingProxyType(known)


@lru_cache(maxsize=_MEMORY)
def _preferred(choices: Choices, group: str | None) -> Mapping[str, Outcome]:
    """Return the outcomes of the preferred terms as they are written in the list, which most cells hold."""
    known = _spellings(choices, group)
    return MappingProxyType(
        {
            term.value: Outcome(term.value)
            for term in choices.terms()
            if known[key(term.value)] == _Meaning(term.value)
        }
    )


def read_term(text: str, limits: Limits) -> Outcome:
    """Read a term from a cleaned text that is not blank."""
    choices = limits.choices
    if choices is not None:
        outcome = _preferred(choices, limits.group).get(text)
        if outcome is not None and len(text) <= _LONGEST:
            return outcome
    if choices is None or len(text) > _LONGEST:
        return Outcome(text) if choices is None else unreadable(text, "choice-unknown")
    outcome = _known(text, limits, choices)
    if outcome:
        return outcome
    nothing = says_nothing(text, limits)
    if nothing and nothing.value is None:
        return nothing
    if _BOX.search(text):
        return _ticked(text, limits, choices)
    bare = _NUMBERED.sub("", text, count=1) if _NUMBERED.match(text) else text
    bare = bare.rstrip("。.；;，,")
    outcome = _known(bare, limits, choices) if bare != text else None
    if outcome:
        if not outcome.readable:
            return unreadable(text, *(note.code for note in outcome.notes))
        return Outcome(outcome.value, outcome.notes or (_differently(text, str(outcome.value)),))
    parts = [part for part in _BETWEEN.split(text) if part.strip()]
    if len(parts) > 1 and all(_known(part, limits, choices) for part in parts):
        return unreadable(text, "choice-ambiguous")
    return unreadable(text, "choice-unknown")


def _differently(text: str, term: str) -> Note:
    return Note("choice-spelled-differently", text, term)


def _known(text: str, limits: Limits, choices: Choices) -> Outcome | None:
    """Return the outcome of a spelling that the list knows; the own group's terms come first."""
    meaning = _spellings(choices, limits.group).get(key(text))
    if meaning is None:
        return None
    if meaning.refused is not None:
        return unreadable(text, meaning.refused)
    if meaning.preferred is not None:
        return Outcome(meaning.value, (Note(choices.kept, meaning.value, meaning.preferred),))
    return Outcome(meaning.value, (_differently(text, meaning.value),) if meaning.folded else ())


def _ticked(text: str, limits: Limits, choices: Choices) -> Outcome:
    """Read the one ticked term of several boxes: `□甲 ☑乙`, `甲□ 乙√`, `甲√`."""
    boxes = [box[0] for box in _BOX.finditer(text)]
    words = [word.strip() for word in _BOX.split(text)]
    terms = words[1:] if not words[0] else words[:-1]
    ticked = [term for box, term in zip(boxes, terms, strict=True) if _is_ticked(box)]
    if len(ticked) != 1:
        return unreadable(text, "choice-ambiguous")
    outcome = _known(ticked[0], limits, choices)
    if outcome is None:
        return unreadable(text, "choice-unknown")
    if not outcome.readable:
        return unreadable(text, *(note.code for note in outcome.notes))
    return Outcome(outcome.value, (Note("choice-ticked"), *outcome.notes))


def _is_ticked(box: str) -> bool:
    return box in _TICKED or (len(box) == 3 and box[1] != " ")
