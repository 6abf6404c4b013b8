"""Terms of a list as people type them."""

from __future__ import annotations

import re

from templates.kinds.base import Choices, Limits, Note, Outcome
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


def read_term(text: str, limits: Limits) -> Outcome:
    """Read a term from a cleaned text that is not blank."""
    choices = limits.choices
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
    wanted = key(text)
    for term in (*choices.terms(limits.group), *choices.terms()):
        if wanted == key(term.value):
            return Outcome(term.value)
        for spelling in term.keep:
            if wanted == key(spelling):
                return Outcome(spelling, (Note(choices.kept, spelling, term.value),))
        if any(wanted == key(spelling) for spelling in term.fold):
            return Outcome(term.value, (_differently(text, term.value),))
    for spelling, code in choices.refuse.items():
        if wanted == key(spelling):
            return unreadable(text, code)
    return None


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
