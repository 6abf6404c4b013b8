"""What goes wrong before a person has typed anything: a definition or a call that cannot stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["DefinitionError", "ParameterError", "Problem", "UnknownForm", "ValuesError"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a definition: where it stands, what is wrong, and the remedy."""

    file: str
    line: int
    path: str
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.path}: {self.message} {self.remedy}"


class DefinitionError(Exception):
    """A form definition is wrong. `problems` lists every mistake found, in the order of the lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__("\n".join(map(str, self.problems)))


class ParameterError(ValueError):
    """A parameter is missing, unknown or out of its limits; the text says which and what is allowed."""


class ValuesError(ValueError):
    """Values do not fit the form: an unknown field, a wrong shape, too many items, a text too long."""


class UnknownForm(ValueError):
    """No form has that name; the text names the nearest, or all there are."""
