"""Generated code gives what a plain walk over the tree of an expression gives."""

from __future__ import annotations

import linecache
import traceback
from decimal import Decimal
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from templates.language import ExcelError, evaluate, evaluate_computed
from templates.language.operations import Failed, attempt
from templates.language.python_code.compilation import function_of
from templates.language.python_code.expression_code import ExpressionCoder
from templates.language.python_code.scope_code import Scope, indented
from templates.language.values import Result
from templates.model.expression import Binary, Call, Expression, Number
from templates.path import Tree, set_value, split, value_at
from tests.templates.language.cases import CASES
from tests.templates.language.casework import Case
from tests.templates.language.chance import Chance
from tests.templates.language.desk import SHAPE, filling, parsed
from tests.templates.language.walker import walked, walked_computed

ODD: tuple[object, ...] = (
    *(0, 7, -3, True, False, None, "", " ", "/", "—", "。", "x", "X ", "Ｘ", "甲。", "甲", "12"),
    *map(Decimal, ("0", "-0.0", "1E+308", "-1E+308", "1E-30", "0.1", "1.0000000000000001", "-2.5")),
    *map(ExcelError, ("#N/A", "#DIV/0!", "#VALUE!")),
)
PATHS = (
    *"abcstu",
    *(f"items[{row}].{name}" for row in range(5) for name in ("name", "amount")),
    *(f"goals.listed[{row}]" for row in range(3)),
    *(f"blocks[{block}].goal" for block in range(2)),
    *(
        f"blocks[{block}].rows[{row}].{name}"
        for block in range(2)
        for row in range(3)
        for name in ("word", "size")
    ),
)
FOR_READERS = (
    "SAMETEXT(s, t)",
    "LISTED(s, items.name)",
    "LISTED(s & t, goals.listed)",
    "TARGETNUMBER(s) > a",
    'TARGETUNIT(t) <> "%"',
    "TARGETOPERATOR(s) & TARGETKIND(t)",
    "TARGETTREND(s) & t",
    'TARGETMONEY(s & "万元", "元") > a',
    "SAMEUNIT(s, t)",
    "FALLSSHORT(s, t & a, u)",
    "UNCHANGED(s, t, s & a)",
    "OUTOFTREND(s, a, t)",
    "ISFACT(s & a)",
    "QUANTIFIED(items.name) + QUANTIFIED(items.amount)",
    'CONTAINS(s & t, "甲", "Ｘ")',
    'ENDSIN(s, "甲", "x")',
    "BESIDE(items.name, s, items.amount)",
    "BESIDE(items.amount, a, items.name) & t",
    "AGREES(items.name, s, items.amount, a)",
    "AGREES(items.name, INDEX(items.name, 2), items.amount, INDEX(items.amount, 2))",
    "ITEMS(s) + FIGURES(t & a)",
    "UNMEASURED(s & a, items.name, goals.listed)",
    "AVERAGE(items.amount, a) + AVERAGE(blocks.rows.size)",
    "INDEX(items.name, MATCH(a, items.amount, 0)) & s",
    "INDEX(items.amount, MATCH(s & t, items.name, 0)) > a",
    "INDEX(items.amount, MATCH(IF(a > b, s, c), items.name, 0))",
    "IFERROR(IF(a > b, s, c / a), t)",
    "IFERROR(SUMIF(items.name, s, items.amount) / a, s)",
    'COUNTIF(items.name, "<>" & IF(a > b, s, c)) + COUNTIF(items.name, "甲")',
    'SUMIF(items.amount, "<>" & a) + SUMIF(items.amount, "<" & IF(a > b, s, c))',
    "IF(COUNTIF(items.amount, a / b) > 0, SUMIF(items.name, t, items.amount), b)",
    "ROUNDUP(a, 13)",
    "ROUNDDOWN(a * b, -2) + ROUNDUP(a / b, 3)",
    "ISERROR(a + b)",
    "ISERROR(s & t)",
    "ISERROR(INDEX(items.amount, 2))",
    "IF(ISERROR(a), b, a)",
    "AND(a > 1, b > 1, c > 1)",
    "OR(a > 1, 1 / b > 1, s = t)",
    "NOT(OR(a / b > 1, AND(s <> t, c = 0)))",
    "MISSING(a, s, t)",
    "COUNTSAME(items.name, s) + COUNTSAME(items.amount, a)",
    "COUNTA(items.name, a, s) * LEN(s)",
    "SUM(items.amount, a, 1 / b, c)",
    "SUM(INDEX(items.amount, 3), a)",
    "MAX(items.amount, INDEX(items.amount, 1), a)",
    "DIGITS(s & a) = LEN(t)",
    'LEFT(s, 2) = "甲"',
    "LEFT(s, -1)",
    "INDEX(items.name, 9)",
    "INDEX(items.name, 1 / 0)",
    "ABS(a) ^ 2",
    "-(-a)",
    '"" = ""',
    '"甲" = "甲。"',
    '"" <> "。"',
    's & t = ""',
    "a = b",
    "IF(a > b, s, c) < a",
    "IF(a > b, s, t) = IF(a > c, t, u)",
    "ROUND(a, 1 / 0)",
    'IF(a > b, "优", "差")',
    'IFERROR(IF(a / b > 1, "优", "差"), "无")',
    'IF(a = "", "无", IF(a > 1, s, "乙")) & ""',
    'IF(a > b, s, c) & ""',
    's & ""',
    'IF(COUNT(a) = 0, "无", "有" & b)',
    "INDEX(items.name, 2) & a",
    "ROUND(a / b, 20)",
)


