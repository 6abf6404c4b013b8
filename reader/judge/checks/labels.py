"""Whether the words of a form are still its own: its title, the year, the unit of money, every label."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

from reader.containers import Grid
from reader.display import shown_raw
from reader.judge.finding_report import FindingReport, FoundAt
from reader.judge.plan import ReadingPlan
from reader.locate import holds_nothing
from templates import Cell, CellMap, Text
from templates.kinds import key

__all__ = ["check_labels"]

_NUMBER = re.compile(r"\d{4}")
_UNIT = re.compile("(?:亿|千万|百万|万|千|百)?元")
_OF_ONE_LABEL = frozenset({"label-of-another", "label-changed"})
"""Codes that are said of each label by itself, as what should stand there differs."""

_ALIKE = str.maketrans("萬億圆", "万亿元")


def check_labels(plan: ReadingPlan, grids: Sequence[Grid], report: FindingReport) -> None:
    """Compare the labels with what the form says there, in either language.

    Whatever number of labels has another year or unit, it is one finding.
    """
    wrong: defaultdict[str, dict[FoundAt, str]] = defaultdict(dict)
    for at, cell, words in plan.labels:
        raw = grids[at.sheet].cells.get(at[1:])
        if raw is None or raw.value == words.zh or raw.value == words.en or holds_nothing(raw):
            continue
        found = shown_raw(raw)
        code = _code(plan, cell, words, found)
        if code:
            wrong[code][FoundAt(at, found=found)] = words.zh
    for code, labels in wrong.items():
        if code in _OF_ONE_LABEL:
            for place, expected in labels.items():
                report.add(code, place, expected=expected)
        else:
            report.add(code, *labels, expected=", ".join(dict.fromkeys(labels.values())))


def _code(plan: ReadingPlan, cell: Cell, words: Text, found: str) -> str | None:
    """Say what is wrong with a label, if anything; other words for the same are nothing wrong."""
    if key(found) in (key(words.zh), key(words.en)):
        return None
    if "year" in cell.says and _differ(_NUMBER.findall, found, words):
        return "year-label-differs"
    if "unit" in cell.says and _differ(_units, found, words):
        return "unit-label-differs"
    if cell.style == "title":
        return "title-of-other-form"
    if key(found) in plan.cell_map.derived(_label_keys):
        return "label-of-another"
    is_reworded = not set(key(found)).isdisjoint(key(words.zh) + key(words.en))
    return None if is_reworded else "label-changed"


def _label_keys(cell_map: CellMap) -> frozenset[str]:
    """Return the words of all labels, folded."""
    words = (cell.text for cell in cell_map if cell.text is not None)
    return frozenset(key(spelling) for text in words for spelling in (text.zh, text.en))


def _differ(parts: Callable[[str], list[str]], found: str, words: Text) -> bool:
    """Whether a label names other years or units than its words do in either language; none are no others."""
    named = parts(key(found))
    return bool(named) and named not in (parts(key(words.zh)), parts(key(words.en)))


def _units(text: str) -> list[str]:
    return _UNIT.findall(text.translate(_ALIKE))
