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
- INDEX takes a fixed number and becomes the very cell; past the end it is `#REF!`, as in Excel
  (LibreOffice says `#VALUE!`).
- ROUND rounds the decimal number half away from zero, as Excel does for the numbers it shows.
- SUM, MIN and MAX pass over a cell that holds no number. Of a cell that IF gives they do so only in Excel and
  LibreOffice, so that is refused.
- A number becomes a text of at most 15 digits, as in Excel (IronCalc shows 17, and a minus before zero).
- `^` takes whole exponents from 1: of 0^0 and of roots of negative numbers LibreOffice thinks otherwise.
- Texts are compared by = and <> alone, as their order depends on program and language.
- LEN counts a rare character or an emoji as one, as LibreOffice and the newest Excel do (older ones: two).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from templates.language import target_functions
from templates.language.errors import ExpressionError
from templates.language.formulas import blank, call, quoted, stripped
from templates.language.signatures import Arguments, Evaluator, Function, Renderer, Takes, ValueType
from templates.language.values import (
    NUM,
    REF,
    ExcelError,
    Result,
    arithmetic,
    first_error,
    is_blank,
    is_mark,
    number_of,
    rounded,
    text_of,
)
from templates.model.expression import Binary, Call, Expression, Ref, String, marks
from templates.text import Language

__all__ = ["FUNCTIONS", "LONG"]

LONG = 60
"""From how many cells on COUNTA leaves a column to SUMPRODUCT."""

_DIGITS = frozenset("0123456789")
_FEW = 3
"""Up to so many arguments, ONEOF is written out."""


def _plain(name: str) -> Callable[[Renderer, Arguments], str]:
    """Render as Excel's function of that name, each argument one value."""
    return lambda sheet, given: call(name, [sheet.formula(one) for one in given])


def _calculated(name: str) -> Callable[[Renderer, Arguments], str]:
    """Render as Excel's function of that name, each argument a number to calculate with."""
    return lambda sheet, given: call(name, [sheet.number(one) for one in given])


def _over_areas(name: str) -> Callable[[Renderer, Arguments], str]:
    """Render as Excel's function of that name over cells and ranges."""
    return lambda sheet, given: call(name, [area for one in given for area in sheet.areas(one)])


def _numbers(reader: Evaluator, given: Arguments) -> list[Decimal] | ExcelError:
    """Return the numbers of the arguments; in cells all that is no number is passed over."""
    numbers: list[Decimal] = []
    for one in given:
        cells = isinstance(one, Ref) or (isinstance(one, Call) and one.function == "INDEX")
        for value in reader.values(one):
            if cells and not isinstance(value, Decimal | ExcelError):
                continue
            number = number_of(value)
            if isinstance(number, ExcelError):
                return number
            numbers.append(number)
    return numbers


def _sum(reader: Evaluator, given: Arguments) -> Result:
    numbers = _numbers(reader, given)
    if isinstance(numbers, ExcelError):
        return numbers
    total: Decimal | ExcelError = Decimal(0)
    for number in numbers:
        total = arithmetic("+", total, number)
    return total


def _extreme(pick: Callable[[Sequence[Decimal]], Decimal]) -> Callable[[Evaluator, Arguments], Result]:
    def evaluate(reader: Evaluator, given: Arguments) -> Result:
        numbers = _numbers(reader, given)
        return numbers if isinstance(numbers, ExcelError) else pick(numbers or [Decimal(0)])

    return evaluate


def _count(reader: Evaluator, given: Arguments) -> Result:
    return Decimal(sum(isinstance(value, Decimal) for one in given for value in reader.values(one)))


def _render_counta(sheet: Renderer, given: Arguments) -> str:
    written: list[str] = []
    for one in given:
        cells = sheet.cells(one)
        if len(cells) <= LONG:
            written += [f'({stripped(cell)}<>"")' for cell in cells]
        else:
            written += [f'SUMPRODUCT(--({stripped(area)}<>""))' for area in sheet.areas(one)]
    return "(" + "+".join(written) + "+0)"


def _counta(reader: Evaluator, given: Arguments) -> Result:
    values = [value for one in given for value in reader.values(one)]
    return first_error(values) or Decimal(sum(not is_blank(value) for value in values))


def _render_countsame(sheet: Renderer, given: Arguments) -> str:
    column, value = given
    same = sheet.formula(value)
    counts = "+".join(f"SUMPRODUCT(--({area}={same}))" for area in sheet.areas(column))
    return f'IF({stripped(same)}="",0,{counts})'


