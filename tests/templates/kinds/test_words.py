"""What kinds say: to clerks in the sheet, and through the catalogue."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest

import templates.kinds
from templates import Text, catalogue
from templates.findings.errors import error_catalogue
from templates.kinds import KINDS, Choices, Kind, Limits, Term
from templates.kinds.typed.numerals import read_numeral

_LIMITS = Limits(
    label=Text("名称", "Name"),
    choices=Choices("terms", {"": tuple(Term(f"第{n}类较长的名称") for n in range(40))}),
)
_CODE = re.compile(r"[a-z]+(?:-[a-z]+)+")
_NO_CODES = {"us-ascii", "utf-16-le", "mm-dd-yy", "yyyy-mm", "yyyy-mm-dd"}


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
@pytest.mark.parametrize("hint", [None, Text("提示" * 200, "Hint " * 100)])
def test_prompts_and_refusals_fit_into_the_sheet(kind: Kind, hint: Text | None) -> None:
    options = {"max_length": 200} if "max_length" in kind.options().get("properties", {}) else {}
    limits = kind.limits(options, replace(_LIMITS, hint=hint))
    for words, longest in ((kind.prompt(limits), 255), (kind.validation(limits).refusal, 225)):
        assert len(words.zh) <= longest
        assert len(words.en) <= longest
    assert kind.prompt(limits).zh
    assert kind.validation(limits).refusal.zh or kind.validation(limits).type == "any"


def test_only_targets_have_further_columns() -> None:
    assert [name for name, kind in KINDS.items() if kind.parts()] == ["target"]


def written_codes() -> set[str]:
    """Return every text in the modules of the kinds that has the form of a code."""
    folder = Path(templates.kinds.__file__).parent
    nodes = [node for file in folder.rglob("*.py") for node in ast.walk(ast.parse(file.read_text("utf-8")))]
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {text for text in texts if _CODE.fullmatch(text)} - _NO_CODES


def test_every_code_that_a_kind_gives_is_in_the_catalogue() -> None:
    codes = written_codes()
    assert "target-unclear" in codes
    assert codes <= catalogue().keys() | error_catalogue().keys()


@pytest.mark.parametrize("message", catalogue().values(), ids=lambda message: message.code)
def test_every_message_says_what_and_how_in_both_languages(message: object) -> None:
    sentence, fix = message.sentence, message.fix  # type: ignore[attr-defined]
    for text in (sentence, fix):
        assert re.search("[一-鿿]", text.zh)
        assert not re.search("[一-鿿]", re.sub("[（“‘].*?[）”’]|转8|7个|元|个|次|百分比", "", text.en))
        assert text.zh[-1] in "。？"
        assert text.en[-1] in ".?"


def test_habits_of_typing_are_told_without_what_was_found() -> None:
    habits = (
        "number-as-text",
        "full-width-digits",
        "thousands-separator",
        "amount-with-unit",
        "trailing-mark",
    )
    assert not any("{" in catalogue()[code].sentence.zh for code in habits)


def test_the_catalogue_is_read_once() -> None:
    assert catalogue() is catalogue()


def test_a_numeral_without_a_number_says_why() -> None:
    assert read_numeral("12.3.4").codes == ("two-decimal-points",)
