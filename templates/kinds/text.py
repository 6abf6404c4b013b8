"""Texts: names, functions, tasks, goals, purposes, reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

from templates.findings.errors import Sentence
from templates.kinds.base import (
    Check,
    Content,
    Limits,
    Note,
    Options,
    Outcome,
    Raw,
)
from templates.kinds.presentation import Appearance, Description, Validation
from templates.kinds.shared.cell_readers import BLANK, holds_nothing, read_text_cell, typed_text
from templates.kinds.shared.clean import folded
from templates.kinds.shared.content import LONGEST_TEXT, content
from templates.kinds.shared.options import MAX_LENGTH
from templates.kinds.shared.patterns import Pattern, PatternError, parse_pattern
from templates.kinds.shared.prompts import prompted
from templates.kinds.shared.usual_kind import NO_LIMITS, NO_OPTIONS, ON_RETURN, WORDS, UsualKind
from templates.text import Language
from templates.text import Text as Words

__all__ = ["Text", "TextLimits"]

_LONGEST_AS_TEXT = 255
_CODE = "text-not-of-pattern"

_LONG = 300
"""From this many characters on, a text begins at the top of its cell, as a page would."""

_PAGE = replace(WORDS, top=True)


@dataclass(frozen=True, slots=True)
class TextLimits(Limits):
    """Limits of a text: its length in characters, None for as many as a cell can hold, and its pattern.

    A `list_item` is one of a numbered list, so that a leading `1.` or `目标1：` is no part of it.
    """

    max_length: int | None = None
    list_item: bool = False
    pattern: Pattern | None = None


@dataclass(frozen=True, slots=True)
class Text(UsualKind[TextLimits]):
    """A text, cleaned at its ends; one line or many."""

    name: str = "text"
    numeric: bool = False

    def describe(self) -> Description:
        """Return the row of the documentation."""
        return Description("words, at most `max_length` characters, as the `pattern` says", "text")

    def options(self) -> Mapping[str, Any]:
        """Take the length of the text, and whether it is an item of a list."""
        item = {"description": "An entry of a list: markers such as 目标1： are dropped.", "type": "boolean"}
        pattern = {"description": "What the text is made of: [0-9]{6}, [A-Z]{2}[0-9]{4,8}.", "type": "string"}
        return {"properties": {"max_length": MAX_LENGTH, "list_item": item, "pattern": pattern}}

    def mistakes(self, options: Options) -> Iterator[tuple[str, Sentence]]:
        """Tell a pattern that cannot stand."""
        if "pattern" in options:
            try:
                parse_pattern(str(options["pattern"]))
            except PatternError as error:
                yield "pattern", Sentence.of("pattern-unclear", found=options["pattern"], reason=error.reason)

    def limits(self, options: Options = NO_OPTIONS, common: Limits = NO_LIMITS) -> TextLimits:
        """Allow a text of any length where the author says nothing else."""
        return TextLimits.extending(common, **{**options, "pattern": _pattern(options)})

    def longest(self, limits: TextLimits) -> int | None:
        """Return what the author says."""
        return limits.max_length

    def write(self, value: object, limits: TextLimits) -> Content:
        """Return the text; line breaks stay line breaks."""
        return content(value)

    def read(self, raw: Raw, limits: TextLimits) -> Outcome:
        """Return the cleaned text; a mark such as `/` stands for nothing."""
        return BLANK if holds_nothing(raw) else _reader()(raw, limits)

    def appearance(self, limits: TextLimits) -> Appearance:
        """Align a text to the left; a long one begins at the top of its cell."""
        return _PAGE if (limits.max_length or 0) >= _LONG else WORDS

    def number_format(self, limits: TextLimits, language: Language = "zh") -> str:
        """Return the text format, so that `1-2` stays what it is.

        A long text has none: older Excel shows a text-formatted cell of more than 255 characters as `###`.
        """
        return "General" if (limits.max_length or 0) > _LONGEST_AS_TEXT else "@"

    def validation(self, limits: TextLimits) -> Validation:
        """Refuse a text that is too long, or as long as none of its pattern."""
        pattern = limits.pattern
        if pattern is not None:
            words = pattern.words
            refusal = Words(f"请填{words.zh}。", f"Enter {words.en}.")
            return Validation("length", Decimal(pattern.least), Decimal(pattern.most), refusal=refusal)
        if limits.max_length is None:
            return Validation("any")
        return Validation(
            "length",
            Decimal(0),
            Decimal(limits.max_length),
            refusal=Words(
                f"文字太长，最多{limits.max_length}个字（含标点）。请写得简短一些。",
                f"The text is too long. Please keep it within {limits.max_length} characters.",
            ),
        )

    def prompt(self, limits: TextLimits) -> Words:
        """Ask for the text, and say how long it may be."""
        if limits.pattern is not None:
            words, later = limits.pattern.words, Words("")
            if not limits.pattern.is_judged_by_sheet:
                later = Words("交回后逐字核对。", " It is checked sign by sign when the form comes back.")
            return prompted(limits, Words(f"请填{words.zh}。{later.zh}", f"Enter {words.en}.{later.en}"))
        name, longest = limits.label, limits.max_length
        usual = Words("", "") if limits.hint else Words(f"请填写“{name.zh}”。", f"Please fill in: {name.en}.")
        most = Words(f"最多{longest}个字。", f"At most {longest} characters.") if longest else Words("")
        if (longest or 0) > _LONGEST_AS_TEXT:
            most = Words(
                f"{most.zh}显示不全时，可在左边拖动行号之间的线，把行拉高。",
                f"{most.en} If it does not show whole, drag the lines between the row numbers.",
            )
        return prompted(limits, Words(usual.zh + most.zh, f"{usual.en} {most.en}".strip()))

    def checks(self, limits: TextLimits) -> tuple[Check, ...]:
        """Ask for a text that is not too long: one that was pasted gets past the validation of the sheet.

        Of a pattern the sheet judges the length, the number of digits, and what the text begins with.
        """
        found = []
        if limits.max_length is not None:
            found.append(Check("text-too-long", f"LEN(self) <= {limits.max_length}", of_blank=True))
        if limits.pattern is not None:
            slots = {"pattern": limits.pattern.words}
            found.append(Check(_CODE, limits.pattern.for_sheet, in_reader=False, slots=slots))
        return tuple(found)

    def judged_on_return(self, limits: TextLimits | None = None) -> tuple[str, ...]:
        """Leave bare numbers of lists, rows of marks, and the signs of a pattern to the reader."""
        beyond = limits is None or (limits.pattern is not None and not limits.pattern.is_judged_by_sheet)
        return ("placeholder", *((_CODE,) if beyond else ()), *ON_RETURN)

    def schema(self, limits: TextLimits) -> dict[str, Any]:
        """Describe a text of limited length."""
        schema = {"type": ["string", "null"], "maxLength": limits.max_length or LONGEST_TEXT}
        return schema if limits.pattern is None else {**schema, "pattern": limits.pattern.expression}


def _pattern(options: Options) -> Pattern | None:
    """Return the pattern that an author wrote; None where there is none, or one that cannot stand."""
    try:
        return parse_pattern(str(options["pattern"])) if "pattern" in options else None
    except PatternError:
        return None


def _held_against(pattern: Pattern, outcome: Outcome) -> Outcome:
    """Return what was read, with what there is to say of it beside the pattern."""
    value = outcome.value
    if not isinstance(value, str) or pattern.fits(value):
        return outcome
    if pattern.fits(folded(value)):  # one width
        wide = Note("full-width-digits", value)
        return outcome._replace(value=folded(value), notes=(*outcome.notes, wide))
    wrong = Note(_CODE, value, pattern.words.zh, {"pattern": pattern.words})
    return outcome._replace(notes=(*outcome.notes, wrong))


@cache
def _reader() -> Callable[[Raw, TextLimits], Outcome]:
    """Return the reader: its patterns take a while to compile, and only reading needs them."""
    from templates.kinds.typed.texts import read_moment, read_number, read_text

    def read(raw: Raw, limits: TextLimits) -> Outcome:
        outcome = read_as_words(raw, limits)
        return outcome if limits.pattern is None else _held_against(limits.pattern, outcome)

    def read_as_words(raw: Raw, limits: TextLimits) -> Outcome:
        typed = typed_text(raw)
        if typed is not None:
            return read_text(typed, limits, list_item=limits.list_item) if typed else BLANK
        return read_text_cell(
            raw,
            lambda text: read_text(text, limits, list_item=limits.list_item),
            read_number,
            lambda moment: read_moment(moment, raw.number_format),
            errors=False,
        )

    return read
