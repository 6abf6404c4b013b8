"""The tables of a summary workbook that are alike for every form: findings, explanations, who is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from collection.summary.finding_list import SEVERITY_WORDS, by_severity, shortened
from collection.summary.naming import label_of_finding, places_of
from collection.summary.workbook.body import Counted, Missing
from collection.summary.workbook.columns import cells_of, fitted
from collection.summary.workbook.sheets import Line, Sheet, leading, named
from reader import Reading
from template_builder.streaming.row_xml import FileLink, StreamContent
from template_builder.streaming.stream_columns import StreamColumn
from templates import Finding, Language, Text
from templates.path import Tree

__all__ = ["ExplanationSheet", "FindingSheet", "MissingSheet"]


class FindingSheet(Sheet):
    """意见: a line for each finding, the most severe of a department first."""

    def __init__(self, language: Language) -> None:
        self.title, self._language = Text("意见", "Findings"), language
        heads = (
            (Text("程度", "Severity"), 6.0),
            (Text("位置", "Cell"), 12.0),
            (Text("项目", "Item"), 16.0),
            (Text("表中内容", "Found"), 14.0),
            (Text("问题", "What is wrong"), 34.0),
            (Text("如何改正", "How to correct it"), 34.0),
            (Text("代码", "Code"), 14.0),
        )
        self.columns = fitted(
            [
                *leading(language),
                *(
                    StreamColumn((head.say(language),), wide, "@", wrap=True, marked=number == 0)
                    for number, (head, wide) in enumerate(heads)
                ),
            ]
        )
        self.keys = (None,) * len(self.columns)

    def lines(self, counted: Counted, reading: Reading, tree: Tree) -> Iterator[Line]:
        """Yield the rows of the findings of a return that counts."""
        whose = named(counted.subject, self._language)
        for finding in by_severity(reading.findings):
            yield self.line(whose, counted.target, reading, finding)

    def paths(self, reading: Reading, tree: Tree) -> Iterator[Sequence[str | None]]:
        """Yield the path of the first field of each finding."""
        for finding in by_severity(reading.findings):
            yield [finding.locations[0].field if finding.locations else None] * len(self.columns)

    def line(self, whose: Sequence[StreamContent], target: str, reading: Reading, finding: Finding) -> Line:
        """Return the row of one finding, behind the code and the name of the department (`named`)."""
        language = self._language
        label = label_of_finding(reading, finding)
        contents: list[StreamContent] = [
            *whose,
            SEVERITY_WORDS[finding.severity].say(language),
            _place(reading, finding, target),
            *cells_of((label, finding.found, finding.sentence(language), finding.remedy(language)), language),
            finding.code,
        ]
        return Line(contents, str(finding.severity))


class ExplanationSheet(Sheet):
    """说明: the warnings that departments explained, with their words."""

    def __init__(self, language: Language) -> None:
        self.title, self._language = Text("说明", "Explanations"), language
        heads = (
            (Text("位置", "Cell"), 12.0),
            (Text("项目", "Item"), 20.0),
            (Text("问题", "What was found"), 40.0),
            (Text("单位说明", "Explanation"), 40.0),
        )
        self.columns = fitted(
            [
                *leading(language),
                *(StreamColumn((head.say(language),), wide, "@", wrap=True) for head, wide in heads),
            ]
        )
        self.keys = (None,) * len(self.columns)

    def lines(self, counted: Counted, reading: Reading, tree: Tree) -> Iterator[Line]:
        """Yield the rows of the findings that a department explained."""
        language = self._language
        for finding in by_severity(_explained(reading)):
            label = label_of_finding(reading, finding)
            contents: list[StreamContent] = [
                *named(counted.subject, language),
                _place(reading, finding, counted.target),
                *cells_of((label, finding.sentence(language), finding.explanation), language),
            ]
            yield Line(contents)

    def paths(self, reading: Reading, tree: Tree) -> Iterator[Sequence[str | None]]:
        """Yield the path of the first field of each finding."""
        for finding in by_severity(_explained(reading)):
            yield [finding.locations[0].field] * len(self.columns)


class MissingSheet:
    """未报: the departments of which nothing counts, and whom to ask."""

    def __init__(self, language: Language) -> None:
        self.title, self._language = Text("未报", "Not returned"), language
        heads = (
            (Text("分组", "Group"), 14.0),
            (Text("状态", "State"), 14.0),
            (Text("联系人", "Contact"), 12.0),
            (Text("电子邮箱", "E-mail"), 24.0),
            (Text("备注", "Notes"), 40.0),
        )
        self.columns = fitted(
            [
                *leading(language),
                *(StreamColumn((head.say(language),), wide, "@", wrap=True) for head, wide in heads),
            ]
        )

    def row(self, one: Missing) -> Sequence[StreamContent]:
        """Return the row of a department."""
        state = one.state.say(self._language)
        notes = ("；" if self._language == "zh" else "; ").join(
            note.say(self._language) for note in one.notes
        )
        return [one.code, one.name, one.group, state, one.contact, one.email, notes or None]


def _place(reading: Reading, finding: Finding, target: str) -> StreamContent:
    """Return the cells of a finding; where the file has a `target`, with a link to the first of them."""
    where = shortened(places_of(reading, finding.locations))
    if not target or where is None:
        return where
    first = finding.locations[0]
    return FileLink(where, target, first.sheet or "", first.cell or "")


def _explained(reading: Reading) -> list[Finding]:
    """Return the findings that a department explained."""
    return [
        finding
        for finding in reading.findings
        if any(location.explanation is not None for location in finding.locations)
    ]
