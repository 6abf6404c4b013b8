"""A correction is a clean form with all that the return says, a mark at every finding, and nothing else."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from collection import correct
from reader import Reading, read
from template_builder import build
from templates import CellMap, ParameterError, builtin, compile, load
from templates.language import address
from tests.collection.rounds import DEMO, form_map
from tests.forms import TRAVEL_PLAN
from tests.office import Office
from tests.workbooks import Workbook

VERSION_1 = Path(__file__).parents[2] / "data" / "department-goals.v1.xlsx"
SEED: dict[str, Any] = DEMO["departments"][0]["values"]
KEY = b"a key of at least sixteen bytes"


def built(cell_map: CellMap, values: dict[str, Any], **options: Any) -> bytes:
    stream = io.BytesIO()
    build(cell_map, stream, values, **options)
    return stream.getvalue()


@cache
def seed() -> Reading:
    return read(built(form_map(), SEED))


def codes(reading: Reading) -> list[tuple[str, tuple[str | None, ...]]]:
    return [(one.code, tuple(at.field for at in one.locations)) for one in reading.findings]


def edited(values: dict[str, Any], *edits: dict[str, Any], **parameters: Any) -> Reading:
    workbook = Workbook(built(form_map(**parameters), values), form_map(**parameters))
    for edit in edits:
        workbook.edit(edit)
    return read(workbook.content())


def test_it_is_read_as_the_next_issue_of_the_same_form() -> None:
    made = correct(seed(), key=KEY)
    again = read(made.content, key=KEY)
    assert again.values == seed().values
    assert codes(again) == codes(seed())
    assert (made.revision, made.carried.lost, made.carried.raised) == (2, (), ())
    assert again.stamp is not None
    assert again.stamp.revision == 2
    third = read(correct(again).content)
    assert third.stamp is not None
    assert (third.stamp.revision, third.stamp.signature) == (3, "")


def test_every_finding_has_its_mark_and_its_line() -> None:
    book = openpyxl.load_workbook(io.BytesIO(correct(seed()).content))
    sheet, listed = book["申报表"], book["问题清单"]
    for finding in seed().findings:
        for at in finding.locations:
            assert at.cell is not None
            comment = sheet[at.cell].comment
            assert comment is not None
            assert finding.sentence("zh") in comment.text
            assert finding.remedy("zh") in comment.text
    lines = [[cell.value for cell in row] for row in listed.iter_rows()]
    shown = [line for line in lines if line[0] in ("错误", "警告", "提示")]
    ranks = [("错误", "警告", "提示").index(str(line[0])) for line in shown]
    assert ranks == sorted(ranks)
    assert shown[0][1] == "I14"
    links = [cell.hyperlink.location for row in listed.iter_rows() for cell in row if cell.hyperlink]
    assert len(links) == len(shown)
    assert str(links[0]).replace("'", "") == "申报表!I14"


def test_explanations_go_along_to_the_rows_of_their_items() -> None:
    cell = next(cell for cell in form_map().explanations if cell.row == 29)
    workbook = Workbook(built(form_map(), SEED, explanations={cell.address: "两年合计的项目"}), form_map())
    workbook.edit({"insert_below": "projects[0].name", "values": {"name": "新项目", "year_budget": 1}})
    before = read(workbook.content())
    assert [(one.cell, one.text) for one in before.explanations] == [("J30", "两年合计的项目")]
    after = read(correct(before).content)
    assert after.explanations == before.explanations
    assert len(after.values["projects"]) == len(SEED["projects"]) + 1


def test_more_items_than_rows_get_a_form_with_more_rows() -> None:
    rows = [
        {"insert_below": "projects[0].name", "values": {"name": f"项目{number}", "year_budget": number}}
        for number in range(3)
    ]
    reading = edited(SEED, *rows, projects=3)
    assert len(reading.values["projects"]) == 6
    made = correct(reading)
    assert made.carried.raised == (("projects", 3, 6),)
    assert read(made.content).values == reading.values
    assert "表的行数已增加：projects 由 3 改为 6。" in made.notes("zh")


def test_what_can_have_no_more_rows_is_refused() -> None:
    trips = load(TRAVEL_PLAN)
    most = compile(trips, {"year": 2024})
    reading = read(built(most, {"department": "示例局"}), [trips])
    values = {**reading.values, "trips": [{"city": f"城{number}"} for number in range(500)]}
    many = Reading("a.xlsx", reading.cell_map, reading.stamp, values)
    with pytest.raises(ParameterError):
        correct(many, [trips])


def test_a_return_of_version_1_goes_back_in_the_newest() -> None:
    before = read(VERSION_1)
    after = read(correct(before).content)
    assert after.cell_map is not None
    assert after.cell_map.form.version == builtin("department-goals").identity.version
    assert after.values == before.values


def test_a_field_that_the_new_form_has_not_is_listed(tmp_path: Path) -> None:
    definition = "form: visits\nversion: {}\nlayout: 2\ntitle: 出访\ncolumns: [10, 10]\nbody:\n- row: [{}]\n"
    old = "{label: 单位}, {field: office, kind: text}]\n- row: [{label: 次数}, {field: visits, kind: number}"
    (tmp_path / "visits.v1.yaml").write_text(definition.format(1, old), encoding="utf-8")
    new = "{label: 单位}, {field: office, kind: text}"
    (tmp_path / "visits.yaml").write_text(definition.format(2, new), encoding="utf-8")
    form = load(tmp_path / "visits.yaml")
    before = read(built(compile(form.older[0], {}), {"office": "示例局", "visits": 3}), [form])
    made = correct(before, [form])
    assert made.carried.lost == (("visits", "3"),)
    assert read(made.content, [form]).values == {"office": "示例局"}
    assert made.notes("zh") == ["新表中没有这一项，未带入：visits = 3"]


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://a.example")', "@SUM(A1)", "http://a.example"])
def test_a_text_goes_back_as_text(text: str) -> None:
    made = correct(read(built(form_map(), {**SEED, "tasks": text})))
    assert read(made.content).values["tasks"] == text
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        assert not [name for name in archive.namelist() if "externalLink" in name]
        assert b"a.example" not in b"".join(
            archive.read(name) for name in archive.namelist() if name.endswith(".rels")
        )


def test_what_could_not_be_read_goes_back_as_it_was_typed() -> None:
    reading = edited(SEED, {"field": "income.fiscal.amount", "value": "很多"})
    again = read(correct(reading).content)
    assert again.values["income"]["fiscal"]["amount"] == "很多"
    assert codes(again) == codes(reading)


@pytest.mark.program
def test_the_correction_of_the_real_form_is_mended_in_libreoffice(office: Office, tmp_path: Path) -> None:
    """All that was found is put right: errors, warnings and notices."""
    (tmp_path / "a.xlsx").write_bytes(correct(seed()).content)
    corrected = read(tmp_path / "a.xlsx")
    assert corrected.cell_map is not None
    values = {
        "expenditure.basic.last_year": 455.33,
        "expenditure.project.last_year": 480,
        "tasks": "1.扩大归集面；\n2.推进数据共享；\n3.延伸服务网点。",
        **{f"projects[{number}].type": "其他运转类" for number in range(3)},
        "goals.long_term[0]": seed().values["long_term_goals"][0]["goal"],
        "goals.long_term[1]": None,
        "goals.long_term[2]": None,
        "goals.annual[0]": seed().values["annual_goals"][0]["goal"],
    }
    for block in ("long_term_goals", "annual_goals"):
        for number, goal in enumerate(seed().values[block]):
            values |= mended(f"{block}[{number}]", goal["indicators"], corrected.cell_map)
    at = {path: address(cell.row, cell.column) for cell in corrected.cell_map for path in cell.fields}
    cells = {at[path]: value for path, value in values.items()}
    office.fill(tmp_path / "a.xlsx", {"申报表": cells}, tmp_path / "b.xlsx")
    reading = read(tmp_path / "b.xlsx")
    assert codes(reading) == []
    assert reading.stamp is not None
    assert reading.stamp.revision == 2


def mended(block: str, indicators: list[dict[str, Any]], cell_map: CellMap) -> dict[str, object]:
    """Return what to type into the rows of a block, with indicators of time and cost where it has none."""
    terms = {
        "时效指标": ("5天", "4天", "≤3天"),
        "成本指标": ("5万元", "4.5万元", "≤4万元"),
        "数量指标": ("5个", "6个", "7个"),
    }
    levels = [(one["level1"], one["level2"]) for one in indicators]
    levels += [("产出指标", term) for term in terms if ("产出指标", term) not in levels]
    outputs, benefits = (int(cell_map.parameters[f"{name}_rows"]) for name in ("output", "benefit"))
    free = {"产出指标": count(0), "效益指标": count(outputs), "满意度指标": count(outputs + benefits)}
    typed: dict[str, object] = {}
    for letter, (level1, level2) in zip("甲乙丙丁戊己庚辛壬癸", levels, strict=False):
        before, last, target = terms.get(level2, ("90%", "92%", "≥95%"))
        row = {
            "level2": "服务对象满意度指标" if level1 == "满意度指标" else level2,
            "level3": f"{block[:2]}{'子丑寅'[int(block[-2])]}{letter}率",
            "target": target,
            "basis": "《示例市“十四五”规划》",
        }
        if block.startswith("annual"):
            row |= {"year_before_last": before, "last_year": last}
        at = next(free[level1])
        typed |= {f"{block}.indicators[{at}].{name}": value for name, value in row.items()}
    return typed
