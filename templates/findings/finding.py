"""Findings: what is wrong in a filled form or worth knowing, as data; the sentence is made last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as _field
from enum import StrEnum
from types import MappingProxyType

from templates.text import Language, Text

__all__ = ["Finding", "Message", "Severity"]


class Severity(StrEnum):
    """How much a finding matters: errors must be mended, warnings are the officer's to decide."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"

    @property
    def raised(self) -> Severity:
        """One step more severe; an error stays an error."""
        return Severity.WARNING if self is Severity.NOTICE else Severity.ERROR


@dataclass(frozen=True, slots=True)
class Message:
    """An entry of the catalogue: a code, its default severity, the sentence and how to mend it.

    The sentence may hold slots: `{found}`, `{expected}`, `{label}` and those that a rule fills. `name` says
    in a few words what is checked.
    """

    code: str
    severity: Severity
    sentence: Text
    fix: Text
    name: Text | None = None

    @property
    def title(self) -> Text:
        """What is checked, in a few words; where nobody named it, the sentence. Either may have slots."""
        return self.sentence if self.name is None else self.name


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong or worth knowing, and where.

    `field` is the path in the record (several joined by `, ` when equal findings were merged); `sheet`
    and `cell` are the person's own coordinates, in the file as it came.
    """

    message: Message
    severity: Severity
    field: str | None = None
    sheet: str | None = None
    cell: str | None = None
    found: str | None = None
    expected: str | None = None
    slots: Mapping[str, Text] = _field(default_factory=lambda: MappingProxyType({}))

    @property
    def code(self) -> str:
        """The catalogue's name for what happened."""
        return self.message.code

    def sentence(self, language: Language) -> str:
        """Say what is wrong."""
        return self.message.sentence.filled(self._words()).say(language)

    def remedy(self, language: Language) -> str:
        """Say how to mend it."""
        return self.message.fix.filled(self._words()).say(language)

    def _words(self) -> dict[str, Text]:
        return {"found": Text(self.found or ""), "expected": Text(self.expected or ""), **self.slots}
