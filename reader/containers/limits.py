"""The limits of what is read: a form has a hundredth of them, and nobody else's file may cost more.

They are named here and nowhere else. Who must read larger files sets `TIANBAO_LIMITS` to a whole number
before the toolkit is imported: what counts bytes, entries, sheets and cells is then so many times larger.
"""

from __future__ import annotations

import os

from templates.findings.errors import TianbaoError

__all__ = [
    "FACTOR",
    "MOST_BYTES_INFLATED",
    "MOST_BYTES_OF_FILE",
    "MOST_BYTES_OF_OLD_FILE",
    "MOST_BYTES_OF_PART",
    "MOST_CELLS",
    "MOST_COLUMNS",
    "MOST_ENTRIES",
    "MOST_PLACES",
    "MOST_ROWS",
    "MOST_SHEETS",
    "MOST_TURNS_OF_HASH",
]

VARIABLE = "TIANBAO_LIMITS"
_LARGEST_FACTOR = 1_000


def factor_of(written: str) -> int:
    """Return by how much the limits are raised. Raises `TianbaoError` where that is no whole number."""
    if written.isascii() and written.isdigit() and 1 <= int(written[:9]) <= _LARGEST_FACTOR:
        return int(written)
    raise TianbaoError("limits-unclear", variable=VARIABLE, found=written, most=_LARGEST_FACTOR)


FACTOR = factor_of(os.environ.get(VARIABLE) or "1")
"""By how much the limits below are raised."""

MOST_BYTES_OF_FILE = FACTOR * 32 * 2**20

MOST_BYTES_OF_OLD_FILE = FACTOR * 8 * 2**20
"""Of an .xls file: its cells take twenty times the memory, and a form has a tenth of it."""

MOST_ENTRIES = FACTOR * 4_096
"""Entries of an archive."""

MOST_BYTES_INFLATED = FACTOR * 128 * 2**20
"""Inflated bytes of all entries of an archive together."""

MOST_BYTES_OF_PART = FACTOR * 16 * 2**20
"""Inflated bytes of an entry that is read whole."""

MOST_SHEETS = FACTOR * 1_000

MOST_CELLS = FACTOR * 100_000
"""Cells that hold something, in all sheets that are read."""

MOST_PLACES = FACTOR * 1_000_000
"""Rows times columns up to the last cell that is used; who lays out a sheet takes memory for each."""

MOST_TURNS_OF_HASH = FACTOR * 1_000_000
"""Turns of the hash function that makes a key of a password; Excel writes 100,000."""

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
