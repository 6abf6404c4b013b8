"""Reading a returned workbook: its grids, the form, the located cells, then the record and the findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from os import PathLike
from pathlib import Path
from typing import BinaryIO

from reader.containers import Grid, Workbook, open_bytes, open_file
from reader.containers.limits import MOST_BYTES_OF_FILE
from reader.identify import Identification, identify, stamped_grids, unstamped_grids
from reader.judge import Judgement, judge_form, regraded
from reader.locate import LocatedForm, locate
from reader.reading import Reading
from reader.settings import USUAL, ReadSettings
from templates import Form, Severity

__all__ = ["Source", "located_form", "opened", "read", "read_grids", "read_source", "reading_of"]

Source = str | PathLike[str] | bytes | BinaryIO
"""What can be read: the path of a file, its bytes, or a stream of them."""


def read(
    source: Source,
    forms: Sequence[Form] = (),
    *,
    key: bytes | None = None,
    password: str | None = None,
    severities: Mapping[str, Severity | str] | None = None,
) -> Reading:
    """Read a returned workbook: of a form of the toolkit, or of one of `forms`.

    With a `key` the stamp must carry the signature that this key gives it. A `password` opens an encrypted
    workbook. `severities` make findings more or less severe than usual, by their codes.

    >>> read("returned.xlsx").values["department"]["name"]  # doctest: +SKIP
    '鄂州市住房公积金中心'
    >>> read(b"...", severities={"phone-unclear": "notice"})  # doctest: +SKIP

    What a person typed never raises; it gives findings. Raises `UnreadableWorkbook` where the file is no
    sound workbook, or holds no form that is known.
    """
    levels = {code: Severity(level) for code, level in (severities or {}).items()}
    return read_source(source, forms, ReadSettings(key, password, levels))


def read_source(source: Source, forms: Sequence[Form] = (), settings: ReadSettings = USUAL) -> Reading:
    """Read a returned workbook as `read` does, with all that is set in one object."""
    name, workbook = opened(source, settings.password)
    unstamped = partial(unstamped_grids, workbook)
    return read_grids(name, stamped_grids(workbook), forms, settings, unstamped)


def opened(source: Source, password: str | None) -> tuple[str, Workbook]:
    """Return what findings call a source, and the workbook in it."""
    if isinstance(source, bytes):
        return "", open_bytes(source, password)
    if isinstance(source, str | PathLike):
        return str(source), open_file(Path(source), password)
    name = getattr(source, "name", "")
    return name if isinstance(name, str) else "", open_bytes(source.read(MOST_BYTES_OF_FILE + 1), password)


def read_grids(
    file: str,
    grids: Sequence[Grid],
    forms: Sequence[Form] = (),
    settings: ReadSettings = USUAL,
    unstamped: Callable[[], Sequence[Grid]] = tuple,
) -> Reading:
    """Read the form that stands in the sheets of a file, as `read` does; `file` is what findings call it.

    `unstamped` gives the other sheets of the file, where one of a form with several is among them.
    """
    identified = identify(grids, forms, unstamped)
    located = located_form(identified)
    return reading_of(file, identified, judge_form(identified, located, key=settings.key), settings)


def located_form(identified: Identification) -> LocatedForm:
    """Return where the cells of a form are that was identified. Raises `UnreadableWorkbook`."""
    numbered = (number for number, stamp in enumerate(identified.stamps) if stamp is not None)
    return locate(
        identified.grids,
        identified.cell_map,
        numbered=frozenset(numbered),
        missing=identified.missing,
    )


def reading_of(
    file: str, identified: Identification, judged: Judgement, settings: ReadSettings = USUAL
) -> Reading:
    """Return the reading of a form that was identified and judged."""
    return Reading(
        file,
        identified.cell_map,
        identified.stamp,
        judged.values,
        judged.computed,
        regraded(judged.findings, settings.severities),
        judged.addresses,
        judged.explanations,
    )
