"""Folders that results go into: made where they are missing, in a folder that is there."""

from __future__ import annotations

from pathlib import Path

from collection.errors import CollectionError

__all__ = ["make_folder"]


def make_folder(folder: Path) -> None:
    """Make a folder if it is not there; the one around it must be. Raises `CollectionError`."""
    try:
        folder.mkdir(exist_ok=True)
    except FileExistsError as error:
        raise CollectionError(
            f"{folder}: 这是一个文件，请给出文件夹名。This is a file; give the name of a folder."
        ) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise CollectionError(
            f"{folder}: 不能建立文件夹，请先建立上一级文件夹。"
            f"The folder cannot be made ({reason}); make the folder around it first."
        ) from error
