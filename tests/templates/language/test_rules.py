"""Computed cells, rules and their sentences: the same in the sheet and in the reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from templates.findings.finding import Message, Severity
from templates.language import (
    ExcelError,
    ExpressionError,
    Result,
    blank_tested,
    evaluate,
    evaluate_computed,
    guards_of,
    judge,
    references_of,
    render_computed,
    render_rule,
    render_text,
    resolve,
    slot_text,
)
from templates.model.expression import Expression
from templates.model.rule import Rule
from templates.path import Names, Tree
from templates.text import Text
from tests.office import Office
from tests.templates.language.desk import HEIGHT, addresses, agrees, filling, ironcalc_values, parsed, write

D = Decimal
MESSAGE = Message("broken", Severity.ERROR, Text("错"), Text("改"))


def _rule(ensure: str, scope: str = "") -> Rule:
    expression = parsed(ensure, scope, gives="truth")
    names = tuple(scope.split(".")) if scope else ()
    return Rule(MESSAGE, Severity.ERROR, names, ("a",), expression, guards=guards_of(expression))


def _names(found: Iterable[Expression]) -> list[str]:
    return sorted(".".join(getattr(one, "names", ())) or getattr(one, "function", "") for one in found)


def test_references_are_each_named_once() -> None:
    assert [ref.names for ref in references_of(parsed("b + a * b + SUM(items.amount)"))] == [
        ("b",),
        ("a",),
        ("items", "amount"),
    ]
    assert references_of(parsed("year + 1")) == ()


@pytest.mark.parametrize(
    ("source", "tested"),
    [
        ('OR(s = "", a > 1)', ["s"]),
        ('OR("" <> s & t, a > 1)', ["s", "t"]),
        ("COUNTA(items.name) = 1", ["items.name"]),
        ('MISSING(a, s) = "x"', ["a", "s"]),
        ("OR(ISNUMBER(a), b > COUNT(c))", ["a", "c"]),
        ('s = "x"', []),
        ("COUNTSAME(items.name, s) = 1", []),
        ('INDEX(goals.listed, 1) = ""', ["goals.listed"]),
    ],
)
def test_blank_tested(source: str, tested: list[str]) -> None:
    assert _names(blank_tested(parsed(source))) == tested


@pytest.mark.parametrize(
    ("source", "guards"),
    [
        ("a = b + b", ["a", "b"]),
        ('OR(s = "", a > 1)', ["a"]),
        ('OR(s = "", COUNTSAME(items.name, s) = 1)', []),
        ("a = SUM(items.amount)", ["a"]),
        ("COUNTA(items.name) = COUNTA(goals.listed)", []),
        ("INDEX(goals.listed, 1) = s", ["INDEX", "s"]),
        ('OR(INDEX(goals.listed, 1) = "", INDEX(goals.listed, 1) = INDEX(goals.listed, 2))', ["INDEX"]),
        ('NOT(ONEOF(s, "无", "-"))', ["s"]),
        ("-a > year", ["a"]),
        ("COUNTIF(items.name, s) = 1", ["s"]),
        ('COUNTIF(items.amount, ">" & a) = SUMIF(items.name, "x", items.amount)', ["a"]),
        ("INDEX(items.amount, MATCH(s, items.name, 0)) = a", ["INDEX", "a"]),
        ("IFERROR(INDEX(items.amount, MATCH(s, items.name, 0)), c) = a", ["a", "c", "s"]),
        ("IFERROR(a / b, c) > 1", ["a", "b", "c"]),
    ],
)
def test_guards(source: str, guards: list[str]) -> None:
    assert _names(guards_of(parsed(source))) == guards


def test_guards_go_behind_computed_fields_to_what_is_required() -> None:
    formulas: Mapping[Names, Expression] = {
        ("a",): parsed("SUM(b, c, items.amount)"),
        ("c",): parsed("ABS(INDEX(items.amount, 1)) + LEN(s) + a"),  # circular: must end
    }

    def guards(source: str, required: Callable[[Names], bool]) -> list[str]:
        return _names(guards_of(parsed(source), formulas.get, required))

    assert guards("a > 1", lambda names: names in {("b",), ("s",), ("items", "amount")}) == ["a", "b", "s"]
    assert guards("a > 1", lambda names: False) == ["a"]
    assert guards('a = ""', lambda names: True) == []


COMPUTED: list[tuple[str, Mapping[str, object], Decimal | None]] = [
    ("a / b", {"a": D(1), "b": D(4)}, D("0.25")),
    ("a / b", {}, None),
    ("a / b", {"a": D(1)}, None),
    ("a / b", {"b": D(1)}, D(0)),
    ("a / b", {"a": "abc", "b": D(1)}, D(0)),
    ("a / b", {"a": D(1), "b": "4"}, None),
    ("a + b", {"a": "1,121.34", "b": D(1)}, D(1)),
    ("a + b", {"a": "1,121.34", "b": "5"}, None),
    ("a - b", {"a": "", "b": D(1)}, D(-1)),
    ("a - b", {"a": ExcelError("#N/A"), "b": D(1)}, None),
    ("ROUND(a, 2)", {"a": "12.5%"}, None),
    ("SUM(a, b)", {"a": D(1), "b": "abc"}, D(1)),
    ("SUM(a, b)", {"a": "abc"}, None),
    ("SUM(items.amount) + SUM(items.amount)", {"items[1].amount": D(0)}, D(0)),
    ("SUM(items.amount)", {}, None),
    ("COUNTA(items.name)", {}, D(0)),
    ("COUNTA(items.name)", {"items[1].name": "x"}, D(1)),
    ("IF(a > 0, b, 1)", {"a": D(1)}, D(0)),
    ('IF(a > 0, "", b)', {"a": D(1)}, None),
    ("2 * 3", {}, D(6)),
    ("1 / 0", {}, None),
]


@pytest.mark.parametrize(("source", "cells", "gives"), COMPUTED)
def test_computed(source: str, cells: Mapping[str, object], gives: Decimal | None) -> None:
    assert evaluate_computed(parsed(source), filling(cells), ()) == gives


def test_formula_of_a_computed_cell() -> None:
    formula = render_computed(parsed("SUM(a, items.amount) / a"), addresses(), ())
    assert formula == 'IFERROR(IF(COUNT(B1,C2:C6)=0,"",SUM(B1,C2:C6)/N(B1)),"")'
    assert render_computed(parsed("LEN(s)"), addresses(), ()) == 'IFERROR(LEN(E1),"")'


RULES: list[tuple[str, Mapping[str, object], bool]] = [
    ("a = b", {"a": D(1), "b": D(2)}, True),
    ("a = b", {"a": D(1), "b": D("1.00")}, False),
    ("a = b", {"a": D(1)}, False),
    ("a = b", {"a": D(1), "b": "2"}, False),
    ("a = b + c / c", {"a": D(1), "b": D(2), "c": D(0)}, False),
    ("a = b + c", {"a": D(1), "b": D(2), "c": "-1"}, False),
    ('OR(b = "", a = b + 0)', {"a": D(2), "b": "2"}, True),
    ('OR(b = "", a = b + 0)', {"a": D(0), "b": "2"}, False),
    ("s <> t", {"s": "x", "t": "X"}, True),
    ("s <> t", {"s": " ", "t": "　"}, False),
    ('OR(s = "", a <> 0)', {"s": "x", "a": D(0)}, True),
    ('OR(s = "", a <> 0)', {"s": " ", "a": D(0)}, False),
    ('OR(s = "", a <> 0)', {"s": "x"}, False),
    ('OR(s = "", t <> "")', {"s": "x", "t": " "}, True),
    ("a = SUM(items.amount)", {"a": D(3), "items[0].amount": D(1)}, True),
    ("INDEX(goals.listed, 1) = s", {"goals.listed[0]": "甲", "s": "乙"}, True),
    ("INDEX(goals.listed, 1) = s", {"s": "乙"}, False),
    ("INDEX(goals.listed, 9) = s", {"s": "乙"}, False),
    ('NOT(ONEOF(s, "无", "-"))', {"s": "无"}, True),
    ('NOT(ONEOF(s, "无", "-"))', {}, False),
    ("ROUND(a, 2) = a", {"a": D("1.005")}, True),
]


@pytest.mark.parametrize(("ensure", "cells", "broken"), RULES)
def test_judge(ensure: str, cells: Mapping[str, object], broken: bool) -> None:
    assert judge(_rule(ensure), filling(cells), ()) is broken


FOLDED: list[tuple[str, str]] = [
    ("Ａ１号", "a1号"),
    ("推进“数据共享”工作", '推进"数据共享"工作'),
    ("推进「数据共享」工作", "推进“数据共享”工作"),
    ("甲乙；", "甲乙."),
]
"""Texts that are equal to the reader and differ in the sheet."""

ALIKE: list[tuple[str, str]] = [
    ("甲 乙", "甲乙"),
    (" 甲乙\n", "甲\u3000乙"),
    ("甲乙。", "甲乙"),
    ("Ab\u00a0", " aB"),
]
"""Texts that are equal in the sheet, too."""


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_is_equal_in_the_sheet_is_equal_to_the_reader(one: str, other: str) -> None:
    cells = {"s": one, "t": other}
    literal = other.replace("\n", " ")
    for folded in (False, True):
        assert evaluate(parsed("s = t"), filling(cells), (), folded=folded) is True
        assert evaluate(parsed("t <> s"), filling(cells), (), folded=folded) is False
        assert evaluate(parsed(f'ONEOF(s, "丙", "{literal}")'), filling(cells), (), folded=folded) is True


@pytest.mark.parametrize("typed", ["甲乙", "甲乙。", "甲乙 ", "甲乙\u3000", " 甲 乙"])
def test_a_text_counts_with_those_that_end_in_a_space_or_a_stop(typed: str) -> None:
    cells = {"s": typed, "items[0].name": "甲乙", "items[1].name": "甲乙。", "items[2].name": "甲乙 "}
    further = {"items[3].name": typed, "items[4].name": "丙"}
    assert evaluate(parsed("COUNTSAME(items.name, s)"), filling(cells | further), ()) == 4


@pytest.mark.parametrize(("one", "other"), FOLDED)
def test_a_folded_comparison(one: str, other: str) -> None:
    cells = {"s": one, "t": other, "items[0].name": other, "items[3].name": one, "items[4].name": "丙"}
    literal = other.replace('"', '""').replace("\n", " ")
    for source, exact, folded in (
        ("s = t", False, True),
        ("t = s", False, True),
        ("s <> t", True, False),
        ("COUNTSAME(items.name, s)", D(1), D(2)),
        ("COUNTSAME(items.name, t)", D(1), D(2)),
        (f'ONEOF(s, "丙", "{literal}")', False, True),
    ):
        assert evaluate(parsed(source), filling(cells), ()) == exact, source
        assert evaluate(parsed(source), filling(cells), (), folded=True) == folded, source


@pytest.mark.parametrize(("one", "other"), FOLDED)
def test_a_rule_is_judged_folded(one: str, other: str) -> None:
    cells = {"s": one, "t": other, "items[0].name": other, "items[3].name": one, "items[4].name": "丙"}
    literal = other.replace('"', '""').replace("\n", " ")
    for ensure, exact, folded in (
        ("s = t", True, False),
        ("s <> t", False, True),
        ("COUNTSAME(items.name, s) = 1", False, True),
        (f'NOT(ONEOF(s, "丙", "{literal}"))', False, True),
    ):
        assert judge(_rule(ensure), filling(cells), ()) is exact, ensure
        assert judge(_rule(ensure), filling(cells), (), folded=True) is folded, ensure


def test_folding_leaves_apart_what_differs_otherwise() -> None:
    for one, other in (("甲", "乙"), ("甲。乙", "甲乙"), ("甲", "甲-"), ("5", D(5)), ("", D(0))):
        cells = {"s": one, "t": other, "items[0].name": other}
        assert evaluate(parsed("s = t"), filling(cells), (), folded=True) is False
        assert evaluate(parsed("s <> t"), filling(cells), (), folded=True) is True
        assert evaluate(parsed("COUNTSAME(items.name, s)"), filling(cells), (), folded=True) == 0
        assert evaluate(parsed('ONEOF(s, "丙", "甲 丙")'), filling(cells), (), folded=True) is False
    error = ExcelError("#N/A")
    for source in ("s = t", "t <> s", "COUNTSAME(items.name, s)", 'ONEOF(s, "x")'):
        assert evaluate(parsed(source), filling({"s": error}), (), folded=True) == error


def test_formula_of_a_rule() -> None:
    formula = render_rule(_rule("a = INDEX(items.amount, 2)"), addresses(), ())
    assert formula == "IFERROR(AND(ISNUMBER(B1),ISNUMBER(C3),NOT(B1=C3)),FALSE)"
    text = render_rule(_rule('name <> "x"', "items"), addresses(), (4,))
    assert text.startswith('IFERROR(AND(NOT(LEN(SUBSTITUTE("||-|')
    assert text.endswith('CHAR(10),"")<>"x")),FALSE)')


def test_a_guard_of_the_author_may_be_a_condition() -> None:
    rule = Rule(MESSAGE, Severity.ERROR, (), ("a",), parsed("a = b"), guards=(parsed("c > 1"),))
    assert render_rule(rule, addresses(), ()) == "IFERROR(AND(D1>1,NOT(B1=C1)),FALSE)"
    assert judge(rule, filling({"a": D(1), "c": D(2)}), ())
    assert not judge(rule, filling({"a": D(1), "c": D(1)}), ())


SENTENCE = "{year}年“{name}”共{n}个：{sum}元，缺{missing}，另{none}{unit}{quote}。"


def _slots() -> dict[str, Expression | Text]:
    return {
        "year": parsed("year"),
        "name": parsed("s"),
        "n": parsed("COUNTA(items.name)"),
        "sum": parsed("a / b"),
        "missing": parsed("MISSING(t, u)"),
        "none": parsed("c"),
        "unit": parsed("unit"),
        "quote": Text('"引"', '"quote"'),
    }


SENTENCE_CELLS: Mapping[str, object] = {"a": D(2), "b": D(3), "s": "甲", "items[1].name": "x"}
SAID = '2020年“甲”共1个：0.666667元，缺<t>、<u>，另万元"引"。'


def _said() -> str:
    sentence = SENTENCE
    for name, slot in _slots().items():
        sentence = sentence.replace("{" + name + "}", slot_text(slot, filling(SENTENCE_CELLS), ()).zh)
    return sentence


def test_what_fills_a_sentence() -> None:
    assert _said() == SAID
    assert slot_text(parsed("MISSING(t, u)"), filling(), ()) == Text("<t>、<u>", "<T>, <U>")
    assert slot_text(parsed("a"), filling({"a": D("12.345")}), ()) == Text("12.345")
    assert slot_text(parsed("a"), filling({"a": D("0.0000005")}), ()) == Text("0.000001")
    assert slot_text(parsed("a"), filling({"a": D("-12.34567849")}), ()) == Text("-12.345678")
    assert slot_text(parsed("a"), filling({"a": "abc"}), ()) == Text("abc")
    assert slot_text(parsed("a / b"), filling(), ()) == Text("#DIV/0!")


def test_formula_of_a_sentence() -> None:
    slots = {"a": parsed("a"), "s": parsed("s & t"), "n": parsed("item_number", "items"), "m": parsed("loss")}
    assert render_text("甲", {}, addresses(), (), "zh") == '"甲"'
    assert render_text("", {}, addresses(), (), "zh") == '""'
    assert render_text("{s}", slots, addresses(), (), "zh") == '(E1&F1)&""'
    assert render_text("甲{a}乙", slots, addresses(), (), "zh") == '"甲"&IF(ISNUMBER(B1),ROUND(B1,6),B1)&"乙"'
    assert render_text("{n}:{m}", slots, addresses(), (4,), "zh") == '5&":"&(-3)'
    assert render_text('{q}"', {"q": Text("问", "ask")}, addresses(), (), "en") == '"ask"""'
    missing = render_text("{m}", {"m": parsed("MISSING(s)")}, addresses(), (), "en")
    assert missing.startswith("MID(IF(LEN(")


