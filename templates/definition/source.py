"""A YAML file as plain data, with the line on which each part of it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

import yaml

from templates.definition.faults import NO_FAULTS, Faults
from templates.definition.typing_mistakes import Score, TypingMistake, retyped
from templates.findings.errors import DefinitionError, Problem, Sentence
from templates.path import join

__all__ = [
    "Data",
    "Place",
    "Problems",
    "Source",
    "present",
    "read_text",
    "retyped_source",
    "source_of",
]

Data = Any
"""Plain data as YAML gives it: dicts, lists, texts, numbers, truth values."""

Place = tuple[str | int, ...]
"""Where a part stands in the data: the keys and numbers that lead to it from the top."""

_DEEPEST = 100
_MOST_PARTS = 100_000
"""Aliases of aliases of aliases grow without end once they are written out; no form has as many parts."""

_KEY_TWICE = "key-twice"
"""The code of a mistake that leaves something in its place: the first of two parts."""

_LINES_BACK = 12
"""How many lines before the one where YAML gives up may hold the sign that it could not use."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Source:
    """A definition file: its text, its data, and the line of each part of it.

    Sources with the same text and the same pictures are equal, wherever the files are.
    """

    text: str
    file: str = field(compare=False)
    data: Data = field(compare=False, repr=False)
    lines: Mapping[Place, int] = field(compare=False, repr=False)
    marks: Mapping[Place, int] = field(compare=False, repr=False)
    """Where in the text each part stands, which parts that an alias writes out have in common."""
    pictures: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)
    """The names of the pictures beside the file that the definition shows, and what they hold."""

    def line(self, place: Place) -> int:
        """Return the line of a part, or that of the nearest part around it."""
        return self.lines.get(self._nearest(place), 1)

    def mark(self, place: Place) -> int:
        """Return where in the text a part stands, or the nearest part around it."""
        return self.marks.get(self._nearest(place), 0)

    def _nearest(self, place: Place) -> Place:
        while place and place not in self.lines:
            place = place[:-1]
        return place


class Problems:
    """The mistakes found in one source, gathered so that all of them are reported at once.

    `faults` is what is wrong in its shape: what only follows from that is not noted.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._found: dict[tuple[int, str], Problem] = {}
        self.faults: Faults = NO_FAULTS

    def __bool__(self) -> bool:
        return bool(self._found)

    def report(self, place: Place, what: str | Sentence, /, *, about: str = "", **slots: object) -> None:
        """Note a mistake by its code and the words for its slots, once for each part of the text.

        `about` is the expression that it is a mistake of, where there is one.
        """
        sentence = Sentence.of(what, **slots)
        words = about or " ".join(word.say("en") for word in sentence.slots.values())
        if not self.faults.explain(place, sentence.code, words):
            problem = Problem(self._source.file, self._source.line(place), join(place), sentence)
            self._found.setdefault((self._source.mark(place), sentence.say("en")), problem)

    def restart(
        self, source: Source, typed: Iterable[TypingMistake], mistakes: Iterable[tuple[Place, Sentence]]
    ) -> None:
        """Begin with what is wrong in a source: signs that were typed for others, and its parts."""
        self._source = source
        self._found = {}
        for one in typed:
            problem = Problem(source.file, one.line, "", one.what)
            self._found[-one.line, one.what.say("en")] = problem
        found = list(mistakes)
        for place, what in found:
            self.report(place, what)
        self.faults = Faults(frozenset(place for place, what in found if what.code != _KEY_TWICE))

    def of_lines(self) -> list[TypingMistake]:
        """Return the mistakes of typing that were found."""
        return [TypingMistake(-mark, one.what) for (mark, _), one in self._found.items() if mark < 0]

    @property
    def all(self) -> list[Problem]:
        """All that was noted, in the order of lines."""
        return sorted(self._found.values(), key=lambda problem: problem.line)

    def __len__(self) -> int:
        return len(self._found)

    def raise_all(self) -> None:
        """Raise `DefinitionError` with all mistakes, if there are any."""
        if self._found:
            raise DefinitionError(self._found.values())


def present(entries: Iterable[Data]) -> list[Data]:
    """Return the entries of a list without those that were taken out as they are wrong."""
    return [entry for entry in entries if entry is not None]


def read_text(path: FilePath) -> tuple[str, str]:
    """Return the text of a definition file, and what mistakes call the file.

    Raises:
        DefinitionError: the file cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8"), str(path)
    except OSError as error:
        what = Sentence.of("definition-not-readable", reason=error.strerror or str(error))
        raise DefinitionError([Problem(str(path), 1, "", what)]) from error
    except UnicodeDecodeError as error:
        what = Sentence.of("definition-not-utf8")
        raise DefinitionError([Problem(str(path), 1, "", what)]) from error


def source_of(text: str, file: str, pictures: tuple[tuple[str, bytes], ...] = ()) -> tuple[Source, Problems]:
    """Return the source of a definition's text, and the mistakes of its keys; `file` is named in these.

    Raises:
        DefinitionError: the text is no YAML.
    """
    typed: Sequence[TypingMistake] = ()
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, max(text.find(chr(error.character)), 0)) + 1
        what = Sentence.of("definition-not-yaml", reason=f"U+{error.character:04X}: {error.reason}")
        raise DefinitionError([Problem(file, line, "", what)]) from error
    except yaml.MarkedYAMLError as error:
        text, typed = retyped(text, _how_far)
        node = _composed(text, file, typed, error)
    plain = _Plain()
    source = _source_of_node(node, text, file, plain, pictures)
    problems = Problems(source)
    problems.restart(source, typed, plain.mistakes)
    return source, problems


