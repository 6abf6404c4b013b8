"""The forms that are known, and the cell map of the one that a stamp names."""

from __future__ import annotations

from collections.abc import Sequence

from reader.unreadable import refusal
from templates import CellMap, DefinitionError, Form, ParameterError, Stamp, builtin, builtin_names
from templates.compiling.compile import compiled

__all__ = ["cell_map_of"]


def cell_map_of(stamp: Stamp, forms: Sequence[Form] = ()) -> CellMap:
    """Return the cell map that a stamp was made for: of one of `forms`, or of a form of the toolkit.

    It is the one of the stamp's version and digest. Raises `UnreadableWorkbook`: unknown-form,
    unknown-version.
    """
    known = [form for form in forms if form.name == stamp.form]
    if stamp.form in builtin_names():
        known.append(builtin(stamp.form))
    if not known:
        raise refusal("unknown-form", stamp.form)
    for form in known:
        try:
            cell_map = compiled(form, tuple(stamp.parameters.items()))
        except (ParameterError, DefinitionError):
            continue
        if (stamp.version, stamp.digest) == (form.identity.version, cell_map.digest):
            return cell_map
    raise refusal("unknown-version", f"{stamp.form} {stamp.version}")
