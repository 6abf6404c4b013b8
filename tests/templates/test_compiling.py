"""From a definition to the cell map: addresses, labels, constants, order of formulas, rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from templates import CellMap, DefinitionError, ParameterError, Role, builtin, compile, load
from templates.language import judge
from templates.model.shape import Group, Leaf, Repeat, enclosing, leaves, node_at, repeats
from templates.records.filling import filling_from
from templates.records.item_paths import item_indices
from tests.forms import TRAVEL_PLAN

LIMITS = {
    "least": {
        "projects": 1,
        "long_term_goals": 1,
        "annual_goals": 1,
        "output_rows": 1,
        "benefit_rows": 1,
        "satisfaction_rows": 1,
    },
    "default": {},
    "most": {
        "projects": 200,
        "long_term_goals": 5,
        "annual_goals": 10,
        "output_rows": 20,
        "benefit_rows": 20,
        "satisfaction_rows": 20,
    },
}

MEANS = """
form: meanings
version: "1"
title: 表
columns: [10, 10, 10]
choices:
  reason: {items: [例行, 其他]}
body:
- row:
  - {field: fiscal, kind: money}
  - {field: other, kind: money}
  - {field: total, kind: money, formula: fiscal + other}
- repeat: goals
  rows: 2
  side: {field: level1, value: 产出}
  row: [{field: name, kind: text, max_length: 9}, {field: reason, kind: choice, of: reason}]
