"""A block written once for many constants is the same as a repeat for each of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from templates import compile
from templates.compiling.room import with_room
from templates.model.page import Role
from tests.small_forms import loaded, problems_of, through_the_whole_job

PLAIN_ROW = "row: [{field: name, kind: text}, {field: weight, kind: number, span: 2}]"
ROW = PLAIN_ROW.replace("kind: number,", "kind: number, required_if: name = code,")
OVER = f"""body:
- row: [{{label: 码}}, {{field: code, kind: text, span: 3}}]
- repeat: list
  over: [数量, {{value: 质量, label: {{zh: 质, en: Quality}}}}]
  side: {{field: level}}
  rows: 3
  shown: 2
  complete: weight
  unique: name
  total: {{of: weight, is: 100}}
  {ROW}
"""
APART = f"""body:
- row: [{{label: 码}}, {{field: code, kind: text, span: 3}}]
- repeat: list
  side: {{field: level, value: 数量}}
  rows: 3
  shown: 2
  complete: weight
  unique: name
  total: {{of: weight, is: 100}}
  {ROW}
- repeat: list
  side: {{field: level, value: 质量, label: {{zh: 质, en: Quality}}}}
  rows: 3
  shown: 2
  {PLAIN_ROW}
"""
NESTED = """body:
- repeat: outer
  over: [产出, 效益]
  side: {field: level1}
  rows: 1
  body:
  - repeat: inner
    over: [数量, 质量]
    side: {field: level2}
    rows: 2
    row: [{field: name, kind: text, span: 2}]
"""


def test_it_is_what_repeats_of_one_name_are(tmp_path: Path) -> None:
    over, apart = (compile(loaded(tmp_path, text), {}) for text in (OVER, APART))
    assert over.digest == apart.digest
    assert [(cell.path, cell.text, cell.address) for cell in over] == [
        (cell.path, cell.text, cell.address) for cell in apart
    ]
    assert over.items == apart.items
    assert [(rule.message.code, rule.scope, rule.at, rule.ensure) for rule in over.rules] == [
        (rule.message.code, rule.scope, rule.at, rule.ensure) for rule in apart.rules
    ]


@pytest.mark.parametrize("text", [OVER, NESTED])
def test_it_goes_through_the_whole_job(text: str, tmp_path: Path) -> None:
    assert through_the_whole_job(loaded(tmp_path, text), tmp_path, fillings=3)


def test_each_constant_is_merged_beside_its_rows(tmp_path: Path) -> None:
    cell_map = compile(loaded(tmp_path, NESTED), {})
    beside = [
        (cell.text.zh, cell.row, cell.rows) for cell in cell_map if cell.text and cell.role is Role.LABEL
    ]
    assert beside == [
        *(("产出", 3, 4), ("数量", 3, 2), ("质量", 5, 2)),
        *(("效益", 7, 4), ("数量", 7, 2), ("质量", 9, 2)),
    ]


def test_one_of_the_constants_gets_the_room_it_needs(tmp_path: Path) -> None:
    cell_map = compile(loaded(tmp_path, OVER), {})
    values = {"list": [{"level": "质量", "name": str(number)} for number in range(5)]}
    constants = with_room(cell_map, values).shape.parts["list"].constants  # type: ignore[union-attr]
    assert [one["level"] for one in constants] == ["数量"] * 3 + ["质量"] * 5


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("  side: {field: level}\n", "", [(7, "key-missing")]),
        ("{field: level}", "{field: level, value: 数量}", [(9, "key-unknown")]),
        ("{field: level}", "{field: level, label: 数量}", [(9, "key-unknown")]),
        ("value: 质量, ", "", [(8, "key-missing")]),
        ("[数量, ", "[数量, 数量, ", [(8, "constant-twice")]),
        ("zh: 质,", "zh: '{yer}',", [(8, "name-unknown")]),
        ("rows: 3", "rows: lots", [(10, "count-not-a-parameter")]),
        ("complete: weight", "complete: wait", [(12, "field-unknown")]),
        ("kind: number,", "kind: numbr,", [(15, "word-unknown")]),
    ],
)
def test_mistakes_are_told_once(
    before: str, after: str, found: list[tuple[int, str]], tmp_path: Path
) -> None:
    assert problems_of(tmp_path, OVER.replace(before, after)) == found


def test_a_constant_alone_needs_its_value(tmp_path: Path) -> None:
    text = APART.replace("{field: level, value: 数量}", "{field: level}")
    assert problems_of(tmp_path, text)[0] == (8, "key-missing")
