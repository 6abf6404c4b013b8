"""What the Tab key offers where a command wants a form; for files the shell knows what there is."""

from __future__ import annotations

from pathlib import Path

__all__ = ["form_names"]

_DEFINITIONS = (".yaml", ".yml")


def form_names(incomplete: str) -> list[str]:
    """Return the built-in forms, and the definitions in the current folder, that begin so.

    Where none does, the shell completes it as the name of a file.
    """
    from templates import builtin_names

    beside = [path.name for path in Path().iterdir() if path.suffix.lower() in _DEFINITIONS]
    return [name for name in (*builtin_names(), *sorted(beside)) if name.startswith(incomplete)]