"""


def goals(**parameters: object) -> CellMap:
    return compile(builtin("department-goals"), {"year": 2020, **parameters})


@pytest.mark.parametrize("case", LIMITS)
def test_cells_cover_the_page_without_overlap(case: str) -> None:
    cell_map = goals(**LIMITS[case])
    taken: dict[tuple[int, int], str] = {}
    for cell in cell_map:
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                assert (row, column) not in taken, (cell, taken[row, column])
                taken[row, column] = cell.path
    height, width = cell_map.last_row - 2, len(cell_map.column_widths)
    assert sum(column <= cell_map.last_column for _, column in taken) == height * width
    assert max(column for _, column in taken) == cell_map.last_column + 1
    assert min(taken) == (3, 2)


@pytest.mark.parametrize("case", LIMITS)
def test_paths_are_unique_and_complete(case: str) -> None:
    cell_map = goals(**LIMITS[case])
    paths = [path for cell in cell_map for path in cell.fields]
    assert len(paths) == len(set(paths))
    room = {
        "projects": 20,
        "annual_goals": 3,
        "output_rows": 9,
        "benefit_rows": 6,
        "satisfaction_rows": 3,
        **LIMITS[case],
    }
    rows = room["output_rows"] + room["benefit_rows"] + room["satisfaction_rows"]
    last = f"annual_goals[{room['annual_goals'] - 1}].indicators[{rows - 1}]"
    assert {
        f"projects[{room['projects'] - 1}].purpose",
        f"{last}.basis",
        f"{last}.level1",
        "goals.long_term[4]",
    } <= set(paths)
    assert f"annual_goals[0].indicators[{rows}].level2" not in paths


def test_labels_are_what_a_person_calls_a_field() -> None:
    labels = {cell.path: cell.label for cell in goals()}
    assert labels["department.name"].zh == "部门（单位）名称"
    assert labels["income.total.last_year"].zh == "收入构成·合计·2019 年"
    assert labels["income.total.last_year"].en == "Income, Total, 2019"
    assert labels["projects[3].year_budget"].zh == "项目本年度预算"
    assert labels["annual_goals[1].indicators[7].target"].zh == "预期当年实现值"
    assert labels["annual_goals[1].indicators[7].year_before_last"].zh == "前年"
    assert labels["goals.long_term_end_year"].zh == "长期目标截止年"


def test_a_constant_is_a_label_with_its_fields() -> None:
    cell = next(cell for cell in goals() if "annual_goals[2].indicators[9].level1" in cell.fields)
    assert (cell.role, cell.rows, len(cell.fields)) == (Role.LABEL, 6, 6)
    assert cell.text is not None
    assert cell.text.zh == "效益指标"
    assert cell.path.startswith("annual_goals[2].indicators[9].level1, annual_goals[2].indicators[10].level1")


def test_words_of_labels_know_year_unit_and_item() -> None:
    cell_map = goals(year=2031, unit="元")
    words = {cell.text.zh: cell.says for cell in cell_map if cell.text}
    assert words["2031年度部门整体绩效目标申报表"] == {"year"}
    assert words["单位：元"] == {"unit"}
    assert words["2029 年"] == {"year"}
    assert words["年度目标3："] == frozenset()
    assert node_at(cell_map.shape, ("goals", "long_term_end_year")) is not None
    leaf = node_at(cell_map.shape, ("goals", "long_term_end_year"))
    assert isinstance(leaf, Leaf)
    assert leaf.field.default == 2034


def test_computed_fields_come_after_what_they_need() -> None:
    order = goals().computed
    assert order.index(("income", "total", "amount")) < order.index(("income", "fiscal", "share"))
    assert len(order) == 12


def test_digests_tell_cell_maps_apart() -> None:
    digests = {
        goals(**given).digest
        for given in ({}, {"year": 2021}, {"unit": "元"}, {"projects": 11}, {"annual_goals": 4})
    }
    assert len(digests) == 5
    assert goals().digest == goals().digest


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("formula: fiscal + other", "formula: (fiscal + other) * 2"),
        ("value: 产出", "value: 产出指标"),
        ("kind: text, max_length: 9", "kind: target"),
    ],
)
def test_the_digest_is_another_where_a_cell_means_something_else(
    tmp_path: Path, before: str, after: str
) -> None:
    assert digest(tmp_path, MEANS.replace(before, after)) != digest(tmp_path, MEANS)


@pytest.mark.parametrize(
    ("before", "after"), [("title: 表", "title: 报表"), ("max_length: 9", "max_length: 8"), ("其他", "其它")]
)
def test_words_and_limits_may_be_mended_while_workbooks_are_out(
    tmp_path: Path, before: str, after: str
) -> None:
    assert before in MEANS
    assert digest(tmp_path, MEANS.replace(before, after)) == digest(tmp_path, MEANS)


def digest(folder: Path, definition: str) -> str:
    (folder / "form.yaml").write_text(definition, encoding="utf-8")
    return compile(load(folder / "form.yaml"), {}).digest


def test_a_parameter_may_have_no_more_than_nothing(tmp_path: Path) -> None:
    (tmp_path / "form.yaml").write_text(
        MEANS + "parameters:\n  more: {default: 0, minimum: 0, maximum: 0}\n", encoding="utf-8"
    )
    form = load(tmp_path / "form.yaml")
    assert compile(form, {"more": 0}).parameters == {"more": 0}
    with pytest.raises(ParameterError, match="from 0 to 0"):
        compile(form, {"more": 7})


def test_the_shape_is_walked_by_names() -> None:
    shape = goals().shape
    names = [names for names, _ in repeats(shape)]
    assert names[:3] == [("projects",), ("goals", "long_term"), ("goals", "annual")]
    assert ("annual_goals", "indicators") in names
    assert enclosing(shape, ("annual_goals", "indicators", "target")) == ("annual_goals", "indicators")
    assert enclosing(shape, ("income", "fiscal", "amount")) == ()
    assert node_at(shape, ("projects", "nothing")) is None
    assert node_at(shape, ("functions", "deeper")) is None
    assert isinstance(node_at(shape, ("projects",)), Repeat)
    assert isinstance(node_at(shape, ("income",)), Group)
    assert sum(1 for _ in leaves(shape)) == 51


def test_rules_of_a_dependent_choice_speak_of_their_group() -> None:
    rules = [rule for rule in goals().rules if rule.message.code == "level2-under-wrong-level1"]
    assert {rule.where for rule in rules} == {
        ("level1", "产出指标"),
        ("level1", "效益指标"),
        ("level1", "满意度指标"),
    }
    travel = compile(load(TRAVEL_PLAN), {"year": 2026})
    assert {rule.where for rule in travel.rules} == {None}


def test_a_summary_is_made_where_none_is_written() -> None:
    summary = compile(load(TRAVEL_PLAN), {"year": 2026}).summary
    assert summary.overview == (("department",), ("total", "days"), ("total", "cost"))
    assert [table.of for table in summary.tables] == [(("trips",),)]


def test_a_summary_says_how_items_are_followed(tmp_path: Path) -> None:
    tables = {table.key: table for table in goals().summary.tables}
    assert (tables["projects"].match, tables["projects"].follow) == ((("name",),), ("year_budget",))
    assert (tables["indicators"].match, tables["indicators"].follow) == ((("level3",),), ("target",))
    (table,) = compile(load(TRAVEL_PLAN), {"year": 2026}).summary.tables
    assert (table.match, table.follow) == ((), None)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("{overview: [trips], tables: []}", "no field or group of fields called `trips`"),
        (
            "{overview: [], tables: [{key: a, title: A, of: [trips, department]}]}",
            "no repeat called `department`",
        ),
        (
            "{overview: [], tables: [{key: a, title: A, of: [department, trips]}]}",
            "no field or group of fields called `trips`",
        ),
        (
            "{tables: [{key: a, title: A, of: [trips], match: [purpose], follow: price}]}",
            "items of `trips` have no single field called `price`",
        ),
        (
            "{tables: [{key: a, title: A, of: [trips], match: [trips.purpose]}]}",
            "items of `trips` have no single field called `trips.purpose`",
        ),
        (
            "{tables: [{key: a, title: A, of: [department], match: [name]}]}",
            "items of `department` have no single field called `name`",
        ),
    ],
)
def test_a_summary_of_what_is_not_there(written: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "form.yaml"
    path.write_text(TRAVEL_PLAN.read_text(encoding="utf-8") + f"\nsummary: {written}\n", encoding="utf-8")
    with pytest.raises(DefinitionError, match=message):
        load(path)


def test_a_roster_says_where_a_department_goes(tmp_path: Path) -> None:
    assert goals().roster == {"name": ("department", "name"), "contact": ("department", "filled_by")}
    path = tmp_path / "form.yaml"
    path.write_text(
        TRAVEL_PLAN.read_text(encoding="utf-8") + "\nroster: {name: department}\n", encoding="utf-8"
    )
    assert compile(load(path), {"year": 2026}).roster == {"name": ("department",)}


@pytest.mark.parametrize("field", ["nobody", "trips", "trips.place", "total", "total.days"])
def test_a_roster_names_single_fields_to_fill_in(field: str, tmp_path: Path) -> None:
    path = tmp_path / "form.yaml"
    text = TRAVEL_PLAN.read_text(encoding="utf-8")
    path.write_text(f"{text}\nroster: {{name: {field}}}\n", encoding="utf-8")
    with pytest.raises(DefinitionError, match=f"no single input field called `{field}`") as caught:
        load(path)
    assert caught.value.problems[0].line == text.count("\n") + 2


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{field: days,", "{field: purpose.days,", "lies inside another field"),
        ("field: total.days", "field: department.days", "lies inside another field"),
        ("{field: department,", "{field: total,", "field and a group of fields|lies inside another field"),
        ("span: 4, required: true", "span: 4, default: yeer + 1", "yeer"),
    ],
)
def test_names_that_cannot_live_together(old: str, new: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "form.yaml"
    path.write_text(TRAVEL_PLAN.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(DefinitionError, match=message):
        load(path)


def test_how_many_rows_are_shown_is_a_parameter_of_its_own() -> None:
    def beyond(cell_map: CellMap) -> list[int]:
        return [item.indices[0] for item in cell_map.items if item.beyond and item.names == ("projects",)]

    assert beyond(goals(projects=12)) == [10, 11]
    assert beyond(goals(projects=12, projects_shown=9)) == [9, 10, 11]
    assert beyond(goals(projects=12, projects_shown=12)) == []
    assert goals(projects=12).digest != goals(projects=12, projects_shown=9).digest


ROOM = [
    ("projects", 20, 10, 200),
    ("output_rows", 9, 6, 20),
    ("benefit_rows", 6, 4, 20),
    ("satisfaction_rows", 3, 2, 20),
]


@pytest.mark.parametrize(("rows", "usual", "usual_shown", "most"), ROOM)
def test_of_rows_and_rows_shown_the_one_fits_the_other(
    rows: str, usual: int, usual_shown: int, most: int
) -> None:
    def settled(**given: int) -> tuple[object, object]:
        found = builtin("department-goals").settle({"year": 2020, **given})
        return found[rows], found[f"{rows}_shown"]

    assert settled() == (usual, usual_shown)
    for number in (1, usual_shown, usual, most):
        assert settled(**{rows: number}) == (number, min(usual_shown, number))
        assert settled(**{f"{rows}_shown": number}) == (max(usual, number), number)
        assert settled(**{rows: number, f"{rows}_shown": 1}) == (number, 1)


@pytest.mark.parametrize(("rows", "usual", "usual_shown", "most"), ROOM)
def test_no_more_rows_are_shown_than_there_are(rows: str, usual: int, usual_shown: int, most: int) -> None:
    for number in (usual_shown, usual):
        with pytest.raises(ParameterError, match=f"{rows}_shown is “{number + 1}”; .* from 1 to {number}"):
            goals(**{rows: number, f"{rows}_shown": number + 1})
    with pytest.raises(ParameterError, match=f"{rows}_shown is “{most + 1}”; .* from 1 to {most}"):
        goals(**{f"{rows}_shown": most + 1})


def test_what_must_be_filled_is_a_rule() -> None:
    rules = [rule for rule in goals().rules if rule.message.code == "required-missing"]
    assert len(rules) == 17
    assert ("goals", "annual") in [rule.at for rule in rules]


def test_a_list_within_an_item_is_required_where_the_item_is_begun(tmp_path: Path) -> None:
    definition = tmp_path / "nested.yaml"
    definition.write_text(
        "form: nested\nversion: 1\ntitle: 表\ncolumns: [10, 10]\nbody:\n- repeat: outer\n  rows: 2\n  body:\n"
        "  - row: [{label: 名}, {field: name, kind: text}]\n"
        "  - {repeat: steps, rows: 2, row: [{label: 步}, {field: step, kind: text, required: true}]}\n",
        encoding="utf-8",
    )
    cell_map = compile(load(definition), {})
    inner = next(rule for rule in cell_map.rules if rule.at == ("outer", "steps"))
    assert inner.scope == ("outer",)

    def missing(values: dict[str, object]) -> list[tuple[int, ...]]:
        filling = filling_from(cell_map, values)
        found = item_indices(filling, inner.scope, cell_map.shape)
        return [indices for indices in found if judge(inner, filling, indices)]

    assert missing({}) == []
    assert missing({"outer": [{"name": "甲", "steps": [{"step": "一"}]}, {"name": "乙"}]}) == [(1,)]


def test_every_prompt_has_an_example() -> None:
    prompts = {}
    for cell in goals(year=2026):
        if cell.role is Role.INPUT:
            assert cell.of is not None
            assert cell.limits is not None
            prompts[cell.path] = cell.of.kind.prompt(cell.limits)
    for prompt in prompts.values():
        assert any(words in prompt.zh for words in ("例如：", "列表中选择："))
        assert any(words in prompt.en for words in ("such as", "for example", "from the list:"))
        assert len(prompt.zh) <= 255
        assert len(prompt.en) <= 255
    assert "例如：2029。请填四位数字的年份，2000到2199之间" in prompts["goals.long_term_end_year"].zh


@pytest.mark.parametrize(
    ("braces", "words"),
    [("{year + 1}", "2027"), ("{year / 3}", "675.333333"), ("{year / 0}", "#DIV/0!"), ("{year > 1}", "TRUE")],
)
def test_labels_say_what_a_sheet_would(braces: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "form.yaml"
    text = TRAVEL_PLAN.read_text(encoding="utf-8").replace("{year}年", f"{braces}年")
    path.write_text(text, encoding="utf-8")
    title = compile(load(path), {"year": 2026}).cells[0].text
    assert title is not None
    assert title.zh == f"{words}年出差计划表"


def test_a_group_may_have_quotes_in_its_name(tmp_path: Path) -> None:
    text = TRAVEL_PLAN.read_text(encoding="utf-8")
    text = text.replace("华南]}", """'华"南']}""").replace("华南: [广州]", """'华"南': [广州]""")
    path = tmp_path / "form.yaml"
    path.write_text(text, encoding="utf-8")
    cell_map = compile(load(path), {"year": 2026})
    filling = filling_from(cell_map, {"trips": [{"region": '华"南', "city": "武汉"}]})
    broken = [rule.message.code for rule in cell_map.rules if judge(rule, filling, (0,))]
    assert "choice-of-another-group" in broken
