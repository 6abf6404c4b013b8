"""What goes wrong before a person has typed anything: a definition, a file or a call that cannot stand.

An error is data, as a finding is: a code of `errors.yaml`, and the words for the slots of its sentence. The
sentence is made when somebody asks for it, in the language that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType

from templates.text import NO_WORDS, Language, Text

__all__ = [
    "DefinitionError",
    "ParameterError",
    "Problem",
    "Sentence",
    "TianbaoError",
    "UnknownForm",
    "ValuesError",
    "error_catalogue",
    "nearest",
    "words_in_a_row",
]

_ALIKE = 0.65
"""How much of two words is the same where one was probably meant by the other: `note` is not `center`."""

_FILE = Path(__file__).with_name("errors.yaml")


@cache
def error_catalogue() -> Mapping[str, tuple[Text, Text]]:
    """Return what is wrong and how to mend it, by the code of the error; the second may be in the first."""
    import yaml  # a run without errors need not wait for it

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    entries = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=loader)
    return MappingProxyType(
        {
            code: (
                Text(entry["zh"], entry["en"]),
                Text(entry["fix"]["zh"], entry["fix"]["en"]) if "fix" in entry else NO_WORDS,
            )
            for code, entry in entries.items()
        }
    )


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that is not made yet: its code in the catalogue of errors, and the words for its slots.

    The words of a slot are a text in both languages, or a sentence themselves. The slot `near` holds what was
    probably meant, and is then told instead of the remedy.
    """

    code: str
    slots: Mapping[str, Text | Sentence] = field(default_factory=dict)

    @classmethod
    def of(cls, what: str | Sentence, /, **slots: object) -> Sentence:
        """Return a sentence: `Sentence.of("key-too-short", path=path, least=16)`; one stays as it is.

        A slot that is None is left out.
        """
        if isinstance(what, Sentence):
            return what
        return cls(what, {name: _words(value) for name, value in slots.items() if value is not None})

    def message(self, language: Language) -> str:
        """Say what is wrong."""
        return self._filled(0, language)

    def remedy(self, language: Language) -> str:
        """Say how to mend it; empty where the message says so itself."""
        near = self.slots.get("near")
        return self._filled(1, language) if near is None else near.say(language)

    def say(self, language: Language) -> str:
        """Say what is wrong and how to mend it."""
        parts = filter(None, (self.message(language), self.remedy(language)))
        return (" " if language == "en" else "").join(parts)

    def _filled(self, part: int, language: Language) -> str:
        whole = error_catalogue()[self.code][part]
        words = {name: Text(word.say("zh"), word.say("en")) for name, word in self.slots.items()}
        return whole.filled_in(words, language)


def _words(value: object) -> Text | Sentence:
    if isinstance(value, TianbaoError):
        return Text(value.sentence("zh"), value.sentence("en"))
    return value if isinstance(value, Text | Sentence) else Text(str(value))


def words_in_a_row(words: Iterable[object]) -> Text:
    """Return words with the comma of each language between them."""
    row = [str(word) for word in words]
    return Text("、".join(row), ", ".join(row))


def nearest(word: str, known: Iterable[str], code: str = "did-you-mean") -> Sentence | None:
    """Return the question whether the known word was meant that is nearest; None where none is near."""
    close = get_close_matches(word, list(known), n=1, cutoff=_ALIKE)
    return Sentence.of(code, word=close[0]) if close else None


class TianbaoError(Exception):
    """What all errors of the toolkit are: a sentence of the catalogue, as data.

    `str(error)` is the sentence in English; `error.sentence("zh")` is what a Chinese reader is told. Both say
    how to mend it.
    """

    def __init__(self, what: str | Sentence, /, **slots: object) -> None:
        self.what = Sentence.of(what, **slots)
        super().__init__(self.what)

    @property
    def code(self) -> str:
        """The catalogue's name for what happened."""
        return self.what.code

    def sentence(self, language: Language) -> str:
        """Say what is wrong, and how to mend it."""
        return self.what.say(language)

    def __str__(self) -> str:
        return self.sentence("en")


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a definition: where it stands, what is wrong, and the remedy."""

    file: str
    line: int
    path: str
    what: Sentence

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return self.what.message("en")

    @property
    def remedy(self) -> str:
        """How to mend it, in English."""
        return self.what.remedy("en")

    def sentence(self, language: Language) -> str:
        """Say where the mistake is, what is wrong, and how to mend it."""
        place = f"{self.path}: " if self.path else ""
        return f"{self.file}:{self.line}: {place}{self.what.say(language)}"

    def __str__(self) -> str:
        return self.sentence("en")


class DefinitionError(TianbaoError):
    """A form definition is wrong. `problems` lists every mistake found, by files and lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__("definition-wrong")
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.file, problem.line)))
        self.args = (self.problems,)

    def sentence(self, language: Language) -> str:
        """Say every mistake, a line each."""
        return "\n".join(problem.sentence(language) for problem in self.problems)


class ParameterError(TianbaoError, ValueError):
    """A parameter is missing, unknown or out of its limits; the sentence says which and what is allowed."""


class ValuesError(TianbaoError, ValueError):
    """Values do not fit the form: an unknown field, a wrong shape, too many items, a text too long."""


class UnknownForm(TianbaoError, ValueError):
    """No form has that name; the sentence names the nearest, or all there are."""
