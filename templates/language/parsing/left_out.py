"""Functions of Excel that the language leaves out, and what is written instead."""

from __future__ import annotations

from collections.abc import Mapping

from templates.findings.errors import Sentence
from templates.text import Text

__all__ = ["instead_of"]

_LEFT_OUT: Mapping[str, tuple[str, ...]] = {
    "instead-of-lookup": ("VLOOKUP", "HLOOKUP", "LOOKUP", "XLOOKUP", "XMATCH", "CHOOSE"),
    "instead-of-criteria": ("SUMIFS", "COUNTIFS", "AVERAGEIFS", "MAXIFS", "MINIFS", "SUMPRODUCT", "FILTER"),
    "instead-of-averageif": ("AVERAGEIF",),
    "instead-of-today": ("TODAY", "NOW", "RAND", "RANDBETWEEN"),
    "instead-of-indirect": ("INDIRECT", "OFFSET", "ROW", "COLUMN", "ADDRESS", "CELL"),
    "instead-of-text": ("TEXT", "VALUE", "NUMBERVALUE", "FIXED", "DOLLAR", "RMB"),
    "instead-of-concat": ("CONCAT", "CONCATENATE", "TEXTJOIN"),
    "instead-of-date": ("DATE", "DATEVALUE", "DATEDIF", "DAYS", "EDATE", "EOMONTH", "YEAR", "MONTH", "DAY"),
    "instead-of-isblank": ("ISBLANK", "COUNTBLANK", "ISTEXT", "ISNA", "ISERR"),
    "instead-of-ifs": ("IFS", "SWITCH", "IFNA", "XOR"),
    "instead-of-truth": ("TRUE", "FALSE"),
    "instead-of-parts": ("MID", "RIGHT", "FIND", "SEARCH", "SUBSTITUTE", "REPLACE", "TRIM", "UPPER", "LOWER"),
    "instead-of-rounding": ("INT", "TRUNC", "CEILING", "FLOOR", "MROUND", "MOD", "QUOTIENT"),
    "instead-of-product": ("PRODUCT", "POWER", "SQRT", "SUMSQ"),
    "instead-of-ranking": ("RANK", "LARGE", "SMALL", "MEDIAN", "STDEV", "SUBTOTAL", "AGGREGATE"),
}
"""The code of what is said of each, and their names."""

_CODES = {name: code for code, names in _LEFT_OUT.items() for name in names}


def instead_of(name: str) -> Sentence | None:
    """Return what is to be known of a function of Excel that there is not; None of any other name."""
    code = _CODES.get(name)
    return None if code is None else Sentence(code, {"name": Text(name)})
