"""What a department writes beside a form goes with what is found in the same rows, wherever these are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reader import Explanation, Grid, Reading, read_grids
from templates import CellMap, Form, Role, compile, load
from templates.kinds import Raw
from tests.reader.plans import Cells, cell_map, filled, form, moved, number, read_cells, text

BESIDE = 6
"""The column of the explanations in the small form."""

NO_BUDGET = ((11, 3), (12, 3), (14, 3))
"""What is taken out so that both projects have no budget, which is a warning with the name of each."""


def without(cells: Cells, *taken: tuple[int, int]) -> Cells:
    """Return the cells without some."""
    return {at: raw for at, raw in cells.items() if at not in taken}


def explained(reading: Reading) -> dict[tuple[str, str | None], str | None]:
    """Return what explains each finding, by its code and its cells."""
    return {(finding.code, finding.cell): finding.explanation for finding in reading.findings}


def demanding(tmp_path: Path, *codes: str) -> Form:
    """Return the small form with messages that must be explained."""
    source = Path(__file__).with_name("plan.yaml").read_text(encoding="utf-8")
    for code in codes:
        source = source.replace(f"  {code}:\n", f"  {code}:\n    explain: required\n")
    path = tmp_path / "plan.yaml"
    path.write_text(source, encoding="utf-8")
    return load(path)


def read_of(of: Form, cells: Cells) -> Reading:
    return read_grids("plan.xlsx", [Grid("计划", cells)], [of])


def test_a_cell_for_explanations_stands_beside_each_row_of_fields() -> None:
    rows = {cell.row for cell in cell_map() if cell.role in (Role.INPUT, Role.COMPUTED)}
    assert {cell.row for cell in cell_map().explanations} == rows
    assert {(cell.column, cell.columns, cell.fields) for cell in cell_map().explanations} == {(BESIDE, 1, ())}
    assert {cell.label.zh for cell in cell_map().explanations} == {"说明"}


def test_a_finding_has_the_explanation_of_its_row() -> None:
    cells = without(filled(), *NO_BUDGET) | {(11, BESIDE): text("下半年追加。"), (7, BESIDE): text("多余")}
    reading = read_cells(cells)
    assert explained(reading) == {
        ("project-without-budget", "B11"): "下半年追加。",
        ("project-without-budget", "B12"): None,
    }
    assert reading.explanations == (
        Explanation("计划", "F7", "多余"),
        Explanation("计划", "F11", "下半年追加。"),
    )
    assert reading.values == read_cells(without(filled(), *NO_BUDGET)).values


def test_equal_findings_have_each_text_once() -> None:
    cells = filled() | {(17, 5): text("乙类"), (18, 3): text("网点"), (18, 5): text("乙类")}
    cells |= {(21, 5): text("乙类"), (17, BESIDE): text("统一采购"), (18, BESIDE): text("见附件")}
    reading = read_cells(cells | {(21, BESIDE): text("统一采购")})
    (finding,) = (finding for finding in reading.findings if finding.code == "type-odd")
    assert [location.explanation for location in finding.locations] == ["统一采购", "见附件", "统一采购"]
    assert finding.explanation == "统一采购；见附件"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("　上级 补助。 ", "上级 补助。"),
        ("一行_x000D_\n二行", "一行\n二行"),
        ("1. 项目调整", "1. 项目调整"),
        ("无", "无"),
        ("/", None),
        (" —— ", None),
        ("　", None),
    ],
)
def test_explanations_are_cleaned_as_texts_are(written: str, kept: str | None) -> None:
    reading = read_cells(filled() | {(5, BESIDE): text(written)})
    assert [found.text for found in reading.explanations] == ([] if kept is None else [kept])
    assert reading.findings == ()


def test_what_else_stands_there_is_the_text_that_people_see() -> None:
    assert read_cells(filled() | {(5, BESIDE): number(12)}).explanations[0].text == "12"
    assert (
        read_cells(filled() | {(5, BESIDE): Raw("附件", formula='"附"&"件"')}).explanations[0].text == "附件"
    )
    assert read_cells(filled() | {(5, BESIDE): Raw(None, error="#N/A")}).explanations == ()


def test_what_is_too_long_is_kept_whole_and_named() -> None:
    longest = "长" * 500
    assert read_cells(filled() | {(5, BESIDE): text(longest)}).findings == ()
    reading = read_cells(filled() | {(5, BESIDE): text(longest + "长")})
    assert reading.explanations == (Explanation("计划", "F5", longest + "长"),)
    (finding,) = reading.findings
    assert (finding.code, str(finding.severity), finding.cell, finding.field) == (
        "text-too-long",
        "warning",
        "F5",
        None,
    )
    assert finding.sentence("zh") == "“说明”的文字太长。"


def test_explanations_go_along_with_their_rows() -> None:
    cells = without(filled(), *NO_BUDGET) | {(12, BESIDE): text("下半年追加。")}
    above = read_cells(moved(moved(cells, 3, 1), 10, 2))
    assert explained(above)["project-without-budget", "B15"] == "下半年追加。"
    assert above.explanations == (Explanation("计划", "F15", "下半年追加。"),)
    between = {(at[0], at[1] + (at[1] > 4)): raw for at, raw in cells.items()}
    assert read_cells(between).explanations == (Explanation("计划", "G12", "下半年追加。"),)
    deleted = read_cells(moved(cells, 13, -1))
    assert deleted.explanations == ()


def test_a_row_that_was_put_in_can_be_explained() -> None:
    new = {(12, 2): text("三"), (12, BESIDE): text("新增项目。")}
    reading = read_cells(moved(filled(), 12, 1) | new)
    assert explained(reading)["row-inserted", "B12"] == "新增项目。"
    assert explained(reading)["project-without-budget", "B12"] == "新增项目。"
    assert reading.explanations == (Explanation("计划", "F12", "新增项目。"),)


def test_an_explanation_alone_makes_no_item_and_is_not_lost() -> None:
    reading = read_cells(moved(filled(), 12, 1) | {(12, BESIDE): text("在此说明")})
    assert reading.values == read_cells(filled()).values
    assert [(finding.code, finding.found) for finding in reading.findings] == [
        ("row-outside-form", "在此说明")
    ]


def test_without_their_column_there_are_none() -> None:
    cells = without(filled(), *NO_BUDGET) | {(11, BESIDE): text("下半年追加。")}
    gone = {at: raw for at, raw in cells.items() if at[1] != BESIDE}
    assert read_cells(gone).explanations == ()
    assert explained(read_cells(gone))["project-without-budget", "B11"] is None


def test_what_must_be_explained_and_is_not_is_an_error(tmp_path: Path) -> None:
    of = demanding(tmp_path, "project-without-budget")
    reading = read_of(of, without(filled(), *NO_BUDGET) | {(11, BESIDE): text("下半年追加。")})
    missing = [finding for finding in reading.findings if finding.code == "explanation-missing"]
    assert [(str(finding.severity), finding.cell, finding.field) for finding in missing] == [
        ("error", "B12", "projects[1].name")
    ]
    assert missing[0].sentence("zh") == "检查项““…”没有预算。”未通过，须说明原因。"
    (still,) = (found for found in reading.findings if found.cell == "B12" and found not in missing)
    assert (still.code, str(still.severity)) == ("project-without-budget", "warning")


def test_one_explanation_is_enough_where_the_same_is_said(tmp_path: Path) -> None:
    of = demanding(tmp_path, "type-odd")
    odd = filled() | {(17, 5): text("乙类"), (21, 5): text("乙类")}
    missing = [found for found in read_of(of, odd).findings if found.code == "explanation-missing"]
    assert [(found.cell, len(found.locations)) for found in missing] == [("E17, E21", 2)]
    reading = read_of(of, odd | {(21, BESIDE): text("统一采购")})
    assert [finding.code for finding in reading.findings] == ["type-odd"]


def test_nobody_must_explain_where_there_is_no_cell_for_it(tmp_path: Path) -> None:
    of = demanding(tmp_path, "project-without-budget")
    cells = without(filled(), *NO_BUDGET)
    reading = read_of(of, {at: raw for at, raw in cells.items() if at[1] != BESIDE})
    assert "explanation-missing" not in {finding.code for finding in reading.findings}


def test_an_error_is_to_be_put_right_and_not_explained(tmp_path: Path) -> None:
    of = demanding(tmp_path, "projects-differ")
    reading = read_of(of, without(filled(), (12, 3)) | {(14, 3): number(60, formula="SUM(1)")})
    assert {finding.code for finding in reading.findings} == {"projects-differ", "project-without-budget"}


def test_a_form_of_the_first_layout_has_no_explanations(tmp_path: Path) -> None:
    source = Path(__file__).with_name("plan.yaml").read_text(encoding="utf-8")
    path = tmp_path / "plan.yaml"
    path.write_text(source.replace('version: "2"', 'version: "2"\nlayout: 1'), encoding="utf-8")
    of: CellMap = compile(load(path), {"year": 2020})
    assert (of.explanations, cell_map().explanations != ()) == ((), True)
    assert of.digest != cell_map().digest
    reading = read_of(load(path), filled(of=of) | {(5, BESIDE): text("在此说明")})
    assert (reading.values, reading.explanations) == (read_cells(filled()).values, ())


def test_explanations_come_back_from_plain_data() -> None:
    reading = read_cells(without(filled(), *NO_BUDGET) | {(11, BESIDE): text("下半年追加。")})
    data = json.loads(json.dumps(reading.to_dict()))
    assert data["explanations"] == [{"sheet": "计划", "cell": "F11", "text": "下半年追加。"}]
    assert Reading.from_dict(data, [form()]) == reading
