"""A reading: the record of a returned workbook, and what there is to say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from templates import CellMap, Finding, Stamp

__all__ = ["Reading", "unreadable"]


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from one file.

    `values` is the record, `computed` what the form computes from it, in the same shape; both are empty
    where the file could not be read, and `cell_map` and `stamp` are None. `addresses` says for each path of
    record and computed values where it stands: `projects[0].name` in `申报表!C31`.
    """

    file: str
    cell_map: CellMap | None = None
    stamp: Stamp | None = None
    values: Mapping[str, Any] = field(default_factory=_nothing)
    computed: Mapping[str, Any] = field(default_factory=_nothing)
    findings: tuple[Finding, ...] = ()
    addresses: Mapping[str, str] = field(default_factory=_nothing)

    @property
    def status(self) -> Literal["clean", "findings", "unreadable"]:
        """How the reading went; `findings` where there are any, of whatever severity."""
        if self.cell_map is None:
            return "unreadable"
        return "findings" if self.findings else "clean"


def unreadable(file: str, finding: Finding) -> Reading:
    """Return the reading of a file that could not be read, with the finding that says why."""
    return Reading(file, findings=(finding,))
