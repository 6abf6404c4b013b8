"""Putting a whole file in its place: written beside, then renamed, so that nobody meets half of one."""

from __future__ import annotations

import os
from pathlib import Path

from template_builder.xlsx.errors import BuildError

__all__ = ["replace_file"]


def replace_file(destination: Path, data: bytes) -> None:
    """Put `data` at `destination`, whole or not at all. Raises `BuildError` with the reason."""
    if destination.is_dir():
        raise BuildError("file-is-a-folder", path=destination)
    _refuse_if_open(destination)
    beside = destination.with_name(f".{destination.name}.{os.getpid()}.tmp")
    try:
        try:
            with beside.open("xb") as file:
                file.write(data)
            beside.replace(destination)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise _refusal(destination, error) from error


def _refuse_if_open(destination: Path) -> None:
    """Excel, WPS and LibreOffice leave a file of such a name while they have a workbook open."""
    for mark in (f".~lock.{destination.name}#", f"~${destination.name}"):
        if destination.with_name(mark).exists():
            raise BuildError("file-open-elsewhere", path=destination, mark=mark)


def _refusal(destination: Path, error: OSError) -> BuildError:
    if not destination.parent.is_dir():
        return BuildError("folder-not-there", path=destination.parent)
    if isinstance(error, PermissionError):
        return BuildError("file-not-permitted", path=destination)
    return BuildError("file-not-writable", path=destination, reason=str(error.strerror))
