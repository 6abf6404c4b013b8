"""The closed set of functions: one table, each function with both directions and what it takes.

All of them mean what Excel's function of that name means. Where the engines part, the language stays out:

- AND and OR look at all their conditions, so an error in any of them is the result, as Excel and
  LibreOffice have it (IronCalc stops at the first that decides).
- COUNTA counts cells that are not blank, a cell of spaces being blank. It is written out cell by cell, as
  not every engine lifts TRIM over a range; only columns of more than `LONG` cells, or together of many, are
  left to SUMPRODUCT, which Excel, WPS and LibreOffice lift.
- Arithmetic, ROUND and ABS take a cell through N, so a text in it counts 0, as in SUM: of texts that look
  like numbers (`1,121.34`, `12.5%`, a date) each engine makes something else, an error or a number.
- A mark such as `/` where a text belongs is a blank to `= ""`, `<> ""` and MISSING, as it is to the reader;
  COUNTA, which would become too long, counts it.
- COUNTSAME counts equal texts by `=`, as COUNTIF takes `*`, `?` and `>5` for patterns.
- INDEX takes a fixed number and becomes the very cell; past either end it is `#N/A`, written as NA(): Excel
  says `#REF!`, LibreOffice `#VALUE!`, and an address that there is not would look like one that was damaged.
- COUNTIF and SUMIF compare by `=` and `<`, and are no functions of Excel in the sheet: Excel's take `*`, `?`
  and `~` for patterns, "5" for 5, and each program another date for "1/2". A text equals what COUNTSAME takes
  for equal, a number another of the same first 15 digits; a blank is not 0, and meets `<>` alone, as Excel
  has it. `"="` and `"<>"` alone, which ask for blanks, are refused: COUNTA counts those. Where a field or a
  value is asked for and is blank, nothing meets the criterion (Excel takes it for 0). An error in a column is
  the result, also in a row that does not count. `(x<"")` finds the numbers, which come before all texts:
  Gnumeric and IronCalc do not take a range through ISNUMBER, and ONLYOFFICE has SUMPRODUCT add a text such as
  `12`.
- MATCH stands in INDEX alone, and finds the first cell that COUNTIF would count, `#N/A` where there is none.
  It looks at a row of conditions within SUMPRODUCT, so that it knows no patterns. Where a cell of either
  column holds an error, it is `#N/A` too: of such a column, each program finds something else.
- IFERROR gives a value: of a blank cell of a number 0, of one of a text "". Programs differ there.
- ROUNDUP and ROUNDDOWN leave out what is less than a millionth of the last place: binary numbers have that
  left over (1.1 * 3 is more than 3.3), and each program makes up its own mind about it.
- AVERAGE is SUM by COUNT, `#DIV/0!` where there is no number.
- ROUND rounds the decimal number half away from zero, as Excel does for the numbers it shows.
- SUM, MIN and MAX pass over a cell that holds no number. Of a cell that IF gives they do so only in Excel and
  LibreOffice, so that is refused.
- A number becomes a text of at most 15 digits, as in Excel (IronCalc shows 17, and a minus before zero).
- `^` takes whole exponents from 1: of 0^0 and of roots of negative numbers LibreOffice thinks otherwise.
- Texts are compared by = and <> alone, as their order depends on program and language.
- LEN counts a rare character or an emoji as one, as LibreOffice and the newest Excel do (older ones: two).
"""

from __future__ import annotations

from templates.language.functions import (
    cells,
    conditions,
    criteria,
    lookup,
    numbers,
    targets,
    texts,
    wordings,
)
from templates.language.functions.signatures import Function

__all__ = ["FUNCTIONS"]

_TABLE: tuple[Function, ...] = (
    numbers.SUM,
    cells.COUNT,
    cells.COUNTA,
    cells.COUNTSAME,
    criteria.COUNTIF,
    criteria.SUMIF,
    cells.ROWS,
    conditions.IF,
    conditions.IFERROR,
    conditions.AND,
    conditions.OR,
    conditions.NOT,
    numbers.ROUND,
    numbers.ROUNDUP,
    numbers.ROUNDDOWN,
    numbers.ABS,
    numbers.MIN,
    numbers.MAX,
    numbers.AVERAGE,
    texts.LEN,
    texts.DIGITS,
    texts.LEFT,
    lookup.INDEX,
    lookup.MATCH,
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
