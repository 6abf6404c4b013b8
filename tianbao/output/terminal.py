"""Plain text on a terminal, where a Chinese character is as wide as two Latin ones."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

from templates.findings.finding import Severity
from templates.text import width

__all__ = ["Paint", "grid_text", "plain_paint", "safe", "wrapped"]

Paint = Callable[[str, Severity], str]
"""Gives a text the colour of a severity, or leaves it as it is."""

_NO_LINE_START = "，。、；：？！）】》”’,.;:?!)]}%‰"
_LONGEST_CELL = 48


def plain_paint(text: str, severity: Severity) -> str:
    """Leave a text without colour."""
    return text


def safe(text: str) -> str:
    """Return the text without characters that a terminal would obey instead of showing them."""
    if text.isprintable():  # none of them is, and nearly every text is
        return text
    return "".join(
        char if char == "\n" or unicodedata.category(char) not in {"Cc", "Cf", "Cs"} else "\ufffd"
        for char in text
    )


def wrapped(text: str, columns: int, indent: str = "") -> str:
    """Return the text broken into lines of at most `columns`, each after `indent`.

    Chinese breaks between any two characters, but a line does not begin with a closing mark; Latin words
    and numbers are kept whole where they fit.
    """
    room = max(columns - width(indent), 8)
    lines = []
    for paragraph in safe(text).split("\n"):
        line = ""
        for piece in _pieces(paragraph, room):
            if line and width(line) + width(piece.rstrip()) > room and piece[0] not in _NO_LINE_START:
                lines.append(line.rstrip())
                piece = piece.lstrip()
                line = ""
            line += piece
        lines.append(line.rstrip())
    return "\n".join(indent + line for line in lines)


def _pieces(text: str, room: int) -> list[str]:
    """Return the parts between which a line may break."""
    pieces: list[str] = []
    joins = False
    for char in text:
        narrow = width(char) < 2 and not char.isspace()
        in_word = narrow and joins and bool(pieces) and width(pieces[-1]) < room
        if in_word or (pieces and char.isspace()):
            pieces[-1] += char
        else:
            pieces.append(char)
        joins = narrow
    return pieces


def grid_text(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as columns of text; cells that are too long for a column, but the last, are cut."""
    cells = [[_cut(cell, last=number == len(row) - 1) for number, cell in enumerate(row)] for row in rows]
    taken = [list(map(width, row)) for row in cells]
    room = [max(column) for column in zip(*taken, strict=True)]
    lines = (
        "  ".join(cell + " " * (most - own) for cell, own, most in zip(*row, room, strict=True)).rstrip()
        for row in zip(cells, taken, strict=True)
    )
    return "".join(line + "\n" for line in lines)


def _cut(cell: str, *, last: bool) -> str:
    text = " ".join(safe(cell).split())
    if last or width(text) <= _LONGEST_CELL:
        return text
    while width(text) > _LONGEST_CELL - 1:
        text = text[:-1]
    return text + "…"
