"""What is counted while the rows of a summary go by, for its first page and its charts."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from collection.summary.workbook.body import Counted
from collection.summary.workbook.columns import short_text
from reader import Reading
from templates import Language, Severity
from templates.findings.finding import Message

__all__ = ["Kind", "Large", "Tally"]

_LARGEST = 15
"""Departments that the chart of the largest shows."""


@dataclass(frozen=True, slots=True, order=True)
class Large:
    """A department with much of the main figure: how much, and its row in 总表."""

    amount: Decimal
    order: int
    row: int
    name: str


@dataclass(slots=True)
class Kind:
    """Findings of one code: what is checked, how often it was found, and in how many departments."""

    message: Message
    severity: Severity
    count: int = 0
    departments: int = 0

    def title(self, language: Language) -> str:
        """Say what is checked, without the words of a single case."""
        return self.message.title.opened().say(language)


@dataclass(slots=True)
class Tally:
    """The counts so far."""

    states: Counter[str] = field(default_factory=Counter)
    kinds: dict[str, Kind] = field(default_factory=dict)
    with_errors: int = 0
    _largest: list[Large] = field(default_factory=list)

    def add(self, counted: Counted, reading: Reading, row: int, amount: object, language: Language) -> None:
        """Count a department: its row in 总表, and how much of the main figure it has."""
        self.states[counted.state.say(language)] += 1
        codes = set()
        for finding in reading.findings:
            kind = self.kinds.get(finding.code)
            if kind is None:
                kind = self.kinds[finding.code] = Kind(finding.message, finding.severity)
            kind.count += 1
            codes.add(finding.code)
        for code in codes:
            self.kinds[code].departments += 1
        self.with_errors += any(finding.severity is Severity.ERROR for finding in reading.findings)
        if isinstance(amount, Decimal | int):
            name = short_text(counted.subject.name or counted.subject.file)
            large = Large(Decimal(amount), -row, row, name)
            keep = heapq.heappush if len(self._largest) < _LARGEST else heapq.heappushpop
            keep(self._largest, large)

    def largest(self) -> Sequence[Large]:
        """Return the departments with most of the main figure, the largest first."""
        return sorted(self._largest, reverse=True)

    def worst(self) -> Sequence[tuple[str, Kind]]:
        """Return the kinds of findings, the most severe and the most frequent first."""
        order = list(Severity)
        return sorted(
            self.kinds.items(), key=lambda one: (order.index(one[1].severity), -one[1].count, one[0])
        )
