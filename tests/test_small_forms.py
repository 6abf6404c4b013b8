"""What `check` lets pass is built, read back and summed up: forms of all sorts, and forms made at random."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings

from templates import DefinitionError, compile
from templates.model.shape import Repeat, node_at
from tests.extent import extent
from tests.form_maker import MESSAGE, definitions
from tests.small_forms import loaded, problems_of, through_the_whole_job

pytestmark = pytest.mark.no_cover  # what it covers is covered by tests that take less

RAGGED = """body:
- repeat: levels
  rows: 1
  side: {field: level1, value: 产出}
  body:
  - repeat: mid
    rows: 2
    side: {field: level2, value: 数量}
    row: [{field: n, kind: text}, {field: w, kind: money}]
  - repeat: mid
    rows: 1
    side: {field: level2, value: 质量}
    row: [{field: n, kind: text}, {field: w, kind: money}]
- repeat: levels
  rows: 1
  side: {field: level1, value: 效益}
  body:
  - repeat: mid
    rows: 1
    side: {field: level2, value: 社会}
    row: [{field: n, kind: text}, {field: w, kind: money}]
- row: [{label: 合计}, {field: s, kind: money, formula: SUM(levels.mid.w), span: 3}]
"""
NESTED = """body:
- repeat: o
  rows: 2
  body:
  - row: [{label: t}, {field: t, kind: text, span: 3}]
  - repeat: i
    rows: 2
    side: {field: c, value: 甲}
    row: [{field: x, kind: money}, {field: y, kind: money, span: 2}]
