"""The forms that are known, and the cell map of the one that a stamp names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from reader.unreadable import refusal
from templates import CellMap, DefinitionError, Form, ParameterError, Stamp, builtin, builtin_names, compile

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
            cell_map = _compiled(_Same(form), tuple(sorted(stamp.parameters.items())))
        except (ParameterError, DefinitionError):
            continue
        if (stamp.version, stamp.digest) == (form.identity.version, cell_map.digest):
            return cell_map
    raise refusal("unknown-version", f"{stamp.form} {stamp.version}")


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """A form as a key of the cache: itself and no other, as its mappings cannot be hashed."""

    form: Form

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.form is self.form

    def __hash__(self) -> int:
        return id(self.form)


@lru_cache(maxsize=32)
def _compiled(key: _Same, parameters: tuple[tuple[str, int | str], ...]) -> CellMap:
    """Compile once what many files of a round were made from."""
    return compile(key.form, dict(parameters))
