"""Texts: names, functions, tasks, goals, purposes, reasons."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from templates.kinds.base import Check, Content, Limits, Outcome, Raw, Validation
from templates.kinds.shared.cell_readers import read_text_cell
from templates.kinds.shared.content import LONGEST_TEXT, content
from templates.kinds.shared.prompts import SingleColumn, prompted
from templates.text import Text as Words

__all__ = ["Text"]

_LONGEST_AS_TEXT = 255


@dataclass(frozen=True, slots=True)
class Text(SingleColumn):
    """A text, cleaned at its ends; one line or many."""

    name: str = "text"
    numeric: bool = False

    def write(self, value: object, limits: Limits) -> Content:
        """Return the text; line breaks stay line breaks."""
        return content(value)

    def read(self, raw: Raw, limits: Limits) -> Outcome:
        """Return the cleaned text; a mark such as `/` stands for nothing."""
        from templates.kinds.typed.texts import read_moment, read_number, read_text  # only a reader needs it

        return read_text_cell(
            raw,
            lambda text: read_text(text, limits),
            read_number,
            lambda moment: read_moment(moment, raw.number_format),
            errors=False,
        )

    def number_format(self, limits: Limits) -> str:
        """Return the text format, so that `1-2` stays what it is.

        A long text has none: older Excel shows a text-formatted cell of more than 255 characters as `###`.
        """
        return "General" if (limits.max_length or 0) > _LONGEST_AS_TEXT else "@"

    def validation(self, limits: Limits) -> Validation:
        """Refuse a text that is too long."""
        if limits.max_length is None:
            return Validation("any")
        return Validation(
            "length",
            Decimal(0),
            Decimal(limits.max_length),
            refusal=Words(
                f"文字太长，最多{limits.max_length}个字（含标点）。请写得简短一些。",
                f"The text is too long: at most {limits.max_length} characters. Please shorten it.",
            ),
        )

    def prompt(self, limits: Limits) -> Words:
        """Ask for the text, and say how long it may be."""
        name, longest = limits.label, limits.max_length
        usual = Words("", "") if limits.hint else Words(f"请填写“{name.zh}”。", f"Please fill in: {name.en}.")
        most = Words(f"最多{longest}个字。", f"At most {longest} characters.") if longest else Words("")
        if (longest or 0) > _LONGEST_AS_TEXT:
            most = Words(
                f"{most.zh}显示不全时，可在左边拖动行号之间的线，把行拉高。",
                f"{most.en} If it does not show whole, drag the lines between the row numbers.",
            )
        return prompted(limits, Words(usual.zh + most.zh, f"{usual.en} {most.en}".strip()))

    def checks(self, limits: Limits) -> tuple[Check, ...]:
        """The text is not too long, also where it was pasted past the sheet's own limit."""
        if limits.max_length is None:
            return ()
        return (Check("text-too-long", f"LEN(self) <= {limits.max_length}", of_blank=True),)

    def marks_blank(self, limits: Limits) -> bool:
        """A mark such as `/` stands for nothing."""
        return True

    def schema(self, limits: Limits) -> dict[str, Any]:
        """A text of limited length."""
        return {"type": ["string", "null"], "maxLength": limits.max_length or LONGEST_TEXT}
