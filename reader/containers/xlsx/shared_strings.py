"""The table of texts that a workbook's cells refer to by number: ISO/IEC 29500-1, 18.4.9 (`sst`)."""

from __future__ import annotations

import re
from functools import lru_cache

from reader.containers.memo import remembered
from reader.containers.xlsx.cells import WHITE_SPACE, unescaped
from reader.containers.xml.parser import local_name, parse
from reader.containers.xml.patterns import Irregular, is_declared_utf8, text_between_tags
from reader.errors import UnreadableWorkbook, refusal

__all__ = ["read_shared_strings", "struck_strings"]

_MOST_STRINGS = 200_000
_LONGEST_REMEMBERED = 2**10
_OPENING, _CLOSING = b"<si>", b"</sst>"
_STRIKE = re.compile(rb'<strike(?: val="(?:1|true)")?\s*/>')
_PLAIN = re.compile(rb'<t( xml:space="preserve")?>([^<]*)</t></si>')


def read_shared_strings(part: str, content: bytes) -> list[str]:
    """Return the texts in their order. Raises `UnreadableWorkbook`: damaged, too-large.

    What the table claims of its size is not believed: no memory is set aside for it.
    """
    try:
        texts = _read_by_pattern(part, content)
    except Irregular:
        texts = _read_by_parser(part, content)
    if len(texts) > _MOST_STRINGS:
        raise refusal("too-large", part)
    return texts


def struck_strings(content: bytes) -> frozenset[int]:
    """Return the numbers of the texts of which a part is struck through."""
    if b"<strike" not in content:
        return frozenset()
    items = content.split(_OPENING)[1:]
    return frozenset(number for number, item in enumerate(items) if _STRIKE.search(item))


def _read_by_pattern(part: str, content: bytes) -> list[str]:
    """Read a table item by item; only those with a rich text or a phonetic one take a parser."""
    if content.count(_OPENING) > _MOST_STRINGS:
        raise Irregular  # the parser stops at the first too many
    head, *items = content.split(_OPENING)
    if not items or not items[-1].endswith(_CLOSING) or not _is_sound_head(part, head):
        raise Irregular
    items[-1] = items[-1][: -len(_CLOSING)]
    read_long = _text_of_item.__wrapped__  # not remembered, as memory is bounded
    return [_text_of_item(item) if len(item) <= _LONGEST_REMEMBERED else read_long(item) for item in items]


@remembered
def _is_sound_head(part: str, content: bytes) -> bool:
    """Tell whether the bytes before the first text open a table and nothing else."""
    tags: list[str] = []
    try:
        parse(part, content + _CLOSING, lambda tag, _: tags.append(tag))
    except UnreadableWorkbook:
        return False
    return is_declared_utf8(content) and tags == ["sst"]


@lru_cache(maxsize=4096)
def _text_of_item(item: bytes) -> str:
    """Return the text of an item by the bytes after its opening tag. Raises `Irregular`."""
    plain = _PLAIN.fullmatch(item)
    if plain is not None:
        text = text_between_tags(plain[2])
        return unescaped(text if plain[1] else text.strip(WHITE_SPACE))
    try:
        texts = _read_by_parser("", _OPENING + item)
    except UnreadableWorkbook as error:
        raise Irregular from error
    if len(texts) > 1:
        raise Irregular  # one item within the other
    return texts[0]


def _read_by_parser(part: str, content: bytes) -> list[str]:
    texts: list[str] = []
    runs: list[str] = []
    phonetic = reading = keeps_space = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal reading, phonetic, keeps_space
        name = local_name(tag)
        if name == "si":
            runs.clear()
            if len(texts) >= _MOST_STRINGS:
                raise refusal("too-large", part)
        phonetic = phonetic or name == "rPh"
        reading = name == "t" and not phonetic
        if reading:
            runs.append("")
            keeps_space = attributes.get("xml:space") == "preserve"

    def end(tag: str) -> None:
        nonlocal reading, phonetic
        name = local_name(tag)
        if reading and name == "t":
            runs[-1] = unescaped(runs[-1] if keeps_space else runs[-1].strip(WHITE_SPACE))
        reading = False
        phonetic = phonetic and name != "rPh"
        if name == "si":
            texts.append("".join(runs))

    def text(characters: str) -> None:
        if reading:
            runs[-1] += characters

    parse(part, content, start, end, text)
    return texts
