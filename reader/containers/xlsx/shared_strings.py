"""The table of texts that a workbook's cells refer to by number."""

from __future__ import annotations

import re

from reader.containers.xml_parser import local_name, parse_all, parser_of
from reader.unreadable import refusal

__all__ = ["shared_strings"]

_MOST_STRINGS = 200_000
_CLAIMS = re.compile(rb"""\s(?:uniqueCount|count)\s*=\s*(?:"[^"]*"|'[^']*')""")


def shared_strings(part: str, content: bytes) -> tuple[bytes, list[str]]:
    """Return the table without what it claims of its size, and its texts.

    Memory is set aside for what is claimed, so nothing may be. Raises `UnreadableWorkbook`.
    """
    texts: list[str] = []
    pieces: list[str] = []
    root_end: int | None = None
    phonetic = reading = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal root_end, reading, phonetic
        name = local_name(tag)
        if name == "si":
            pieces.clear()
            if len(texts) >= _MOST_STRINGS:
                raise refusal("too-large", part)
        phonetic = phonetic or name == "rPh"
        reading = name == "t" and not phonetic
        if root_end is None and name != "sst":
            root_end = parser.CurrentByteIndex

    def end(tag: str) -> None:
        nonlocal reading, phonetic
        reading = False
        name = local_name(tag)
        phonetic = phonetic and name != "rPh"
        if name == "si":
            texts.append("".join(pieces))

    def text(characters: str) -> None:
        if reading:
            pieces.append(characters)

    parser = parser_of(part, start, end, text)
    parse_all(part, content, parser)
    head = content[:root_end]
    return _CLAIMS.sub(b"", head) + content[len(head) :], texts
