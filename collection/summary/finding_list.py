"""The findings of a round as one table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from collection.summary.naming import label_of_finding
from collection.summary.tables import CODE, FILE, Column, Entry, Subject, Table
from reader import Reading
from templates import Finding, Severity, Text

__all__ = ["SEVERITY_WORDS", "by_severity", "findings_table", "shortened"]

SEVERITY_WORDS = {
    Severity.ERROR: Text("错误", "Error"),
    Severity.WARNING: Text("警告", "Warning"),
    Severity.NOTICE: Text("提示", "Notice"),
}

_ORDER = {severity: number for number, severity in enumerate(Severity)}
_MOST_PLACES = 12


def findings_table(files: Sequence[tuple[Subject, Reading, Sequence[Finding]]]) -> Table:
    """Return a line for each finding, in the order of the files, the most severe first."""
    columns = (
        CODE,
        Column("department", Text("部门", "Department")),
        FILE,
        Column("severity", Text("程度", "Severity"), marked=True),
        Column("code", Text("代码", "Code")),
        Column("label", Text("项目", "Item"), wrap=True),
        Column("sheet", Text("工作表", "Sheet")),
        Column("cell", Text("单元格", "Cell"), wrap=True),
        Column("found", Text("表中内容", "Found"), wrap=True),
        Column("expected", Text("应为", "Expected"), wrap=True),
        Column("sentence", Text("问题", "What is wrong"), wrap=True),
        Column("explanation", Text("说明", "Explanation"), wrap=True),
        Column("remedy", Text("如何改正", "How to correct it"), wrap=True),
        Column("field", Text("字段", "Field"), wrap=True),
    )
    rows, marks = [], []
    for subject, reading, findings in files:
        for finding in by_severity(findings):
            rows.append(_finding_row(subject, reading, finding))
            marks.append(str(finding.severity))
    return Table("findings", Text("意见", "Findings"), columns, tuple(rows), tuple(marks))


def by_severity(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings with the most severe first; those of one severity stay in the order of their places."""
    return sorted(findings, key=lambda finding: _ORDER[finding.severity])


def _finding_row(subject: Subject, reading: Reading, finding: Finding) -> tuple[Entry, ...]:
    locations = finding.locations
    return (
        *subject,
        SEVERITY_WORDS[finding.severity],
        finding.code,
        label_of_finding(reading, finding),
        finding.sheet,
        shortened(location.cell for location in locations),
        finding.found,
        finding.expected,
        Text(finding.sentence("zh"), finding.sentence("en")),
        finding.explanation,
        Text(finding.remedy("zh"), finding.remedy("en")),
        shortened(location.field for location in locations),
    )


def shortened(places: Iterable[str | None]) -> str | None:
    """Name each place once; of hundreds of cells, the first ones and how many there are."""
    places = list(places)
    if len(places) == 1:  # as most have
        return places[0] or None
    each = list(dict.fromkeys(place for place in places if place is not None))
    if len(each) <= _MOST_PLACES:
        return ", ".join(each) or None
    return f"{', '.join(each[:_MOST_PLACES])}, … ({len(each)})"
