"""A value by its key: `INDEX(a, MATCH(x, b, 0))`, the cell of column a in the first row whose b equals x."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from templates.findings.errors import Sentence
from templates.language.errors import ExpressionError
from templates.language.formulas import Piece, call, stripped
from templates.language.functions.cells import NO_CELL
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
from templates.language.functions.signatures import (
    Arguments,
    Code,
    Coder,
    Facts,
    Function,
    Mistake,
    Renderer,
    Takes,
)
from templates.language.operations import Failed, attempt
from templates.language.values import NA, ExcelError, Result
from templates.model.expression import Call, Expression, Number, Ref, String, may_hold_text

__all__ = ["INDEX", "MATCH", "match_of"]

MOST_PIECES = 60
"""IF may stand within IF 64 times."""


def match_of(position: Expression) -> Call | None:
    """Return the MATCH that finds a row; None where the number of the row is written."""
    return position if isinstance(position, Call) and position.function == "MATCH" else None


def _lookup_mistake(given: Arguments, facts: Facts) -> Mistake | None:
    """Say what is wrong with the MATCH of an INDEX."""
    match = match_of(given[1])
    column = given[0]
    assert isinstance(column, Ref)
    if match is None:
        return None
    keys = match.arguments[1]
    assert isinstance(keys, Ref)
    apart = not_of_one_list(column, keys, facts)
    return None if apart is None else (1, apart)


def _match_mistake(given: Arguments, facts: Facts) -> Mistake | None:
    wanted, keys, way = given
    assert isinstance(keys, Ref)
    if not (isinstance(way, Number) and way.value == 0):
        return 2, Sentence.of("match-not-exact")
    if isinstance(wanted, String) and not wanted.value.strip():
        return 0, Sentence.of("criterion-of-a-blank")
    if facts.type_of(wanted) not in ("number" if keys.numeric else "text", "any"):
        return 0, Sentence.of("criterion-of-numbers" if keys.numeric else "criterion-of-texts")
    return None


def _render_lookup(sheet: Renderer, column: Expression, match: Call) -> str:
    """Return the formula of the cell beside the first key that equals what is looked for."""
    wanted, keys, _ = match.arguments
    assert isinstance(keys, Ref)
    found = sheet.pieces((keys, column))
    if len(found) > MOST_PIECES:
        raise ExpressionError("lookup-in-pieces", count=len(found), most=MOST_PIECES)
    formula = ""
    for piece in reversed(found):
        same = _equal(sheet, piece, keys, wanted)
        if piece.rows == 1 or piece.has_words(0) or piece.has_words(1):
            formula = f"IF(SUMPRODUCT(0+{same})>0,{piece.first[1]},{formula or NO_CELL})"
            continue
        # MATCH sees a whole row of conditions within SUMPRODUCT, and takes no sign of a text for a pattern
        cell = f"INDEX({piece.written[1]},SUMPRODUCT(MATCH(1,0+{same},0)))"
        formula = f"IFERROR({cell},{formula})" if formula else cell
    return _where_something_is_looked_for(sheet, keys, wanted, f"IF({_sound(found)},{formula},{NO_CELL})")


def _sound(found: Sequence[Piece]) -> str:
    """Return the formula that is TRUE where no cell holds an error, which programs deal with in many ways."""
    terms = [
        f"SUMPRODUCT(0+({written}=0))"
        for piece in found
        for number, written in enumerate(dict.fromkeys(piece.written))
        if not piece.has_words(number)
    ]
    return f"ISNUMBER({'+'.join(terms)})"


def _equal(sheet: Renderer, piece: Piece, keys: Ref, wanted: Expression) -> str:
    cells = piece.written[0]
    if keys.numeric:
        return f'(({cells}<"")*({cells}={number_operand(sheet, wanted)}))'
    words = wanted_literals(keys, wanted.value) if isinstance(wanted, String) else None
    single = piece.rows == 1 or piece.has_words(0)
    return equal_texts(sheet, cells, wanted, words, single=single)


def _where_something_is_looked_for(sheet: Renderer, keys: Ref, wanted: Expression, found: str) -> str:
    """Return a formula that is an error where what is looked for is blank, or no number."""
    if isinstance(wanted, String) or (keys.numeric and not may_hold_text(wanted)):
        return found
    formula = sheet.formula(wanted)
    if keys.numeric:
        return call("IF", [call("ISNUMBER", [formula]), found, NO_CELL])
    return call("IF", [f'{stripped(formula)}=""', NO_CELL, found])


def index(leaves: Sequence[Result], at: Result) -> Result:
    """Return what the cell of that number holds, from 1; `#N/A` where there is none."""
    if not isinstance(at, Decimal) or not 0 < int(at) <= len(leaves):
        raise Failed(NA)
    return leaves[int(at) - 1]


def value_by_key(
    leaves: Sequence[Result], error: ExcelError | None, keyed: Keyed, wanted: Sequence[Result]
) -> Result:
    """Return what stands in the first row that equals what is wanted.

    Where none does it is `#N/A`, and where a cell of either column holds an error.
    """
    if keyed.error is not None or error is not None:
        raise Failed(NA)
    rows = rows_of(keyed, wanted)
    if not rows:
        raise Failed(NA)
    return leaves[rows[0]]


def _lookup_code(coder: Coder, column: Expression, match: Call) -> Code:
    """Return the code of the value beside the first key that equals what is looked for."""
    wanted, keys, _ = match.arguments
    assert isinstance(keys, Ref)
    assert isinstance(column, Ref)
    key = wanted_code(coder, keys, wanted)
    given = (coder.leaves((column,)), error_code(coder, column), keyed_code(coder, keys), key.text)
    code = f"value_by_key({', '.join(given)})"
    return Code(code, "any", fails=True)


def _render_index(sheet: Renderer, given: Arguments) -> str:
    match = match_of(given[1])
    if match is not None:
        return _render_lookup(sheet, given[0], match)
    cells, at = sheet.cells(given[0]), sheet.fixed(given[1])
    return cells[at - 1] if at is not None and 0 < at <= len(cells) else NO_CELL


def _index(coder: Coder, given: Arguments) -> Code:
    match = match_of(given[1])
    if match is not None:
        return _lookup_code(coder, given[0], match)
    at = coder.value(given[1])
    position = f"attempt(lambda: {at.text})" if at.fails else at.text
    found = f"index({coder.leaves(given[:1])}, {position})"
    return Code(found if coder.sound else f"sound({found})", "any", fails=True)


def _alone(*_: object) -> str:
    raise ExpressionError("match-alone")


def _alone_code(*_: object) -> Code:
    raise ExpressionError("match-alone")


MATCH = Function(
    "MATCH",
    (Takes.VALUE, Takes.COLUMN, Takes.FIXED),
    "number",
    _alone,
    _alone_code,
    3,
    3,
    (value_by_key, *KEYS),
    check=_match_mistake,
)
INDEX = Function(
    "INDEX",
    (Takes.COLUMN, Takes.POSITION),
    None,
    _render_index,
    _index,
    2,
    2,
    (index, attempt),
    check=_lookup_mistake,
)
