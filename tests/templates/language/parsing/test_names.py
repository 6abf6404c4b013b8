"""Which field a name means, from where."""

from __future__ import annotations

from decimal import Decimal

import pytest

from templates.language import ExpressionError, evaluate, parse, resolve
from templates.language.python_code.scope_code import Scope
from templates.model.expression import Call, Filter, ItemNumber, Ref
from templates.model.shape import Group, Repeat
from templates.text import Text
from tests.templates.language.desk import CONSTANTS, SHAPE, parsed, refused


def _ref(source: str, scope: str = "", this: tuple[str, ...] | None = None) -> Ref:
    """Return the reference that the first argument of a function, or the whole, is."""
    found: object = parsed(source, scope, this=this) if this else parsed(source, scope)
    found = getattr(found, "arguments", (found,))[0]
    assert isinstance(found, Ref)
    return found


@pytest.mark.parametrize(
    ("source", "scope", "names", "bound", "column"),
    [
        ("a", "", "a", 0, False),
        ("a", "items", "a", 0, False),
        ("name", "items", "items.name", 1, False),
        ("COUNTA(items.name)", "", "items.name", 0, True),
        ("COUNTA(items.name)", "items", "items.name", 0, True),
        ("COUNTA(goals.listed)", "blocks", "goals.listed", 0, True),
        ("goal", "blocks", "blocks.goal", 1, False),
        ("goal", "blocks.rows", "blocks.goal", 1, False),
        ("word", "blocks.rows", "blocks.rows.word", 2, False),
        ("COUNTA(rows.word)", "blocks", "blocks.rows.word", 1, True),
        ("COUNTA(rows.word)", "blocks.rows", "blocks.rows.word", 1, True),
        ("COUNTA(blocks.rows.word)", "blocks.rows", "blocks.rows.word", 0, True),
        ("level", "blocks.rows", "blocks.rows.level", 2, False),
    ],
)
def test_scope(source: str, scope: str, names: str, bound: int, column: bool) -> None:
    found = _ref(source, scope)
    assert (".".join(found.names), found.bound, found.column) == (names, bound, column)


def test_self() -> None:
    assert _ref("self", "", this=("a",)) == _ref("a")
    assert _ref("self", "items", this=("items", "name")) == _ref("name", "items")
    listed = _ref("self", "goals.listed", this=("goals", "listed"))
    assert (listed.names, listed.bound, listed.column) == (("goals", "listed"), 1, False)


def test_what_a_reference_knows_of_its_field() -> None:
    label = Text("<amount>", "<AMOUNT>")
    assert _ref("amount", "items") == Ref(("items", "amount"), 1, False, True, label, marks=True)
    assert _ref("s").numeric is False


def test_a_field_hides_a_parameter_and_an_inner_field_an_outer_one() -> None:
    items = SHAPE.parts["items"]
    assert isinstance(items, Repeat)
    assert isinstance(items.item, Group)
    inner = Group({**items.item.parts, "a": items.item.parts["name"]})
    shape = Group({**SHAPE.parts, "items": Repeat(inner, items.constants), "year": SHAPE.parts["a"]})
    assert getattr(parse("a", shape, ("items",), CONSTANTS), "names", None) == ("items", "a")
    assert getattr(parse("year", shape, (), CONSTANTS), "names", None) == ("year",)


def test_a_filter() -> None:
    found = _ref('COUNTA(rows[level="产出"].word)', "blocks")
    assert found.where == (Filter(("blocks", "rows"), "level", "产出"),)
    assert found.column
    assert _ref('COUNTA(blocks.rows[level="效益"].word)').where == (
        Filter(("blocks", "rows"), "level", "效益"),
    )


@pytest.mark.parametrize(
    ("source", "scope", "message", "remedy"),
    [
        ("amont", "items", "no field or parameter 'amont'", "Did you mean 'amount'?"),
        ("yaer", "", "no field or parameter 'yaer'", "Did you mean 'year'?"),
        ("SUM(items.amonut)", "", "no field or parameter 'items.amonut'", "Did you mean 'items.amount'?"),
        ("amount", "", "no field or parameter 'amount'", "Did you mean 'items.amount'?"),
        ("zzzzzz", "", "no field or parameter", "Use the name of a field"),
        ("item_number", "", "no meaning outside a repeat", "inside a repeat"),
        ("self", "", "'self' has no meaning", "Name the field"),
        ("SUM(items)", "", "'items' is not a single field", "such as 'items.name'"),
        ("goals", "", "'goals' is not a single field", "such as 'goals.listed'"),
        ("a.b", "", "no field or parameter 'a.b'", "field"),
        ("items.", "", "the end is not expected here", "name of a field"),
        ('COUNTA(goals[level="产出"].listed)', "", "'goals' is not a list", "filtered"),
        (
            'COUNTA(rows[word="产出"].word)',
            "blocks",
            "'word' is not a constant",
            "a constant that the form gives",
        ),
        ('COUNTA(rows[lever="产出"].word)', "blocks", "'lever' is not a constant", "Did you mean 'level'?"),
        ('COUNTA(rows[level="产岀"].word)', "blocks", "No item of 'rows'", "The values are: 产出, 效益."),
        ('COUNTA(rows[level="产出指"].word)', "blocks", "No item of 'rows'", "Did you mean '产出'?"),
        (
            'COUNTA(blocks[level="产出"].rows.word)',
            "",
            "'level' is not a constant",
            "a constant that the form gives",
        ),
        (
            'COUNTA(rows[level="产出"].worl)',
            "blocks",
            "no field or parameter 'rows.worl'",
            "Did you mean 'rows.word'?",
        ),
        ('COUNTA(rows[level="产出"])', "blocks", "'.' is missing", "Write '.'"),
        ("COUNTA(rows[level=产出].word)", "blocks", "'产出' is not expected here", "a text in double quotes"),
        ("COUNTA(rows[level=a].word)", "blocks", "'a' is not expected here", "a text in double quotes"),
        (
            'COUNTA(rows["level"="a"].word)',
            "blocks",
            "'level' is not expected here",
            "the name of a constant",
        ),
    ],
)
def test_refused(source: str, scope: str, message: str, remedy: str) -> None:
    error = refused(source, scope)
    assert message in error.message
    assert remedy in error.remedy


