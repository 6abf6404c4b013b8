"""Words that people read, in the two languages of the toolkit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["NO_WORDS", "Language", "Text"]

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """One text in Chinese and English; `Text("公式")` says the same in both."""

    zh: str
    en: str = ""

    def __post_init__(self) -> None:
        if not self.en:
            object.__setattr__(self, "en", self.zh)

    def say(self, language: Language) -> str:
        """Return the text in `language`."""
        return self.en if language == "en" else self.zh

    def filled(self, words: dict[str, Text]) -> Text:
        """Return the text with each `{name}` replaced by the words of that name, language by language."""
        zh, en = self.zh, self.en
        for name, text in words.items():
            zh = zh.replace("{" + name + "}", text.zh)
            en = en.replace("{" + name + "}", text.en)
        return Text(zh, en)


NO_WORDS = Text("")
"""No words at all."""
