"""The rows of a streamed table as XML: rows that hold the same types of contents share a frame."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from operator import itemgetter
from typing import Any, Literal, NamedTuple

from template_builder.print_layout.heights import LEADING, LEAST_HEIGHT, MARGIN, SPACE
from template_builder.streaming.stream_columns import StreamColumn
from template_builder.xlsx.cell_xml import escaped
from template_builder.xlsx.contents import NOT_XML, checked_text
from template_builder.xlsx.sheet_writer import SheetWriter
from template_builder.xlsx.styles import LIST_LINK, SEVERITIES, TABLE_CELL
from templates.language import address

__all__ = ["TO_BODY", "FileLink", "RowXml", "StreamContent"]

TO_BODY = 5.25 / 5.5
"""From the digits that columns are counted in (of `STEADY`) to those of the body font, as heights have it."""

_HALVES = 5.5 / (TABLE_CELL.size / 2)
"""Half-width characters of a cell in a digit of the body font."""
_LOOSELY = 1.04
"""How much more room a text takes, as no line ends exactly at the edge."""
_MOST_LINES = 27
"""Lines of a row that is as high as Excel lets it be, of 409 points."""
_LINE = TABLE_CELL.size * LEADING
_HEIGHTS = [
    f' ht="{max(LEAST_HEIGHT, math.ceil((lines * _LINE + SPACE) * 4) / 4):g}" customHeight="1"'.encode()
    for lines in range(_MOST_LINES + 1)
]
_WITH_CARE = re.compile(f"[&>\r_{NOT_XML.pattern[1:-1]}]")
_BETWEEN = "<"
"""What stands in no text that can be written as it is."""
_BETWEEN_BYTES = _BETWEEN.encode()
_ROW = "\0"
"""What stands for the number of a row in its frame."""
_LONG = 16_000
"""Characters from which on a text may be too long for a cell."""


class FileLink(NamedTuple):
    """A text that leads to a cell of another workbook: the path of its file, and `'申报表'!C31` there."""

    text: str
    target: str
    sheet: str = ""
    cell: str = ""


StreamContent = Decimal | int | str | FileLink | None
"""What a cell of such a table can hold."""


_Pick = Callable[[Sequence[Any]], tuple[Any, ...]]


class _Look(NamedTuple):
    """The beginnings of the elements of a column's cells, as to what they hold, and the end of a text."""

    letter: str
    text: str
    number: str
    blank: str
    link: str
    text_end: str


@dataclass(slots=True)
class _Looks:
    """How the cells of a row look, and the frames of such rows by the types of what they hold."""

    columns: Sequence[_Look]
    level: int = 0
    """In which group of an outline such rows are."""
    frames: dict[tuple[type, ...], _Frame] = field(default_factory=dict)


class _Frame(NamedTuple):
    """The XML of a row with places for its number (a zero byte), its height and what its cells hold."""

    xml: bytes
    held: _Pick
    """What the columns hold that hold anything."""
    links: Sequence[int]
    """The columns, from 0, of links."""
    wrapped: Sequence[tuple[int, int]]
    """Which of what is `held` may take several lines, with the room in half-width characters."""


class RowXml:
    """What writes the rows of a table, in the colours of severities, or `aside`, below the table."""

    def __init__(self, writer: SheetWriter, columns: Sequence[StreamColumn], level: int = 0) -> None:
        self._looks = {mark: _looks(writer, columns, mark, level) for mark in (None, *SEVERITIES)}
        self._aside = _looks(writer, columns, None, aside=True)
        self._has_links = True
        self._wrapped = [
            (place, int((column.width * TO_BODY - MARGIN) * _HALVES))
            for place, column in enumerate(columns)
            if column.wrap
        ]

    def drop_links(self) -> None:
        """Write links as bare texts from now on."""
        self._has_links = False
        for looks in (*self._looks.values(), self._aside):
            looks.columns = [look._replace(link=look.text) for look in looks.columns]
            looks.frames.clear()

    def row(
        self, number: int, contents: Sequence[StreamContent], mark: str | None, aside: bool
    ) -> tuple[bytes, Sequence[tuple[str, FileLink]]]:
        """Return the element of a row, and the links in it with their cells; an empty text is nothing."""
        looks = self._aside if aside else self._looks[mark]
        types = tuple(map(type, contents))
        frame = looks.frames.get(types)
        if frame is None:
            frame = looks.frames[types] = _frame(looks, contents, self._wrapped)
        links = []
        texts = contents
        if frame.links:
            texts = list(contents)
            for place in frame.links:
                link = texts[place]
                assert isinstance(link, FileLink)
                texts[place] = link.text
                if self._has_links:
                    links.append((f"{looks.columns[place].letter}{number}", link))
        held = frame.held(texts)
        together = _BETWEEN.join(map(str, held))
        written = together.encode().split(_BETWEEN_BYTES) if _is_usual(together) else []
        lines = 1
        if len(written) == len(held) and "\n" not in together:
            for place, room in frame.wrapped:
                size = len(written[place])
                if size > room:
                    halves = (len(held[place]) + size) / 2
                    if halves > room:
                        lines = max(lines, _lines_of(halves, room))
        else:
            written = [(_plain(one) if isinstance(one, str) else str(one)).encode() for one in held]
            lines = max((_lines(held[place], room) for place, room in frame.wrapped), default=1)
        if b"" in written and "" in contents:
            return self.row(number, [None if one == "" else one for one in contents], mark, aside)
        height = _HEIGHTS[min(lines, _MOST_LINES)]
        return frame.xml.replace(b"\0", b"%d" % number) % (height, *written), links


