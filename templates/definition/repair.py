"""What is left of a definition without what is wrong in its shape, so that the rest of it can be checked too.

What is taken out has been told; what follows from that alone is no mistake of its own, and `Faults` knows it.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from jsonschema.exceptions import ValidationError

from templates.definition.faults import Faults
from templates.definition.source import Data, Place
from templates.findings.errors import nearest
from templates.kinds import KINDS

__all__ = ["repaired"]

_MOST_ROUNDS = 20
"""What is taken out may be missing where it stood, and so on up to the whole file."""

_STANDING_IN: dict[str, Any] = {
    "form": "form",
    "version": "1",
    "title": "",
    "columns": [10],
    "body": [],
    "zh": "",
    "en": "",
    "fix": "",
    "severity": "error",
    "rows": 1,
    "label": "",
    "of": "",
    "code": "",
    "at": "",
    "ensure": "1 = 1",
    "name": "",
    "items": [],
    "groups": {},
    "paragraphs": [],
}
"""What stands for a part that must be there and is wrong or missing; else all that it is part of goes."""

_NAMED_BY_AUTHORS = (("messages",), ("choices",), ("parameters",))
"""The parts of a definition whose keys are names that an author gives."""

_NAME = re.compile(r"[^\W\d]\w*")


def repaired(data: Data, mistakes: Callable[[Data], Iterable[ValidationError]]) -> tuple[Data, Faults]:
    """Return a copy of a definition without what `mistakes` finds in it, and what was wrong.

    Entries of lists become None, so that all others keep their places.
    """
    work = _Repair(copy.deepcopy(data))
    for _ in range(_MOST_ROUNDS):
        found = [error for error in mistakes(work.data) if not work.is_known(error)]
        if not found:
            break
        for error in found:
            work.mend(error)
    return work.data, Faults(frozenset(work.places), frozenset(work.widths), frozenset(work.names))


class _Repair:
    """A definition on its way to one of the right shape."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self.places: set[Place] = set()
        self.widths: set[Place] = set()
        self.names: set[str] = set()
        self.standing_in: set[Place] = set()

    def is_known(self, error: ValidationError) -> bool:
        """Tell whether a mistake is one of what was taken out, or of the words of what stands in for it."""
        place: Place = tuple(error.absolute_path)
        return self.is_gone(place) or (place in self.standing_in and error.validator != "type")

    def is_gone(self, place: Place) -> bool:
        """Tell whether a place is one that was taken out: what stands there is None."""
        node = self.data
        for part in place:
            try:
                node = node[part]
            except (KeyError, IndexError, TypeError):
                return True
        return node is None and place in self.places

    def mend(self, error: ValidationError) -> None:
        """Take out what a mistake speaks of, or let something stand in for it."""
        place: Place = tuple(error.absolute_path)
        if self.is_gone(place):
            return
        asked: Any = error.validator_value
        match error.validator:
            case "additionalProperties":
                known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
                self._remove_keys(place, [key for key in self._at(place) if key not in known])
            case "required":
                for key in asked:
                    if not self.is_gone(place) and key not in self._at(place):
                        self._replace(place, key)
            case _ if place:
                self._replace(place[:-1], place[-1])
            case _:
                self._remove(place)

    def _at(self, place: Place) -> Data:
        node = self.data
        for part in place:
            node = node[part]
        return node

    def _remove_keys(self, place: Place, keys: Iterable[str]) -> None:
        whole = self._at(place)
        for key in keys:
            self._note((*place, key), whole.pop(key))
            if nearest(str(key), ["span"]) is not None:
                self.widths.add(place)

    def _replace(self, place: Place, key: str | int) -> None:
        """Let something stand in for a part that is wrong or missing, or take out what it is part of."""
        whole = self._at(place)
        wrong = whole.get(key) if isinstance(whole, dict) else whole[key]
        self._note((*place, key), wrong)
        if key == "kind" and isinstance(whole, dict):
            whole[key] = _likely_kind(str(wrong), whole)
            self.names.update(_NAME.findall(str(whole.get("field", ""))))
        elif key in _STANDING_IN and isinstance(whole, dict) and (*place, key) not in self.standing_in:
            self.standing_in.add((*place, key))
            whole[key] = copy.deepcopy(_STANDING_IN[str(key)])
        elif isinstance(whole, dict) and key in whole:
            del whole[key]
            if key in ("span", "side"):
                self.widths.add(place)
        elif isinstance(whole, list):
            whole[int(key)] = _STANDING_IN["columns"][0] if place[-1:] == ("columns",) else None
            self.widths.add(place)
        else:
            self._remove(place)

    def _remove(self, place: Place) -> None:
        """Take out a whole part, which lacks what it cannot be without."""
        if not place:
            self._note(place, self.data)
            self.data = None
        else:
            self._replace(place[:-1], place[-1])

    def _note(self, place: Place, wrong: Data) -> None:
        self.places.add(place)
        self.names.update(_names_in(wrong))
        if place[:1] in _NAMED_BY_AUTHORS and len(place) == len(("messages", "code")):
            self.names.add(str(place[1]))


def _likely_kind(written: str, field: dict[str, Any]) -> str:
    """Return the kind that a field probably has: one of a similar name, or one that has its options."""
    near = nearest(written, KINDS)
    if near is not None:
        return near.slots["word"].say("en")

    def fitting(name: str) -> tuple[int, bool]:
        options = KINDS[name].options().get("properties", {})
        return len(options.keys() & field.keys()), KINDS[name].numeric is ("formula" in field)

    return max(KINDS, key=fitting)


def _names_in(data: Data) -> Iterator[str]:
    """Yield the names that may be those of fields and lists in a part that is taken out."""
    match data:
        case dict():
            for value in data.values():
                yield from _names_in(value)
        case list():
            for value in data:
                yield from _names_in(value)
        case str():
            yield from _NAME.findall(data)
