"""Terms of a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from templates.kinds.base import Check, Content, Limits, Outcome, Raw, Validation
from templates.kinds.content import content, plain_text
from templates.kinds.raws import read_text_cell
from templates.kinds.terms import read_term
from templates.kinds.words import SingleColumn, prompted, quoted
from templates.text import Text

__all__ = ["Choice"]


@dataclass(frozen=True, slots=True)
class Choice(SingleColumn):
    """One of the terms of a list; other spellings are folded into it or kept and named."""

    name: str = "choice"
    numeric: bool = False

    def write(self, value: object, limits: Limits) -> Content:
        """Return the term."""
        return content(value)

    def read(self, raw: Raw, limits: Limits) -> Outcome:
        """Return the preferred term of what was typed, or a kept spelling as it is."""
        return read_text_cell(
            raw,
            lambda text: read_term(text, limits),
            lambda number: read_term(plain_text(number), limits),
        )

    def number_format(self, limits: Limits) -> str:
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
                "Please pick a term from the list; other words are not accepted.",
            ),
        )

    def prompt(self, limits: Limits) -> Text:
        """Ask to pick a term."""
        terms = "、".join(_preferred(limits)[:6])
        usual = Text(f"请从下拉列表中选择：{terms}。", f"Please pick from the list: {terms}.")
        return prompted(limits, usual)

    def checks(self, limits: Limits) -> tuple[Check, ...]:
        """The term is none of another group, where the group is known."""
        choices = limits.choices
        if choices is None or limits.group is None or limits.group not in choices.groups:
            return ()
        own = {spelling for term in choices.groups[limits.group] for spelling in (term.value, *term.keep)}
        others = dict.fromkeys(
            spelling
            for group, terms in choices.groups.items()
            if group != limits.group
            for term in terms
            for spelling in (term.value, *term.keep)
            if spelling not in own
        )
        if not others:
            return ()
        return (Check(choices.elsewhere, f"NOT(ONEOF(self, {', '.join(map(quoted, others))}))"),)

    def schema(self, limits: Limits) -> dict[str, Any]:
        """One of the preferred terms or of those kept as typed."""
        if limits.choices is None:
            return {"type": ["string", "null"]}
        terms = limits.choices.terms(limits.group)
        spellings = dict.fromkeys(spelling for term in terms for spelling in (term.value, *term.keep))
        return {"enum": [*spellings, None]}


def _preferred(limits: Limits) -> tuple[str, ...]:
    if limits.choices is None:
        return ()
    return tuple(dict.fromkeys(term.value for term in limits.choices.terms(limits.group)))
