"""What is wrong in the shape of a definition, so that nothing is told that only follows from it."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["NO_FAULTS", "Faults"]

Place = tuple[str | int, ...]

_WORD = re.compile(r"[^\W\d]\w*")

_BODY = ("body",)

_OF_WHOLE_PARTS = frozenset({"parameter-without-limits", "number-bounds-reversed", "date-bounds-reversed"})
"""Codes of what may follow where a part lacks something of its own."""

_FOLLOWING = frozenset(
    {
        "name-unknown",
        "name-unknown-chinese",
        "text-for-expression",
        "not-a-field",
        "group-for-field",
        "not-a-list",
        "not-a-constant",
        "no-item-with-constant",
        "list-behind-a-list",
        "self-without-meaning",
        "item-number-outside",
        "argument-wrong",
        "operand-wrong",
        "must-be-field",
        "must-be-text",
        "must-be-fixed",
        "column-for-value",
        "condition-needed",
        "condition-for-number",
        "condition-for-value",
        "condition-in-a-sentence",
        "text-for-number",
        "texts-without-order",
        "cell-from-if",
        "if-of-two-sorts",
        "field-unknown",
        "repeat-unknown",
        "at-without-cell",
        "choice-depends-on-nothing",
        "field-of-two-kinds",
        "items-not-alike",
        "roster-field-unknown",
        "summary-field-unknown",
        "summary-repeat-unknown",
        "roll-unknown",
        "roll-field-unknown",
        "roll-without-items",
        "choices-unknown",
        "message-missing",
        "slot-not-shown",
        "count-not-a-parameter",
        "default-of-nothing",
        "maximum-not-a-parameter",
    }
)
"""Codes of what may follow from a name that was taken out, or from a kind that is not known."""


@dataclass(frozen=True, slots=True)
class Faults:
    """The places that were taken out or replaced, those whose width is not known, and the names in doubt."""

    places: frozenset[Place] = frozenset()
    widths: frozenset[Place] = frozenset()
    names: frozenset[str] = frozenset()

    def explain(self, place: Place, code: str, words: str) -> bool:
        """Tell whether a mistake follows from what is known to be wrong already.

        `words` are those that the mistake speaks of: the expression, the name.
        """
        if any(place[: len(fault)] == fault for fault in self.places if fault):
            return True
        if code == "spans-do-not-add-up":
            own = (*_sheet_of(place), "columns")
            return not self.places.isdisjoint((("columns",), own)) or any(
                one[: len(place)] == place or place[: len(one)] == one for one in self.widths
            )
        if code in _OF_WHOLE_PARTS:
            return any(fault[: len(place)] == place for fault in self.places)
        bodies = any(fault[-1:] == _BODY and len(fault) in (1, 3) for fault in self.places)
        doubtful = bodies or not self.names.isdisjoint((words, *_WORD.findall(words)))
        return code in _FOLLOWING and doubtful

    def __or__(self, other: Faults) -> Faults:
        return Faults(self.places | other.places, self.widths | other.widths, self.names | other.names)


def _sheet_of(place: Place) -> Place:
    """Return the further sheet that a place lies in; `()` where that is the form's first."""
    return place[:2] if place[:1] == ("sheets",) else ()


NO_FAULTS = Faults()
"""Nothing is known to be wrong."""
