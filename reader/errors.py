"""A file that cannot be read as a form at all."""

from __future__ import annotations

from templates import Finding, Language, Location, Text, catalogue
from templates.findings.errors import TianbaoError

__all__ = ["UnreadableWorkbook", "refusal"]


class UnreadableWorkbook(TianbaoError):
    """A file cannot be opened as a workbook of ours; `finding` says why and what to do about it."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding
        self.args = (finding,)

    def sentence(self, language: Language) -> str:
        """Say why the file cannot be read, and what to do about it."""
        return f"{self.finding.sentence(language)} {self.finding.remedy(language)}"


def refusal(code: str, found: str | None = None, **slots: Text) -> UnreadableWorkbook:
    """Return the exception for a code of the catalogue; `found` names the part, size or form at fault."""
    message = catalogue()[code]
    locations = () if found is None else (Location(found=found),)
    return UnreadableWorkbook(Finding(message, message.severity, locations, slots=slots))
