"""The forms that are known, and the cell map of the one that a stamp names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reader.errors import refusal
from templates import CellMap, DefinitionError, Form, ParameterError, Stamp, builtin, builtin_names, versions
from templates.compiling.compile import compiled

__all__ = ["cell_map_of"]


def cell_map_of(stamp: Stamp, forms: Sequence[Form] = ()) -> CellMap:
    """Return the cell map that a stamp was made for: of one of `forms`, or of a form of the toolkit.

    It is the one of the stamp's version and digest, be it of the newest version or of an older one. Raises
    `UnreadableWorkbook`: unknown-form, unknown-version.
    """
    known = [form for form in forms if form.name == stamp.form]
    if stamp.form in builtin_names():
        known.append(builtin(stamp.form))
    if not known:
        raise refusal("unknown-form", stamp.form)
    for form in _versions_named(stamp.version, known):
        try:
            cell_map = compiled(form, tuple(stamp.parameters.items()))
        except (ParameterError, DefinitionError):
            continue
        if cell_map.digest == stamp.digest:
            return cell_map
    raise refusal("unknown-version", f"{stamp.form} {stamp.version}")


def _versions_named(version: str, forms: Sequence[Form]) -> Iterator[Form]:
    """Yield the forms that have a version, looking for it among the older ones only where none is newest."""
    for form in forms:
        yield from (one for one in versions(form) if one.identity.version == version)
