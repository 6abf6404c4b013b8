"""The pictures of a definition: files that stand beside it, taken into its source with their content."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path as FilePath

from templates.definition.source import Data, Place, Problems, Source, source_of
from templates.model.picture import picture_of

__all__ = ["Pictures", "check_pictures", "pictures_beside"]

Pictures = tuple[tuple[str, bytes], ...]
"""The names of files, and what they hold."""

_KEY = "image"
_MOST_BYTES = 200 * 1024
_MOST_PIXELS = 4_000
"""Of each side: as much as a page in the finest print has across."""
_MOST_NAMES = 20
"""How many pictures a form has at most; a form has a logo or two."""
_KILOBYTE = 1024


def pictures_beside(text: str, file: str) -> Pictures:
    """Return the pictures that the text of a definition names, as they stand beside its file.

    These are those that can be read; of one that is too large, no more than shows that it is.

    Raises:
        DefinitionError: the text is no YAML.
    """
    return _read(source_of(text, file)[0]) if _KEY in text else ()


def _read(source: Source) -> Pictures:
    folder = FilePath(source.file).parent
    found: dict[str, bytes] = {}
    for name in islice(dict.fromkeys(name for _, name in _named(source.data)), _MOST_NAMES):
        try:
            if FilePath(name).name == name and (folder / name).is_file():
                with (folder / name).open("rb") as opened:
                    found[name] = opened.read(_MOST_BYTES + 1)
        except (OSError, ValueError):  # it is told where the definition names it
            continue
    return tuple(found.items())


def check_pictures(source: Source, data: Data, problems: Problems) -> None:
    """Report the pictures that no workbook could have; `data` is the definition without what is wrong."""
    contents = dict(source.pictures)
    places: dict[str, Place] = {}
    for place, name in _named(data):
        places.setdefault(name, place)
    for number, (name, place) in enumerate(places.items()):
        content = contents.get(name)
        if number >= _MOST_NAMES:
            problems.report(place, "images-too-many", count=len(places), most=_MOST_NAMES)
            return
        if content is None:
            problems.report(place, "image-missing", name=name)
        elif len(content) > _MOST_BYTES:
            problems.report(place, "image-too-large", name=name, most=_MOST_BYTES // _KILOBYTE)
        elif (picture := picture_of(name, content)) is None:
            problems.report(place, "image-not-a-picture", name=name)
        elif max(picture.width, picture.height) > _MOST_PIXELS:
            size = f"{picture.width}×{picture.height}"
            problems.report(place, "image-of-many-pixels", name=name, size=size, most=_MOST_PIXELS)


def _named(data: Data) -> Iterator[tuple[Place, str]]:
    """Yield the names of pictures in the boxes of a definition, of whatever shape it is."""
    if isinstance(data, dict):
        for key in ("body", "sheets"):
            yield from _within(data.get(key), (key,))


def _within(data: Data, place: Place) -> Iterator[tuple[Place, str]]:
    match data:
        case dict():
            for key, part in data.items():
                if key == _KEY and isinstance(part, str):
                    yield (*place, key), part
                else:
                    yield from _within(part, (*place, key))
        case list():
            for number, part in enumerate(data):
                yield from _within(part, (*place, number))