def test_a_sentence_needs_all_its_slots_and_no_condition() -> None:
    with pytest.raises(ExpressionError, match=r"There is no value for '\{b\}'"):
        render_text("{b}", {"a": parsed("a")}, addresses(), (), "zh")
    with pytest.raises(ExpressionError, match="A condition was given in a sentence"):
        render_text("{a}", {"a": parsed("a > 1")}, addresses(), (), "zh")


def _everything(path: Path) -> list[Result]:
    """Write all of the above into one workbook and return what it must show."""
    formulas: list[str] = []
    fillings: list[Tree] = []
    expected: list[Result] = []
    for source, cells, gives in COMPUTED:
        formulas.append(render_computed(parsed(source), addresses(len(formulas) * HEIGHT), ()))
        fillings.append(filling(cells))
        expected.append("" if gives is None else gives)
    for ensure, cells, broken in RULES:
        formulas.append(render_rule(_rule(ensure), addresses(len(formulas) * HEIGHT), ()))
        fillings.append(filling(cells))
        expected.append(broken)
    formulas.append(render_text(SENTENCE, _slots(), addresses(len(formulas) * HEIGHT), (), "zh"))
    fillings.append(filling(SENTENCE_CELLS))
    expected.append(SAID)
    write(path, fillings, formulas)
    return expected