def _countsame(reader: Evaluator, given: Arguments) -> Result:
    value = reader.value(given[1])
    if isinstance(value, ExcelError):
        return value
    if is_blank(value):
        return Decimal(0)
    same = [reader.compared("=", one, value) for one in reader.values(given[0])]
    return first_error(same) or Decimal(same.count(True))


def _if(reader: Evaluator, given: Arguments) -> Result:
    condition = reader.value(given[0])
    if isinstance(condition, ExcelError):
        return condition
    return reader.value(given[1] if condition else given[2])


def _junction(decide: Callable[[Sequence[Result]], bool]) -> Callable[[Evaluator, Arguments], Result]:
    def evaluate(reader: Evaluator, given: Arguments) -> Result:
        values = [reader.value(one) for one in given]
        return first_error(values) or decide(values)

    return evaluate


def _not(reader: Evaluator, given: Arguments) -> Result:
    value = reader.value(given[0])
    return value if isinstance(value, ExcelError) else not value


def _round(reader: Evaluator, given: Arguments) -> Result:
    number, digits = (reader.number(one) for one in given)
    if isinstance(number, ExcelError):
        return number
    return digits if isinstance(digits, ExcelError) else rounded(number, digits)


def _abs(reader: Evaluator, given: Arguments) -> Result:
    number = reader.number(given[0])
    return number if isinstance(number, ExcelError) else abs(number)


def _len(reader: Evaluator, given: Arguments) -> Result:
    text = text_of(reader.value(given[0]))
    return text if isinstance(text, ExcelError) else Decimal(len(text))


def _left(reader: Evaluator, given: Arguments) -> Result:
    text, count = text_of(reader.value(given[0])), number_of(reader.value(given[1]))
    if isinstance(text, ExcelError) or isinstance(count, ExcelError):
        return first_error((text, count))
    return text[: int(count)] if count >= 0 else NUM


def _render_digits(sheet: Renderer, given: Arguments) -> str:
    text = sheet.formula(given[0])
    without = "+".join(f'LEN(SUBSTITUTE({text},"{digit}",""))' for digit in range(10))
    return f"(10*LEN({text})-({without}))"


def _digits(reader: Evaluator, given: Arguments) -> Result:
    text = text_of(reader.value(given[0]))
    return text if isinstance(text, ExcelError) else Decimal(sum(sign in _DIGITS for sign in text))


def _render_index(sheet: Renderer, given: Arguments) -> str:
    cells, at = sheet.cells(given[0]), sheet.fixed(given[1])
    return cells[at - 1] if at is not None and 0 < at <= len(cells) else REF.code


def _index(reader: Evaluator, given: Arguments) -> Result:
    values, at = reader.values(given[0]), reader.value(given[1])
    if not isinstance(at, Decimal) or not 0 < int(at) <= len(values):
        return REF
    return values[int(at) - 1]


def _isnumber(reader: Evaluator, given: Arguments) -> Result:
    return isinstance(reader.value(given[0]), Decimal)


def _iserror(reader: Evaluator, given: Arguments) -> Result:
    return isinstance(reader.value(given[0]), ExcelError)


def _separator(language: Language) -> str:
    return ", " if language == "en" else "、"


def _labels(given: Arguments, language: Language) -> list[str]:
    return [one.label.say(language) if isinstance(one, Ref) else "" for one in given]


def _render_missing(sheet: Renderer, given: Arguments) -> str:
    separator = _separator(sheet.language)
    said = "&".join(
        f'IF({blank(sheet.formula(one), marks=marks(one))},{quoted(separator + label)},"")'
        for one, label in zip(given, _labels(given, sheet.language), strict=True)
    )
    return f"MID({said},{len(separator) + 1},9999)"


def _missing(reader: Evaluator, given: Arguments) -> Result:
    values = [reader.value(one) for one in given]
    labels = _labels(given, reader.language)
    left = [
        label
        for one, label, value in zip(given, labels, values, strict=True)
        if is_blank(value) or (marks(one) and is_mark(value))
    ]
    return first_error(values) or _separator(reader.language).join(left)


def _alternatives(given: Arguments) -> list[Expression]:
    return [Binary("=", given[0], one) for one in given[1:]]


def _render_oneof(sheet: Renderer, given: Arguments) -> str:
    quotes = any(isinstance(one, String) and '"' in one.value for one in given[1:])
    if len(given) <= _FEW or quotes:  # IronCalc reads no quotes within braces
        return call("OR", [sheet.formula(one) for one in _alternatives(given)])
    # Shorter by far; SUMPRODUCT alone makes every engine compare with each of the texts.
    texts = ",".join(sheet.formula(one) for one in given[1:])
    return f"(SUMPRODUCT(--({sheet.formula(given[0])}={{{texts}}}))>0)"


