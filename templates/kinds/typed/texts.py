"""Texts as people type them."""

from __future__ import annotations

import re
from decimal import Decimal

from templates.findings.finding import Severity
from templates.kinds.base import Limits, Note, Outcome
from templates.kinds.shared.clean import cleaned, compact
from templates.kinds.shared.content import plain_text
from templates.kinds.shared.moments import Moment, likely_texts, shown_moment
from templates.kinds.typed.marks import says_nothing

__all__ = ["read_moment", "read_number", "read_text"]

_MARKUP = re.compile(r"<br\s*/?>|&#(?:10|13|x0?[ad]);", re.IGNORECASE)
_SEAL = re.compile("[(（](?:盖章|公章|签章|签字|签名)[)）]$")
_SEAL_LENGTH = 4
_GOAL = r"(?:长期|年度|总体|绩效)?目标\s*"
_ORDINAL = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_BARE_MARKER = re.compile(rf"{_GOAL}{_ORDINAL}?\s*[:：]?|{_ORDINAL}[.、．]|[①-⑳]")
_GOAL_MARKER = re.compile(rf"{_GOAL}{_ORDINAL}\s*[:：]\s*")
_GOAL_WITHOUT_COLON = re.compile(
    rf"{_GOAL}{_ORDINAL}(?![\d一二三四五六七八九十年月日个项%％.．、至到-])\s*(?=[一-鿿“])"
)
_NUMBER_MARKER = re.compile(rf"(?:{_ORDINAL}\s*[.．](?!\d)|{_ORDINAL}\s*、|[（(]{_ORDINAL}[)）]|[①-⑳])\s*")
_NEXT_MARKER = re.compile(
    rf"(?:^|[\s;；。,，]){_GOAL}{_ORDINAL}\s*[:：]|[①-⑳]|[;；\n]\s*{_ORDINAL}\s*[.．、](?!\d)"
)
_SPELLED_LIST = re.compile(r"一是.+二是", re.DOTALL)
_DITTO = re.compile(rf"同上|同前|同左|[〃\"”“″]|同(?:长期|年度)?目标{_ORDINAL}")
_SAMPLE = re.compile(
    r"(?<![A-Za-z])XX+(?![A-Za-z])|××+|^[(（【]?(?:请填写|请在此|请输入)|^[(（]?(?:示?例如?)[:：]"
)

# Most texts are plain words. What follows tells by a character or two which patterns can match at all.
_CLOSING = frozenset(")）")
_FIRST_OF_MARKER = frozenset("长年总绩目一二三四五六七八九十(（①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
_WITHIN_MARKER = re.compile(r"目标|[①-⑳;；\n]")
_FIRST_OF_DITTO = frozenset('同〃"”“″')
_FIRST_OF_SAMPLE = frozenset("(（【请示例")
_FIRST_OF_FORMULA = frozenset("=@+＝＠＋")
_ZERO = frozenset("0０")


def read_text(text: str, limits: Limits, *, list_item: bool = False) -> Outcome:
    """Read a cleaned text that is not blank; its inside stays as it is. A `list_item` loses its marker."""
    notes: list[Note] = []
    plain = text
    if ("<" in text or "&#" in text) and _MARKUP.search(text):
        plain = cleaned(_MARKUP.sub("\n", text))
        notes.append(Note("markup-in-text"))
    without_seal = _without_seal(plain) if plain[-1:] in _CLOSING else plain
    if without_seal != plain:
        plain = without_seal
        notes.append(Note("name-with-seal"))
    if list_item:
        plain = _item(plain, notes)
    if not plain or (_may_begin_marker(plain) and _BARE_MARKER.fullmatch(plain)):
        severity = Severity.ERROR if limits.required else None
        return Outcome(None, (Note("placeholder", text, severity=severity),))
    nothing = says_nothing(plain, limits)
    if nothing:
        return nothing._replace(notes=(*notes, *nothing.notes))
    return Outcome(plain, (*notes, *_doubts(plain)))


def _without_seal(text: str) -> str:
    """Return a text without the words for seals and signatures at its end: `某局（盖章）` is `某局`."""
    # Looked for from the end: one pattern for it all would try each space of a long row of them anew.
    while _SEAL.fullmatch(text, max(len(text) - _SEAL_LENGTH, 0)):
        text = text[:-_SEAL_LENGTH].rstrip()
    return text


def _may_begin_marker(text: str) -> bool:
    """Return whether a text that is not blank begins as a marker such as `目标1：`, `1.` or `（一）` does."""
    return text[0] in _FIRST_OF_MARKER or text[0].isdecimal()


def _item(text: str, notes: list[Note]) -> str:
    """Take the marker off an item of a list, and say where there is more than one item."""
    if _WITHIN_MARKER.search(text) and (len(_NEXT_MARKER.findall(text)) > 1 or _NEXT_MARKER.search(text, 1)):
        notes.append(Note("goals-on-one-line", text))
        return text
    if _SPELLED_LIST.match(text):
        notes.append(Note("list-unclear", text))
        return text
    marker = _marker(text)
    if marker is None:
        return text
    item = cleaned(text[marker.end() :])
    if _marker(item):  # in `1、一、二、三产业融合` nobody knows where the markers end
        notes.append(Note("list-unclear", text))
        return text
    if marker.re is _GOAL_WITHOUT_COLON:
        notes.append(Note("list-marker-missing"))
    return item


def _marker(text: str) -> re.Match[str] | None:
    """Return the marker that a text begins with."""
    if not text or not _may_begin_marker(text):
        return None
    for pattern in (_GOAL_MARKER, _NUMBER_MARKER, _GOAL_WITHOUT_COLON):
        match = pattern.match(text)
        if match:
            return match
    return None


def _doubts(text: str) -> list[Note]:
    notes = []
    first = text[0]
    if first in _FIRST_OF_DITTO and _DITTO.fullmatch(compact(text)):
        notes.append(Note("ditto", text))
    if (first in _FIRST_OF_SAMPLE or "XX" in text or "××" in text) and _SAMPLE.search(text):
        notes.append(Note("template-text-left", text))
    if text in _ZERO:
        notes.append(Note("number-in-text"))
    if first in _FIRST_OF_FORMULA:
        notes.append(Note("text-like-formula"))
    return notes


def read_number(number: Decimal) -> Outcome:
    """Read the text of a number that stands where words are asked for."""
    return Outcome(plain_text(number), (Note("number-in-text"),))


def read_moment(moment: Moment, number_format: str) -> Outcome:
    """Read a date that stands where words are asked for as the text it shows."""
    shown = shown_moment(moment, number_format)
    note = Note("date-from-text", shown, likely_texts(moment), severity=Severity.WARNING)
    return Outcome(shown, (note,))
