"""A file that cannot be read as a form at all."""

from __future__ import annotations

from templates import Finding, Location, Text, catalogue

__all__ = ["UnreadableWorkbook", "refusal"]


class UnreadableWorkbook(Exception):
    """A file cannot be opened as a workbook of ours; `finding` says why and what to do about it."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.sentence("en"))


def refusal(code: str, found: str | None = None, **slots: Text) -> UnreadableWorkbook:
    """Return the exception for a code of the catalogue; `found` names the part, size or form at fault."""
    message = catalogue()[code]
    locations = () if found is None else (Location(found=found),)
    return UnreadableWorkbook(Finding(message, message.severity, locations, slots=slots))
