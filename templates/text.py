"""Words that people read, in the two languages of the toolkit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

__all__ = ["LANGUAGES", "NO_WORDS", "Language", "Text", "width"]

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
