"""Files that nobody but their owner may read; the one place that knows how each system says so."""

from __future__ import annotations

import getpass
import os
import subprocess
import sys
from pathlib import Path

from collection.errors import CollectionError

__all__ = ["write_private"]

_OWNER_ALONE = 0o600


def write_private(path: Path, content: bytes) -> None:
    """Write a new file that its owner alone may read and write. Raises `CollectionError`."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ALONE)
        with os.fdopen(descriptor, "wb") as file:
            if sys.platform == "win32":
                _take_from_all_others(path)
            file.write(content)
    except (OSError, subprocess.SubprocessError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CollectionError("input-not-readable", path=path, reason=reason) from error


def _take_from_all_others(path: Path) -> None:
    """Let a file have the rights of its owner alone, and none of its folder (Microsoft's `icacls`)."""
    words = ["icacls", str(path), "/inheritance:r", "/grant:r", f"{getpass.getuser()}:F"]
    subprocess.run(words, check=True, capture_output=True)
