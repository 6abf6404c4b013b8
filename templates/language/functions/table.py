"""The closed set of functions: one table, each function with both directions and what it takes.

All of them mean what Excel's function of that name means. Where the engines part, the language stays out:

- AND and OR look at all their conditions, so an error in any of them is the result, as Excel and
  LibreOffice have it (IronCalc stops at the first that decides).
- COUNTA counts cells that are not blank, a cell of spaces being blank. It is written out cell by cell, as
  not every engine lifts TRIM over a range; only columns of more than `LONG` cells are left to SUMPRODUCT,
  which Excel, WPS and LibreOffice lift.
- Arithmetic, ROUND and ABS take a cell through N, so a text in it counts 0, as in SUM: of texts that look
  like numbers (`1,121.34`, `12.5%`, a date) each engine makes something else, an error or a number.
- A mark such as `/` where a text belongs is a blank to `= ""`, `<> ""` and MISSING, as it is to the reader;
  COUNTA, which would become too long, counts it.
- COUNTSAME counts equal texts by `=`, as COUNTIF takes `*`, `?` and `>5` for patterns.
- INDEX takes a fixed number and becomes the very cell; past either end it is `#N/A`, written as NA(): Excel
  says `#REF!`, LibreOffice `#VALUE!`, and an address that there is not would look like one that was damaged.
- ROUND rounds the decimal number half away from zero, as Excel does for the numbers it shows.
- SUM, MIN and MAX pass over a cell that holds no number. Of a cell that IF gives they do so only in Excel and
  LibreOffice, so that is refused.
- A number becomes a text of at most 15 digits, as in Excel (IronCalc shows 17, and a minus before zero).
- `^` takes whole exponents from 1: of 0^0 and of roots of negative numbers LibreOffice thinks otherwise.
- Texts are compared by = and <> alone, as their order depends on program and language.
- LEN counts a rare character or an emoji as one, as LibreOffice and the newest Excel do (older ones: two).
"""

from __future__ import annotations

from templates.language.functions import cells, conditions, numbers, targets, texts, wordings
from templates.language.functions.signatures import Function

__all__ = ["FUNCTIONS"]

_TABLE: tuple[Function, ...] = (
    numbers.SUM,
    cells.COUNT,
    cells.COUNTA,
    cells.COUNTSAME,
    cells.ROWS,
    conditions.IF,
    conditions.AND,
    conditions.OR,
    conditions.NOT,
    numbers.ROUND,
    numbers.ABS,
    numbers.MIN,
    numbers.MAX,
    texts.LEN,
    texts.DIGITS,
    texts.LEFT,
    cells.INDEX,
    conditions.ISNUMBER,
    conditions.ISERROR,
    texts.MISSING,
    conditions.ONEOF,
    targets.TARGETNUMBER,
    targets.TARGETUNIT,
    targets.TARGETOPERATOR,
    targets.TARGETKIND,
    targets.TARGETTREND,
    targets.TARGETMONEY,
    targets.SAMEUNIT,
    targets.FALLSSHORT,
    targets.UNCHANGED,
    targets.OUTOFTREND,
    targets.ISFACT,
    targets.QUANTIFIED,
    wordings.SAMETEXT,
    wordings.LISTED,
    wordings.CONTAINS,
    wordings.ENDSIN,
    wordings.BESIDE,
    wordings.AGREES,
    wordings.ITEMS,
    wordings.FIGURES,
    wordings.UNMEASURED,
)

FUNCTIONS = {function.name: function for function in _TABLE}
"""Every function by its name."""
