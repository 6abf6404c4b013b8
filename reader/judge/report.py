"""Findings as they are made, with their places; then merged and put in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from reader.containers.grid import Grid, Position, address
from templates import Finding, Location, Message, Severity, Text

__all__ = ["FieldPaths", "Report", "Spot", "merged"]

_TOP = (0, 0)
_UNCOUNTED = Text("表中的公式没有把它计算在内。", "The formulas of the sheet do not count it.")


@dataclass(frozen=True, slots=True)
class FieldPaths:
    """What findings call a field: as a person is told of it, and its path in the cell map.

    `field` is the path in the record, or in the cell map where the field is in no item of the record.
    `map_field` is None for a field in a row that a person inserted.
    """

    field: str
    map_field: str | None


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the sheet that a finding speaks of (None for the whole sheet), its field, what is there."""

    position: Position | None
    paths: FieldPaths | None = None
    found: str | None = None


class Report:
    """What was found in one sheet so far."""

    def __init__(self, grid: Grid, messages: Mapping[str, Message]) -> None:
        self._sheet = grid.name
        self._messages = messages
        self._found: list[tuple[Position, Finding, Location]] = []

    def add(
        self,
        code: str,
        *spots: Spot,
        severity: Severity | None = None,
        expected: str | None = None,
        slots: Mapping[str, Text] | None = None,
        uncounted: bool = False,
    ) -> None:
        """Note a finding at one place of the sheet or at several.

        `uncounted`: it is of a number that the sheet's formulas do not see, and says so.
        """
        message = self._messages[code]
        if uncounted:
            zh, en = (message.sentence.zh + _UNCOUNTED.zh, f"{message.sentence.en} {_UNCOUNTED.en}")
            message = replace(message, sentence=Text(zh, en))
        locations = tuple(map(self._location, spots))
        finding = Finding(message, severity or message.severity, locations, expected, slots or {})
        for spot, location in zip(spots, locations, strict=True):
            self._found.append((spot.position or _TOP, finding, location))

    def _location(self, spot: Spot) -> Location:
        cell = address(spot.position) if spot.position else None
        field, map_field = (spot.paths.field, spot.paths.map_field) if spot.paths else (None, None)
        return Location(field, map_field, self._sheet, cell, spot.found)

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings, equal ones merged, in the order of their places in the sheet."""
        ordered = sorted(self._found, key=lambda entry: entry[0])
        return _grouped((finding, location) for _, finding, location in ordered)


def merged(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Make one finding of those that say the same, with the locations of all.

    They say the same where code, severity, sheet, what was expected, sentence and remedy are equal.
    """
    return _grouped((finding, location) for finding in findings for location in finding.locations)


def _grouped(located: Iterable[tuple[Finding, Location]]) -> tuple[Finding, ...]:
    groups: dict[tuple[object, ...], tuple[Finding, dict[Location, None]]] = {}
    for finding, location in located:
        words = (finding.sentence("zh"), finding.remedy("zh"))
        same = (finding.code, finding.severity, finding.sheet, finding.expected, *words)
        _, locations = groups.setdefault(same, (finding, {}))
        locations[location] = None
    return tuple(replace(finding, locations=tuple(locations)) for finding, locations in groups.values())
