"""The value of an expression by a plain walk over its tree: the generated code must give the same.

Slow, and written as the language is described: an error is a value like any other, every operation and every
function looks at what it is given, and nothing is known beforehand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_DOWN, ROUND_UP, Decimal
from functools import reduce

from templates.kinds.shared.clean import key
from templates.kinds.typed.comparing import have_same_unit
from templates.kinds.typed.targets import parse_target
from templates.language.functions.cells import LONG
from templates.language.functions.targets import (
    are_unchanged,
    falls_short,
    is_fact,
    is_out_of_trend,
    money_of_target,
    target_of,
)
from templates.language.functions.wordings import count_figures, count_items, unmeasured
from templates.language.python_code.rule_code import is_filled
from templates.language.references import resolve
from templates.language.value_types import value_type_of
from templates.language.values import (
    BLANKS,
    MARKS,
    NA,
    NUM,
    ExcelError,
    Result,
    compare,
    divided,
    is_blank,
    is_mark,
    negated,
    number_of,
    plus,
    power,
    result_of,
    rounded,
    rounded_whole,
    text_of,
    times,
)
from templates.model.expression import (
    ARITHMETIC,
    Binary,
    Call,
    Expression,
    ItemNumber,
    Number,
    Ref,
    String,
    Unary,
    marks,
    walk,
)
from templates.model.rule import Rule
from templates.path import Indices, Tree
from templates.text import Language

__all__ = ["arithmetic", "joined", "walked", "walked_computed", "walked_rule"]

Arguments = tuple[Expression, ...]

_QUOTES = dict.fromkeys(map(ord, "“”„‟「」『』＂"), '"')


def walked(
    expression: Expression, values: Tree, indices: Indices, language: Language = "zh", *, folded: bool = False
) -> Result:
    """Return what an expression gives over a tree of values."""
    return _Walk(values, indices, language, folded).value(expression)


def walked_rule(rule: Rule, values: Tree, indices: Indices, *, folded: bool = False) -> bool:
    """Tell whether a rule is broken."""
    if not all(walked(is_filled(guard), values, indices) is True for guard in rule.guards):
        return False
    return walked(rule.ensure, values, indices, folded=folded) is False


def walked_computed(expression: Expression, values: Tree, indices: Indices) -> Decimal | str | None:
    """Return the number or the text of a computed cell."""
    cells = [(cell, ref) for cell, ref in _number_cells(expression) if ref.numeric and not ref.fixed]
    others = [cell for cell in _cells_of_other_items(expression) if not _is_tested(expression, cell)]
    if any(not isinstance(walked(cell, values, indices), Decimal) for cell in others):
        return None
    within = [(cell, ref) for cell, ref in cells if cell not in others]
    if value_type_of(expression) == "text":
        tested = [cell for part in walk(expression) if _is_test(part) for cell, _ in _number_cells(part)]
        within = [(cell, ref) for cell, ref in within if cell not in tested]
    innermost = max((ref.bound for _, ref in within), default=0)
    counted = [cell for cell, ref in within if ref.bound == innermost]
    if counted and not any(_has_number(cell, values, indices) for cell in counted):
        return None
    result = walked(expression, values, indices)
    if value_type_of(expression) == "text":
        shown = text_of(result)
        return None if isinstance(shown, ExcelError) else shown or None
    if result is None:
        return Decimal(0)
    return result if isinstance(result, Decimal) else None


def _number_cells(expression: Expression) -> list[tuple[Expression, Ref]]:
    """Return the cells that an expression names; one that INDEX picks is the call, with its column."""
    if isinstance(expression, Ref):
        return [(expression, expression)]
    if isinstance(expression, Call) and expression.function == "INDEX":
        column = expression.arguments[0]
        assert isinstance(column, Ref)
        return [(expression, column)]
    if isinstance(expression, Call) and expression.function == "IFERROR":
        expression = Call("IFERROR", (_asked_for(expression.arguments[0]), expression.arguments[1]))
    return [found for part in _parts(expression) for found in _number_cells(part)]


def _asked_for(expression: Expression) -> Expression:
    """Return what IFERROR tries without what it finds elsewhere: what it looks for counts."""
    if isinstance(expression, Call) and expression.function == "INDEX":
        position = expression.arguments[1]
        return position.arguments[0] if isinstance(position, Call) else expression
    parts = _parts(expression)
    return Call("SUM", tuple(map(_asked_for, parts))) if parts else expression


def _parts(expression: Expression) -> tuple[Expression, ...]:
    match expression:
        case Unary(_, operand):
            return (operand,)
        case Binary(_, left, right):
            return left, right
        case Call(_, given):
            return given
        case _:
            return ()


def _cells_of_other_items(expression: Expression) -> list[Expression]:
    return [
        cell
        for cell, ref in _number_cells(expression)
        if isinstance(cell, Call) and ref.numeric and any(isinstance(one, ItemNumber) for one in walk(cell))
        if not (isinstance(cell.arguments[1], Call) and cell.arguments[1].function == "MATCH")
    ]


def _is_test(expression: Expression) -> bool:
    match expression:
        case Binary("=" | "<>", left, right):
            return String("") in (left, right)
        case Call(name):
            return name in ("COUNT", "COUNTA", "ROWS", "ISNUMBER", "ISERROR", "MISSING")
        case _:
            return False


def _is_tested(expression: Expression, cell: Expression) -> bool:
    """Whether an expression always tests a cell, or needs it in one case of several alone."""
    match expression:
        case _ if expression == cell:
            return False
        case Binary("=" | "<>", left, right) if String("") in (left, right):
            return True
        case Call("IF", (condition, *_)):
            return _is_tested(condition, cell)
        case Call("IFERROR", (_, otherwise)):
            return _is_tested(otherwise, cell)
        case Call("COUNT" | "COUNTA" | "ROWS" | "ISNUMBER" | "ISERROR" | "MISSING", _):
            return True
        case _:
            return all(_is_tested(part, cell) for part in _parts(expression))


def _has_number(cell: Expression, values: Tree, indices: Indices) -> bool:
    if isinstance(cell, Ref):
        return bool(walked(Call("COUNT", (cell,)), values, indices))
    return isinstance(walked(cell, values, indices), Decimal)


def _fold(value: Result) -> str | ExcelError:
    text = text_of(value)
    return text if isinstance(text, ExcelError) else key(text.translate(_QUOTES)).rstrip("。;.")


def as_compared(value: Result) -> str | ExcelError:
    """Return a text as the sheet compares it, without what `BLANKS` has and a final stop."""
    text = text_of(value)
    if isinstance(text, ExcelError):
        return text
    return "".join(sign for sign in text if sign not in BLANKS).removesuffix("。")


def arithmetic(operator: str, a: Decimal | ExcelError, b: Decimal | ExcelError) -> Decimal | ExcelError:
    """Return `a operator b` for one of `+ - * / ^`."""
    if isinstance(a, ExcelError):
        return a
    if isinstance(b, ExcelError):
        return b
    match operator:
        case "+":
            return plus(a, b)
        case "-":
            return plus(a, negated(b))
        case "*":
            return times(a, b)
        case "/":
            return divided(a, b)
        case _:
            return power(a, b)


def joined(left: Result, right: Result) -> str | ExcelError:
    """Return `left & right`."""
    a, b = text_of(left), text_of(right)
    if isinstance(a, ExcelError):
        return a
    return b if isinstance(b, ExcelError) else a + b


def first_error(values: Sequence[Result]) -> ExcelError | None:
    """Return the first error among values."""
    return next((value for value in values if isinstance(value, ExcelError)), None)


class _Walk:
    def __init__(self, values: Tree, indices: Indices, language: Language, folded: bool) -> None:
        self.tree = values
        self.indices = indices
        self.language: Language = language
        self.folded = folded

    def value(self, expression: Expression) -> Result:
        match expression:
            case Number(value):
                return value
            case String(value):
                return value
            case ItemNumber():
                return Decimal(self.indices[-1] + 1)
            case Ref():
                return result_of(resolve(self.tree, expression, self.indices))
            case Unary(operator, operand):
                signed = self.number(operand)
                return signed if operator == "+" or isinstance(signed, ExcelError) else negated(signed)
            case Binary(operator, left, right):
                return self._binary(operator, left, right)
            case Call(name, given):
                return FUNCTIONS[name](self, given)

    def number(self, expression: Expression) -> Decimal | ExcelError:
        return number_of(self.value(expression))

    def values(self, expression: Expression) -> list[Result]:
        if isinstance(expression, Ref) and expression.column:
            return [result_of(leaf) for leaf in resolve(self.tree, expression, self.indices)]
        return [self.value(expression)]

    def compared(
        self, operator: str, left: Result, right: Result, *, texts: bool = False
    ) -> bool | ExcelError:
        """Compare two values; `texts` where the sheet knows that both are to be texts."""
        if self.folded and isinstance(left, str) and isinstance(right, str):
            return compare(operator, _fold(left), _fold(right))
        if texts and not self.folded:
            left, right = as_compared(left), as_compared(right)
        return compare(operator, left, right)

    def _binary(self, operator: str, left: Expression, right: Expression) -> Result:
        if operator in ARITHMETIC:
            return arithmetic(operator, self.number(left), self.number(right))
        a, b = self.value(left), self.value(right)
        if operator in ("=", "<>") and String("") in (left, right):
            tested, part = (b, right) if left == String("") else (a, left)
            if isinstance(tested, ExcelError):
                return tested
            return (is_blank(tested) or (marks(part) and is_mark(tested))) is (operator == "=")
        if operator == "&":
            return joined(a, b)
        texts = operator in ("=", "<>") and value_type_of(left) == value_type_of(right) == "text"
        return self.compared(operator, a, b, texts=texts)


def _numbers(walk: _Walk, given: Arguments) -> list[Decimal] | ExcelError:
    numbers: list[Decimal] = []
    for one in given:
        cells = isinstance(one, Ref) or (isinstance(one, Call) and one.function == "INDEX")
        for value in walk.values(one):
            if cells and not isinstance(value, Decimal | ExcelError):
                continue
            number = number_of(value)
            if isinstance(number, ExcelError):
                return number
            numbers.append(number)
    return numbers


def _sum(walk: _Walk, given: Arguments) -> Result:
    numbers = _numbers(walk, given)
    if isinstance(numbers, ExcelError):
        return numbers
    total: Decimal | ExcelError = Decimal(0)
    for number in numbers:
        total = arithmetic("+", total, number)
    return total


def _extreme(pick: Callable[[Sequence[Decimal]], Decimal]) -> Callable[[_Walk, Arguments], Result]:
    def work(walk: _Walk, given: Arguments) -> Result:
        numbers = _numbers(walk, given)
        return numbers if isinstance(numbers, ExcelError) else pick(numbers or [Decimal(0)])

    return work


def _count(walk: _Walk, given: Arguments) -> Result:
    return Decimal(sum(isinstance(value, Decimal) for one in given for value in walk.values(one)))


def _counta(walk: _Walk, given: Arguments) -> Result:
    many = sum(len(walk.values(one)) for one in given) > 48
    found = [_filled_of(walk, one, many and isinstance(one, Ref) and one.column) for one in given]
    return first_error([value for one in given for value in walk.values(one)]) or Decimal(sum(found))


def _filled_of(walk: _Walk, one: Expression, long: bool) -> int:
    values = walk.values(one)
    if (len(values) > LONG or long) and not walk.folded:
        blanks = ("", " ", "  ", "\u3000", "\u00a0", *(MARKS if marks(one) else ()))
        return sum(not (value is None or value in blanks) for value in values)
    return sum(not (is_blank(value) or (marks(one) and is_mark(value))) for value in values)


def _countsame(walk: _Walk, given: Arguments) -> Result:
    value = walk.value(given[1])
    if isinstance(value, ExcelError):
        return value
    if is_blank(value):
        return Decimal(0)
    held = walk.values(given[0])
    if not walk.folded and all(value_type_of(one) == "text" for one in given):
        return first_error(held) or Decimal(_alike(held, value))
    same = [walk.compared("=", one, value) for one in held]
    return first_error(same) or Decimal(same.count(True))


def _alike(held: Sequence[Result], value: Result) -> int:
    """Return how many texts are a text with `。` or a space behind it, or the text as it was typed."""
    word = as_compared(value)
    alike = [f"{word}{end}" for end in ("", "。", " ", "\u3000")]
    if not any(compare("=", text_of(value), one) is True for one in alike):
        alike.append(str(text_of(value)))
    return sum(any(compare("=", text_of(one), other) is True for other in alike) for one in held)


def _if(walk: _Walk, given: Arguments) -> Result:
    condition = walk.value(given[0])
    if isinstance(condition, ExcelError):
        return condition
    return walk.value(given[1] if condition else given[2])


def _junction(decide: Callable[[Sequence[Result]], bool]) -> Callable[[_Walk, Arguments], Result]:
    def work(walk: _Walk, given: Arguments) -> Result:
        values = [walk.value(one) for one in given]
        return first_error(values) or decide(values)

    return work


def _not(walk: _Walk, given: Arguments) -> Result:
    value = walk.value(given[0])
    return value if isinstance(value, ExcelError) else not value


def _round(walk: _Walk, given: Arguments) -> Result:
    number, digits = (walk.number(one) for one in given)
    if isinstance(number, ExcelError):
        return number
    return digits if isinstance(digits, ExcelError) else rounded(number, digits)


def _abs(walk: _Walk, given: Arguments) -> Result:
    number = walk.number(given[0])
    return number if isinstance(number, ExcelError) else abs(number)


def _len(walk: _Walk, given: Arguments) -> Result:
    text = text_of(walk.value(given[0]))
    return text if isinstance(text, ExcelError) else Decimal(len(text))


def _left(walk: _Walk, given: Arguments) -> Result:
    text, count = text_of(walk.value(given[0])), number_of(walk.value(given[1]))
    if isinstance(text, ExcelError) or isinstance(count, ExcelError):
        return first_error((text, count))
    return text[: int(count)] if count >= 0 else NUM


def _digits(walk: _Walk, given: Arguments) -> Result:
    text = text_of(walk.value(given[0]))
    return text if isinstance(text, ExcelError) else Decimal(sum(sign in "0123456789" for sign in text))


def _index(walk: _Walk, given: Arguments) -> Result:
    if isinstance(given[1], Call) and given[1].function == "MATCH":
        return _found(walk, given[0], given[1])
    values, at = walk.values(given[0]), walk.value(given[1])
    if not isinstance(at, Decimal) or not 0 < int(at) <= len(values):
        return NA
    return values[int(at) - 1]


def _missing(walk: _Walk, given: Arguments) -> Result:
    values = [walk.value(one) for one in given]
    names = [
        one.label.say(walk.language) if isinstance(one, Ref) else ""
        for one, value in zip(given, values, strict=True)
        if is_blank(value) or (marks(one) and is_mark(value))
    ]
    return first_error(values) or (", " if walk.language == "en" else "、").join(names)


def _oneof(walk: _Walk, given: Arguments) -> Result:
    return _junction(any)(walk, tuple(Binary("=", given[0], one) for one in given[1:]))


def _target(part: str) -> Callable[[_Walk, Arguments], Result]:
    def work(walk: _Walk, given: Arguments) -> Result:
        text = text_of(walk.value(given[0]))
        if isinstance(text, ExcelError):
            return text
        found: Result = None if is_blank(text) else getattr(parse_target(text), part)
        return found

    return work


def _sametext(walk: _Walk, given: Arguments) -> Result:
    a, b = (_fold(walk.value(one)) for one in given)
    return first_error((a, b)) or a == b


def _listed(walk: _Walk, given: Arguments) -> Result:
    text, column = _fold(walk.value(given[0])), map(_fold, walk.values(given[1]))
    return text if isinstance(text, ExcelError) else bool(text) and text in column


def _columns(walk: _Walk, given: Arguments, *at: int) -> list[list[Result]]:
    return [list(walk.values(given[one])) for one in at]


def _texts(column: list[Result]) -> list[str]:
    """Return the texts of a column as texts are compared; an error is none."""
    return [found if isinstance(found := _fold(held), str) else "" for held in column]


def _words(test: Callable[[str, str], bool]) -> Callable[[_Walk, Arguments], Result]:
    def work(walk: _Walk, given: Arguments) -> Result:
        text, *words = (_fold(walk.value(one)) for one in given)
        return text if isinstance(text, ExcelError) else any(test(text, str(word)) for word in words)

    return work


def _key(value: Result) -> str | ExcelError:
    """Return a text as texts are compared, for looking it up; a number is none."""
    return _fold(value) if isinstance(value, str | ExcelError) else ""


def _beside(walk: _Walk, given: Arguments) -> Result:
    key = _key(walk.value(given[1]))
    if isinstance(key, ExcelError):
        return key
    keys, values = _columns(walk, given, 0, 2)
    rows = [held for name, held in zip(map(_key, keys), values, strict=False) if key and name == key]
    return next((held for held, text in zip(rows, _texts(rows), strict=True) if text), None)


def _agrees(walk: _Walk, given: Arguments) -> Result:
    key, value = _key(walk.value(given[1])), _fold(walk.value(given[3]))
    keys, values = _columns(walk, given, 0, 2)
    beside = {
        held for name, held in zip(map(_key, keys), _texts(values), strict=False) if key and name == key
    }
    beside.discard("")
    return first_error((key, value)) or beside <= {value}


def _of_text(work: Callable[[str], Result]) -> Callable[[_Walk, Arguments], Result]:
    def walked_text(walk: _Walk, given: Arguments) -> Result:
        text = text_of(walk.value(given[0]))
        return text if isinstance(text, ExcelError) else work(text)

    return walked_text


def _unmeasured(walk: _Walk, given: Arguments) -> Result:
    text = text_of(walk.value(given[0]))
    if isinstance(text, ExcelError):
        return text
    (_, *columns) = (walk.values(one) if at else [] for at, one in enumerate(given))
    return unmeasured(text, *columns)


def _of_targets(work: Callable[..., Result], count: int) -> Callable[[_Walk, Arguments], Result]:
    def walked_targets(walk: _Walk, given: Arguments) -> Result:
        values = [walk.value(one) for one in given]
        if error := first_error(values):
            return error
        return work(*(target_of(value) if at < count else value for at, value in enumerate(values)))

    return walked_targets


def _quantified(walk: _Walk, given: Arguments) -> Result:
    texts = [text for text in map(text_of, walk.values(given[0])) if isinstance(text, str)]
    return Decimal(sum(not is_blank(text) and parse_target(text).number is not None for text in texts))


def _criterion(walk: _Walk, given: Arguments) -> tuple[str, Expression]:
    """Return the sign of a criterion and what is compared with."""
    column, written = given[:2]
    joined_parts: list[Expression] = []
    rest = written
    while isinstance(rest, Binary) and rest.operator == "&":
        joined_parts.insert(0, rest.right)
        rest = rest.left
    if joined_parts and isinstance(rest, String) and rest.value in ("=", "<>", "<", "<=", ">", ">="):
        return rest.value, reduce(lambda one, other: Binary("&", one, other), joined_parts)
    if not isinstance(written, String):
        return "=", written
    sign = next(one for one in ("<=", ">=", "<>", "<", ">", "=", "") if written.value.startswith(one))
    word = written.value[len(sign) :]
    numeric = value_type_of(column) == "number"
    return sign or "=", Number(Decimal(word)) if numeric else String(word)


def _meets(walk: _Walk, given: Arguments) -> list[bool] | ExcelError | None:
    """Tell of each row whether it meets a criterion; None where the criterion asks for nothing."""
    sign, operand = _criterion(walk, given)
    wanted, held = walk.value(operand), walk.values(given[0])
    if isinstance(wanted, ExcelError):
        return wanted
    numeric = value_type_of(given[0]) == "number"
    if is_blank(wanted) or (numeric and not isinstance(wanted, Decimal)):
        return None
    error = first_error(held)
    if error is not None:
        return error
    if numeric and sign != "<>":
        return [isinstance(one, Decimal) and compare(sign, one, wanted) is True for one in held]
    if numeric:
        return [not (isinstance(one, Decimal) and compare("=", one, wanted) is True) for one in held]
    return [_same_word(walk, one, wanted, operand) is (sign == "=") for one in held]


def _same_word(walk: _Walk, held: Result, wanted: Result, asked: Expression) -> bool:
    if walk.folded:
        return str(_fold(held)).lower() == str(_fold(wanted)).lower()
    if value_type_of(asked) == "any":
        return str(text_of(held)).lower() == str(text_of(wanted)).lower()
    return _alike([held], wanted) == 1


def _countif(walk: _Walk, given: Arguments) -> Result:
    met = _meets(walk, given)
    return met if isinstance(met, ExcelError) else Decimal((met or []).count(True))


def _sumif(walk: _Walk, given: Arguments) -> Result:
    met = _meets(walk, given)
    if met is None or isinstance(met, ExcelError):
        return Decimal(0) if met is None else met
    beside = walk.values(given[-1] if len(given) == 3 else given[0])
    error = first_error(beside)
    if error is not None:
        return error
    total: Decimal | ExcelError = Decimal(0)
    for one, meets in zip(beside, met, strict=True):
        if meets and isinstance(one, Decimal):
            total = arithmetic("+", total, one)
    return total


def _found(walk: _Walk, column: Expression, match: Call) -> Result:
    wanted, keys, _ = match.arguments
    value = walk.value(wanted)
    if isinstance(value, ExcelError):
        return value
    numeric = value_type_of(keys) == "number"
    if is_blank(value) or (numeric and not isinstance(value, Decimal)):
        return NA
    if first_error([*walk.values(keys), *walk.values(column)]):
        return NA
    for held_key, held in zip(walk.values(keys), walk.values(column), strict=True):
        if numeric and not isinstance(held_key, Decimal):
            continue
        if compare("=", held_key, value) is True if numeric else _same_word(walk, held_key, value, wanted):
            return held
    return NA


def _iferror(walk: _Walk, given: Arguments) -> Result:
    found: Result = NA
    for one in given:
        found = walk.value(one)
        sort = value_type_of(one)
        found = number_of(found) if sort == "number" else text_of(found) if sort == "text" else found
        if not isinstance(found, ExcelError):
            break
    return found


def _average(walk: _Walk, given: Arguments) -> Result:
    numbers = _numbers(walk, given)
    if isinstance(numbers, ExcelError):
        return numbers
    total = _sum(walk, given)
    return total if not isinstance(total, Decimal) else divided(total, Decimal(len(numbers)))


def _whole(way: str) -> Callable[[_Walk, Arguments], Result]:
    def work(walk: _Walk, given: Arguments) -> Result:
        number, digits = (walk.number(one) for one in given)
        if isinstance(number, ExcelError):
            return number
        return digits if isinstance(digits, ExcelError) else rounded_whole(number, digits, way)

    return work


FUNCTIONS: dict[str, Callable[[_Walk, Arguments], Result]] = {
    "SUM": _sum,
    "COUNT": _count,
    "COUNTA": _counta,
    "COUNTSAME": _countsame,
    "COUNTIF": _countif,
    "SUMIF": _sumif,
    "IFERROR": _iferror,
    "AVERAGE": _average,
    "ROUNDUP": _whole(ROUND_UP),
    "ROUNDDOWN": _whole(ROUND_DOWN),
    "ROWS": lambda walk, given: Decimal(len(list(walk.values(given[0])))),
    "IF": _if,
    "AND": _junction(all),
    "OR": _junction(any),
    "NOT": _not,
    "ROUND": _round,
    "ABS": _abs,
    "MIN": _extreme(min),
    "MAX": _extreme(max),
    "LEN": _len,
    "DIGITS": _digits,
    "LEFT": _left,
    "INDEX": _index,
    "ISNUMBER": lambda walk, given: isinstance(walk.value(given[0]), Decimal),
    "ISERROR": lambda walk, given: isinstance(walk.value(given[0]), ExcelError),
    "MISSING": _missing,
    "ONEOF": _oneof,
    "TARGETNUMBER": _target("number"),
    "TARGETUNIT": _target("unit"),
    "TARGETOPERATOR": _target("operator"),
    "TARGETKIND": _target("kind"),
    "TARGETTREND": _target("trend"),
    "TARGETMONEY": _of_targets(money_of_target, 1),
    "SAMEUNIT": _of_targets(have_same_unit, 2),
    "FALLSSHORT": _of_targets(falls_short, 2),
    "UNCHANGED": _of_targets(are_unchanged, 3),
    "OUTOFTREND": _of_targets(is_out_of_trend, 3),
    "ISFACT": _of_targets(is_fact, 1),
    "QUANTIFIED": _quantified,
    "CONTAINS": _words(lambda text, word: word in text),
    "ENDSIN": _words(str.endswith),
    "BESIDE": _beside,
    "AGREES": _agrees,
    "ITEMS": _of_text(lambda text: Decimal(count_items(text))),
    "FIGURES": _of_text(lambda text: Decimal(count_figures(text))),
    "UNMEASURED": _unmeasured,
    "SAMETEXT": _sametext,
    "LISTED": _listed,
}
