"""Errors are data: a code and slots; their sentences are in the catalogue, whole in both languages."""

from __future__ import annotations

import ast
import pickle
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from collection import CollectionError
from reader import UnreadableWorkbook
from reader.errors import refusal
from template_builder import BuildError
from templates import (
    DefinitionError,
    ParameterError,
    Problem,
    Text,
    TianbaoError,
    UnknownForm,
    ValuesError,
    catalogue,
)
from templates.findings.errors import Sentence, error_catalogue, nearest, words_in_a_row
from templates.language import ExpressionError
from tests.test_architecture import sources

SLOT = re.compile(r"\{(\w+)\}")
CHINESE = re.compile("[\u4e00-\u9fff]")
CODES = sorted(error_catalogue())


def slots(code: str) -> set[str]:
    """Return the names of the slots of an error's sentences."""
    return {name for text in error_catalogue()[code] for name in SLOT.findall(text.zh + text.en)}


@pytest.mark.parametrize("code", CODES)
def test_each_sentence_is_whole_in_both_languages(code: str) -> None:
    message, fix = error_catalogue()[code]
    chinese, english = message.zh + fix.zh, message.en + fix.en
    assert set(SLOT.findall(chinese)) == set(SLOT.findall(english))
    assert CHINESE.search(chinese) or chinese == english
    assert not CHINESE.search(english)


def test_a_code_means_one_thing() -> None:
    assert set(CODES).isdisjoint(catalogue())


@cache
def nodes() -> tuple[ast.AST, ...]:
    """Return every node of the packages' code that is a call or a constant."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in sources())
    return tuple(
        node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call | ast.Constant)
    )


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Yield each call in the packages that is given a code of the catalogue, with the code."""
    for node in nodes():
        if isinstance(node, ast.Call):
            given = [part for word in node.args for part in alternatives(word)]
            yield from ((code, node) for code in given if code in error_catalogue())


def alternatives(word: ast.expr) -> list[str]:
    """Return the texts that an argument is: itself, or those of a choice between two."""
    if isinstance(word, ast.IfExp):
        return [*alternatives(word.body), *alternatives(word.orelse)]
    return [word.value] if isinstance(word, ast.Constant) and isinstance(word.value, str) else []


def test_each_error_fills_the_slots_of_its_sentence() -> None:
    found = list(calls())
    assert len(found) > 100
    for code, call in found:
        named = {keyword.arg for keyword in call.keywords}
        if ast.unparse(call.func) != "nearest":  # which takes the word itself
            assert slots(code) - named == set(), f"{code}: {ast.unparse(call)}"
            assert named - slots(code) <= {"near"}, f"{code}: {ast.unparse(call)}"


def test_each_error_is_made_with_a_code_of_the_catalogue() -> None:
    makers = {"CollectionError", "ValuesError", "ParameterError", "BuildError", "UnknownForm", "TianbaoError"}
    makers |= {"ExpressionError", "Sentence.of", "problems.report", "self._problems.report"}
    for node in nodes():
        if isinstance(node, ast.Call) and ast.unparse(node.func) in makers:
            words = [part for word in node.args for part in alternatives(word)]
            assert not any(isinstance(word, ast.JoinedStr) for word in node.args), ast.unparse(node)
            assert set(words) <= set(CODES), ast.unparse(node)


def test_each_sentence_is_used_somewhere() -> None:
    texts = {node.value for node in nodes() if isinstance(node, ast.Constant)}
    assert [code for code in CODES if code not in texts] == []


def test_an_error_says_its_sentence_in_either_language() -> None:
    error = CollectionError("key-too-short", path=Path("k.txt"), least=16)
    assert (error.code, str(error)) == (
        "key-too-short",
        "k.txt: The key is too short; it must have at least 16 bytes.",
    )
    assert error.sentence("zh") == "k.txt: 密钥太短，请给出至少 16 个字节。"
    within = ValuesError("at-place", place="a.b", reason=ValuesError("json-not-a-number", found="NaN"))
    assert within.sentence("zh") == "a.b: NaN 不是数，请改为数字或 null。"
    assert str(within) == "a.b: NaN is not a number; use a number or null."


def test_a_remedy_is_what_was_probably_meant_where_that_is_known() -> None:
    known = words_in_a_row(["label", "span"])
    far, near = (
        Sentence.of("key-unknown", key=word, known=known, near=nearest(word, ["label", "span"]))
        for word in ("xyz", "spam")
    )
    assert far.say("en") == "Unknown key `xyz`. Known keys: label, span."
    assert far.say("zh") == "这里没有键 `xyz`。可用的键有 label、span。"
    assert near.remedy("en") == "Did you mean `span`?"
    assert near.remedy("zh") == "是不是 `span`？"


def test_words_in_braces_are_no_slots() -> None:
    error = ParameterError("parameter-not-allowed", name="year", found="{allowed}", allowed=Text("数", "one"))
    assert str(error) == "Parameter year is “{allowed}”; it must be one."


ERRORS = (
    TianbaoError("no-table"),
    DefinitionError([Problem("f.yaml", 3, "body", Sentence.of("key-missing", key="form"))]),
    ParameterError("parameter-missing", name="year", allowed=Text("整数", "a number")),
    ValuesError("at-place", place="a", reason=ValuesError("json-not-utf8")),
    UnknownForm("form-unknown", name="a", hint=Sentence.of("forms-built-in", names="b")),
    ExpressionError("function-unknown", 7, name="A", known="B", near=Sentence.of("did-you-mean", word="B")),
    BuildError("file-is-a-folder", path=Path("out")),
    CollectionError("roster-empty", path="r.csv"),
    refusal("damaged", "zip"),
)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_can_travel(error: TianbaoError) -> None:
    found = pickle.loads(pickle.dumps(error))
    assert type(found) is type(error)
    assert found.code == error.code
    assert vars(found).keys() == vars(error).keys()
    for language in ("zh", "en"):
        assert found.sentence(language) == error.sentence(language)
        assert "{" not in found.sentence(language)
    assert str(error) == error.sentence("en")


def test_the_kinds_of_errors_are_kept_apart() -> None:
    assert all(issubclass(one, ValueError) for one in (ParameterError, ValuesError, UnknownForm))
    assert issubclass(ExpressionError, ValueError)
    assert not any(issubclass(one, ValueError) for one in (BuildError, CollectionError, UnreadableWorkbook))
