"""A definition is checked whole: every mistake is named with its line, its path and the remedy."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from templates import (
    DefinitionError,
    Form,
    ParameterError,
    UnknownForm,
    builtin,
    builtin_names,
    definition_schema,
    load,
)
from tests.forms import TRAVEL_PLAN

# What is replaced, by what, and what the report must say; the mistake is in the last line of the replacement.
BROKEN = {
    "unknown-key": (
        "max_length: 40}",
        "max_lenght: 40}",
        "Unknown key `max_lenght`",
        "Did you mean `max_length`?",
    ),
    "option-of-another-kind": (
        "max_length: 40}",
        "decimals: 0}",
        "Unknown key `decimals`",
        "required, required_if, default, locked, hint, called, max_length, list_item, pattern.",
    ),
    "missing-kind": (
        "{field: purpose, kind: text, max_length: 40}",
        "{field: purpose, max_length: 40}",
        "The key `kind` is missing",
        "Add `kind`.",
    ),
    "unknown-kind": (
        "kind: number, decimals: 0, min",
        "kind: numbr, decimals: 0, min",
        "“numbr”",
        "Did you mean `number`?",
    ),
    "spans": (
        "{label: 合计, span: 3}",
        "{label: 合计, span: 2}",
        "add up to 4, but there are 5",
        "Change the spans",
    ),
    "unknown-name": ("SUM(trips.days)", "SUM(trips.day)", "trips.day", "trips.days"),
    "unknown-function": ("SUM(trips.cost)", "SUMME(trips.cost)", "SUMME", "SUM"),
    "unknown-choices": (
        "of: region}",
        "of: regions}",
        "no list of choices `regions`",
        "Did you mean `region`?",
    ),
    "complete-without-a-field": (
        "  rows: trips\n",
        "  rows: trips\n  complete: [purpose, costs]\n",
        "no field `costs`",
        "Did you mean `cost`?",
    ),
    "total-of-nothing": (
        "  rows: trips\n",
        "  rows: trips\n  total: {of: cost, is: yeer}\n",
        "no field or parameter 'yeer'",
        "Did you mean 'year'?",
    ),
    "required-in-no-case": (
        "{field: days, kind: number,",
        "{field: days, kind: number, required_if: cost,",
        "A condition is needed",
        "Compare it",
    ),
    "field-twice": (
        "{field: total.cost, kind: money, formula: SUM(trips.cost)}",
        "{field: total.days, kind: money, formula: SUM(trips.cost)}",
        "`total.days` is defined a second time",
        "Rename",
    ),
    "circular": (
        "formula: SUM(trips.cost)}",
        'formula: "SUM(trips.cost, total.cost)"}',
        "circular: total.cost → total.cost",
        "Calculate one of them",
    ),
    "two-meanings": (
        "华南: [广州]",
        "华南: [广州, {value: 深圳, fold: [广州]}]",
        "“广州” stands for",
        "one term",
    ),
    "shown-of-nothing": (
        "  rows: trips\n",
        "  rows: trips\n  shown: trip\n",
        "no numeric parameter `trip`",
        "Did you mean `trips`?",
    ),
    "default-of-nothing": (
        "trips: {default: 4,",
        "trips: {default: later,",
        "no parameter `later` that is a number",
        "Give a number",
    ),
    "default-near-a-parameter": (
        "trips: {default: 4,",
        'trips: {default: "MAX(4, yeer)",',
        "`yeer`",
        "`year`",
    ),
    "default-without-value": (
        "trips: {default: 4, minimum: 1, maximum: 50}",
        "trips: {default: seen, minimum: 1, maximum: 50}\n  seen: {default: trips, minimum: 1, maximum: 50}",
        "The default of trips comes to nothing",
        "Put a number beside it",
    ),
    "default-beyond-another-parameter": (
        "trips: {default: 4, minimum: 1, maximum: 50}",
        "trips: {default: 4, minimum: 1, maximum: 50}\n  shown: {default: 5, minimum: 1, maximum: trips}",
        "shown is “5”; it must be a whole number from 1 to 4",
        "Change the default",
    ),
    "maximum-of-nothing": (
        "trips: {default: 4, minimum: 1, maximum: 50}",
        "trips: {default: 4, minimum: 1, maximum: trip}\n  tripe: {default: 4, minimum: 1, maximum: 50}",
        "No parameter `trip` above is a number",
        "Give a number as the maximum",
    ),
    "unknown-code": (
        "- code: trip-without-cost",
        "- code: trip-without-costs",
        "no message",
        "`trip-without-cost`",
    ),
    "unknown-scope": ("  in: trips", "  in: trip", "no repeat `trip`", "Did you mean `trips`?"),
    "unknown-at": ("  at: cost", "  at: costs", "no field `costs`", "Name a field"),
    "slot-not-shown": (
        "zh: “{purpose}”没有费用。",
        "zh: “{purpose}”的{what}没有费用。",
        "{what}",
        "under `show`",
    ),
    "limits-missing": (
        "year: {minimum: 2000, maximum: 2100}",
        "year: {minimum: 2000}",
        "has no limits",
        "`maximum`",
    ),
    "default-not-allowed": (
        "trips: {default: 4,",
        "trips: {default: 99,",
        "trips is “99”; it must be a whole number from 1 to 50",
        "Change the default",
    ),
    "key-twice": ("version: 3", "version: 3\nform: other", "`form` appears twice here", "Remove one"),
    "unknown-row-parameter": (
        "rows: trips",
        "rows: trip_count",
        "no numeric parameter `trip_count`",
        "Enter a number",
    ),
    "words": ("{year}年出差计划表", "{yaer}年出差计划表", "yaer", "year"),
    "box-without-key": ("- head: [{label: 事由}", "- haed: [{label: 事由}", "Unknown key `haed`", "`head`"),
    "choice-without-list": ("kind: choice, of: region}", "kind: choice}", "`of` is missing", "Add `of`."),
    "not-a-name": ("field: days,", "field: da ys,", "is not in the right form", "letters"),
    "too-many-columns": (
        "columns: [14, 12, 12, 12, 14]",
        "columns: [300, 12, 12, 12, 14]",
        "not allowed",
        "maximum",
    ),
    "not-a-form-name": (
        "form: travel-plan",
        "form: Travel_Plan",
        "is not in the right",
        "Use lower-case letters",
    ),
    "not-a-sheet-name": (
        "version: 3",
        "version: 3\nsheet: 表[1]",
        "is not in the right",
        "at most 31 characters",
    ),
    "not-one-line": (
        "formula: SUM(trips.cost)}",
        'formula: "SUM(trips.\\ncost)"}',
        "is not in the right",
        "Write it on one line.",
    ),
    "field-and-group": (
        "{field: total.cost,",
        "{field: total,",
        "`total` is both a field and a group of fields",
        "Rename one of the two.",
    ),
    "two-kinds": (
        "- row:\n  - {label: 合计, span: 3}",
        "- repeat: trips\n  rows: 1\n  row: [{label: x, span: 4}, {field: days, kind: money}]\n"
        "- row:\n  - {label: 合计, span: 3}",
        "`trips.days` is of a different kind elsewhere",
        "Use the same kind throughout.",
    ),
    "unknown-tag": (
        "decimals: 0, min",
        "decimals: !digits 0, min",
        "the tag '!digits'",
        "Check the indentation",
    ),
    "tag-of-another-value": (
        "decimals: 0, min",
        "decimals: !!int few, min",
        "not valid YAML: invalid",
        "quotation marks",
    ),
    "number-without-end": (
        "decimals: 0, min",
        f"decimals: {'9' * 5000}, min",
        "Exceeds the limit",
        "Check the indentation",
    ),
    "not-finite": ("maximum: 60}", "maximum: .inf}", "“inf” is not valid here", "Expected: a number."),
    "not-a-number": ("maximum: 60}", "maximum: .nan}", "“nan” is not valid here", "Expected: a number."),
    "decimals-of-decimals": (
        "decimals: 0, min",
        "decimals: 2.0, min",
        "“2.0” is not valid here",
        "Expected: a whole number.",
    ),
    "kept-without-message": (
        "region: {items: [华中, 华南]}",
        "region: {items: [华中, {value: 华南, keep: [南]}], kept: not-preferred}",
        "no message for the code `not-preferred`",
        "`choice-not-preferred`",
    ),
    "bounds-reversed": (
        "minimum: 1, maximum: 60}",
        "minimum: 61, maximum: 60}",
        "greater than the maximum: 61 ~ 60",
        "Swap the two.",
    ),
    "word-like-a-parameter": (
        "trips: {default: 4, minimum: 1, maximum: 50}",
        "trips: {default: 4, minimum: 1, maximum: 50}\n  unit: {options: [个, 项], default: trips}",
        "unit is “trips”; it must be 个 or 项",
        "Change the default",
    ),
    "too-deep": ("decimals: 0, min", f"decimals: {'[' * 500}{']' * 500}, min", "nested too deeply", "fewer"),
    "row-too-long": (
        "SUM(trips.cost)",
        f"SUM(trips.cost){' + 1' * 5000}",
        "nested too deeply",
        "Split it",
    ),
    "depends-on-nothing": ("    by: region\n", "    by: regoin\n", "depends on `regoin`", "Add a field"),
}

ELSEWHERE = {
    "slot-not-shown": "- code:",
    "depends-on-nothing": "{field: city",
    "two-meanings": "华南",
    "spans": "- row:",
}
"""Words of the line that is named where it is not the line of the changed words."""


def broken(tmp_path: Path, old: str, new: str) -> tuple[Path, set[int]]:
    """Write the travel plan with a mistake in it; return the file, and the lines of the new words."""
    text = TRAVEL_PLAN.read_text(encoding="utf-8")
    assert old in text
    text = text.replace(old, new, 1)
    first = text[: text.index(new)].count("\n") + 1
    path = tmp_path / "broken.yaml"
    path.write_text(text, encoding="utf-8")
    return path, set(range(first, first + new.rstrip("\n").count("\n") + 1))


@pytest.mark.parametrize("case", BROKEN)
def test_mistake_is_named_with_its_line(case: str, tmp_path: Path) -> None:
    old, new, message, remedy = BROKEN[case]
    path, lines = broken(tmp_path, old, new)
    with pytest.raises(DefinitionError) as caught:
        load(path)
    matching = [p for p in caught.value.problems if message in p.message and remedy in p.remedy]
    assert matching, str(caught.value)
    expected = lines
    if case in ELSEWHERE:  # named where it has its effect
        text = path.read_text(encoding="utf-8").splitlines()
        expected = {number for number, line in enumerate(text, 1) if ELSEWHERE[case] in line}
    assert matching[0].line in expected
    assert matching[0].file == str(path)
    assert re.search("[\u4e00-\u9fff]", matching[0].what.message("zh"))
    assert re.search("[\u4e00-\u9fff]", matching[0].what.remedy("zh"))


def test_all_mistakes_are_reported_at_once(tmp_path: Path) -> None:
    text = TRAVEL_PLAN.read_text(encoding="utf-8")
    for old, new in (("SUM(trips.days)", "SUM(trips.day)"), ("SUM(trips.cost)", "SUMM(trips.cost)")):
        text = text.replace(old, new)
    path = tmp_path / "broken.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load(path)
    lines = [problem.line for problem in caught.value.problems]
    assert len(lines) == 2
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"form: [", "not valid YAML"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"", "not valid here"),
        (b"- a\n- b\n", "not valid here"),
        (b"form: &a [*a]\n", "refers to itself"),
    ],
)
def test_a_file_that_is_no_definition(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "form.yaml"
    path.write_bytes(content)
    with pytest.raises(DefinitionError, match=message):
        load(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="cannot be read"):
        load(tmp_path / "none.yaml")


@pytest.mark.parametrize("name", builtin_names())
def test_builtin_forms_pass_every_check(name: str) -> None:
    path = Path(str(builtin(name).source.file))
    assert load(path).name == name


@pytest.mark.parametrize(
    "default",
    ["year / 3", "MX(4)", "MAX(4", "MAX 4", "MAX(4,)", "MAX()", "MAX(4))", "4 5", "(4)", "-4", "4.5", "１",
     "MAX(,4)", "", "MAX(" * 60 + "4" + ")" * 60, "1234567890"],
)  # fmt: skip
def test_what_is_no_default(default: str, tmp_path: Path) -> None:
    path = tmp_path / "form.yaml"
    text = TRAVEL_PLAN.read_text(encoding="utf-8")
    path.write_text(text.replace("trips: {default: 4,", f"trips: {{default: '{default}',"), encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"is no default\. Give a number, the name of"):
        load(path)


@pytest.mark.parametrize(
    ("default", "given", "value"),
    [
        ("7", {}, 7),
        (" MAX( 4 ,seen ) ", {}, 4),
        ("MAX(4, seen)", {"seen": 9}, 9),
        ("MIN(50, MAX(4, seen, later))", {"seen": 9, "later": "12"}, 12),
        ("MIN(seen, 6)", {"seen": 9}, 6),
        ("MAX(MIN(seen, later), 2)", {}, 2),
        ("MIN(year, 50)", {}, 50),
    ],
)
def test_a_default_follows_from_what_is_given(
    default: str, given: dict[str, object], value: int, tmp_path: Path
) -> None:
    path = tmp_path / "form.yaml"
    more = "\n  seen: {default: 1, minimum: 1, maximum: 50}\n  later: {default: 1, minimum: 1, maximum: 50}"
    text = TRAVEL_PLAN.read_text(encoding="utf-8")
    trips = "trips: {default: 4, minimum: 1, maximum: 50}"
    assert trips in text
    path.write_text(text.replace(trips, trips.replace("4", f"'{default}'") + more), encoding="utf-8")
    assert load(path).settle({"year": 2026, **given})["trips"] == value


def test_an_unknown_form_names_the_nearest() -> None:
    with pytest.raises(UnknownForm, match="did you mean department-goals"):
        builtin("department-goal")
    with pytest.raises(UnknownForm, match="the built-in forms are"):
        builtin("zzz")


def test_the_schema_is_a_schema() -> None:
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(definition_schema())
    assert json.dumps(definition_schema())


@pytest.fixture(scope="module")
def travel() -> Form:
    return load(TRAVEL_PLAN)


def test_parameters_have_defaults_and_limits(travel: Form) -> None:
    assert travel.settle({"year": "2026"}) == {"year": 2026, "trips": 4}
    cases: list[tuple[dict[str, object], str]] = [
        ({}, "year is missing; it must be a whole number from 2000 to 2100"),
        ({"year": 1999}, "year is “1999”"),
        ({"year": "abc"}, "year is “abc”"),
        ({"year": 2026, "trips": 51}, "from 1 to 50"),
        ({"year": 2026, "trip": 5}, "no parameter trip; it has year, trips"),
    ]
    for given, message in cases:
        with pytest.raises(ParameterError, match=message):
            travel.settle(given)


def test_words_of_a_parameter_are_one_of_its_options() -> None:
    form = builtin("department-goals")
    assert form.settle({"year": 2020, "unit": "元"})["unit"] == "元"
    with pytest.raises(ParameterError, match="it must be 万元 or 元"):
        form.settle({"year": 2020, "unit": "千元"})


@pytest.mark.parametrize("character", ["\x00", "\x07"])
def test_a_character_that_is_no_text_is_named_with_its_line(character: str, tmp_path: Path) -> None:
    path = tmp_path / "form.yaml"
    path.write_text(f"form: a\ntitle: 表{character}\n", encoding="utf-8")
    with pytest.raises(DefinitionError, match=f"U\\+{ord(character):04X}: control characters") as caught:
        load(path)
    assert caught.value.problems[0].line == 2


def test_aliases_of_aliases_end(tmp_path: Path) -> None:
    levels = [f"l{number}: &l{number} [{', '.join([f'*l{number - 1}'] * 9)}]" for number in range(1, 12)]
    path = tmp_path / "form.yaml"
    path.write_text("\n".join(["l0: &l0 [甲]", *levels]), encoding="utf-8")
    with pytest.raises(DefinitionError, match="becomes too large once its aliases are expanded"):
        load(path)