def _levels() -> Group:
    """Levels with lists of their own: 产出 has two rows of 数量 and one of 质量, 效益 one of 社会."""
    rows = SHAPE.parts["blocks"]
    assert isinstance(rows, Repeat)
    assert isinstance(rows.item, Group)
    inner = rows.item.parts["rows"]
    assert isinstance(inner, Repeat)
    first = tuple(
        {"level2": name, "year": year} for name, year in (("数量", "1"), ("数量", "2"), ("质量", "2"))
    )
    mid = Repeat(inner.item, first, apart={(0,): first, (1,): ({"level2": "社会", "year": "2"},)})
    return Group({"levels": Repeat(Group({"mid": mid}), ({"level1": "产出"}, {"level1": "效益"}))})


@pytest.mark.parametrize(
    ("source", "scope", "found"),
    [
        ('SUM(levels[level1="产出"].mid.size)', "", [1, 2, 3]),
        ('SUM(levels.mid[level2="数量"].size)', "", [1, 2]),
        ('SUM(levels[level1="产出"].mid[level2="数量"].size)', "", [1, 2]),
        ('SUM(levels[level1="产出"].mid[level2="数量", year="2"].size)', "", [2]),
        ('SUM(levels.mid[year="2"].size)', "", [2, 3, 4]),
        ('SUM(levels.mid[year="2"].size)', "levels", [2, 3, 4]),
        ('SUM(mid[year="2"].size)', "levels", [4]),
        ('SUM(levels[level1="效益"].mid[year="2"].size)', "levels.mid", [4]),
    ],
)
def test_filters_keep_items_of_each_list_on_the_way(source: str, scope: str, found: list[int]) -> None:
    shape, names = _levels(), tuple(scope.split(".")) if scope else ()
    expression = parse(source, shape, names, {})
    rows = [[("数量", "1", 1), ("数量", "2", 2), ("质量", "2", 3)], [("社会", "2", 4)]]
    tree = {
        "levels": [
            {
                "level1": level,
                "mid": [{"level2": name, "year": year, "size": Decimal(size)} for name, year, size in mid],
            }
            for level, mid in zip(("产出", "效益"), rows, strict=True)
        ]
    }
    indices = (1, 0)[: len(names)]
    assert isinstance(expression, Call)
    (column,) = expression.arguments
    assert isinstance(column, Ref)
    assert resolve(tree, column, indices) == found
    assert evaluate(expression, tree, indices) == sum(found)
    loaded = Scope(shape, names).load(column)
    assert eval(loaded, {"tree": tree, "item1": tree["levels"][1]}) == found


@pytest.mark.parametrize(
    ("source", "scope", "message"),
    [
        (
            'SUM(levels[level1="效益"].mid[level2="数量"].size)',
            "",
            'has level1="效益", level2="数量" at once',
        ),
        ('SUM(levels.mid[level2="质量", year="1"].size)', "", 'level2="质量", year="1" at once'),
        ('SUM(mid[level2="数量"].size)', "levels", "No item of 'mid' has '数量' as its level2"),
        ('SUM(levels[level1="产出", ].mid.size)', "", "is not expected here"),
        ('SUM(levels[level1="产出" level2="x"].mid.size)', "", "',' is missing"),
        ('SUM(levels[level1="产出"][level1="产出"].mid.size)', "", "'.' is missing"),
        ('SUM(levels[level2="数量"].mid.size)', "", "'level2' is not a constant of 'levels'"),
        ('SUM(levels[level1="产值"].mid.size)', "", "No item of 'levels'"),
    ],
)
def test_filters_that_keep_nothing(source: str, scope: str, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(source, _levels(), tuple(scope.split(".")) if scope else (), {})
    assert message in caught.value.message


def test_words_of_a_repeat_may_say_the_number_of_the_item() -> None:
    assert parse("item_number", Group({}), ("blocks",), {}) == ItemNumber()


def test_self_must_be_a_field() -> None:
    assert "not a single field" in refused("self", "", this=("items",)).message
    assert "Name a field." in refused("self", "", this=("nothing",)).remedy
