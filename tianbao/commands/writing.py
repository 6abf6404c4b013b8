"""What a command that reads many files may write."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from collection import Outputs, find_files
from tianbao.commands.arguments import form_of

__all__ = ["outputs_beside"]


def outputs_beside(
    files: Sequence[Path], forms: Sequence[Path] | None, key: Path | None, *, overwrite: bool
) -> Outputs:
    """Return what may be written by a command that reads these files, and the workbooks in these folders."""
    named = (*files, *(forms or ()), *(() if key is None else (key,)))
    known = tuple(form_of(str(path)) for path in forms or ())
    return Outputs(named, tuple(find_files(files)), known, overwrite)
