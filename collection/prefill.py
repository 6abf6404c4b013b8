"""What a workbook is prefilled with: values that are given, over what last year's form hands on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from collection.errors import CollectionError
from collection.values_file import read_values
from templates import CellMap, Form, compile

if TYPE_CHECKING:
    from collection.last_year import Renewal

__all__ = ["Prefill", "prefilled"]


@dataclass(frozen=True, slots=True)
class Prefill:
    """A cell map, what its workbook is prefilled with, and the paths of what cannot be changed in it.

    `renewal` says what came from the year before, where anything did.
    """

    cell_map: CellMap
    values: Mapping[str, Any]
    locked: frozenset[str] = frozenset()
    renewal: Renewal | None = None


def prefilled(
    form: Form,
    parameters: Mapping[str, object],
    values: Path | None = None,
    last_year: Path | None = None,
    carry: Collection[str] = (),
) -> Prefill:
    """Return what a form is prefilled with: the `values` of a file, over those that last year's hands on.

    A value that is given goes before one that is handed on; a list is given as a whole. `carry` names what
    is handed on only on request.

    Raises:
        CollectionError: last year's workbook cannot be read, or there is none to carry from.
        ParameterError, ValuesError: what was given does not fit the form.
    """
    given = read_values(values) if values is not None else {}
    if last_year is not None:
        from collection.last_year import renew  # brings the reader along

        renewal = renew(form, last_year, parameters, carry)
        rolled = renewal.rolled
        return Prefill(renewal.cell_map, _overlaid(rolled.values, given), rolled.locked, renewal)
    if carry:
        raise CollectionError(
            "--carry 只与 --last-year 一起使用。--carry says what comes from last year's file; "
            "give --last-year."
        )
    return Prefill(compile(form, parameters), given)


def _overlaid(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of both, group by group; what is given above goes before."""
    both = {
        name: _overlaid(below[name], inner)
        for name, inner in above.items()
        if isinstance(inner, Mapping) and isinstance(below.get(name), Mapping)
    }
    return {**below, **above, **both}