def agree(ours: object, expected: object) -> bool:
    return ours == expected and type(ours) is type(expected) and str(ours) == str(expected)


def differing(expression: Expression, tree: Tree) -> list[tuple[object, ...]]:
    """Return where the two differ, the texts as they stand and folded, in both languages."""
    found: list[tuple[object, ...]] = []
    for folded in (False, True):
        for language in ("zh", "en"):
            ours = evaluate(expression, tree, (), language, folded=folded)
            expected = walked(expression, tree, (), language, folded=folded)
            if not agree(ours, expected):
                found.append((ours, expected, folded, language))
    computed = evaluate_computed(expression, tree, ()), walked_computed(expression, tree, ())
    return found if agree(*computed) else [*found, computed]


def disturbed(tree: Tree, random: Random) -> Tree:
    """Put odd things and errors into some cells of a tree."""
    for path in random.sample(PATHS, random.randrange(len(PATHS))):
        set_value(tree, split(path), random.choice(ODD))
    return tree


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.source[:40])
def test_cases(case: Case) -> None:
    expression, tree = parsed(case.source, case.scope), filling(case.cells)
    for folded in (False, True):
        ours = evaluate(expression, tree, case.indices, case.language, folded=folded)
        assert agree(ours, walked(expression, tree, case.indices, case.language, folded=folded))


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 2**40))
def test_random_expressions(seed: int) -> None:
    random = Random(seed)
    chance = Chance(random)
    tree = disturbed(chance.cells(), random)
    source = chance.expression()
    assert (source, differing(parsed(source), tree)) == (source, [])
    source = random.choice(FOR_READERS)
    assert (source, differing(parsed(source, reader_only=True), tree)) == (source, [])


def sound_value(expression: Expression, tree: Tree, *, folded: bool) -> Result:
    """Return what the code of a whole form gives; where its head fails, that of the expression alone."""
    scope = Scope(SHAPE, ())
    coder = ExpressionCoder(scope.local_names(sound=True), folded=folded)
    code = coder.value(expression)
    head = indented(coder.cells.lines(0), 2)
    lines = ["def work(tree):", "    try:", "        pass", *head, "    except Failed: return None"]
    lines.append(f"    return (lambda: {code.text})")
    work = function_of("work", lines, coder.constants, "a test")(tree)
    return evaluate(expression, tree, (), folded=folded) if work is None else attempt(work)


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 2**40))
@example(seed=8959)  # a blank beside a text of spaces
def test_random_expressions_over_cells_without_errors(seed: int) -> None:
    random = Random(seed)
    chance = Chance(random)
    tree = disturbed(chance.cells(), random)
    for path in PATHS:
        if isinstance(value_at(tree, split(path)), ExcelError):
            set_value(tree, split(path), None)
    for source in (chance.expression(), random.choice(FOR_READERS)):
        expression = parsed(source, reader_only=True)
        for folded in (False, True):
            ours = sound_value(expression, tree, folded=folded)
            expected = walked(expression, tree, (), folded=folded)
            assert (source, folded, ours, type(ours)) == (source, folded, expected, type(expected))


