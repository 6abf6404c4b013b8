"""The sentences of rules: the formulas that say them in the sheet, and the words that fill their slots."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from templates.kinds.presentation import Wording
from templates.language.errors import ExpressionError
from templates.language.formulas import quoted
from templates.language.operations import Failed, text
from templates.language.python_code.compilation import ValueFunction, value_function
from templates.language.rendering import Rendering
from templates.language.value_types import value_type_of
from templates.language.values import rounded
from templates.model.expression import (
    Binary,
    Expression,
    ItemNumber,
    Number,
    String,
    may_hold_text,
    wording_of,
)
from templates.path import Indices, Tree
from templates.text import LANGUAGES, Language, Text

__all__ = ["render_text", "slot_function", "slot_text"]

_SLOT = re.compile(r"\{([^{}]+)\}")
_SHOWN_DECIMALS = Decimal(6)


def render_text(
    template: str,
    slots: Mapping[str, Expression | Text],
    addresses: Tree,
    indices: Indices,
    language: Language,
    *,
    sheet: int = 0,
    sheet_names: Sequence[str] = (),
) -> str:
    """Return the formula of a sentence: its words and what fills its `{slots}`, joined by `&`.

    Numbers are shown with at most six decimals. Raises `ExpressionError` for a slot that is not in `slots`.
    """
    rendering = Rendering(addresses, indices, language, sheet, sheet_names)
    pieces: list[str] = []
    words = ""
    for number, piece in enumerate(_SLOT.split(template)):
        if number % 2 == 0:
            words += piece
            continue
        slot = _slot(piece, slots)
        if isinstance(slot, Text):
            words += slot.say(language)
        elif isinstance(slot, String):
            words += slot.value
        else:
            pieces += [*([quoted(words)] if words else []), _render_slot(slot, rendering)]
            words = ""
    if words or len(pieces) < 2:
        pieces.append(quoted(words))
    return "&".join(pieces)


def _slot(name: str, slots: Mapping[str, Expression | Text]) -> Expression | Text:
    if name not in slots:
        raise ExpressionError("slot-unfilled", braces=f"{{{name}}}")
    return slots[name]


def _render_slot(slot: Expression, rendering: Rendering) -> str:
    written = rendering.formula(slot)
    match slot:
        case Number() | ItemNumber():
            return written if not written.startswith("-") else f"({written})"
        case _ if (wording := wording_of(slot)) is not None:
            return f"IF(ISNUMBER({written}),{wording.formula.replace('{}', written)},{written})"
        case _ if value_type_of(slot) == "truth":
            raise ExpressionError("condition-in-a-sentence")
        case _ if value_type_of(slot) == "text":
            return written if not isinstance(slot, Binary) else f"({written})"
        case _ if not may_hold_text(slot):
            return f"ROUND({written},6)"
        case _:
            return f"IF(ISNUMBER({written}),ROUND({written},6),{written})"


def slot_text(slot: Expression | Text, values: Tree, indices: Indices, *, folded: bool = False) -> Text:
    """Return the words that fill a slot of a sentence: the same as `render_text` has the sheet show.

    With `folded`, the slot counts as equal what `judge` then does.
    """
    return slot_function(slot, folded=folded)(values, indices)


def slot_function(slot: Expression | Text, *, folded: bool = False) -> Callable[[Tree, Indices], Text]:
    """Return the function that gives the words of a slot as `slot_text` does, for callers that ask often."""
    if isinstance(slot, Text):
        return lambda values, indices: slot
    zh, en = (value_function(slot, language, folded=folded) for language in LANGUAGES)
    wording = wording_of(slot)

    def words(values: Tree, indices: Indices) -> Text:
        chinese = _words(zh, values, indices, wording)
        return Text(chinese, chinese if en is zh else _words(en, values, indices, wording))

    return words


def _words(function: ValueFunction, values: Tree, indices: Indices, wording: Wording | None) -> str:
    try:
        result = function(values, indices)
        if wording is not None and isinstance(result, Decimal):
            return wording.text(result)
        return text(rounded(result, _SHOWN_DECIMALS) if isinstance(result, Decimal) else result)
    except Failed as failed:
        return failed.error.code
