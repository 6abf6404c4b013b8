"""What a person is told of readings, on a terminal: file by file, the most severe first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from collection.summary.finding_list import SEVERITY_WORDS, by_severity
from collection.summary.naming import department_of, label_of_finding, places_of, title_words
from collection.summary.summary import Summary
from reader import Reading
from templates import Finding, Language, Severity, Text
from templates.text import width
from tianbao.output.tally import Tally, names_or_number, passed_over_text
from tianbao.output.terminal import Paint, plain_paint, safe, wrapped

__all__ = ["MOST_OF_ONE_CODE", "Report", "counts_text", "report_text", "summary_text"]

_UNREADABLE = Text("不能读取", "unreadable")
_CLEAN = Text("没有问题", "clean")
_EXPLANATION = Text("说明：{words}", "Explanation: {words}")
_OTHERS = Text("……另有 {count} 处同类问题：{cells}", "… and {count} more of this kind: {cells}")
_LONGEST_PLACES = 60
_INDENT = 8
MOST_OF_ONE_CODE = 5
"""How many findings of one code a report shows of a file; JSON, summary and correction have all."""


def report_text(
    readings: Iterable[Reading], language: Language = "zh", columns: int = 100, paint: Paint = plain_paint
) -> str:
    """Return a report in lines of at most `columns`: for each file a heading and its findings."""
    return "\n".join(_file(reading, language, columns, paint) for reading in readings)


class Report:
    """A report that grows file by file, and can be written at any time.

    Files without findings are only named at its end, or counted where these names do not fit a line; with
    `every` each has its place.
    """

    def __init__(
        self,
        language: Language = "zh",
        columns: int = 100,
        paint: Paint = plain_paint,
        *,
        every: bool = False,
    ) -> None:
        self._language, self._columns, self._paint, self._every = language, columns, paint, every
        self._tally = Tally()
        self._sections: list[str] = []
        self._clean: list[str] = []
        self._alone = ""

    def add(self, reading: Reading) -> None:
        """Take a reading in; nothing of it is kept but what is written."""
        is_told = self._every or bool(reading.findings)
        is_first = not self._tally.files
        section = _file(reading, self._language, self._columns, self._paint) if is_told or is_first else ""
        if is_first:
            self._alone = section
        if is_told:
            self._sections.append(section)
        else:
            self._clean.append(reading.file)
        self._tally.add(reading)

    def text(self, passed_over: Sequence[Path] = (), total: int | None = None) -> str:
        """Return the report so far, with a tally where there are several files, in `total` or by count."""
        beside = passed_over_text(passed_over, self._language, self._columns, every=self._every)
        if self._tally.files == 1 and total in (None, 1):
            return "\n".join(filter(None, (self._alone, beside)))
        closing = self._clean_line() + self._interrupted(total) + self._closing_tally() + beside
        return "\n".join((*self._sections, closing))

    def _clean_line(self) -> str:
        if not self._clean:
            return ""
        count = len(self._clean)
        words = Text(f"没有问题的 {count} 份：", f"{count} clean: ").say(self._language)
        otherwise = Text("（加 --all 逐份列出）", " (--all lists them)").say(self._language)
        return names_or_number(words, self._clean, otherwise, self._language, self._columns) + "\n"

    def _closing_tally(self) -> str:
        return self._tally.text(self._language, self._columns, self._paint)

    def _interrupted(self, total: int | None) -> str:
        done = self._tally.files
        if total is None or done == total:
            return ""
        words = Text(
            f"已中断：{total} 份中只读了 {done} 份。", f"Interrupted: only {done} of {total} files were read."
        )
        return words.say(self._language) + "\n"


def _file(reading: Reading, language: Language, columns: int, paint: Paint) -> str:
    lines = [f"{safe(reading.file)}  {_status(reading, language, paint)}"]
    if reading.cell_map:
        title, words = title_words(reading.cell_map)
        parts = [title.say(language), *(text.say(language) for text in words), department_of(reading) or ""]
        lines.append(wrapped(" · ".join(filter(None, parts)), columns, "  "))
    for finding, alike in _of_each_code(by_severity(reading.findings)):
        lines += ["", *_finding(reading, finding, language, columns, paint)]
        if alike:
            lines.append(wrapped(_others_text(reading, alike, language), columns, " " * _INDENT))
    return "\n".join(lines) + "\n"


def _of_each_code(findings: Iterable[Finding]) -> Iterator[tuple[Finding, list[Finding]]]:
    """Yield at most a few findings of each code; with the last of them, those that are left out."""
    by_code: defaultdict[tuple[Severity, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        by_code[finding.severity, finding.code].append(finding)
    for alike in by_code.values():
        shown = alike[:MOST_OF_ONE_CODE]
        yield from ((finding, []) for finding in shown[:-1])
        yield shown[-1], alike[MOST_OF_ONE_CODE:]


def _others_text(reading: Reading, others: Sequence[Finding], language: Language) -> str:
    places = [location for finding in others for location in finding.locations]
    words = {"count": Text(str(len(others))), "cells": Text(_cut(places_of(reading, places)))}
    return _OTHERS.filled(words).say(language)


def _status(reading: Reading, language: Language, paint: Paint) -> str:
    if reading.status == "unreadable":
        return paint(_UNREADABLE.say(language), Severity.ERROR)
    return counts_text([reading], language, paint) or _CLEAN.say(language)


def counts_text(readings: Sequence[Reading], language: Language = "zh", paint: Paint = plain_paint) -> str:
    """Return how many findings of each severity there are; empty where there are none."""
    counts = Counter(finding.severity for reading in readings for finding in reading.findings)
    return "  ".join(
        paint(f"{SEVERITY_WORDS[severity].say(language)} {counts[severity]}", severity)
        for severity in Severity
        if counts[severity]
    )


def _finding(reading: Reading, finding: Finding, language: Language, columns: int, paint: Paint) -> list[str]:
    severity = SEVERITY_WORDS[finding.severity].say(language)
    indent = "  " + " " * (width(severity) + 2)
    place = _place(reading, finding, language)
    lines = [wrapped(place, columns, indent)] if place else []
    lines.append(wrapped(f"{finding.sentence(language)} [{finding.code}]", columns, indent))
    remedy = finding.remedy(language)
    if remedy:
        lines.append(wrapped(f"→ {remedy}", columns, indent))
    if finding.explanation is not None:
        explained = _EXPLANATION.filled({"words": Text(finding.explanation)}).say(language)
        lines.append(wrapped(explained, columns, indent))
    lines[0] = f"  {paint(severity, finding.severity)}  {lines[0][len(indent) :]}"
    return lines


def _place(reading: Reading, finding: Finding, language: Language) -> str:
    """Say where a finding is: the cells, what the field is called, and its path."""
    parts = [_cut(places_of(reading, finding.locations))]
    label = label_of_finding(reading, finding)
    if label is not None:
        parts += [label.say(language), _cut(location.field for location in finding.locations)]
    return "  ".join(dict.fromkeys(filter(None, parts)))


def _cut(places: Iterable[str | None]) -> str:
    """Name each place once; of many, the first that fit, and how many there are."""
    each = list(dict.fromkeys(place for place in places if place is not None))
    written = ", ".join(each)
    if len(written) <= _LONGEST_PLACES or len(each) == 1:
        return written
    fits = 0
    while len(", ".join(each[: fits + 1])) + len(", ") <= _LONGEST_PLACES:
        fits += 1
    return f"{', '.join(each[:fits]) or written[:_LONGEST_PLACES]} … ({len(each)})"


def summary_text(summary: Summary, destination: Path, language: Language = "zh") -> str:
    """Say what was summed up and where it lies, what is wrong in it, and what fell out and why."""
    done = Text(
        f"已汇总 {len(summary.included)} 份：{destination}",
        f"{len(summary.included)} forms summed up: {destination}",
    )
    lines = [done.say(language)]
    if counted := counts_text(summary.included, language):
        lines.append(counted)
    if summary.missing:
        count = len(summary.missing)
        lines.append(Text(f"未报 {count} 个单位", f"{count} departments have not returned it").say(language))
    if summary.same:
        count = len(summary.same)
        lines.append(Text(f"内容完全相同、只计一次的 {count} 份", f"{count} copies of others").say(language))
    if summary.left_out or summary.repeated:
        count = len(summary.left_out) + len(summary.repeated)
        lines.append(Text(f"未计入 {count} 份：", f"{count} left out:").say(language))
    lines += [
        f"  {safe(reading.file)}: {finding.sentence(language)} {finding.remedy(language)} [{finding.code}]"
        for reading, finding in (*summary.left_out, *summary.repeated)
    ]
    return "\n".join(lines) + "\n"
