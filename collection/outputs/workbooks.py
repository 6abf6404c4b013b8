"""Whether a workbook is still as we made it, or holds something that somebody typed."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple, get_args

from reader import UnreadableWorkbook
from reader.containers import Workbook, address, open_bytes
from reader.identify import cell_map_of
from template_builder import build
from templates import CellMap, Form, Language, Stamp, Text, parse_stamp
from templates.findings.errors import Sentence
from templates.seal import cell_mark, cells_sum, comment_mark, formula_mark, is_as_sealed, seal_in

__all__ = ["is_form", "workbook_objection"]

_ATTACHED = re.compile(
    r"xl/(?:activeX|charts|ctrlProps|diagrams|embeddings|externalLinks|threadedComments|vbaProject)",
    re.IGNORECASE,
)
_MEDIA = re.compile(r"xl/media/[^/]+", re.IGNORECASE)
_DRAWING = re.compile(r"xl/drawings/[^/]+\.xml", re.IGNORECASE)
_ANCHOR = re.compile(rb"</(?:\w+:)?\w+Anchor>")
"""What each thing in a drawing has; LibreOffice writes a drawing without anything for every sheet."""

_ATTACHMENT = Text("图片或其他对象", "a picture or another object")


class _Place(NamedTuple):
    sheet: str
    row: int
    column: int
    comment: bool = False

    def words(self) -> Text:
        where = f"{self.sheet}!{address((self.row, self.column))}"
        return Text(f"{where} 的批注", f"a comment at {where}") if self.comment else Text(where)


def workbook_objection(path: Path, content: bytes, forms: Sequence[Form] = ()) -> Sentence | None:
    """Return why a workbook must not be replaced; None where we made all that it holds.

    It may be replaced if its cells hold what we put there, whoever saved it since, or no more than a fresh
    blank of its stamp would hold. `forms` are known besides those of the toolkit.
    """
    if is_as_sealed(content):
        return None
    try:
        workbook = open_bytes(content)
        marks = _marks(workbook)
    except UnreadableWorkbook:
        return Sentence.of("output-not-ours", path=path)
    stamped = _stamped(workbook)
    own = _own_pictures(stamped, forms)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        seal, attached = seal_in(archive), _has_attachment(archive, own)
    if seal is not None and not attached and seal.cells == cells_sum(marks.values()):
        return None
    if not stamped:
        return Sentence.of("output-not-ours" if seal is None else "output-changed", path=path)
    if attached:
        return Sentence.of("output-filled-in", path=path, what=_ATTACHMENT)
    more = _beyond_a_blank(marks, stamped, forms)
    if not more:
        return None
    return Sentence.of("output-filled-in", path=path, what=_words(more))


def is_form(content: bytes) -> bool:
    """Tell whether a file may be a form that came back: a workbook with a stamp, or one that is damaged."""
    try:
        return bool(_stamped(open_bytes(content)))
    except UnreadableWorkbook:
        return True


def _has_attachment(archive: zipfile.ZipFile, own: Sequence[bytes]) -> bool:
    """Tell whether a workbook holds anything besides cells and comments, such as the picture of a seal.

    The form's `own` pictures are there by themselves, each as often as it is named.
    """
    names = archive.namelist()
    things = sum(len(_ANCHOR.findall(archive.read(name))) for name in names if _DRAWING.fullmatch(name))
    media = (archive.read(name) for name in names if _MEDIA.fullmatch(name))
    return things > len(own) or any(map(_ATTACHED.match, names)) or any(one not in own for one in media)


def _own_pictures(stamped: Mapping[str, Stamp], forms: Sequence[Form]) -> Sequence[bytes]:
    """Return the pictures that stand in the form of the stamps, if it is known."""
    stamp = next(iter(stamped.values()), None)
    try:
        cell_map = cell_map_of(stamp, forms) if stamp is not None else ()
    except UnreadableWorkbook:
        return ()
    return [cell.picture.content for cell in cell_map if cell.picture is not None]


def _marks(workbook: Workbook) -> dict[_Place, int]:
    """Return what every cell of all sheets holds, as a seal has it. Raises `UnreadableWorkbook`."""
    marks: dict[_Place, int] = {}
    for sheet in workbook.sheets:
        grid = sheet.grid()
        for position, raw in grid.cells.items():
            place = (grid.name, *position)
            content = raw.value if raw.error is None else raw.error
            marks[_Place(*place)] = (
                cell_mark(*place, content) if raw.formula is None else formula_mark(*place)
            )
        for position, text in grid.details.comments.items():
            place = (grid.name, *position)
            marks[_Place(*place, comment=True)] = comment_mark(*place, text)
    return marks


def _stamped(workbook: Workbook) -> Mapping[str, Stamp]:
    """Return the sheets with a stamp in their corner by their names."""
    corners = ((sheet.name, parse_stamp(sheet.corner())) for sheet in workbook.sheets)
    return {name: stamp for name, stamp in corners if stamp is not None}


def _beyond_a_blank(
    marks: Mapping[_Place, int], stamped: Mapping[str, Stamp], forms: Sequence[Form]
) -> list[_Place]:
    """Return the places that hold what a fresh blank of the stamps would not: all, if its form is unknown."""
    corners = {_Place(name, 1, 1) for name in stamped}
    held = {place: mark for place, mark in marks.items() if place not in corners and mark}
    try:
        cell_map = cell_map_of(next(iter(stamped.values())), forms)
    except UnreadableWorkbook:
        return list(held)
    language: Language
    for language in get_args(Language):
        if set(cell_map.sheet_names(language)) == stamped.keys():
            fresh = _fresh(cell_map, language)
            return [place for place, mark in held.items() if fresh.get(place) != mark]
    return list(held)


@lru_cache(maxsize=4)
def _fresh(cell_map: CellMap, language: Language) -> Mapping[_Place, int]:
    """Return what the cells of a blank hold."""
    stream = BytesIO()
    build(cell_map, stream, language=language)
    return _marks(open_bytes(stream.getvalue()))


def _words(places: Sequence[_Place]) -> Text:
    """Name the first of the places, and say how many there are."""
    first = min(places).words()
    if len(places) == 1:
        return first
    return Text(f"{first.zh} 等 {len(places)} 处", f"{first.en} and {len(places) - 1} more")
