"""Signs of a Chinese keyboard in a definition: each line is named, with what to type instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from templates import DefinitionError, load
from templates.findings.errors import Problem
from templates.kinds.shared.keyboard import typed_in_latin
from tests.small_forms import HEAD, loaded, written

TYPED = {
    "colon behind a key of the form": ("body：\n- row: [{field: a, kind: number, span: 4}]\n", {5: "`：`"}),
    "colon behind a key of a box": ("body:\n- row：[{field: a, kind: number, span: 4}]\n", {6: "`：`"}),
    "colon within braces": ("body:\n- row: [{field：a, kind: number, span: 4}]\n", {6: "`：`"}),
    "comma": (
        "body:\n- row: [{label: 部门（单位），甲}，{field: c, kind: number，span: 3}]\n",
        {6: "`，`"},
    ),
    "list comma": ("body:\n- row: [{label: 甲}、{field: c, kind: number, span: 3}]\n", {6: "`、`"}),
    "square brackets": ("body:\n- row: 【{field: a, kind: number, span: 4}】\n", {6: "`【` `】`"}),
    "braces": ("body:\n- row: [｛field: a, kind: number, span: 4｝]\n", {6: "`｛` `｝`"}),
    "quotes around a name": ("body:\n- row: [{field: “a”, kind: number, span: 4}]\n", {6: "`“` `”`"}),
    "quotes around braces": (
        "body:\n- repeat: a\n  rows: 2\n"
        "  row: [{label: “第{item_number}项”}, {field: b, kind: number, span: 3}]\n",
        {8: "`“` `”`"},
    ),
    "digit": ("body:\n- row: [{field: a, kind: number, span: ４}]\n", {6: "`４`"}),
    "letters": ("body:\n- row: [{field: a, kind: ｎumber, span: 4}]\n", {6: "`ｎ`"}),
    "full-width spaces in front": (
        "body:\n　- row: [{field: a, kind: number, span: 4}]\n　- row: [{label: 注, span: 4}]\n",
        {6: "全角空格", 7: "全角空格"},
    ),
    "full-width space behind a colon": (
        "body:\n- row:　[{field: a, kind: number, span: 4}]\n",
        {6: "全角空格"},
    ),
    "full-width space behind a hyphen": (
        "body:\n-　row: [{field: a, kind: number, span: 4}]\n",
        {6: "全角空格"},
    ),
    "comment": ("＃ 注释\nbody:\n- row: [{field: a, kind: number, span: 4}]\n", {5: "`＃`"}),
    "tab": ("body:\n- row:\n\t- {field: a, kind: number, span: 4}\n", {7: "Tab"}),
    "two lines": (
        "body:\n- row：[{label: 甲}, {field: a, kind: number, span: 3}]\n"
        "- row: [{label: 乙}，{field: b, kind: number, span: 3}]\n",
        {6: "`：`", 7: "`，`"},
    ),
}


def problems(folder: Path, text: str) -> tuple[Problem, ...]:
    with pytest.raises(DefinitionError) as caught:
        loaded(folder, text)
    return caught.value.problems


@pytest.mark.parametrize("case", TYPED)
def test_the_line_and_the_sign_are_named_and_nothing_else(case: str, tmp_path: Path) -> None:
    text, lines = TYPED[case]
    found = problems(tmp_path, text)
    assert [problem.line for problem in found] == list(lines)
    for problem, sign in zip(found, lines.values(), strict=True):
        assert problem.what.code in ("typed-sign", "typed-tab")
        assert sign in problem.sentence("zh")
    kept = [sign for sign in "（）" if sign in text]
    assert not [sign for sign in kept if f"`{sign}`" in found[0].sentence("zh")]


def test_what_else_is_wrong_is_told_with_it(tmp_path: Path) -> None:
    text = "body：\n- row: [{label: 甲}，{field: a, kind: numbr, span: 2}]\n- row: [{lable: 乙, span: 4}]\n"
    assert [(one.line, one.what.code) for one in problems(tmp_path, text)] == [
        (5, "typed-sign"),
        (6, "typed-sign"),
        (6, "word-unknown"),
        (6, "spans-do-not-add-up"),
        (7, "key-unknown"),
    ]


def test_signs_of_chinese_texts_are_no_mistakes(tmp_path: Path) -> None:
    text = "body:\n- row: [{label: “甲”：（一）、【二】，三；　四, span: 4, style: titel}]\n"
    assert [one.what.code for one in problems(tmp_path, text)] == ["word-unknown"]


def test_a_definition_that_is_right_is_taken_as_it_is_written(tmp_path: Path) -> None:
    path = written(
        tmp_path, HEAD + "body:\n- row: [{label: “甲”：（一）, span: 2}, {field: 乙, kind: text, span: 2}]\n"
    )
    assert load(path).source.text == path.read_text(encoding="utf-8")


def test_a_formula_is_told_as_it_is_typed_in_latin() -> None:
    assert typed_in_latin("IF（a＞１，“是（否）”，b×２）") == 'IF(a>1,"是（否）",b*2)'
    assert typed_in_latin('IF(a="（", 1, 0)') == 'IF(a="（", 1, 0)'


@pytest.mark.parametrize(
    ("formula", "code", "words"),
    [
        ("'IF（a > 1，2，3）'", "signs-of-another-keyboard", "IF(a > 1,2,3)"),
        ("a × 2", "sign-of-another-keyboard", "请改用 *"),
        ("a　+　2", "space-of-another-keyboard", "半角空格"),
        ("a + ２", "sign-of-another-keyboard", "请改用 2"),
        ("a * 3％", "percent-sign", "0.03"),
        ("a ： 3", "sign-unknown", "`：`"),
    ],
)
def test_signs_in_a_formula_are_told_with_what_is_meant(
    formula: str, code: str, words: str, tmp_path: Path
) -> None:
    text = (
        "body:\n- row:\n  - {field: a, kind: number}\n"
        f"  - field: b\n    kind: number\n    span: 3\n    formula: {formula}\n"
    )
    (found,) = problems(tmp_path, text)
    assert (found.line, found.what.code) == (11, code)
    assert words in found.sentence("zh")


HINTS = {
    "a style that is none": (
        "body:\n- row: [{label: a, style: center, span: 4}]\n",
        "word-unknown",
        "title、unit、note、head、label",
    ),
    "a text under show": (
        """body:
