"""What is wrong in a form, cell by cell: what stands there, what is missing, what is computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from reader.display import shown_as, shown_raw
from reader.judge.dependencies import Dependencies
from reader.judge.places import Place, Placed
from reader.judge.report import FieldPaths, Report, Spot
from templates import CellMap, Rule, Severity, Text
from templates.kinds import Note, Raw, Value
from templates.language import judge
from templates.model.rule import Purpose
from templates.path import Path, value_at
from templates.records.item_paths import indexed_path, item_indices

__all__ = ["check_computed", "check_inputs", "check_required", "is_missing"]

_BLANK = Text("空白", "blank")


def check_inputs(cell_map: CellMap, placed: Placed, names: Mapping[Path, FieldPaths], report: Report) -> None:
    """Report what the kinds had to say of the cells they read."""
    missing = [path for _, path, _ in _missing(cell_map, placed)]
    for path, place in placed.places.items():
        required = any(path[: len(at)] == at for at in missing)
        for note in place.outcome.notes:
            report.add(
                note.code,
                Spot(place.position, names[path], note.found),
                severity=_severity(cell_map, place, note, required=required),
                expected=note.expected,
                slots={"label": place.cell.label, **note.slots},
                uncounted=_is_uncounted(place),
            )


def _severity(cell_map: CellMap, place: Place, note: Note, *, required: bool) -> Severity:
    """A step more where the sheet misses the number; an error for what is no value but must be one.

    A kind sees one cell, so whether a blank one matters in a list is not for its note to say.
    """
    severity = cell_map.messages[note.code].severity
    if place.outcome.value is None:
        return Severity.ERROR if required else severity
    severity = note.severity or severity
    return severity.raised if _is_uncounted(place) else severity


def _is_uncounted(place: Place) -> bool:
    """Whether a number was read from a text, so that the formulas of the sheet do not see it."""
    outcome = place.outcome
    typed = place.raw is not None and isinstance(place.raw.value, str)
    return typed and place.field.kind.numeric and outcome.readable and not outcome.counted


def _is_required(path: Path, place: Place) -> bool:
    """Whether a field must be filled whatever else is; of a list, it is the list that must."""
    return place.is_input and place.field.required and not any(isinstance(part, int) for part in path)


def is_missing(path: Path, place: Place) -> bool:
    """Whether a field that must be filled is not."""
    return _is_required(path, place) and place.outcome.value is None


def check_required(
    cell_map: CellMap, placed: Placed, names: Mapping[Path, FieldPaths], report: Report
) -> None:
    """Report what must be filled and is blank; a list without any item at its first cell."""
    for rule, _, within in _missing(cell_map, placed):
        if within and all(place.position and not place.outcome.notes for _, place in within):
            first, place = within[0]
            slots = {"label": place.cell.label}
            report.add(rule.message.code, Spot(place.position, names[first]), slots=slots)


def _missing(cell_map: CellMap, placed: Placed) -> Iterator[tuple[Rule, Path, list[tuple[Path, Place]]]]:
    """Yield the fields and lists that must be filled and are blank: rule, path, places of their inputs."""
    for rule in cell_map.rules:
        if rule.purpose is Purpose.REQUIRED:
            for indices in item_indices(placed.filling, rule.scope, cell_map.shape, rule.where):
                if judge(rule, placed.filling, indices):
                    path = indexed_path(cell_map.shape, rule.at, indices)
                    yield rule, path, [(at, place) for at, place in placed.below(path) if place.is_input]


def check_computed(
    cell_map: CellMap, placed: Placed, behind: Dependencies, names: Mapping[Path, FieldPaths], report: Report
) -> None:
    """Compare what stands in computed cells with what the inputs come to.

    A cell is left alone where no value is stored under its formula, or where the sheet cannot have counted
    what the reader could read.
    """
    for path, place in placed.places.items():
        if place.field.formula is None or place.position is None or _has_no_value(place.raw):
            continue
        if all(_is_sound(cell_map, placed.places[at]) for at in behind.of_field(path)):
            computed = value_at(placed.filling, path)
            expected = None if computed == "" else computed
            compared = _compare(place, expected)
            if compared is not None:
                report.add(
                    compared.code,
                    Spot(place.position, names[path], compared.found),
                    expected=shown_as(place.field, expected),
                    slots={"label": place.cell.label, **compared.blanks(expected)},
                )


@dataclass(frozen=True, slots=True)
class _Difference:
    code: str
    found: str

    def blanks(self, expected: Value) -> dict[str, Text]:
        """Return the words for a blank on either side."""
        sides = {"found": not self.found, "expected": expected is None}
        return {side: _BLANK for side, blank in sides.items() if blank}


def _has_no_value(raw: Raw | None) -> bool:
    return raw is not None and raw.formula is not None and raw.value is None and raw.error is None


def _is_sound(cell_map: CellMap, place: Place) -> bool:
    """Whether the sheet sees in an input what the reader does."""
    outcome = place.outcome
    severities = (note.severity or cell_map.messages[note.code].severity for note in outcome.notes)
    return outcome.readable and outcome.counted and Severity.ERROR not in severities


def _compare(place: Place, expected: Value) -> _Difference | None:
    raw = place.raw or Raw(None)
    kind = place.field.kind
    outcome = kind.read(raw, place.cell.bounds)
    found = kind.operand(outcome.value)
    if outcome.readable and found == expected:
        return None
    if not (outcome.readable and isinstance(found, Decimal) and isinstance(expected, Decimal)):
        return _Difference("computed-value-differs", shown_raw(raw))
    code = kind.difference(found, expected)
    return _Difference(code, shown_as(place.field, found)) if code else None
