"""Reading one file of a round."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reader import Reading, ReadSettings, UnreadableWorkbook, read_source, unreadable
from reader.settings import USUAL
from templates import Form

__all__ = ["read_file"]


def read_file(file: Path, forms: Sequence[Form] = (), settings: ReadSettings = USUAL) -> Reading:
    """Read one file; one that cannot be read is a reading that says why.

    Any executor of `concurrent.futures` can map this function over files:

    >>> with ProcessPoolExecutor(2) as executor:
    ...     readings = list(executor.map(read_file, find_files([Path("returned")])))
    """
    try:
        return read_source(file, forms, settings)
    except UnreadableWorkbook as error:
        return unreadable(str(file), error.finding)
