"""Findings: what is wrong in a filled form or worth knowing, as data; the sentence is made last."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as _field
from enum import StrEnum
from operator import attrgetter

from templates.text import Language, Text

__all__ = ["Finding", "Location", "Message", "Severity"]

_FIELD, _SHEET, _CELL, _FOUND, _EXPLANATION = map(
    attrgetter, ("field", "sheet", "cell", "found", "explanation")
)


class Severity(StrEnum):
    """How much a finding matters: errors must be fixed, warnings are the officer's to decide."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"

    @property
    def next_worse(self) -> Severity:
        """One step more severe; an error stays an error."""
        return Severity.WARNING if self is Severity.NOTICE else Severity.ERROR


@dataclass(frozen=True, slots=True)
class Message:
    """An entry of the catalogue: a code, its default severity, the sentence and how to fix it.

    The sentence may hold slots: `{found}`, `{expected}`, `{label}` and those that a rule fills. `name` says
    in a few words what is checked. With `needs_explanation`, a warning or notice
    """

    code: str
    severity: Severity
    sentence: Text
    fix: Text
    name: Text | None = None
    needs_explanation: bool = False

    @property
    def title(self) -> Text:
        """What is checked, in a few words; where nobody named it, the sentence. Either may have slots."""
        return self.sentence if self.name is None else self.name


@dataclass(frozen=True, slots=True)
class Location:
    """One place that a finding speaks of; None for what it does not say.

    `field` is the path in the record that is printed with the finding, or the path in the cell map where the
    cell belongs to no item of that record. `map_field` is the path in the cell map, None for an item in a row
    that a person inserted. `sheet` and `cell` are the person's own coordinates, in the file as it came, and
    `found` is what stands there. `explanation` is what the department wrote beside it under 说明.
    """

    field: str | None = None
    map_field: str | None = None
    sheet: str | None = None
    cell: str | None = None
    found: str | None = None
    explanation: str | None = None

    def __reduce__(self) -> tuple[type[Location], tuple[object, ...]]:
        """Let processes hand it on quickly, as there are many of them."""
        return type(self), (self.field, self.map_field, self.sheet, self.cell, self.found, self.explanation)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong or worth knowing, and where: equal findings are one with several locations.

    `field`, `sheet`, `cell`, `found` and `explanation` are what a person reads of the locations, joined; a
    program takes the locations themselves.
    """

    message: Message
    severity: Severity
    locations: tuple[Location, ...] = ()
    expected: str | None = None
    slots: Mapping[str, Text] = _field(default_factory=dict, hash=False)

    def __reduce__(self) -> tuple[type[Finding], tuple[object, ...]]:
        """Let processes hand it on quickly, as there are many of them."""
        return type(self), (self.message, self.severity, self.locations, self.expected, self.slots)

    @property
    def code(self) -> str:
        """The catalogue's name for what happened."""
        return self.message.code

    @property
    def field(self) -> str | None:
        """The paths of all locations, each once."""
        return self._joined(_FIELD)

    @property
    def sheet(self) -> str | None:
        """The sheets of all locations, each once."""
        return self._joined(_SHEET)

    @property
    def cell(self) -> str | None:
        """The cells of all locations, each once."""
        return self._joined(_CELL)

    @property
    def found(self) -> str | None:
        """What was found at the locations, each once."""
        return self._joined(_FOUND)

    @property
    def explanation(self) -> str | None:
        """What the department explained at the locations, each text once."""
        return self._joined(_EXPLANATION, "；")

    def sentence(self, language: Language) -> str:
        """Say what is wrong."""
        return self._filled(self.message.sentence, language)

    def remedy(self, language: Language) -> str:
        """Say how to fix it."""
        return self._filled(self.message.fix, language)

    def _filled(self, words: Text, language: Language) -> str:
        text = words.say(language)
        if "{" not in text:
            return text
        is_general = "{found}" in text or "{expected}" in text
        return words.filled_in(self._words() if is_general else self.slots, language)

    def what_it_says(self) -> tuple[str, ...]:
        """Return what sentence and remedy are made of: equal for findings that say the same."""
        sentence, fix = self.message.sentence, self.message.fix
        return (sentence.zh, fix.zh, *map(self._word, sentence.slots), *map(self._word, fix.slots))

    def _word(self, slot: str) -> str:
        if slot in self.slots:
            return self.slots[slot].zh
        return (self.found if slot == "found" else self.expected if slot == "expected" else None) or ""

    def _words(self) -> dict[str, Text]:
        return {"found": Text(self.found or ""), "expected": Text(self.expected or ""), **self.slots}

    def _joined(self, part: Callable[[Location], str | None], between: str = ", ") -> str | None:
        if len(self.locations) == 1:  # as most have
            return part(self.locations[0])
        given = dict.fromkeys(map(part, self.locations))
        given.pop(None, None)
        return between.join(map(str, given)) if given else None
