"""Findings as they are made, with their places; then merged and put in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from reader.containers.grid import Grid, Position, address
from templates import Finding, Message, Severity, Text

__all__ = ["Report", "merged"]

Located = tuple[Position, Finding]
_TOP = (0, 0)
_UNCOUNTED = Text("表中的公式没有把它计算在内。", "The formulas of the sheet do not count it.")


class Report:
    """What was found in one sheet so far."""

    def __init__(self, grid: Grid, messages: Mapping[str, Message]) -> None:
        self._sheet = grid.name
        self._messages = messages
        self._found: list[Located] = []

    def add(
        self,
        code: str,
        position: Position | None,
        *,
        field: str | None = None,
        severity: Severity | None = None,
        found: str | None = None,
        expected: str | None = None,
        slots: Mapping[str, Text] | None = None,
        uncounted: bool = False,
    ) -> None:
        """Note a finding at a place of the sheet, None for the sheet as a whole.

        `uncounted`: it is of a number that the sheet's formulas do not see, and says so.
        """
        message = self._messages[code]
        if uncounted:
            zh, en = (message.sentence.zh + _UNCOUNTED.zh, f"{message.sentence.en} {_UNCOUNTED.en}")
            message = replace(message, sentence=Text(zh, en))
        cell = address(position) if position else None
        severity = severity or message.severity
        finding = Finding(message, severity, field, self._sheet, cell, found, expected, slots or {})
        self._found.append((position or _TOP, finding))

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings, equal ones merged, in the order of their places in the sheet."""
        return merged(finding for _, finding in sorted(self._found, key=lambda located: located[0]))


@dataclass(slots=True)
class _Merged:
    first: Finding
    fields: dict[str | None, None]
    cells: dict[str | None, None]
    found: dict[str | None, None]


def merged(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Make one finding of those that say the same: their fields, cells and what was found are joined.

    They say the same where code, severity, what was expected, sentence and remedy are equal.
    """
    groups: dict[tuple[object, ...], _Merged] = {}
    for finding in findings:
        words = (finding.sentence("zh"), finding.remedy("zh"))
        same = (finding.code, finding.severity, finding.sheet, finding.expected, *words)
        group = groups.setdefault(same, _Merged(finding, {}, {}, {}))
        group.fields[finding.field] = group.cells[finding.cell] = group.found[finding.found] = None
    return tuple(
        replace(
            group.first, field=_joined(group.fields), cell=_joined(group.cells), found=_joined(group.found)
        )
        for group in groups.values()
    )


def _joined(values: Iterable[str | None]) -> str | None:
    given = [value for value in values if value is not None]
    return ", ".join(given) if given else None
