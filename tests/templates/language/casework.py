"""One expression over some cells, and what it must give there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from templates.language.values import Result
from templates.path import Indices
from templates.text import Language

__all__ = ["Case", "case", "number"]


@dataclass(frozen=True)
class Case:
    """An expression over some cells (all others blank), and its value."""

    source: str
    cells: Mapping[str, object]
    gives: Result
    scope: str = ""
    indices: Indices = ()
    language: Language = "zh"


def case(
    source: str, gives: Result | int | str, /, scope: str = "", indices: Indices = (), **cells: object
) -> Case:
    """Return a case; `items__0__name="x"` puts x into `items[0].name`, a whole number is a `Decimal`."""
    exact = Decimal(gives) if isinstance(gives, int) and not isinstance(gives, bool) else gives
    return Case(source, {_path(name): value for name, value in cells.items()}, exact, scope, indices)


def _path(word: str) -> str:
    """Return the path that a keyword stands for: `items__0__name` is `items[0].name`."""
    return re.sub(r"__(\d+)", r"[\1]", word).replace("__", ".")


def number(source: str, gives: str, **cells: str) -> Case:
    """Return a case of numbers alone."""
    return Case(source, {name: Decimal(value) for name, value in cells.items()}, Decimal(gives))
