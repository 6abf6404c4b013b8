"""Which versions of a form there are: the newest is in `FORM.yaml`, version 1 beside it in `FORM.v1.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

__all__ = ["FORMS", "VERSION_MARK", "builtin_names", "builtin_versions", "older_names"]

FORMS = files("templates") / "forms"
"""The folder of the forms that come with the toolkit."""

VERSION_MARK = ".v"
"""What stands between the name of a form and its version in the name of an older version."""


def builtin_names() -> tuple[str, ...]:
    """Return the names of the forms that come with the toolkit, without those of older versions."""
    return tuple(builtin_versions())


@cache
def builtin_versions() -> Mapping[str, tuple[str, ...]]:
    """Return the names of the older versions of each form that comes with the toolkit, the newest first."""
    names = {entry.name.removesuffix(".yaml") for entry in FORMS.iterdir() if entry.name.endswith(".yaml")}
    return {name: older_names(name, names) for name in sorted(names) if VERSION_MARK not in name}


def older_names(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return which of some names are those of older versions of a form, the newest first."""
    older = (other for other in names if other.startswith(name + VERSION_MARK))
    return tuple(sorted(older, key=_natural, reverse=True))


def _natural(name: str) -> list[tuple[str, int]]:
    """Sort version 10 behind version 9."""
    return [(words, int(digits or 0)) for words, digits in re.findall(r"(\D*)(\d*)", name)]
