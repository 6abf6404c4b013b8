"""Words that people read, in the two languages of the toolkit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

__all__ = ["LANGUAGES", "NO_WORDS", "Language", "Text", "common_words", "width"]

Language = Literal["zh", "en"]

LANGUAGES: tuple[Language, ...] = ("zh", "en")
"""The languages of the toolkit, the first of them first."""

_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Text:
    """One text in Chinese and English; `Text("公式")` says the same in both."""

    zh: str
    en: str = ""

    def __post_init__(self) -> None:
        if not self.en:
            object.__setattr__(self, "en", self.zh)

    def __reduce__(self) -> tuple[type[Text], tuple[object, ...]]:
        """Let processes hand it on quickly, as there are many of them."""
        return type(self), (self.zh, self.en)

    @classmethod
    def of(cls, data: object) -> Text:
        """Return a text that is written as one string, or as `{zh: …, en: …}`."""
        if isinstance(data, Mapping):
            return cls(str(data["zh"]), str(data.get("en", "")))
        return cls(str(data))

    @property
    def slots(self) -> tuple[str, ...]:
        """The names of the slots of the Chinese text, in their order."""
        return _slots_of(self.zh)

    def say(self, language: Language) -> str:
        """Return the text in `language`."""
        return self.en if language == "en" else self.zh

    def filled(self, words: Mapping[str, Text]) -> Text:
        """Return the text with each `{name}` replaced by the words of that name, language by language."""
        return Text(self.filled_in(words, "zh"), self.filled_in(words, "en"))

    def filled_in(self, words: Mapping[str, Text], language: Language) -> str:
        """Return the text in one language with each `{name}` replaced by the words of that name."""
        pieces = _pieces_of(self.say(language))
        return "".join(
            [
                piece if not at % 2 else words[piece].say(language) if piece in words else f"{{{piece}}}"
                for at, piece in enumerate(pieces)
            ]
        )

    def opened(self) -> Text:
        """Return the text with `…` for each `{slot}` that nothing has filled."""
        return Text(_SLOT.sub("…", self.zh), _SLOT.sub("…", self.en))


@lru_cache(maxsize=1024)
def _slots_of(words: str) -> tuple[str, ...]:
    return _pieces_of(words)[1::2]


@lru_cache(maxsize=1024)
def _pieces_of(words: str) -> tuple[str, ...]:
    """Return a text in pieces, of which every second is the name of a slot."""
    return tuple(_SLOT.split(words))


def common_words(texts: Sequence[Text]) -> Text:
    """Return what texts have in common at their beginning and their end; the first where that is nothing.

    >>> common_words([Text("1月·合计"), Text("2月·合计")]).zh
    '…月·合计'
    """
    if all(text == texts[0] for text in texts):
        return texts[0]
    return Text(_common([text.zh for text in texts]), _common([text.en for text in texts]))


def _common(words: list[str]) -> str:
    first = _beginning(words)
    rest = [text[len(first) :][::-1] for text in words]
    last = _beginning(rest)[::-1]
    if not (first + last).strip():
        return words[0]
    return f"{first}…{last}" if last else first.rstrip()


def _beginning(words: Sequence[str]) -> str:
    """Return what all of some texts begin with."""
    least, most = min(words), max(words)
    return next((least[:at] for at, sign in enumerate(least) if sign != most[at]), least)


NO_WORDS = Text("")
"""No words at all."""


def width(text: str) -> int:
    """Return how wide a text is, in Latin characters: a Chinese one is as wide as two."""
    return len(text) if text.isascii() else sum(map(_width, text))


@lru_cache(maxsize=1 << 16)
def _width(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
