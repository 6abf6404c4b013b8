"""A document taken apart at its rows: the markup of each, and the rest of it with blank rows.

Most rows are as in the document before, where they are looked for first: then nothing is copied, and what
such a row comes to need not be worked out again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

__all__ = ["HIDING", "IrregularDocument", "Part", "parted"]

HIDING = b"<!"
"""What begins a comment or the like, in which there may be markup that is none."""

_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>'
_INSTRUCTION = b"<?"
_ROW = b"<table:table-row"
_ROW_END = b"</table:table-row>"
_ROW_HEAD = re.compile(rb"<table:table-row(?: [^<>]*[^<>/])?>")
_ROW_OR_EMPTY = re.compile(rb"<table:table-row(?:[ /][^<>]*)?>")

_STYLE_NAME = b"table:style-name"
_STYLE_OF_ROW = re.compile(rb'<table:table-row table:style-name="ro[0-9]+"')
_STYLES_OF_ROWS = re.compile(
    rb"(?<=</style:style>)"
    rb'(?:<style:style style:name="ro[0-9]+" style:family="table-row"><style:table-row-properties'
    rb'(?: style:row-height="[0-9.a-z]+")?(?: fo:break-before="[a-z]+")?'
    rb'(?: style:use-optimal-row-height="[a-z]+")?/></style:style>)+(?=<style:style )'
)
"""The styles of rows as LibreOffice writes them, between others: their heights, which follow texts."""

_MOST_BYTES = 2**22


class IrregularDocument(Exception):
    """A document cannot be read by pieces; a parser may read it."""


class Part(NamedTuple):
    """A part of a document that ends with a row: what it leaves with that row blank, the row's own markup.

    `blanks` is how many blank rows stand before it; `start` is where what stands in the row begins.
    """

    markup: bytes
    rest: bytes
    blanks: int
    start: int

    @property
    def body(self) -> bytes:
        """What stands in the row."""
        return self.markup[self.start : -len(_ROW_END)]


class _LastDocument:
    """The parts of the document that was read last."""

    parts: Sequence[Part] = ()


def parted(content: bytes) -> tuple[bytes, Sequence[Part], int]:
    """Return a document with blank rows and without their heights, its parts, and its blank rows at the end.

    Raises `IrregularDocument`.
    """
    if not content.startswith(_HEAD):
        raise IrregularDocument
    parts = _parts(content)
    last = content[sum(len(part.markup) for part in parts) :]
    whole = b"".join((*(part.rest for part in parts), last))
    if HIDING in whole or whole.count(_INSTRUCTION) > 1:
        raise IrregularDocument
    if len(content) <= _MOST_BYTES:
        _LastDocument.parts = parts
    return _STYLES_OF_ROWS.sub(b"", whole, count=1), parts, _blank_rows(last)


def _parts(content: bytes) -> list[Part]:
    """Return the parts of a document up to the end of the last row that is not blank."""
    parts: list[Part] = []
    at = 0
    for known in _LastDocument.parts:
        if content.startswith(known.markup, at):
            parts.append(known)
            at += len(known.markup)
        elif (end := content.find(_ROW_END, at)) >= 0:
            parts.append(_part(content[at : end + len(_ROW_END)]))
            at = end + len(_ROW_END)
    while (end := content.find(_ROW_END, at)) >= 0:
        parts.append(_part(content[at : end + len(_ROW_END)]))
        at = end + len(_ROW_END)
    return parts


def _part(markup: bytes) -> Part:
    """Return what ends with a row as a part. Raises `IrregularDocument`."""
    at = markup.rfind(_ROW)
    head = _ROW_HEAD.match(markup, max(at, 0))
    if head is None:
        raise IrregularDocument
    before = markup[:at]
    return Part(markup, before + _blank_row(head[0]), _blank_rows(before), head.end())


@lru_cache(maxsize=1024)
def _blank_row(head: bytes) -> bytes:
    """Return a row with nothing in it by its opening tag, without the name of its style."""
    if head.count(_STYLE_NAME) == 1:
        head = _STYLE_OF_ROW.sub(_ROW, head, count=1)
    return head[:-1] + b"/>"


def _blank_rows(markup: bytes) -> int:
    """Count the blank rows that stand between the others; there must be no others."""
    heads = [head[0] for head in _ROW_OR_EMPTY.finditer(markup)]
    if not all(head.endswith(b"/>") for head in heads):
        raise IrregularDocument
    return len(heads)