def _wrong(expected: list[Result], shown: Sequence[object]) -> list[tuple[int, object, object]]:
    pairs = enumerate(zip(expected, shown, strict=True))
    return [(place, want, got) for place, (want, got) in pairs if not agrees(want, got)]


def test_ironcalc(tmp_path: Path) -> None:
    expected = _everything(tmp_path / "rules.xlsx")
    assert _wrong(expected, ironcalc_values(tmp_path / "rules.xlsx", len(expected))) == []


def test_libreoffice(tmp_path: Path, office: Office) -> None:
    expected = _everything(tmp_path / "rules.xlsx")
    sheet = office.recalculate(tmp_path / "rules.xlsx")["S"]
    shown = [sheet.get(f"K{place * HEIGHT + 1}") for place in range(len(expected))]
    assert _wrong(expected, shown) == []


def test_resolve() -> None:
    values = filling({"items[2].name": "x", "blocks[1].rows[2].word": "y"})
    assert resolve(values, references_of(parsed("name", "items"))[0], (2,)) == "x"
    assert resolve(values, references_of(parsed("COUNTA(items.name)"))[0], ()) == [
        None,
        None,
        "x",
        None,
        None,
    ]
    narrowed = references_of(parsed('COUNTA(rows[level="效益"].word)', "blocks"))[0]
    assert resolve(values, narrowed, (1,)) == ["y"]
    assert resolve(addresses(), narrowed, (1,)) == [(0, 20, 3)]
    assert resolve({"blocks": []}, references_of(parsed("COUNTA(blocks.rows.word)"))[0], ()) == []


def test_a_filter_finds_the_items_of_inserted_rows_by_what_they_hold() -> None:
    values = filling()
    values["blocks"][0]["rows"].insert(1, {"level": "产出", "word": "new", "size": None})
    narrowed = references_of(parsed('COUNTA(rows[level="产出"].word)', "blocks"))[0]
    assert resolve(values, narrowed, (0,)) == [None, "new", None]