def _oneof(reader: Evaluator, given: Arguments) -> Result:
    return _junction(any)(reader, tuple(_alternatives(given)))


def _of_target(part: Callable[[Result], Result]) -> Callable[[Evaluator, Arguments], Result]:
    return lambda reader, given: part(reader.value(given[0]))


def _sametext(reader: Evaluator, given: Arguments) -> Result:
    a, b = (target_functions.folded(reader.value(one)) for one in given)
    return first_error((a, b)) or a == b


def _listed(reader: Evaluator, given: Arguments) -> Result:
    text, column = (
        target_functions.folded(reader.value(given[0])),
        map(target_functions.folded, reader.values(given[1])),
    )
    return text if isinstance(text, ExcelError) else bool(text) and text in column


def _refused(name: str) -> Callable[[Renderer, Arguments], str]:
    def render(sheet: Renderer, given: Arguments) -> str:
        raise ExpressionError("function-of-the-reader", name=name)

    return render


def _for_reader(
    name: str, takes: tuple[Takes, ...], gives: ValueType, evaluate: Callable[[Evaluator, Arguments], Result]
) -> Function:
    return Function(name, takes, gives, _refused(name), evaluate, len(takes), len(takes), reader_only=True)


_TABLE = (
    Function("SUM", (Takes.NUMBERS,), "number", _over_areas("SUM"), _sum, 1, None),
    Function("COUNT", (Takes.CELLS,), "number", _over_areas("COUNT"), _count, 1, None, tests_blank=True),
    Function("COUNTA", (Takes.CELLS,), "number", _render_counta, _counta, 1, None, tests_blank=True),
    Function("COUNTSAME", (Takes.COLUMN, Takes.VALUE), "number", _render_countsame, _countsame, 2, 2),
    Function("IF", (Takes.TRUTH, Takes.ANY, Takes.ANY), None, _plain("IF"), _if, 3, 3),
    Function("AND", (Takes.TRUTH,), "truth", _plain("AND"), _junction(all), 1, None),
    Function("OR", (Takes.TRUTH,), "truth", _plain("OR"), _junction(any), 1, None),
    Function("NOT", (Takes.TRUTH,), "truth", _plain("NOT"), _not, 1, 1),
    Function("ROUND", (Takes.NUMBER, Takes.FIXED), "number", _calculated("ROUND"), _round, 2, 2),
    Function("ABS", (Takes.NUMBER,), "number", _calculated("ABS"), _abs, 1, 1),
    Function("MIN", (Takes.NUMBERS,), "number", _over_areas("MIN"), _extreme(min), 1, None),
    Function("MAX", (Takes.NUMBERS,), "number", _over_areas("MAX"), _extreme(max), 1, None),
    Function("LEN", (Takes.VALUE,), "number", _plain("LEN"), _len, 1, 1),
    Function("DIGITS", (Takes.VALUE,), "number", _render_digits, _digits, 1, 1),
    Function("LEFT", (Takes.VALUE, Takes.FIXED), "text", _plain("LEFT"), _left, 2, 2),
    Function("INDEX", (Takes.COLUMN, Takes.FIXED), None, _render_index, _index, 2, 2),
    Function("ISNUMBER", (Takes.VALUE,), "truth", _plain("ISNUMBER"), _isnumber, 1, 1, tests_blank=True),
    Function("ISERROR", (Takes.VALUE,), "truth", _plain("ISERROR"), _iserror, 1, 1, tests_blank=True),
    Function("MISSING", (Takes.CELL,), "text", _render_missing, _missing, 1, None, tests_blank=True),
    Function("ONEOF", (Takes.VALUE, Takes.LITERAL), "truth", _render_oneof, _oneof, 2, None),
    _for_reader("TARGETNUMBER", (Takes.VALUE,), "number", _of_target(target_functions.target_number)),
    _for_reader("TARGETUNIT", (Takes.VALUE,), "text", _of_target(target_functions.target_unit)),
    _for_reader("TARGETOPERATOR", (Takes.VALUE,), "text", _of_target(target_functions.target_operator)),
    _for_reader("TARGETKIND", (Takes.VALUE,), "text", _of_target(target_functions.target_kind)),
    _for_reader("SAMETEXT", (Takes.VALUE, Takes.VALUE), "truth", _sametext),
    _for_reader("LISTED", (Takes.VALUE, Takes.COLUMN), "truth", _listed),
)

FUNCTIONS = {function.name: function for function in _TABLE}
"""Every function by its name."""
