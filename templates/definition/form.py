"""A form definition as data, and its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from templates.definition.boxes import Box, SheetBoxes
from templates.definition.defaults import default_value, parse_default
from templates.definition.source import Place, Source
from templates.findings.errors import ParameterError, Sentence, words_in_a_row
from templates.findings.finding import Message
from templates.kinds.base import Choices
from templates.kinds.shared.clean import folded
from templates.model.cell_map import FormIdentity
from templates.model.page import Sheet
from templates.model.paper import PLAIN_PAPER, Paper
from templates.model.picture import Picture, picture_of
from templates.model.summary import Summary
from templates.path import Names
from templates.text import Text

__all__ = ["Form", "Parameter"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a form: a whole number within limits, or one of several words.

    The `default` of a number may follow from the other parameters, and its `maximum` the name of one
    that is declared before it.
    """

    name: str
    title: Text
    default: int | str | None = None
    minimum: int | None = None
    maximum: int | str | None = None
    options: tuple[str, ...] = ()

    @property
    def sample(self) -> int | str:
        """The least that is allowed: with it a form is tried whose parameter has no default."""
        return self.options[0] if self.options else self.minimum or 0

    @property
    def allowed(self) -> Text:
        """Say what is allowed."""
        if self.options:
            return Text("或".join(self.options), " or ".join(self.options))
        limits = f"从 {self.minimum} 到 {self.maximum} 的整数"
        return Text(limits, f"a whole number from {self.minimum} to {self.maximum}")

    def limited(self, settled: Mapping[str, int | str]) -> Parameter:
        """Return the parameter with the value of the one that its maximum names."""
        if not isinstance(self.maximum, str):
            return self
        value = settled[self.maximum]
        return replace(self, maximum=value if isinstance(value, int) else None)

    def read(self, given: object) -> int | str:
        """Return the value for what was given: a number, or its digits as text, also full-width ones.

        Raises:
            ParameterError: it is not allowed.
        """
        text = str(given).strip()
        if self.options and text in self.options:
            return text
        digits = folded(text)
        if not self.options and digits.isascii() and digits.isdigit() and len(digits) < 10:
            number = int(digits)
            most = self.maximum if isinstance(self.maximum, int) else number
            if (self.minimum or 0) <= number <= most:
                return number
        raise ParameterError("parameter-not-allowed", name=self.name, found=text, allowed=self.allowed)


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A form definition. Forms hold no state: `compile` makes a cell map of one at given parameters.

    Two forms are equal if their definitions are the same text with the same pictures. A form can go to
    another process, where it is made again from its definition.
    """

    identity: FormIdentity
    parameters: Mapping[str, Parameter]
    choices: Mapping[str, Choices]
    columns: tuple[float, ...]
    body: tuple[Box, ...]
    rules: tuple[tuple[Place, Mapping[str, Any]], ...]
    """Each rule as written, loops written out, with the place it stands at."""
    rolls: tuple[tuple[Place, Mapping[str, Any]], ...]
    """What rolls on from the year before, or from other forms, likewise."""
    messages: Mapping[str, Message]
    sheets: tuple[Sheet, ...]
    summary: Summary | None
    roster: Mapping[str, Names]
    """The fields that hold what a roster says of a department."""
    source: Source = field(repr=False)
    paper: Paper = PLAIN_PAPER
    """What it is printed on."""
    further: tuple[SheetBoxes, ...] = ()
    """The sheets of fields behind the first, which has the form's own `columns` and `body`."""
    speaks_english: bool = True
    """Whether the form's own words are there in English; else all are Chinese in every workbook."""
    older: tuple[Form, ...] = field(default=(), repr=False)
    """The older versions beside its file, the newest first: their workbooks can still come back."""
    sources: tuple[tuple[str, Form], ...] = field(default=(), repr=False)
    """The forms beside its file from which something rolls into it, each by the name of its file."""

    def __eq__(self, other: object) -> bool:
        return self.source == other.source if isinstance(other, Form) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.source)

    def picture(self, name: str) -> Picture | None:
        """Return a picture that stands in the form; None where its file holds none, which was told."""
        return next(
            (picture_of(name, content) for file, content in self.source.pictures if file == name), None
        )

    @property
    def name(self) -> str:
        """The name of the form, such as `travel-plan`."""
        return self.identity.name

    def form_named(self, written: str | None) -> str:
        """Return the name of the form that a roll names, by its name or file: this one if it names none."""
        beside = dict(self.sources).get(written or self.name)
        return (written or self.name) if beside is None else beside.name

    @property
    def takes(self) -> tuple[tuple[str, int], ...]:
        """The forms and years whose records roll into it: a name, and a year counted from its own."""
        return tuple(dict.fromkeys(self.source_of(entry) for _, entry in self.rolls))

    def source_of(self, entry: Mapping[str, Any]) -> tuple[str, int]:
        """Return the form and year whose record a roll takes: last year's, or this year's of another form."""
        name = self.form_named(entry.get("form"))
        return name, entry.get("year", -1 if name == self.name else 0)

    @property
    def pages(self) -> tuple[SheetBoxes, ...]:
        """The sheets of fields, in their order."""
        return SheetBoxes((), self.identity.sheet, self.columns, self.body, self.paper), *self.further

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The boxes of all sheets of fields, one behind the other."""
        return tuple(box for page in self.pages for box in page.body)

    def settle(self, given: Mapping[str, object]) -> dict[str, int | str]:
        """Return the value of every parameter, from what was given and the defaults.

        Raises:
            ParameterError: a parameter is unknown, missing or not allowed.
        """
        for name in given:
            if name not in self.parameters:
                known = words_in_a_row(self.parameters)
                raise ParameterError("parameter-unknown", form=self.name, name=name, known=known)
        settled: dict[str, int | str] = {}
        for name, parameter in self.parameters.items():
            limited = parameter.limited(settled)
            value = given[name] if name in given else self._default(parameter, settled, given)
            if value is None:
                raise ParameterError("parameter-missing", name=name, allowed=limited.allowed)
            settled[name] = limited.read(value)
        return settled

    def _default(
        self, parameter: Parameter, settled: Mapping[str, int | str], given: Mapping[str, object]
    ) -> int | str | None:
        """Return the default of a parameter, by those above it and those below it that are given."""
        if parameter.options or not isinstance(parameter.default, str):
            return parameter.default
        known: dict[str, int | None] = {}
        for name in self.numbers:
            value = settled.get(name)
            if value is None and name in given:
                value = self.parameters[name].read(given[name])
            known[name] = value if isinstance(value, int) else None
        default = parse_default(parameter.default, self.numbers)
        return None if isinstance(default, Sentence) else default_value(default, known)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The names of the parameters that are numbers."""
        return tuple(name for name, parameter in self.parameters.items() if not parameter.options)