def retyped_source(
    source: Source, problems: Problems, wrong: Callable[[Source], tuple[int, Sequence[Place]]]
) -> Source | None:
    """Return a source with the signs that were meant, where its shape is less wrong with them, else None.

    `wrong` counts what is wrong in the shape of a source, and lists the places where a sign may be the cause.
    The problems are then those of what is returned, the mistakes of typing among them.
    """

    def plain(text: str) -> tuple[Source, _Plain]:
        reading = _Plain()
        node = yaml.compose(text, Loader=_Loader)
        return _source_of_node(node, text, source.file, reading, source.pictures), reading

    def judge(text: str) -> tuple[Score, Sequence[int]]:
        try:
            again, reading = plain(text)
        except yaml.YAMLError:
            return (-1, 0, 0), ()
        count, places = wrong(again)
        places = [*places, *(place for place, _ in reading.mistakes)]
        return (0, 0, -count - len(reading.mistakes)), [again.line(place) for place in places]

    text, typed = retyped(source.text, judge)
    if not typed:
        return None
    again, reading = plain(text)
    problems.restart(again, [*problems.of_lines(), *typed], reading.mistakes)
    return again


def _source_of_node(
    node: yaml.Node | None, text: str, file: str, plain: _Plain, pictures: tuple[tuple[str, bytes], ...]
) -> Source:
    data = plain.of(node, (), ()) if node is not None else None
    return Source(text, file, data, plain.lines, plain.marks, pictures)


def _composed(
    text: str, file: str, typed: Sequence[TypingMistake], first: yaml.MarkedYAMLError
) -> yaml.Node | None:
    """Return the nodes of a text that was no YAML until it was typed anew. Raises `DefinitionError`."""
    try:
        if typed:
            return yaml.compose(text, Loader=_Loader)
        raise first
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        written = text.split("\n")[line - 1 : line]
        if "found character '\\t'" in str(error.problem) or any(
            "\t" in one[: _indent(one)] for one in written
        ):
            what = Sentence.of("typed-tab")
        else:
            what = Sentence.of("definition-not-yaml", reason=str(error.problem))
        told = [Problem(file, mistake.line, "", mistake.what) for mistake in typed]
        raise DefinitionError([*told, Problem(file, line, "", what)]) from first


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _how_far(text: str) -> tuple[Score, Sequence[int]]:
    """Say how far a text is YAML, and on which lines it may have ceased to be."""
    try:
        yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        marks = [mark.line + 1 for mark in (error.context_mark, error.problem_mark) if mark]
        last = max(marks, default=1)
        first = min(marks, default=1) if error.context_mark else last
        mark = error.problem_mark
        lines = (last, *range(last - 1, max(first - 2, last - _LINES_BACK, 0), -1))
        # what is left of the line: signs that were mended in front of it may have become longer
        left = sum(map(len, text.split("\n")[mark.line :][:1])) - mark.column if mark else 0
        return (0, mark.line if mark else 0, -left), lines
    except yaml.YAMLError:
        return (-1, 0, 0), ()
    return (1, 0, 0), ()


class _Plain:
    """Turns nodes into plain data and notes their lines; an alias is taken as if written out."""

    def __init__(self) -> None:
        self.lines: dict[Place, int] = {(): 1}
        self.marks: dict[Place, int] = {(): 0}
        self.mistakes: list[tuple[Place, Sentence]] = []
        self._scalars = yaml.constructor.SafeConstructor()

    def of(self, node: yaml.Node, place: Place, around: tuple[yaml.Node, ...]) -> Data:
        """Return the data of a node that lies within the nodes `around`."""
        self._note(place, node)
        if node in around:
            self.mistakes.append((place, Sentence.of("part-contains-itself")))
            return None
        if len(around) >= _DEEPEST or len(self.lines) > _MOST_PARTS:
            self._too_large(place)
            return None
        within = (*around, node)
        if isinstance(node, yaml.SequenceNode):
            return [self.of(child, (*place, number), within) for number, child in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place, within)
        self.lines[place] = node.start_mark.line + 1
        self.marks[place] = node.start_mark.index
        if node.tag == "tag:yaml.org,2002:timestamp":
            return node.value  # `earliest: 2026-01-01` is a text to us, with quotes or without
        try:
            return self._scalars.construct_object(node)
        except (yaml.YAMLError, ValueError) as error:  # an unknown tag, or a value it does not fit
            reason = getattr(error, "problem", None) or str(error)
            self.mistakes.append((place, Sentence.of("definition-not-yaml", reason=reason)))
            return None

    def _note(self, place: Place, node: yaml.Node) -> None:
        self.lines.setdefault(place, node.start_mark.line + 1)
        self.marks.setdefault(place, node.start_mark.index)

    def _too_large(self, place: Place) -> None:
        if not any(what.code == "definition-too-large" for _, what in self.mistakes):
            self.mistakes.append((place, Sentence.of("definition-too-large")))

    def _mapping(self, node: yaml.MappingNode, place: Place, within: tuple[yaml.Node, ...]) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            inner = (*place, key)
            self._note(inner, key_node)
            if key in data:
                self.lines[inner] = key_node.start_mark.line + 1
                self.mistakes.append((inner, Sentence.of(_KEY_TWICE, key=key)))
                continue
            data[key] = self.of(value_node, inner, within)
        return data
