"""How results are called that are made of files, one of each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

__all__ = ["named_after"]

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_MOST_BYTES = 120
"""Bytes of the name of a source in that of its result: some encrypted folders take 143 in all."""


def named_after(names: Iterable[str], folder: Path, ending: str) -> list[Path]:
    """Return a path in a folder for each of some names, which may occur twice, with the same ending."""
    taken: set[str] = set()
    paths = []
    stem, _, suffix = ending.rpartition(".")
    for given in names:
        plain = _FORBIDDEN.sub("_", given).encode()[:_MOST_BYTES].decode(errors="ignore").strip(" .")
        name = first = f"{plain}{stem}"
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{first}-{number}"
        taken.add(name.casefold())
        paths.append(folder / f"{name}.{suffix}")
    return paths