- row: [{label: u}, {field: u, kind: text, span: 3}]
"""
AT = (
    *(
        "in: o, at: t",
        "in: o, at: i.x",
        "in: o, at: o.i.x",
        "in: o, at: i",
        "in: o, at: o.i.c",
        "in: o, at: i.c",
    ),
    *("at: o.i.x", "at: o.i", "at: o", "at: u", "at: o.i.c", "in: o, at: u", "in: o, at: self"),
    *("in: o.i, at: x", "in: o.i, at: c", "in: o.i, at: o.t", "in: o.i, at: u", "in: o.i, at: self"),
)


def test_lists_with_other_rows_in_one_item_than_in_another(tmp_path: Path) -> None:
    form = loaded(tmp_path, RAGGED)
    cell_map = compile(form, {})
    mid = node_at(cell_map.shape, ("levels", "mid"))
    assert isinstance(mid, Repeat)
    assert [len(mid.rows((number,))) for number in range(2)] == [3, 1]
    readings = through_the_whole_job(form, tmp_path, fillings=6)
    levels = [level for reading in readings for level in reading.values["levels"]]
    known = {"产出": {"数量", "质量"}, "效益": {"社会"}}
    assert levels
    assert all(one["level2"] in known[level["level1"]] for level in levels for one in level["mid"])


@pytest.mark.parametrize("at", AT)
def test_a_rule_reports_wherever_its_author_says(at: str, tmp_path: Path) -> None:
    ensure = "x > 10000000" if "in: o.i" in at else "SUM(i.x) < 0" if "in: o" in at else "SUM(o.i.x) < 0"
    rule = f"rules:\n- {{code: m, {at}, ensure: {ensure}}}\n"
    readings = through_the_whole_job(loaded(tmp_path, NESTED + rule + MESSAGE), tmp_path, fillings=2)
    found = [one for reading in readings for one in reading.findings if one.code == "m"]
    assert found
    assert all(one.cell and "{" not in one.sentence("zh") for one in found)


WRONG = {
    "a sheet of the toolkit": ("sheet: 自检\n" + NESTED, (5, "sheet-name-taken")),
    "two sheets of one name": (
        "sheets:\n- {name: 小表, paragraphs: [{text: 甲}]}\n" + NESTED,
        (6, "sheet-name-twice"),
    ),
    "a title that names no sheet": (
        "form: small\nversion: 1\ntitle: 收/支表\ncolumns: [1, 1, 1, 1]\n" + NESTED,
        (3, "sheet-name-wrong"),
    ),
    "a character of no cell": (NESTED.replace("label: t}", 'label: "\\x07"}'), (9, "character-of-no-cell")),
    "a condition in a sentence": (
        NESTED + 'rules:\n- {code: m, at: u, ensure: u <> "x", show: {label: u = "甲"}}\n' + MESSAGE,
        (16, "condition-in-a-sentence"),
    ),
    "braces that are no slot": (
        NESTED + 'rules:\n- {code: m, at: u, ensure: u <> "x"}\n' + MESSAGE.replace("{label}", "{a b}"),
        (16, "slot-not-shown"),
    ),
    "an own message with another slot": (
        NESTED + MESSAGE.replace("  m:", "  error-value:").replace("{label}", "{foo}"),
        (16, "slot-of-no-message"),
    ),
    "a blank term": (
        "choices:\n  c: {items: ['', 乙]}\n" + NESTED.replace("t, kind: text", "t, kind: choice, of: c"),
        (6, "term-blank"),
    ),
    "a list of values with more": (
        NESTED.replace("{field: x, kind: money}", "{field: self, kind: text}"),
        (13, "self-with-others"),
    ),
    "a value outside of lists": (NESTED.replace("field: u,", "field: self,"), (14, "self-outside")),
    "a list named as a field": (NESTED.replace("field: u,", "field: o,"), (14, "field-and-group")),
    "items with other fields": (
        NESTED + "- repeat: o\n  rows: 1\n  row: [{label: t}, {field: t, kind: text, span: 3}]\n",
        (15, "items-not-alike"),
    ),
    "a place without a cell": (
        NESTED.replace("[{field: x, kind: money}, {field: y, kind: money, span: 2}]", "[{label: x, span: 3}]")
        + 'rules:\n- {code: m, at: o.i.c, ensure: u <> "x"}\n' + MESSAGE,
        (16, "at-without-cell"),
    ),
    "a message that is too long": (
        NESTED + 'rules:\n- {code: m, at: u, ensure: u <> "x"}\n' + MESSAGE.replace("坏", "坏" * 9000),
        (16, "formula-too-long"),
    ),
    "a formula that is too long with the usual rows alone": (
        "parameters:\n  r: {minimum: 1, maximum: 300, default: 20}\n"
        "body:\n- repeat: o\n  rows: r\n  row: [{field: t, kind: text, span: 4}]\n"
        "rules:\n- {code: m, at: o, ensure: COUNTA(o.t) + COUNTA(o.t) + COUNTA(o.t) > 0}\n" + MESSAGE,
        (12, "formula-too-long"),
    ),
    "more rows than a sheet has": (
        "parameters:\n  r: {minimum: 1, maximum: 900000, default: 2}\n" + NESTED.replace("2", "r", 1),
        (7, "rows-too-many"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_building_would_stop_at_is_told_with_its_line(case: str, tmp_path: Path) -> None:
    text, problem = WRONG[case]
    assert problem in problems_of(tmp_path, text)


def test_values_of_lists_are_computed_in_any_unit(tmp_path: Path) -> None:
    text = """parameters:
  unit: {options: [件], default: 件}
body:
- row: [{label: q}, {field: q, kind: money, span: 3}]
- repeat: r
  rows: 2
  row: [{field: self, kind: money, formula: q * item_number, span: 4}]
- row: [{label: z}, {field: z, kind: number, minimum: 1.0e+300, maximum: 1.0e+305, span: 3}]
"""
    through_the_whole_job(loaded(tmp_path, text), tmp_path, fillings=0)


@given(definitions())
@settings(max_examples=extent(60, quick=40, soak=5000), phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_forms_made_at_random(text: str) -> None:
    """Each try takes a while, so that none is made smaller."""
    with TemporaryDirectory() as folder:
        try:
            form = loaded(Path(folder), text)
        except DefinitionError as error:
            lines = [problem.line for problem in error.problems]
            assert lines == sorted(lines)
            said = [(problem.line, problem.path, problem.message) for problem in error.problems]
            assert len(set(said)) == len(said)
        else:
            through_the_whole_job(form, Path(folder), fillings=2)
