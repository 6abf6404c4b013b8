"""Formulas of OpenDocument as Excel writes them: `of:=SUM([.C5:.C6];1)` is `SUM(C5:C6,1)`.

OpenDocument 1.3, part 4 (OpenFormula), 5.8 (references) and 6 (functions).
"""

from __future__ import annotations

import re

__all__ = ["excel_formula"]

_PREFIX = re.compile(r"(?:[A-Za-z][\w.-]*:)?=?")
_TOKEN = re.compile(
    r'"(?:[^"]|"")*"'  # a text, which is kept
    r"|\[(?P<reference>[^\]]*)\]"
    r"|(?P<separator>;)"
    r"|(?P<union>~)"
)
_SHEET = re.compile(r"^(?P<sheet>\$?(?:'(?:[^']|'')*'|[^.']*))\.")


def excel_formula(written: str) -> str:
    """Return a formula of OpenDocument as Excel would store it, without the equals sign.

    >>> excel_formula("of:=SUM([.C5:.C6];[$'表 2'.$A$1])")
    "SUM(C5:C6,'表 2'!$A$1)"
    """
    return _TOKEN.sub(_rewritten, _PREFIX.sub("", written, count=1))


def _rewritten(token: re.Match[str]) -> str:
    if token["separator"]:
        return ","
    if token["union"]:
        return ","
    reference = token["reference"]
    if reference is None:
        return token[0]
    first, _, last = _halves(reference)
    return _cell(first) + (":" + _cell(last, with_sheet=False) if last else "")


def _halves(reference: str) -> tuple[str, str, str]:
    """Part a range at the colon that is not in the name of a sheet."""
    quoted = False
    for place, sign in enumerate(reference):
        if sign == "'":
            quoted = not quoted
        elif sign == ":" and not quoted:
            return reference[:place], ":", reference[place + 1 :]
    return reference, "", ""


def _cell(half: str, *, with_sheet: bool = True) -> str:
    match = _SHEET.match(half)
    if match is None:
        return half
    sheet, cell = match["sheet"].lstrip("$"), half[match.end() :]
    return f"{sheet}!{cell}" if sheet and with_sheet else cell
