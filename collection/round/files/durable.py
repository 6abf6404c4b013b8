"""Files that must not be lost: on the disk before anybody is told that they are there."""

from __future__ import annotations

import os
from pathlib import Path

from collection.errors import CollectionError

__all__ = ["keep_file"]


def keep_file(path: Path, content: bytes) -> None:
    """Write a file and wait until the disk has it. Raises `CollectionError`."""
    try:
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise CollectionError("file-not-kept", path=path, reason=error.strerror or str(error)) from error