- row: [{field: a, kind: money, span: 4}]
rules:
- {code: c, at: a, ensure: a > 0, show: {x: "{zh}"}, for: [{zh: 产出指标}]}
messages:
  c: {severity: error, zh: "x{x}", en: "x{x}", fix: {zh: a, en: b}}
""",
        "text-for-expression",
        "{zh: 产出指标, en: …}",
    ),
    "an argument of a function": (
        "body:\n- row: [{field: month, kind: number}, {field: b, kind: number, span: 3,"
        " formula: 'IF(ONEOF(month, 1, 3), 1, 0)'}]\n",
        "argument-wrong",
        "ONEOF 的第 2 个参数",
    ),
    "an operand": (
        "body:\n- row: [{field: t, kind: text}, {field: b, kind: number, span: 3, formula: 2 * t}]\n",
        "operand-wrong",
        "“*”的右边",
    ),
    "a comma within braces": (
        "body:\n- row: [{field: a, kind: number}, {field: b, kind: number, span: 3,"
        " formula: IF(a > 0, MIN(a, 1), 0)}]\n",
        "comma-within-braces",
        'formula: "IF(a > 0, MIN(a, 1), 0)"',
    ),
    "a comma in a text within braces": (
        "body:\n- row: [{label: {zh: 注, en: One, and another.}, span: 4}]\n",
        "comma-within-braces",
        'en: "One, and another."',
    ),
    "a wrong at of several entries": (
        """body:
- repeat: items
  rows: 2
  row: [{field: a, kind: money, span: 2}, {field: b, kind: money, span: 2}]
rules:
- {code: c, in: items, at: nope, ensure: "{x} > 0", for: [{x: a}, {x: b}]}
messages:
  c: {severity: error, zh: x, en: x, fix: {zh: a, en: b}}
""",
        "field-unknown",
        "`nope`",
    ),
}


@pytest.mark.parametrize("case", HINTS)
def test_a_hint_leads_to_what_was_meant(case: str, tmp_path: Path) -> None:
    text, code, words = HINTS[case]
    (found,) = problems(tmp_path, text)
    assert found.what.code == code
    assert words in found.sentence("zh")
