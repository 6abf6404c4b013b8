"""Braces in the words of a definition: expressions on the form's parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping

from templates.definition.source import Place, Problems
from templates.kinds.typed.units import money_words
from templates.language import ExpressionError, parse, slot_text
from templates.model.shape import Group, Repeat
from templates.path import Indices
from templates.text import Text

__all__ = ["LabelWords", "named_parameters"]

_BRACES = re.compile(r"\{([^{}]+)\}")

_ITEM = ("item",)
_NO_FIELDS = Group({"item": Repeat(Group({}), ({},))})
"""What the words of a label may speak of: parameters, and the number of the item they stand in."""


def named_parameters(text: Text, parameters: Mapping[str, object]) -> frozenset[str]:
    """Return which of the parameters the braces of a text name."""
    return frozenset(
        name
        for braces in _BRACES.findall(text.zh + text.en)
        for name in parameters
        if re.search(rf"\b{name}\b", braces)
    )


class LabelWords:
    """Fills the braces of texts with what the expressions in them come to."""

    def __init__(self, parameters: Mapping[str, int | str], problems: Problems) -> None:
        self._parameters, self._problems = parameters, problems

    def fill(self, text: Text, place: Place, indices: Indices) -> tuple[Text, frozenset[str]]:
        """Return the text filled in, and the parameters that it names."""

        def value(match: re.Match[str]) -> Text:
            return self._value(match, place, indices)

        chinese = _BRACES.sub(lambda match: value(match).zh, text.zh)
        english = _BRACES.sub(lambda match: value(match).en, text.en)
        return Text(chinese, english), named_parameters(text, self._parameters)

    def fill_prose(self, text: Text, place: Place) -> Text:
        """Return a text filled in where its braces name a parameter; prose may have braces of its own."""

        def value(match: re.Match[str]) -> Text:
            is_one = named_parameters(Text(match[0]), self._parameters)
            return self._value(match, place, ()) if is_one else Text(match[0])

        chinese = _BRACES.sub(lambda match: value(match).zh, text.zh)
        return Text(chinese, _BRACES.sub(lambda match: value(match).en, text.en))

    def _value(self, match: re.Match[str], place: Place, indices: Indices) -> Text:
        try:
            expression = parse(match[1], _NO_FIELDS, _ITEM if indices else (), self._parameters)
            return money_words(slot_text(expression, {}, indices[-1:]).zh)
        except ExpressionError as error:
            self._problems.report(place, error.what)
            return Text(match[0])
