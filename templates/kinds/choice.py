"""Terms of a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from templates.kinds.base import (
    Check,
    Choices,
    Content,
    Limits,
    Outcome,
    Raw,
    Term,
)
from templates.kinds.presentation import Appearance, Description, Validation
from templates.kinds.shared.cell_readers import BLANK, holds_nothing, read_text_cell
from templates.kinds.shared.content import content, plain_text
from templates.kinds.shared.prompts import prompted, quoted
from templates.kinds.shared.usual_kind import CENTERED, PlainKind
from templates.text import Language, Text

__all__ = ["Choice"]


@dataclass(frozen=True, slots=True)
class Choice(PlainKind):
    """One of the terms of a list; other spellings are folded into it or kept and named."""

    name: str = "choice"
    numeric: bool = False

    def describe(self) -> Description:
        """Return the row of the documentation."""
        return Description("one term of a list (`of`)", "text")

    def options(self) -> Mapping[str, Any]:
        """Take the name of the list, which must be given."""
        of = {"description": "The list of choices.", "$ref": "#/$defs/name"}
        return {"properties": {"of": of}, "required": ["of"]}

    def write(self, value: object, limits: Limits) -> Content:
        """Return the term."""
        return content(value)

    def read(self, raw: Raw, limits: Limits) -> Outcome:
        """Return the preferred term of what was typed, or a kept spelling as it is."""
        return BLANK if holds_nothing(raw) else _reader()(raw, limits)

    def appearance(self, limits: Limits) -> Appearance:
        """Center a term, as labels are."""
        return CENTERED

    def number_format(self, limits: Limits, language: Language = "zh") -> str:
        """Return the text format."""
        return "@"

    def validation(self, limits: Limits) -> Validation:
        """Offer the preferred terms and refuse all else."""
        items = _preferred(limits)
        return Validation(
            "list",
            items=items,
            refusal=Text(
                "请从下拉列表中选择一项，不要自行输入其他名称。",
                "Choose a term from the list; other entries are not accepted.",
            ),
        )

    def prompt(self, limits: Limits) -> Text:
        """Ask to pick a term."""
        terms = "、".join(_preferred(limits)[:6])
        usual = Text(f"请从下拉列表中选择：{terms}。", f"Choose from the list: {terms}.")
        return prompted(limits, usual)

    def checks(self, limits: Limits) -> tuple[Check, ...]:
        """Ask for a preferred term of the list, and of the right group where the list has groups."""
        choices = limits.choices
        if choices is None:
            return ()
        return (*_elsewhere(choices, limits.group), *_in_sheet(choices, limits.group))

    def schema(self, limits: Limits) -> dict[str, Any]:
        """List the preferred terms and those that are kept as typed."""
        if limits.choices is None:
            return {"type": ["string", "null"]}
        return {"enum": [*_spellings(limits.choices.terms(limits.group)), None]}


def _preferred(limits: Limits) -> tuple[str, ...]:
    if limits.choices is None:
        return ()
    return tuple(dict.fromkeys(term.value for term in limits.choices.terms(limits.group)))


def _spellings(terms: Iterable[Term]) -> tuple[str, ...]:
    """Return what may stand in a record for one of `terms`."""
    return tuple(dict.fromkeys(spelling for term in terms for spelling in (term.value, *term.keep)))


def _as_typed(terms: Iterable[Term]) -> tuple[str, ...]:
    """Return what may stand in a cell for one of `terms`: the spellings that are read as it, too."""
    return tuple(dict.fromkeys((*_spellings(terms), *(one for term in terms for one in term.fold))))


def _one_of(spellings: Iterable[str]) -> str:
    return f"ONEOF(self, {', '.join(map(quoted, spellings))})"


def _others(choices: Choices, group: str | None) -> tuple[str, ...]:
    """Return the terms of other groups that are none of this one's."""
    if group is None or group not in choices.groups:
        return ()
    inside = _as_typed(choices.groups[group])
    return tuple(spelling for spelling in _as_typed(choices.terms()) if spelling not in inside)


def _elsewhere(choices: Choices, group: str | None) -> Iterator[Check]:
    """The term is none of another group, where the group is known."""
    others = _others(choices, group)
    if others:
        yield Check(choices.elsewhere, f"NOT({_one_of(others)})", of_blank=True)


def _in_sheet(choices: Choices, group: str | None) -> Iterator[Check]:
    """What the list of the cell would have refused, for what was pasted over it."""
    terms = choices.terms(group)
    refused: dict[str, list[str]] = {}
    for spelling, code in choices.refuse.items():
        refused.setdefault(code, []).append(spelling)
    for code, spellings in refused.items():
        yield Check(code, f"NOT({_one_of(spellings)})", in_reader=False, of_blank=True)
    known = dict.fromkeys((*_as_typed(terms), *_others(choices, group), *choices.refuse))
    yield Check("choice-unknown", _one_of(known), in_reader=False)
    kept = [term for term in terms if term.keep]
    if kept:
        expected = quoted(kept[-1].value)
        for term in reversed(kept[:-1]):
            expected = f"IF({_one_of(term.keep)}, {quoted(term.value)}, {expected})"
        spellings = [spelling for term in kept for spelling in term.keep]
        yield Check(choices.kept, f"NOT({_one_of(spellings)})", expected, in_reader=False, of_blank=True)


@cache
def _reader() -> Callable[[Raw, Limits], Outcome]:
    """Return the reader: its patterns take a while to compile, and only reading needs them."""
    from templates.kinds.typed.choice_reader import read_term

    def read(raw: Raw, limits: Limits) -> Outcome:
        return read_text_cell(
            raw,
            lambda text: read_term(text, limits),
            lambda number: read_term(plain_text(number), limits),
        )

    return read
