"""Formulas that people type into inputs, where the file holds no result of them."""

from __future__ import annotations

from decimal import Decimal

from templates.kinds import Raw
from templates.language import ExpressionError, evaluate, parse
from templates.model.shape import Group

__all__ = ["with_result"]

_NO_FIELDS = Group({})


def with_result(raw: Raw) -> Raw:
    """Return a cell with what its formula comes to, if the file does not say and the formula reads no cell.

    Programs that are no spreadsheets save formulas without results.
    """
    if raw.formula is None or raw.value is not None or raw.error is not None:
        return raw
    try:
        result = evaluate(parse(raw.formula, _NO_FIELDS, (), {}), {}, ())
    except (ExpressionError, RecursionError):  # a sum of thousands of numbers is deeper than we go
        return raw
    return raw._replace(value=result) if isinstance(result, Decimal | str) else raw
