"""What the words of a command stand for: a form, settings of its parameters, a key."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from collection.errors import CollectionError
from templates import CellMap, Form, builtin, builtin_names, compile, load
from templates.kinds.date import day_typed
from templates.kinds.shared.clean import folded

__all__ = ["amount_of", "cell_map_of", "day_of", "form_of", "key_of", "must_be_readable", "settings_of"]

_LEAST_KEY = 16


def form_of(name: str) -> Form:
    """Return a form by its name or by the path of its definition.

    Raises `CollectionError` for a file that cannot be read, else what `templates.load` and `builtin` raise.
    """
    path = Path(name)
    if name not in builtin_names() and (
        path.suffix in {".yaml", ".yml"} or os.path.isfile(path) or path.name != name
    ):
        must_be_readable(path)
        return load(path)
    return builtin(name)


def cell_map_of(name: str, settings: Sequence[str], year: str | None) -> CellMap:
    """Return the cell map of a form, by its name or path, at the parameters that the settings give."""
    return compile(form_of(name), settings_of(settings, year))


def day_of(text: str) -> date:
    """Return a day that was typed in any way that a cell for dates takes. Raises `CollectionError`."""
    day = day_typed(text)
    if day is None:
        raise CollectionError("day-unclear", found=text)
    return day


def amount_of(text: str) -> Decimal:
    """Return an amount that was typed, such as `1,000`. Raises `CollectionError` for anything else."""
    digits = folded(text).replace(",", "").strip()
    if not re.fullmatch(r"[0-9]{1,15}(?:\.[0-9]{1,6})?", digits):
        raise CollectionError("comparison-amount-unclear", found=text)
    return Decimal(digits)


def must_be_readable(path: Path) -> None:
    """Say in one sentence that a file cannot be read, where that is so."""
    try:
        path.open("rb").close()
    except OSError as error:
        reason = error.strerror or str(error)
        raise CollectionError("input-not-readable", path=path, reason=reason) from error


def settings_of(settings: Sequence[str], year: str | None) -> dict[str, str]:
    """Return the parameters that settings such as `projects=20` give; a parameter has one value."""
    parameters: dict[str, str] = {}
    for setting in [*settings, *([] if year is None else [f"year={year}"])]:
        # a Chinese keyboard gives full-width signs
        given, equals, value = (setting if "=" in setting else setting.replace("＝", "=")).partition("=")
        name = folded(given).strip()
        if not equals or not name:
            raise CollectionError("setting-misspelt", found=setting)
        if parameters.setdefault(name, value.strip()) != value.strip():
            raise CollectionError("parameter-with-two-values", name=name)
    return parameters


def key_of(path: Path | None) -> bytes | None:
    """Return what a key file holds, without white space at its ends."""
    if path is None:
        return None
    must_be_readable(path)
    secret = path.read_bytes().strip()
    if len(secret) < _LEAST_KEY:
        raise CollectionError("key-too-short", path=path, least=_LEAST_KEY)
    return secret
