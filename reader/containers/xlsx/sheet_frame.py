"""What stands before and after the cells of a worksheet: it must be sound, although nobody reads it here."""

from __future__ import annotations

import re

from reader.containers.memo import remembered
from reader.containers.xml.parser import DEEPEST, local_name, parse
from reader.containers.xml.patterns import is_declared_utf8, is_text
from reader.errors import UnreadableWorkbook

__all__ = ["is_sound_head", "is_sound_tail"]

_BREAK = rb"""<brk id="[0-9]{1,7}"(?: max="[0-9]+" man="1"| man="true" max="[0-9]+" min="[0-9]+")/>"""
_FOOTER_OPENING = b"<oddFooter>"
_FOOTER = re.compile(rb"<oddFooter>([^<]*)</oddFooter>")
_ROW_BREAKS = re.compile(
    rb'<rowBreaks count="[0-9]{1,4}" manualBreakCount="[0-9]{1,4}">(?:%b)*</rowBreaks>' % _BREAK
)
_DATA = frozenset({"sheetData", "row", "c"})


@remembered
def is_sound_head(part: str, content: bytes) -> bool:
    """Tell whether the bytes before the cells are those of a worksheet, and sound."""
    return is_declared_utf8(content) and _is_sound(part, content + b"<sheetData/></worksheet>")


def is_sound_tail(part: str, content: bytes) -> bool:
    """Tell whether the bytes after the cells are sound.

    The footer names the department, and page breaks follow the lengths of texts. Only they differ from form
    to form of a round, so they are looked at by themselves, and the rest is remembered.
    """
    start = max(content.find(_FOOTER_OPENING), 0)
    before, after = content[:start], content[start:]
    if not _has_elements_alone(part, before) or b"<!" in after or b"<?" in after:
        return _is_sound_rest(part, content)  # what looks like a footer may stand in a comment
    # An element gives way to an element, so that what stands before and behind it is not joined to anything.
    after = _ROW_BREAKS.sub(b"<rowBreaks/>", after, count=1)
    footer = _FOOTER.search(after)
    if footer is not None and is_text(footer[1]):
        after = after[: footer.start(1)] + after[footer.end(1) :]
    return _is_sound_rest(part, before + after)


@remembered
def _has_elements_alone(part: str, content: bytes) -> bool:
    """Tell whether there is nothing but elements and texts, such as a comment."""
    return b"<!" not in content and b"<?" not in content


@remembered
def _is_sound_rest(part: str, content: bytes) -> bool:
    return _is_sound(part, b"<worksheet><sheetData/>" + content)


def _is_sound(part: str, content: bytes) -> bool:
    """Tell whether a worksheet without cells is one: its cells stand once, right below its root."""
    depth = 0
    data: list[tuple[str, int]] = []
    deepest = 0
    root = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, deepest, root
        depth += 1
        deepest = max(deepest, depth)
        root = root or tag
        if local_name(tag) in _DATA:
            data.append((tag, depth))

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1

    try:
        parse(part, content, start, end)
    except UnreadableWorkbook:
        return False
    return root == "worksheet" and data == [("sheetData", 2)] and deepest <= DEEPEST