def test_of_several_errors_the_first_is_the_result() -> None:
    cells = {"items[0].amount": Decimal("1E+308"), "items[1].amount": Decimal("1.7E+308")}
    tree = filling({**cells, "items[2].amount": ExcelError("#N/A"), "a": ExcelError("#REF!")})
    assert evaluate(parsed("SUM(items.amount)"), tree, ()) == ExcelError("#N/A")
    assert evaluate(parsed("SUM(items.amount, 1 / 0)"), tree, ()) == ExcelError("#N/A")
    assert evaluate(parsed("SUM(1 / 0, items.amount)"), tree, ()) == ExcelError("#DIV/0!")
    assert evaluate(parsed("a + INDEX(items.amount, 3)"), tree, ()) == ExcelError("#REF!")


def test_a_cell_with_an_error_stops_code_that_reckons_with_none() -> None:
    tree = filling({"a": ExcelError("#N/A"), "items[1].name": ExcelError("#REF!")})
    assert sound_value(parsed("a + b"), tree, folded=False) == ExcelError("#N/A")
    assert sound_value(parsed("COUNTA(items.name)"), tree, folded=False) == ExcelError("#REF!")


def test_long_rows_of_operators() -> None:
    tree = filling({"a": Decimal("0.1"), "s": "甲"})
    assert evaluate(parsed("+".join(["a"] * 200)), tree, ()) == Decimal("20.0")
    assert evaluate(parsed("&".join(["s"] * 150) + " & a"), tree, ()) == "甲" * 150 + "0.1"
    assert evaluate(parsed("a" + "-a*2" * 100 + " = -19.9"), tree, ()) is True
    assert evaluate(parsed("a" + "+a" * 100 + "/b" + "+1" * 100), tree, ()) == ExcelError("#DIV/0!")
    assert evaluate(parsed("-" * 49 + "a"), tree, ()) == Decimal("-0.1")
    assert evaluate(parsed("ABS(" * 49 + "a" + ")" * 49), tree, ()) == Decimal("0.1")
    nested = "IF(a > 1, b, " * 48 + "s" + ")" * 48
    assert evaluate(parsed(nested), tree, ()) == "甲"


def test_what_is_too_deep_is_an_error_that_python_has() -> None:
    deep: Expression = Number(Decimal(1))
    for _ in range(5000):
        deep = Binary("+", deep, Number(Decimal(1)))
    with pytest.raises(RecursionError):
        evaluate(deep, {}, ())


def test_the_sum_of_very_many_cells() -> None:
    tree = {"items": [{"amount": Decimal("0.01"), "name": None} for _ in range(20_000)]}
    assert evaluate(parsed("SUM(items.amount)"), tree, ()) == Decimal("200.00")


def test_a_traceback_shows_the_generated_line() -> None:
    work = function_of("work", ["def work(tree):", "    return tree['a'] + C1"], {"C1": 1}, "a test")
    with pytest.raises(TypeError) as caught:
        work({"a": "x"})
    lines = traceback.format_exception(caught.value)
    assert any("return tree['a'] + C1" in line for line in lines)
    linecache.checkcache()


def test_an_error_that_ends_an_expression_says_which() -> None:
    assert str(Failed(ExcelError("#N/A"))) == "#N/A"
    assert attempt(lambda: Decimal(1)) == 1


def test_a_value_of_a_subclass_is_the_value() -> None:
    class Word(str):
        """A text with a class of its own."""

    class Amount(Decimal):
        """A number with a class of its own."""

    tree = filling({"a": Amount("2"), "s": Word("甲"), "items[0].name": Word("甲")})
    assert type(evaluate(parsed("s"), tree, ())) is str
    assert evaluate(parsed("a * 2"), tree, ()) == 4
    assert sound_value(parsed("COUNTSAME(items.name, s) + a"), tree, folded=False) == 3


def test_calls_hold_what_the_table_says() -> None:
    expression = Call("SUM", (Number(Decimal(1)), Number(Decimal(2))))
    assert evaluate(expression, {}, ()) == 3


def test_numbers_keep_their_zeros() -> None:
    tree = filling({"a": Decimal(1)})
    for source in ("a * 2", "a * 2.0", "a * 2.00"):
        assert str(evaluate(parsed(source), tree, ())) == str(walked(parsed(source), tree, ()))


def test_a_leaf_that_is_no_value() -> None:
    with pytest.raises(TypeError, match="float"):
        evaluate(parsed("a"), filling({"a": 1.5}), ())
