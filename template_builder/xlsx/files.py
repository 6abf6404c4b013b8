"""Putting a whole file in its place: written beside, then renamed, so that nobody meets half of one."""

from __future__ import annotations

import os
from pathlib import Path

from template_builder.xlsx.errors import BuildError

__all__ = ["replace_file"]


def replace_file(destination: Path, data: bytes) -> None:
    """Put `data` at `destination`, whole or not at all. Raises `BuildError` with the reason."""
    if destination.is_dir():
        raise BuildError(
            f"{destination}: 这是文件夹，请给出文件名 This is a folder; give the name of a file."
        )
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
        raise BuildError(_reason(destination, error)) from error


def _refuse_if_open(destination: Path) -> None:
    """Excel, WPS and LibreOffice leave a file of such a name while they have a workbook open."""
    for mark in (f".~lock.{destination.name}#", f"~${destination.name}"):
        if destination.with_name(mark).exists():
            raise BuildError(
                f"{destination}: 文件正被其他程序打开，请先关闭（如未打开，请删除 {mark}） "
                f"The file is open in another program; close it, or delete {mark} if none has it open."
            )


def _reason(destination: Path, error: OSError) -> str:
    folder = destination.parent
    if not folder.is_dir():
        return f"{folder}: 没有这个文件夹，请先建立 There is no such folder; make it first."
    if isinstance(error, PermissionError):
        return (
            f"{destination}: 不能写入，文件可能正被打开或没有权限 It cannot be written; close the file "
            "where it is open, or choose another folder."
        )
    return f"{destination}: 不能写入 It cannot be written ({error.strerror}); choose another folder."
