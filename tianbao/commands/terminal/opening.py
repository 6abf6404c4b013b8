"""Opening a file with the program that the system has for it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from collection.errors import CollectionError

__all__ = ["OPENERS", "open_with_system"]

_SECONDS = 20


def _start(path: Path) -> None:
    getattr(os, "startfile")(path)  # noqa: B009 - which only Windows has


def _run(program: str) -> Callable[[Path], None]:
    def run(path: Path) -> None:
        silent = subprocess.DEVNULL
        subprocess.run([program, str(path)], check=True, timeout=_SECONDS, stdout=silent, stderr=silent)

    return run


OPENERS: Mapping[str, Callable[[Path], None]] = MappingProxyType(
    {"win32": _start, "darwin": _run("open"), "linux": _run("xdg-open")}
)
"""What opens a file, by the name that Python has for the system."""


def open_with_system(path: Path, system: str = sys.platform) -> None:
    """Open a file as a double click would. Raises `CollectionError` where no program does."""
    try:
        OPENERS.get(system, OPENERS["linux"])(path.absolute())
    except (OSError, subprocess.SubprocessError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CollectionError("not-opened", path=path, reason=reason) from error
