"""Some files with their bytes, read together wherever there is a Python with this toolkit."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from reader import Reading, ReadSettings, UnreadableWorkbook, read_grids, unreadable
from reader.containers import content_of, open_bytes
from reader.identify import stamped_grids
from reader.settings import USUAL
from templates import Finding, Form

__all__ = ["Content", "Piece", "content_at", "edition", "read_content", "read_piece"]

_PACKAGES = ("templates", "reader", "collection")
_SOURCES = frozenset({".py", ".yaml", ".json"})
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a file by the name that findings call it, or the finding that says why there are none."""

    file: str
    data: bytes | Finding

    def __len__(self) -> int:
        """Return how many bytes there are."""
        return len(self.data) if isinstance(self.data, bytes) else 0


@dataclass(frozen=True, slots=True)
class Piece:
    """Files that are read together, and all that is needed to read them: no disk has to be shared."""

    contents: tuple[Content, ...]
    forms: Sequence[Form] = ()
    settings: ReadSettings = USUAL

    def single(self) -> list[Piece]:
        """Return a piece for each of the files."""
        return [Piece((one,), self.forms, self.settings) for one in self.contents]


def content_at(path: Path) -> Content:
    """Return the bytes of a file, or of one within a .zip; what keeps it from being read is no exception."""
    try:
        return Content(str(path), content_of(path))
    except UnreadableWorkbook as error:
        return Content(str(path), error.finding)


def read_content(content: Content, forms: Sequence[Form] = (), settings: ReadSettings = USUAL) -> Reading:
    """Read the bytes of a file as `read_file` reads the file."""
    if isinstance(content.data, Finding):
        return unreadable(content.file, content.data)
    try:
        grids = stamped_grids(open_bytes(content.data, settings.password))
        return read_grids(content.file, grids, forms, settings)
    except UnreadableWorkbook as error:
        return unreadable(content.file, error.finding)


def read_piece(piece: Piece) -> list[Reading]:
    """Read the files of a piece, in their order.

    This is the function that an executor of `concurrent.futures` maps over files:

    >>> piece = Piece((content_at(Path("returned.xlsx")),))
    >>> ProcessPoolExecutor(2).submit(read_piece, piece).result()  # doctest: +SKIP
    """
    return [read_content(one, piece.forms, piece.settings) for one in piece.contents]


@cache
def edition() -> str:
    """Return the version of the toolkit, and a digest of all that readings depend on.

    That is the source, the forms and the sentences: two machines of the same edition read the same in a
    file.
    """
    told = hashlib.sha256()
    for package in _PACKAGES:
        (folder, *_) = import_module(package).__path__
        for path in sorted(Path(folder).rglob("*"), key=Path.as_posix):
            if path.suffix in _SOURCES:
                told.update(f"{package}/{path.relative_to(folder).as_posix()}\n".encode())
                told.update(path.read_bytes().replace(b"\r\n", b"\n"))
    try:
        return f"{version('tianbao')} {told.hexdigest()[:_DIGITS]}"
    except PackageNotFoundError:  # its source is there, and nobody installed it
        return told.hexdigest()[:_DIGITS]
