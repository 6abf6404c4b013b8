"""`{{name}}` in the texts of a template: where they are, and the text once they are filled in.

Programs cut a text into runs of equal letters as they like, also within a placeholder, so that runs are
looked at together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from template_builder.filling.parts.xml_tree import Element
from template_builder.xlsx.contents import NOT_XML
from templates.kinds.shared.clean import folded

__all__ = ["Filled", "fill_runs", "names_in", "only_name", "opens_in_vain", "run_texts"]

_MARK = re.compile(r"[{｛]{2}([^{}｛｝]{0,500})[}｝]{2}")
_OPEN = re.compile(r"[{｛]{2}|[}｝]{2}")
_SPACES = re.compile(r"\s+")


class Filled(NamedTuple):
    """What stands for a placeholder: the content of a cell, and the text among others.

    `is_date`: the number is a date in a cell that shows dates, and the text in any other.
    """

    content: Decimal | int | str | None
    text: str
    is_date: bool = False


def _name(found: re.Match[str]) -> str:
    return _SPACES.sub("", folded(found[1])).replace("。", ".")


def names_in(text: str) -> Iterator[str]:
    """Yield the names in the double braces of a text, which a Chinese keyboard may have given full width."""
    for found in _MARK.finditer(text):
        yield _name(found)


def only_name(text: str) -> str | None:
    """Return the name of the placeholder that is all of a text, None where there is more, or none."""
    found = _MARK.fullmatch(text.strip())
    return None if found is None else _name(found)


def opens_in_vain(text: str) -> bool:
    """Tell whether double braces are left in a text that are no placeholder, as one lacks its end."""
    return _OPEN.search(_MARK.sub("", text)) is not None


def run_texts(element: Element) -> list[Element]:
    """Return the texts of a cell, a shared string or a paragraph, but for how it is spoken."""
    found: list[Element] = []
    for child in element.elements:
        if child.local == "t":
            found.append(child)
        elif child.local not in ("rPh", "phoneticPr"):
            found += run_texts(child)
    return found


def fill_runs(texts: Sequence[Element], of: Callable[[str], str], *, spaces: bool = True) -> bool:
    """Fill in the placeholders of runs, each text into the run where the placeholder begins.

    Tells whether there were any. With `spaces` the runs say that white space at their ends counts, which
    those of drawings must not.
    """
    whole = "".join(one.text for one in texts)
    marks = list(_MARK.finditer(whole))
    for found in reversed(marks):
        _replace(texts, found.start(), found.end(), NOT_XML.sub("\ufffd", of(_name(found))))
    if marks and spaces:
        for one in texts:
            one.attributes["xml:space"] = "preserve"
    return bool(marks)


def _replace(texts: Iterable[Element], start: int, end: int, by: str) -> None:
    place = 0
    for one in texts:
        text = one.text
        first, last = max(start - place, 0), min(end - place, len(text))
        if first < len(text) and last > 0:
            one.text = text[:first] + by + text[last:]
            by = ""
        place += len(text)
