"""Findings as they are made, with their places; then merged and put in order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import NamedTuple

from reader.containers import address
from reader.explanations import BesideForm
from reader.judge.field_names import FieldPaths
from templates import Finding, Location, Message, Severity, Text
from templates.model.page import CellAddress

__all__ = ["FindingReport", "FoundAt", "merged", "regraded"]

_TOP = CellAddress(0, 0, 0)
_UNCOUNTED = Text("表中的公式没有把它计算在内。", "The formulas of the sheet do not count it.")


class FoundAt(NamedTuple):
    """A cell that a finding speaks of, None for a whole sheet; what its field is called, what is there."""

    address: CellAddress | None
    field: FieldPaths | None = None
    found: str | None = None
    sheet: int = 0
    """The number of the sheet, where that is all that is known."""

    @property
    def order(self) -> CellAddress:
        """What puts places in order: a whole sheet stands before its cells."""
        return self.address or CellAddress(self.sheet, 0, 0)


class FindingReport:
    """What was found so far in one form, whose sheets have these names, and what is explained beside it."""

    def __init__(self, sheets: Sequence[str], messages: Mapping[str, Message], beside: BesideForm) -> None:
        self._sheets = sheets
        self._messages = messages
        self._beside = beside
        self._found: list[tuple[Finding, tuple[CellAddress, ...]]] = []

    def add(
        self,
        code: str,
        *places: FoundAt,
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
        locations = tuple(map(self._location, places))
        finding = Finding(message, severity or message.severity, locations, expected, slots or {})
        self._found.append((finding, tuple(place.order for place in places)))

    def _location(self, place: FoundAt) -> Location:
        sheet, cell = self._sheets[place.order.sheet], None
        if place.address is not None:
            cell = address(place.address[1:])
        field, map_field = (place.field.field, place.field.map_field) if place.field else (None, None)
        return Location(field, map_field, sheet, cell, place.found, self._beside.text_of(place.address))

    def demand_explanations(self) -> None:
        """Note an error where a warning or notice has to be explained, and is not at any of its places.

        Its places are all at which the same is said, as far as there is a cell for an explanation.
        """
        places: defaultdict[tuple[str, str], list[tuple[CellAddress, Location]]] = defaultdict(list)
        for finding, addresses in self._found:
            if finding.message.needs_explanation and finding.severity is not Severity.ERROR:
                same = (finding.code, finding.sentence("zh").casefold())
                places[same] += zip(addresses, finding.locations, strict=True)
        message = self._messages["explanation-missing"]
        for (code, _), found in places.items():
            open_to_explain = [(at, where) for at, where in found if self._beside.cell_for(at)]
            if open_to_explain and not any(where.explanation for _, where in found):
                addresses, locations = zip(*open_to_explain, strict=True)
                slots = {"remark": self._messages[code].title.opened()}
                self._found.append((Finding(message, message.severity, locations, slots=slots), addresses))

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings, equal ones merged, in the order of their places in the sheet."""
        return _merged(self._found)


def merged(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Make one finding of those that say the same, with the locations of all.

    They say the same where code, severity, sheet, what was expected, sentence and remedy are equal.
    """
    return _merged([(finding, (_TOP,) * len(finding.locations)) for finding in findings])


def regraded(findings: tuple[Finding, ...], severities: Mapping[str, Severity]) -> tuple[Finding, ...]:
    """Return findings with the severities that are set for their codes; most readings have none set."""
    if not severities:
        return findings
    return tuple(
        replace(finding, severity=severities.get(finding.code, finding.severity)) for finding in findings
    )


def _merged(found: Sequence[tuple[Finding, tuple[CellAddress, ...]]]) -> tuple[Finding, ...]:
    """Merge findings with the addresses of their locations, and put them in the order of these."""
    codes = Counter(finding.code for finding, _ in found)
    groups: defaultdict[tuple[object, ...], list[tuple[CellAddress, int, Finding, Location]]]
    groups = defaultdict(list)
    for number, (finding, addresses) in enumerate(found):
        # most codes come once, and need no look at their words
        same = _what_it_says(finding) if codes[finding.code] > 1 else (finding.code,)
        groups[same] += [
            (at, number, finding, location) for at, location in zip(addresses, finding.locations, strict=True)
        ]
    in_order = itemgetter(0, 1)
    merged = [sorted(group, key=in_order) for group in groups.values()]
    return tuple(
        group[0][2] if len(group) == 1 else _with_locations(group[0][2], _each_once(group))
        for group in sorted(merged, key=lambda group: in_order(group[0]))
    )


def _each_once(group: Sequence[tuple[CellAddress, int, Finding, Location]]) -> tuple[Location, ...]:
    """Return the locations of findings, those that are equal once; they are of one cell."""
    locations = tuple(location for *_, location in group)
    are_of_cells_of_their_own = len({at for at, *_ in group}) == len(group)
    return locations if are_of_cells_of_their_own else tuple(dict.fromkeys(locations))


def _with_locations(finding: Finding, locations: tuple[Location, ...]) -> Finding:
    if finding.locations == locations:
        return finding
    return Finding(finding.message, finding.severity, locations, finding.expected, finding.slots)


def _what_it_says(finding: Finding) -> tuple[object, ...]:
    return (finding.code, finding.severity, finding.sheet, finding.expected, *finding.what_it_says())
