"""Reading a returned workbook: its grids, the form, the located cells, then the record and the findings."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path

from reader.containers import Grid, open_file
from reader.identify import identify, stamped_grids
from reader.judge import judge_form
from reader.locate import locate
from reader.reading import Reading
from templates import Form

__all__ = ["read", "read_grids"]


def read(path: str | PathLike[str], forms: Sequence[Form] = (), *, key: bytes | None = None) -> Reading:
    """Read a returned workbook: of a form of the toolkit, or of one of `forms`.

    With a `key` the stamp must carry the signature that this key gives it.

    >>> read("returned.xlsx").values["department"]["name"]  # doctest: +SKIP
    '鄂州市住房公积金中心'

    What a person typed never raises; it gives findings. Raises `UnreadableWorkbook` where the file is no
    sound workbook, or holds no form that is known.
    """
    workbook = open_file(Path(path))
    return read_grids(str(path), stamped_grids(workbook), forms, key=key)


def read_grids(
    file: str, grids: Sequence[Grid], forms: Sequence[Form] = (), *, key: bytes | None = None
) -> Reading:
    """Read the form that stands in the sheets of a file, as `read` does; `file` is what findings call it."""
    identified = identify(grids, forms)
    located = locate(identified.grids, identified.cell_map)
    judged = judge_form(identified, located, key=key)
    return Reading(
        file,
        identified.cell_map,
        identified.stamp,
        judged.values,
        judged.computed,
        judged.findings,
        judged.addresses,
        judged.explanations,
    )
