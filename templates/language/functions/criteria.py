"""COUNTIF and SUMIF: how many rows of a column meet a criterion, and what stands beside those that do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from templates.findings.errors import Sentence
from templates.language.formulas import Piece, quoted, stripped
from templates.language.functions.keys import (
    KEYS,
    Keyed,
    equal_texts,
    error_code,
    keyed_code,
    not_of_one_list,
    number_operand,
    rows_of,
    wanted_code,
    wanted_literals,
)
from templates.language.functions.numbers import total
from templates.language.functions.signatures import (
    Arguments,
    Code,
    Coder,
    Facts,
    Function,
    Mistake,
    Renderer,
    Takes,
    whole_number,
)
from templates.language.operations import ZERO, Failed, compare, sheet_fold
from templates.language.values import ExcelError, Result
from templates.model.expression import Binary, Expression, Number, Ref, String, may_hold_text

__all__ = ["COUNTIF", "SUMIF"]

_CRITERION = re.compile(r"(<=|>=|<>|<|>|=|)(.*)", re.DOTALL)
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_OPERATORS = frozenset(("=", "<>", "<", "<=", ">", ">="))
_PATTERNS = frozenset("*?~")
_EQUAL = ("=", "<>")


@dataclass(frozen=True, slots=True)
class _Criterion:
    """What a row must be: an operator, and what its cell is compared with."""

    operator: str
    operand: Expression
    literal: bool


def _criterion(given: Arguments) -> _Criterion:
    """Return what a criterion says: `">5"`, `">" & limit`, or a value that the cell equals."""
    column, written = given[:2]
    match written:
        case String(value):
            found = _CRITERION.fullmatch(value)
            assert found is not None, "every text has an operator, or none"
            operator, word = found[1] or "=", found[2].strip()
            numeric = isinstance(column, Ref) and column.numeric and _NUMBER.fullmatch(word)
            return _Criterion(operator, Number(Decimal(word)) if numeric else String(found[2]), literal=True)
        case Binary("&") if (parts := _behind_operator(written)) is not None:
            return _Criterion(*parts, literal=False)
        case _:
            return _Criterion("=", written, literal=isinstance(written, Number))


def _behind_operator(written: Expression) -> tuple[str, Expression] | None:
    """Return the operator that a text begins with, and the rest of `"<>" & x & y`."""
    match written:
        case Binary("&", String(operator), operand) if operator in _OPERATORS:
            return operator, operand
        case Binary("&", left, right) if (found := _behind_operator(left)) is not None:
            return found[0], Binary("&", found[1], right)
        case _:
            return None


def _mistake(given: Arguments, facts: Facts) -> Mistake | None:
    """Say what is wrong with a criterion, or with the column beside; None where nothing is."""
    column, written = given[:2]
    assert isinstance(column, Ref)
    wrong = _wrong_criterion(column, written, _criterion(given), facts)
    if wrong is not None:
        return 1, wrong
    sums = given[-1] if len(given) > 2 else column
    assert isinstance(sums, Ref)
    if not sums.numeric:
        return (2 if len(given) > 2 else 0), Sentence.of("text-for-number")
    apart = not_of_one_list(column, sums, facts)
    return None if apart is None else (2, apart)


def _count_mistake(given: Arguments, facts: Facts) -> Mistake | None:
    column, written = given
    assert isinstance(column, Ref)
    wrong = _wrong_criterion(column, written, _criterion(given), facts)
    return None if wrong is None else (1, wrong)


def _wrong_criterion(
    column: Ref, written: Expression, criterion: _Criterion, facts: Facts
) -> Sentence | None:
    if any(_PATTERNS & set(text) for text in _texts(written)):
        return Sentence.of("criterion-pattern")
    operand = criterion.operand
    if isinstance(operand, String) and not sheet_fold(operand.value):
        return Sentence.of("criterion-of-a-blank")
    if isinstance(written, String) and column.numeric and not isinstance(operand, Number):
        return Sentence.of("criterion-not-a-number", criterion=written.value)
    if not column.numeric and criterion.operator not in _EQUAL:
        return Sentence.of("texts-without-order")
    sort, needed = facts.type_of(operand), "number" if column.numeric else "text"
    if sort not in (needed, "any"):
        return Sentence.of("criterion-of-numbers" if column.numeric else "criterion-of-texts")
    return None


def _texts(expression: Expression) -> Iterator[str]:
    """Yield the texts that a criterion is put together of."""
    match expression:
        case String(value):
            yield value
        case Binary("&", left, right):
            yield from (*_texts(left), *_texts(right))
        case _:
            pass


def _truth(sheet: Renderer, piece: Piece, column: Ref, criterion: _Criterion) -> str:
    """Return the formula that is 1 or TRUE of each of some cells that meets a criterion, else 0 or FALSE."""
    cells = piece.written[0]
    operator, operand = criterion.operator, criterion.operand
    if not column.numeric:
        words = _words_of(column, criterion)
        single = piece.rows == 1 or piece.has_words(0)
        same = equal_texts(sheet, cells, operand, words, single=single)
        return f"(1-{same})" if operator == "<>" else same
    # of all that may stand in a cell numbers alone come before texts
    number = number_operand(sheet, operand)
    if operator == "<>":
        return f'(1-({cells}<"")*({cells}={number}))'
    return f'(({cells}<"")*({cells}{operator}{number}))'


def _words_of(column: Ref, criterion: _Criterion) -> tuple[str, ...] | None:
    """Return the spellings of a word that a criterion names; None where a value is to be looked at."""
    operand = criterion.operand
    return wanted_literals(column, operand.value) if isinstance(operand, String) else None


def _word_meets(written: str, words: tuple[str, ...], criterion: _Criterion) -> bool:
    """Tell whether what the form itself has in a row meets a criterion."""
    same = written.lower() in (quoted(word).lower() for word in words)
    return same is (criterion.operator == "=")


def _where_something_is_asked_for(sheet: Renderer, column: Ref, criterion: _Criterion, found: str) -> str:
    """Return a formula that is 0 where what cells are compared with is blank, or no number."""
    operand = criterion.operand
    if criterion.literal or isinstance(operand, String):
        return f"({found})"
    formula = sheet.formula(operand)
    if column.numeric and not may_hold_text(operand):
        return f"({found})"
    if column.numeric:
        return f"IF(ISNUMBER({formula}),{found},0*{sheet.number(operand)})"
    return f'IF({stripped(formula)}="",0,{found})'


def _render_countif(sheet: Renderer, given: Arguments) -> str:
    column, criterion = given[0], _criterion(given)
    assert isinstance(column, Ref)
    words = _words_of(column, criterion)
    counts = []
    for piece in sheet.pieces((column,)):
        (cells,) = piece.written
        if piece.has_words(0) and words is not None:
            counts.append(str(piece.rows * _word_meets(cells, words, criterion)))
            continue
        short = words is not None and all(word[:1].isalpha() and '"' not in word for word in words)
        if piece.rows == 1 or piece.has_words(0):
            counts.append(f"{piece.rows}*{_truth(sheet, piece, column, criterion)}")
        elif short and words is not None:
            same = f'SUMPRODUCT(--({cells}&""={{{",".join(map(quoted, words))}}}))'
            counts.append(f"ROWS({cells})-{same}" if criterion.operator == "<>" else same)
        else:
            counts.append(f"SUMPRODUCT(--{_truth(sheet, piece, column, criterion)})")
    return _where_something_is_asked_for(sheet, column, criterion, "+".join(counts))


def _render_sumif(sheet: Renderer, given: Arguments) -> str:
    column, sums, criterion = given[0], given[-1] if len(given) > 2 else given[0], _criterion(given)
    assert isinstance(column, Ref)
    words = _words_of(column, criterion)
    parts = ["0"] if sheet.pieces((column,))[0].has_words(0) else []
    for piece in sheet.pieces((column, sums)):
        cells, beside = piece.written
        if piece.has_words(0) and words is not None:
            parts += [f"SUM({beside})"] if _word_meets(cells, words, criterion) else []
            continue
        met = _truth(sheet, piece, column, criterion)
        if piece.rows == 1:
            parts.append(f"{met}*N({beside})")
        elif piece.has_words(0):
            parts.append(f"{met}*SUM({beside})")
        else:  # ONLYOFFICE takes a text that looks like a number for one, where it is not left out
            parts.append(f'SUMPRODUCT({met}*({beside}<""),{beside})')
    return _where_something_is_asked_for(sheet, column, criterion, "+".join(parts))


def rows_beyond(
    leaves: Sequence[Result], error: ExcelError | None, operator: str, limit: Result
) -> list[int]:
    """Return which rows hold a number above or below a limit; an error in the column is raised."""
    if error is not None:
        raise Failed(error)
    return [
        row for row, held in enumerate(leaves) if isinstance(held, Decimal) and compare(operator, held, limit)
    ]


def count_equal(keyed: Keyed, wanted: Sequence[Result]) -> int:
    """Return how many rows equal what is wanted."""
    return len(rows_of(keyed, wanted))


def count_others(keyed: Keyed, wanted: Sequence[Result]) -> int:
    """Return how many rows equal nothing that is wanted; none where nothing is."""
    return keyed.size - len(rows_of(keyed, wanted)) if wanted else 0


def sum_beside(
    keyed: Keyed, wanted: Sequence[Result], sums: Sequence[Result], error: ExcelError | None
) -> Decimal:
    """Return the sum of the numbers beside the rows that equal what is wanted."""
    return sum_of_rows(rows_of(keyed, wanted), sums, error) if wanted else ZERO


def sum_beside_others(
    keyed: Keyed, wanted: Sequence[Result], sums: Sequence[Result], error: ExcelError | None
) -> Decimal:
    """Return the sum of the numbers beside the rows that equal nothing that is wanted."""
    if not wanted:
        return ZERO
    rows = frozenset(rows_of(keyed, wanted))
    return sum_of_rows([row for row in range(keyed.size) if row not in rows], sums, error)


def sum_of_rows(rows: Sequence[int], sums: Sequence[Result], error: ExcelError | None) -> Decimal:
    """Return the sum of the numbers in some rows; an error in any row is raised."""
    if error is not None:
        raise Failed(error)
    return total([sums[row] for row in rows])


def _rows_beyond_code(coder: Coder, column: Ref, criterion: _Criterion) -> Code:
    limit = coder.value(criterion.operand)
    given = f"{coder.leaves((column,))}, {error_code(coder, column)}, {criterion.operator!r}"
    if limit.gives == "number":
        return Code(f"rows_beyond({given}, {limit.text})", "any", limit.fails)
    name = coder.passing()
    tested = f"({name} := {limit.text}).__class__ is D"
    return Code(f"(rows_beyond({given}, {name}) if {tested} else None)", "any", limit.fails)


def _countif(coder: Coder, given: Arguments) -> Code:
    column, criterion = given[0], _criterion(given)
    assert isinstance(column, Ref)
    if criterion.operator not in _EQUAL:
        rows = _rows_beyond_code(coder, column, criterion)
        return whole_number(f"len({rows.text} or ())", fails=rows.fails or not coder.sound)
    wanted = wanted_code(coder, column, criterion.operand)
    helper = "count_equal" if criterion.operator == "=" else "count_others"
    code = f"{helper}({keyed_code(coder, column)}, {wanted.text})"
    return whole_number(code, fails=wanted.fails or not coder.sound)


def _sumif(coder: Coder, given: Arguments) -> Code:
    column, sums, criterion = given[0], given[-1] if len(given) > 2 else given[0], _criterion(given)
    assert isinstance(column, Ref)
    assert isinstance(sums, Ref)
    beside = f"{coder.leaves((sums,))}, {error_code(coder, sums)}"
    if criterion.operator not in _EQUAL:
        rows = _rows_beyond_code(coder, column, criterion)
        name = coder.passing()
        code = f"(ZERO if ({name} := {rows.text}) is None else sum_of_rows({name}, {beside}))"
        return Code(code, "number", fails=True)
    wanted = wanted_code(coder, column, criterion.operand)
    helper = "sum_beside" if criterion.operator == "=" else "sum_beside_others"
    code = f"{helper}({keyed_code(coder, column)}, {wanted.text}, {beside})"
    return Code(code, "number", fails=True)


COUNTIF = Function(
    "COUNTIF",
    (Takes.COLUMN, Takes.VALUE),
    "number",
    _render_countif,
    _countif,
    2,
    2,
    (rows_beyond, count_equal, count_others, *KEYS),
    sums_up=True,
    check=_count_mistake,
)
SUMIF = Function(
    "SUMIF",
    (Takes.COLUMN, Takes.VALUE, Takes.COLUMN),
    "number",
    _render_sumif,
    _sumif,
    2,
    3,
    (rows_beyond, sum_beside, sum_beside_others, sum_of_rows, *KEYS),
    sums_up=True,
    check=_mistake,
)
