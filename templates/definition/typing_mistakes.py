"""Signs of a Chinese keyboard where YAML wants its own: found by what a definition becomes without them.

A full-width comma is right within a label and wrong behind one, and no rule tells which it is. So a sign is a
mistake where YAML, or the shape of a form, has something against its line, and has less against it with the
sign that was meant. A definition without mistakes is never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from templates.findings.errors import Sentence
from templates.kinds.shared.keyboard import MEANT, QUOTES, SPACES, shown
from templates.text import LANGUAGES, Text

__all__ = ["Score", "TypingMistake", "retyped"]

Score = tuple[int, int, int]
"""How far a text can be read as a definition: more is better."""

_MOST_TRIALS = 150
"""Texts that are tried: each is read as a whole."""

_BRACKETS = {"【": "】", "〔": "〕", "［": "］", "｛": "｝", "「": "」"}
_PAIRS = {**QUOTES, **_BRACKETS}
_KEPT = re.compile(r"""(?<![^\s\[{,:(])(?:"(?:\\.|[^"\\])*"|'(?:[^']|'')*')|(?:^|(?<=\s))\#.*""")
"""What nobody takes for YAML's signs: a text in quotation marks, a comment."""

_TAB_WIDTH = "  "


@dataclass(frozen=True, slots=True)
class TypingMistake:
    """A line of a definition, and what is wrong with a sign in it."""

    line: int
    what: Sentence


@dataclass(frozen=True, slots=True, order=True)
class _Sign:
    """A sign that may have been typed for another, by its line and its column."""

    line: int
    column: int
    sign: str

    @property
    def meant(self) -> str:
        if self.sign == "\t":
            return _TAB_WIDTH
        if self.sign == "\u3000":  # as wide as two, in front of a line
            return _TAB_WIDTH
        return {"：": ": ", "，": ", ", "、": ", ", "；": ", "}.get(self.sign, MEANT[self.sign])


def retyped(
    text: str, judge: Callable[[str], tuple[Score, Sequence[int]]]
) -> tuple[str, list[TypingMistake]]:
    """Return a text with the signs that were meant, and the mistakes that this mends.

    `judge` says how far a text can be read, and on which lines (from 1) something is wrong with it.
    """
    work = _Typing(text, judge)
    while work.mend():
        pass
    lines: dict[int, list[str]] = {}
    for sign in sorted(work.mended):
        lines.setdefault(sign.line, []).append(sign.sign)
    return work.text, [TypingMistake(line, _sentence("".join(signs))) for line, signs in lines.items()]


def _sentence(signs: str) -> Sentence:
    if "\t" in signs:
        return Sentence.of("typed-tab")
    words = [Text(*shown(sign)) for sign in dict.fromkeys(signs)]
    meant = [_meant(sign) for sign in dict.fromkeys(signs)]
    return Sentence.of("typed-sign", signs=_in_a_row(words), meant=_in_a_row(meant))


def _meant(sign: str) -> Text:
    if sign in SPACES:
        return Text("普通空格", "a plain space")
    return Text("`: `（冒号加空格）", "`: ` (with a space)") if sign == "：" else Text(f"`{MEANT[sign]}`")


def _in_a_row(words: Sequence[Text]) -> Text:
    return Text(*(" ".join(dict.fromkeys(word.say(language) for word in words)) for language in LANGUAGES))


class _Typing:
    """A text on its way to one that can be read."""

    def __init__(self, text: str, judge: Callable[[str], tuple[Score, Sequence[int]]]) -> None:
        self._lines = text.split("\n")
        self._judge = judge
        self._trials = _MOST_TRIALS
        self._score, self._wrong = judge(text)
        self.mended: set[_Sign] = set()

    @property
    def text(self) -> str:
        return self._with(self.mended)

    def mend(self) -> bool:
        """Mend the first signs by which the text can be read better; tell whether there were any."""
        return any(self._is_better(signs) for signs in self._suspects())

    def _is_better(self, signs: frozenset[_Sign]) -> bool:
        if not self._trials or not signs - self.mended:
            return False
        self._trials -= 1
        score, wrong = self._judge(self._with(self.mended | signs))
        if score <= self._score:
            return False
        self._score, self._wrong = score, wrong
        self.mended |= signs
        return True

    def _with(self, signs: set[_Sign] | frozenset[_Sign]) -> str:
        lines = list(self._lines)
        for sign in sorted(signs, reverse=True):
            line = lines[sign.line - 1]
            lines[sign.line - 1] = line[: sign.column] + sign.meant + line[sign.column + 1 :]
        return "\n".join(lines)

    def _suspects(self) -> Iterator[frozenset[_Sign]]:
        """Yield signs to be tried together: one, a pair, all indents of a sort, all of a line."""
        lines = [line for line in dict.fromkeys(self._wrong) if 0 < line <= len(self._lines)]
        for line in lines:
            signs = list(self._signs(line))
            yield from (frozenset({sign}) for sign in signs)
            yield from _pairs(signs)
        indents = [sign for line in range(1, len(self._lines) + 1) for sign in self._indent(line)]
        for kind in dict.fromkeys(sign.sign for sign in indents):
            yield frozenset(sign for sign in indents if sign.sign == kind)
        for line in lines:
            yield frozenset(self._signs(line))

    def _signs(self, line: int) -> Iterator[_Sign]:
        text = self._lines[line - 1]
        kept = [found.span() for found in _KEPT.finditer(text)]
        for column, sign in enumerate(text):
            if (sign in MEANT or sign == "\t") and not any(begin <= column < end for begin, end in kept):
                yield _Sign(line, column, sign)

    def _indent(self, line: int) -> Iterator[_Sign]:
        text = self._lines[line - 1]
        for column, sign in enumerate(text[: len(text) - len(text.lstrip())]):
            if sign != " ":
                yield _Sign(line, column, sign if sign in MEANT else "\t")


def _pairs(signs: Sequence[_Sign]) -> Iterator[frozenset[_Sign]]:
    for number, begin in enumerate(signs):
        end = _PAIRS.get(begin.sign)
        close = next((sign for sign in signs[number + 1 :] if sign.sign == end), None)
        if close is not None:
            yield frozenset({begin, close})
