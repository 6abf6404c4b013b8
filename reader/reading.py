"""A reading: the record of a returned workbook, and what there is to say of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from reader.explanations import Explanation
from reader.identify import cell_map_of
from reader.reading_data import (
    explanation_from,
    explanation_to_dict,
    finding_from,
    finding_to_dict,
    form_stamp,
    stamp_from,
    stamp_to_dict,
    tree_from,
    tree_to_plain,
)
from templates import CellMap, Finding, Form, Stamp

__all__ = ["Reading", "unreadable"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from one file. It can be pickled, and compared with another.

    `values` is the record, `computed` what the form computes from it, in the same shape; both are empty
    where the file could not be read, and `cell_map` and `stamp` are None. `addresses` says for each path of
    record and computed values where it stands: `projects[0].name` in `申报表!C31`. `explanations` are all
    that the department wrote beside the form, whether anything was found there or not.
    """

    file: str
    cell_map: CellMap | None = None
    stamp: Stamp | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    computed: Mapping[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    addresses: Mapping[str, str] = field(default_factory=dict)
    explanations: tuple[Explanation, ...] = ()

    @property
    def status(self) -> Literal["clean", "findings", "unreadable"]:
        """How the reading went; `findings` where there are any, of whatever severity."""
        if self.cell_map is None:
            return "unreadable"
        return "findings" if self.findings else "clean"

    @property
    def record(self) -> Mapping[str, Any]:
        """The record of the form, which `values` is."""
        return self.values

    def to_frames(self) -> dict[str, Any]:
        """Return the reading as tables of pandas, by name.

        `fields` has a row for each single field (`field`, `value`, `cell`), `findings` one for each place at
        which something was found. Each list of the form has a table under its path, such as `projects` or
        `annual_goals.indicators`: a row for each item, whose numbers stand under `item`, each from 0.

        >>> reading.to_frames()["projects"]["year_budget"].sum()
        """
        from reader.frames import frames_of  # brings pandas along

        return frames_of(self.cell_map, self.values, self.computed, self.findings, self.addresses)

    def to_dict(self) -> dict[str, Any]:
        """Return all of the reading as plain data, which `json.dumps` takes: a `Decimal` is its digits.

        >>> Reading.from_dict(json.loads(json.dumps(reading.to_dict()))) == reading
        True
        """
        cell_map = self.cell_map
        return {
            "file": self.file,
            "form": None if cell_map is None else stamp_to_dict(form_stamp(cell_map)),
            "stamp": None if self.stamp is None else stamp_to_dict(self.stamp),
            "values": tree_to_plain(cell_map.shape, self.values) if cell_map else {},
            "computed": tree_to_plain(cell_map.shape, self.computed) if cell_map else {},
            "findings": [finding_to_dict(finding) for finding in self.findings],
            "addresses": dict(self.addresses),
            "explanations": [explanation_to_dict(found) for found in self.explanations],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], forms: Sequence[Form] = ()) -> Reading:
        """Return the reading that `to_dict` wrote, of a form of the toolkit or of one of `forms`.

        Raises `UnreadableWorkbook` (unknown-form, unknown-version) where the form is none of these.
        """
        cell_map = None if data["form"] is None else cell_map_of(stamp_from(data["form"]), forms)
        return cls(
            data["file"],
            cell_map,
            None if data["stamp"] is None else stamp_from(data["stamp"]),
            tree_from(cell_map.shape, data["values"]) if cell_map else {},
            tree_from(cell_map.shape, data["computed"]) if cell_map else {},
            tuple(map(finding_from, data["findings"])),
            dict(data["addresses"]),
            tuple(map(explanation_from, data["explanations"])),
        )


def unreadable(file: str, finding: Finding) -> Reading:
    """Return the reading of a file that could not be read, with the finding that says why."""
    return Reading(file, findings=(finding,))
