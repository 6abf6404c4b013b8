"""Folders for results: they are made if they are missing, in a folder that exists."""

from __future__ import annotations

from pathlib import Path

from collection.errors import CollectionError

__all__ = ["make_folder"]


def make_folder(folder: Path) -> None:
    """Make a folder if it is missing; the one around it must exist. Raises `CollectionError`."""
    try:
        folder.mkdir(exist_ok=True)
    except FileExistsError as error:
        raise CollectionError("folder-is-a-file", path=folder) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise CollectionError("folder-not-made", path=folder, reason=reason) from error
