"""What became of many files, in a few lines: how they went, what is wrong most often, what was not read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from collection.intake.files import might_hold_a_form
from collection.summary.finding_list import SEVERITY_WORDS
from reader import Reading
from templates import Finding, Language, Severity, Text
from templates.text import width
from tianbao.output.terminal import Paint, plain_paint, safe, wrapped

__all__ = ["Tally", "names_or_number", "passed_over_text"]

_MOST_FREQUENT = 5
_FEW = 5

_WENT = {
    "clean": Text("没有问题 {count} 份", "{count} clean"),
    "notice": Text("只有提示 {count} 份", "{count} with notices only"),
    "warning": Text("有警告 {count} 份", "{count} with warnings"),
    "error": Text("有错误 {count} 份", "{count} with errors"),
    "unreadable": Text("不能读取 {count} 份", "{count} unreadable"),
}
"""How a file went, by the most severe of its findings; mere notices are not told where there are none."""

_COLOURS = {
    "notice": Severity.NOTICE,
    "warning": Severity.WARNING,
    "error": Severity.ERROR,
    "unreadable": Severity.ERROR,
}


class Tally:
    """How many files went how, and how many of them have each finding."""

    def __init__(self) -> None:
        self.files = 0
        self._went: Counter[str] = Counter()
        self._files: Counter[str] = Counter()
        self._places: Counter[str] = Counter()
        self._examples: dict[str, Finding] = {}

    def add(self, reading: Reading) -> None:
        """Count a file."""
        self.files += 1
        self._went[_outcome(reading)] += 1
        for code in {finding.code for finding in reading.findings}:
            self._files[code] += 1
        for finding in reading.findings:
            self._places[finding.code] += max(len(finding.locations), 1)
            self._examples.setdefault(finding.code, finding)

    def text(self, language: Language = "zh", columns: int = 100, paint: Paint = plain_paint) -> str:
        """Return a line on how the files went, and the most frequent findings in lines of `columns`."""
        head = Text("共 {count} 份：", "{count} files: ").say(language).format(count=self.files)
        comma = Text("，", ", ").say(language)
        lines = [head + comma.join(self._counts(language, paint))]
        if self._files:
            lines.append(Text("最常见的问题：", "The most frequent findings:").say(language))
            lines += self._frequent(language, columns, paint)
        return "".join(line + "\n" for line in lines)

    def _counts(self, language: Language, paint: Paint) -> Iterator[str]:
        for outcome, words in _WENT.items():
            count = self._went[outcome]
            if count or outcome != "notice":
                text = words.say(language).format(count=count)
                yield paint(text, _COLOURS[outcome]) if count and outcome in _COLOURS else text

    def _frequent(self, language: Language, columns: int, paint: Paint) -> Iterator[str]:
        by_files = sorted(self._files, key=lambda code: (-self._files[code], -self._places[code], code))
        for code in by_files[:_MOST_FREQUENT]:
            example = self._examples[code]
            severity = SEVERITY_WORDS[example.severity].say(language)
            files, places = self._files[code], self._places[code]
            counts = Text(
                f"{files} 份 {places} 处", f"{_counted(files, 'file')}, {_counted(places, 'place')}"
            ).say(language)
            such_as = Text("如：", "such as: ").say(language)
            indent = "  " + " " * (width(severity) + 2)
            words = wrapped(f"{counts}  {such_as}{example.sentence(language)} [{code}]", columns, indent)
            yield f"  {paint(severity, example.severity)}  {words[len(indent) :]}"


def _outcome(reading: Reading) -> str:
    if reading.status != "findings":
        return reading.status
    worst = min(reading.findings, key=lambda finding: list(Severity).index(finding.severity))
    return str(worst.severity)


def names_or_number(
    words: str, names: Sequence[str], otherwise: str, language: Language, columns: int
) -> str:
    """Return the words with all names where these fit the line, else with what stands `otherwise`."""
    line = words + _joined(names, language)
    return line if width(line) <= columns else words.rstrip("：: ") + otherwise


def passed_over_text(
    files: Sequence[Path], language: Language = "zh", columns: int = 100, *, every: bool = False
) -> str:
    """Say how many files were passed over; name those that might hold a form, and the others if few."""
    if not files:
        return ""
    held = [str(file) for file in files if might_hold_a_form(file)]
    others = [str(file) for file in files if not might_hold_a_form(file)]
    lines = [
        Text("略过 {count} 个不是工作簿的文件", "Passed over, not workbooks: {count}")
        .say(language)
        .format(count=len(files))
    ]
    if others and (every or len(others) <= _FEW):
        names = _joined(others, language)
        lines[0] += Text(f"：{names}", f" ({names})").say(language)
    if held:
        words = Text("可能装有报表，请打开核对：", "These might hold a form, please check: ")
        lines.append(words.say(language) + _joined(held, language))
    return "".join(wrapped(line, columns) + "\n" for line in lines)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _joined(names: Sequence[str], language: Language) -> str:
    return Text("、", ", ").say(language).join(safe(name) for name in names)
