"""Whether the words of a form and its signature still say what it is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable

from reader.containers.grid import Grid
from reader.display import shown_raw
from reader.judge.report import Report, Spot
from reader.locate.registration import Registration, is_blank
from templates import Cell, CellMap, Stamp, Text, is_signed_with
from templates.kinds import key

__all__ = ["check_labels", "check_signature"]

_NUMBER = re.compile(r"\d{4}")
_UNIT = re.compile("(?:亿|千万|百万|万|千|百)?元")
_ALIKE = str.maketrans("萬億圆", "万亿元")


def check_signature(stamp: Stamp, key: bytes, report: Report) -> None:
    """Report a stamp that does not carry the signature which the key gives it."""
    if not is_signed_with(stamp, key):
        code = "stamp-forged" if stamp.signature else "stamp-not-signed"
        report.add(code, Spot((1, 1), found=stamp.department))


def check_labels(grid: Grid, cell_map: CellMap, registration: Registration, report: Report) -> None:
    """Compare the labels that speak of year and unit, and the title, with what the form says there.

    Whatever number of labels is wrong in the same way, it is one finding.
    """
    wrong: defaultdict[str, dict[Spot, str]] = defaultdict(dict)
    for cell in cell_map:
        position = registration.position(cell)
        raw = grid.cells.get(position) if position else None
        if position and cell.text and not cell.fields and raw and not is_blank(raw):
            found = shown_raw(raw)
            code = _code(cell, cell.text, found)
            if code:
                wrong[code][Spot(position, found=found)] = cell.text.zh
    for code, labels in wrong.items():
        report.add(code, *labels, expected=", ".join(dict.fromkeys(labels.values())))


def _code(cell: Cell, words: Text, found: str) -> str | None:
    """Say what is wrong with a label, if anything; other words for the same are nothing wrong."""
    if key(found) in (key(words.zh), key(words.en)):
        return None
    if "year" in cell.says and _differ(_NUMBER.findall, found, words):
        return "year-label-differs"
    if "unit" in cell.says and _differ(_units, found, words):
        return "unit-label-differs"
    return "title-of-other-form" if cell.style == "title" else None


def _differ(parts: Callable[[str], list[str]], found: str, words: Text) -> bool:
    """Whether a label names other years or units than its words do in either language; none are no others."""
    named = parts(key(found))
    return bool(named) and named not in (parts(key(words.zh)), parts(key(words.en)))


def _units(text: str) -> list[str]:
    return _UNIT.findall(text.translate(_ALIKE))
