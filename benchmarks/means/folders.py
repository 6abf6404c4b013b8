"""Folders of files that are measured."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import partial
from pathlib import Path

__all__ = ["lasting_folder"]


def lasting_folder() -> Path:
    """Return a new folder that is removed when the process ends, and not between measurements.

    Where many files were removed a moment ago, ext4 searches long for the number of a new one
    (`recently_deleted`), which makes a process that writes thousands of files up to twice as slow.
    """
    path = Path(tempfile.mkdtemp())
    atexit.register(partial(shutil.rmtree, path, ignore_errors=True))
    return path
