"""Texts as Excel counts them, and the table of shared strings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tests.ooxml.faults import Fault
from tests.ooxml.package import MAIN

__all__ = ["TEXT_LIMIT", "is_longer", "string_faults", "text_of"]

TEXT_LIMIT = 32_767

_ESCAPED = re.compile("_x[0-9A-Fa-f]{4}_")


def is_longer(text: str, limit: int) -> bool:
    """Return whether a text as it stands in XML has more UTF-16 units than `limit`; `_xHHHH_` is one."""
    if len(text) * 2 <= limit:
        return False
    return len(_ESCAPED.sub("_", text).encode("utf-16-le")) // 2 > limit


def text_of(element: Element) -> str:
    """Return the text of a shared or an inline string: its own or that of its runs, without readings."""
    runs = [element, *element.findall(f"{MAIN}r")]
    return "".join(text.text or "" for run in runs for text in run.findall(f"{MAIN}t"))


def string_faults(part: str, table: Element) -> Iterator[Fault]:
    """Look at the shared strings."""
    for number, string in enumerate(table):
        if is_longer(text_of(string), TEXT_LIMIT):
            yield Fault("text-too-long", part, f"string {number}", "The text is longer than a cell can hold.")