def _looks(
    writer: SheetWriter,
    columns: Sequence[StreamColumn],
    mark: str | None,
    level: int = 0,
    *,
    aside: bool = False,
) -> _Looks:
    marks_rows = not any(column.marked for column in columns)
    looks = []
    for number, column in enumerate(columns, 1):
        fill = SEVERITIES[mark] if mark and (column.marked or marks_rows) else None
        base = replace(TABLE_CELL, wrap=column.wrap and not aside, fill=fill, border=not aside)
        across: Literal["center", "right"] = "center" if column.number_format == "0" else "right"
        number_style = replace(
            base, across=across, wrap=False, shrink=True, number_format=column.number_format
        )
        if column.number_format == "@":
            number_style = replace(number_style, number_format="General")
        text_format = "@" if column.number_format == "@" else "General"
        text = writer.style_number(replace(base, number_format=text_format))
        link = writer.style_number(replace(base, ink=LIST_LINK.ink))
        begins = ' t="inlineStr"><is><t xml:space="preserve">'
        letter, numeric = address(1, number)[:-1], writer.style_number(number_style)
        if column.formula is not None:
            formula = f"><f>{escaped(column.formula.in_row(_ROW))}</f><v>".replace("%", "%%")
            result = f' s="{numeric}" t="str"{formula}'
            looks.append(
                _Look(letter, result, f' s="{numeric}"{formula}', f' s="{numeric}"', result, "</v></c>")
            )
            continue
        looks.append(
            _Look(
                letter,
                f' s="{text}"{begins}',
                f' s="{numeric}"><v>',
                f' s="{text}"',
                f' s="{link}"{begins}',
                "</t></is></c>",
            )
        )
    return _Looks(looks, level)


def _frame(looks: _Looks, contents: Sequence[StreamContent], wrapped: Sequence[tuple[int, int]]) -> _Frame:
    cells = []
    level = f' outlineLevel="{looks.level}"' if looks.level else ""
    for (letter, text, numeric, blank, link, end), content in zip(looks.columns, contents, strict=True):
        if content is None:
            cells.append(f'<c r="{letter}\0"{blank}/>')
        elif isinstance(content, str | FileLink):
            begins = link if isinstance(content, FileLink) else text
            cells.append(f'<c r="{letter}\0"{begins}%s{end}')
        else:
            cells.append(f'<c r="{letter}\0"{numeric}%s</v></c>')
    held = [place for place, content in enumerate(contents) if content is not None]
    texts = [place for place in held if isinstance(contents[place], str | FileLink)]
    return _Frame(
        f'<row r="\0"{level}%s>{"".join(cells)}</row>'.encode(),
        _pick(held),
        [place for place in texts if isinstance(contents[place], FileLink)],
        [(held.index(place), room) for place, room in wrapped if place in texts],
    )


def _pick(places: Sequence[int]) -> _Pick:
    """Return what gives the contents at some places."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda contents: tuple(contents[place] for place in places)


def _is_usual(texts: str) -> bool:
    """Tell whether texts can stand in the file as they are; `<` stands between them."""
    if len(texts) > _LONG or "&" in texts or ">" in texts or "_" in texts:
        return False
    return texts.isprintable() or _WITH_CARE.search(texts) is None


def _lines(text: str, room: int) -> int:
    """Return how many lines a text takes in `room` half-width characters, or one more.

    A wide character counts as two, as it has three bytes in UTF-8. It is counted and not measured as in
    `heights.lines`, which takes longer than all else of a row.
    """
    return sum(
        _lines_of((len(line) + len(line.encode("utf-8", "replace"))) / 2, room) for line in text.split("\n")
    )


def _lines_of(halves: float, room: int) -> int:
    return 1 if halves <= room else math.ceil(halves * _LOOSELY / room)


def _plain(text: str) -> str:
    """Return a text as it stands in the file: a sign that no file can hold is told from all others."""
    if len(text) > _LONG:
        checked_text(text, "")
    return escaped(NOT_XML.sub("\ufffd", text))
