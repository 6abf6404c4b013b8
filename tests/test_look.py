"""A form on its side, with logos, a subtitle, aligned cells, a long list and a foot to sign."""

from __future__ import annotations

import io
import pickle
import re
import shutil
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from collection import RoundSettings, correct, new_round, open_round
from collection.outputs.workbooks import workbook_objection
from collection.round.results.archive.contents import contents_of as kept_of
from reader import read
from template_builder import WorkbookTemplate, build, build_copy, lists_without_heads
from template_builder.guidance.cell_values import contents_of
from template_builder.print_layout.layout_plan import LayoutPlan
from template_builder.print_layout.page_breaks import room_on_page
from template_builder.print_layout.pictures import frame_of, room_of_picture
from templates import CellMap, DefinitionError, Form, compile, load
from templates.compiling.sign_box import even_spans
from templates.model.page import Cell, Role
from templates.model.paper import Margins, Paper
from templates.model.picture import picture_of
from tests.forms import BADGE, INSPECTION_LIST, LOGO
from tests.office import Office
from tests.small_forms import loaded, problems_of, through_the_whole_job
from tests.template_builder.parts import parts, saved
from tests.test_cli import Run, run

pytestmark = pytest.mark.no_cover  # what it covers is covered by tests that take less

__all__ = ["run"]

FORM = load(INSPECTION_LIST)
INSPECTIONS = compile(FORM, {"year": 2026})
FILLED: dict[str, Any] = {
    "unit": "某区应急管理局",
    "filed": "2026-03-01",
    "checks": [
        {
            "place": f"第{number}检查点",
            "day": "2026-02-03",
            "cost": number * 100,
            "defect": "消防通道堆放杂物，灭火器过期，" * (1 + number % 5),
            "by": "张三",
        }
        for number in range(1, 31)
    ],
}
IN_A_LIST = "body: [{repeat: a, rows: 2, body: [{%s}, {row: [{field: b, kind: text, span: 4}]}]}]"
SHEET = "xl/worksheets/sheet1.xml"
DRAWING = "xl/drawings/drawing1.xml"


def built(cell_map: CellMap = INSPECTIONS, values: dict[str, Any] | None = None) -> bytes:
    return saved(lambda stream: build(cell_map, stream, values))


def copied(cell_map: CellMap = INSPECTIONS) -> bytes:
    return saved(lambda stream: build_copy(cell_map, stream, FILLED))


def with_paper(**asked: Any) -> CellMap:
    return replace(INSPECTIONS, paper=Paper.of(asked))


def cell(path: str) -> Cell:
    return next(one for one in INSPECTIONS if one.path == path)


def setup_of(content: bytes) -> dict[str, str]:
    """Return the attributes of how the first sheet prints."""
    xml = parts(content)[SHEET].decode()
    found = dict(re.findall(r'(\w+)="([^"]*)"', re.findall(r"<pageSetup [^>]*>", xml)[0]))
    return {**found, **dict(re.findall(r'(\w+)="([^"]*)"', re.findall(r"<pageMargins [^>]*>", xml)[0]))}


# The paper


@pytest.mark.parametrize("made", [built, copied])
def test_the_form_and_its_copy_print_on_the_paper_that_is_asked_for(made: Callable[..., bytes]) -> None:
    setup = setup_of(made())
    assert (setup["orientation"], setup["paperSize"], setup["fitToHeight"]) == ("landscape", "9", "0")
    inches = {side: float(setup[side]) for side in ("left", "right", "top", "bottom")}
    assert inches == pytest.approx(
        {"left": 1.5 / 2.54, "right": 1.5 / 2.54, "top": 2 / 2.54, "bottom": 1.8 / 2.54}
    )
    scaled = setup_of(made(with_paper(scale=80)))
    assert (scaled["orientation"], scaled["scale"]) == ("portrait", "80")
    assert "fitToHeight" not in scaled


def test_a_form_that_says_nothing_of_its_paper_prints_upright() -> None:
    assert Paper.of({}) == Paper()
    assert Paper().room == (537.0, 762.0)
    assert Paper.of({"margins": 2.54}).margins == Margins(1, 1, 1, 1)
    assert Paper.of({"orientation": "landscape"}).room == (784.0, 516.0)


def breaks(cell_map: CellMap) -> list[int]:
    book = openpyxl.load_workbook(io.BytesIO(built(cell_map, FILLED)))
    return [one.id for one in book.worksheets[0].row_breaks.brk]


def test_pages_end_where_the_paper_does() -> None:
    upright, flat = breaks(with_paper()), breaks(with_paper(orientation="landscape"))
    assert len(flat) > len(upright)
    assert len(breaks(with_paper(orientation="landscape", margins=4))) > len(flat)
    small, large = (breaks(with_paper(orientation="landscape", scale=scale)) for scale in (50, 100))
    assert len(small) < len(large)
    pages = [
        openpyxl.load_workbook(io.BytesIO(copied(with_paper(orientation="landscape", scale=scale))))
        .worksheets[0]
        .row_breaks.brk
        for scale in (50, 100)
    ]
    assert len(pages[0]) < len(pages[1])


def test_no_page_of_a_text_is_higher_than_a_low_page() -> None:
    """A row of one text, which no page can part, is no higher than a page lying on its side."""
    cell_map = with_paper(orientation="landscape", margins=5)
    plan = LayoutPlan(cell_map, "zh")
    layout = plan.layout(contents_of(cell_map, {"checks": [{"defect": "一段很长的话。" * 75}]}))
    room = room_on_page(cell_map.column_widths, cell_map.paper)
    assert max(row.height for row in layout.rows.values()) < room < 409
    assert layout.sizes


def test_heads_of_a_list_stand_on_each_page_or_on_the_first() -> None:
    (head,) = {one.row for one in INSPECTIONS if one.style == "head"}
    assert LayoutPlan(INSPECTIONS, "zh").repeated == (head, head)
    without = with_paper(orientation="landscape", repeat_heads=False)
    assert LayoutPlan(without, "zh").repeated == (3, 4)  # the titles alone
    heads = [one.value for one in _column(copied(), 2) if one.value == "地点"]
    once = [one.value for one in _column(copied(without), 2) if one.value == "地点"]
    assert (len(heads) > 2, len(once)) == (True, 1)


def _column(content: bytes, number: int) -> list[Any]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return [row[0] for row in sheet.iter_rows(min_col=number, max_col=number)]


def test_who_wants_no_heads_on_each_page_hears_of_none(tmp_path: Path) -> None:
    body = (
        "body:\n- head: [{label: 名称, span: 4}]\n- repeat: items\n  rows: 90\n"
        "  row: [{field: name, kind: text, span: 4}]\n- head: [{label: 其他, span: 4}]\n"
        "- row: [{field: other, kind: text, span: 4}]\n"
    )
    assert [one.what.code for one in lists_without_heads(loaded(tmp_path, body))] == ["heads-not-repeated"]
    without = loaded(tmp_path, f"page: {{repeat_heads: false}}\n{body}")
    assert lists_without_heads(without) == []


# How cells look


def test_labels_and_fields_are_aligned_as_the_form_says() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(built())).worksheets[0]

    def across(path: str) -> str:
        return str(sheet.cell(cell(path).row, cell(path).column).alignment.horizontal)

    fields = ("unit", "total", "checks[0].by", "checks[0].cost", "checks[0].place")
    assert [across(path) for path in fields] == ["center", "left", "right", "right", "center"]
    labels = {one.value: one.alignment.horizontal for row in sheet.iter_rows() for one in row if one.value}
    assert [labels[words] for words in ("单位", "金额合计", "日期")] == ["left", "right", "center"]
    subtitle = next(one for row in sheet.iter_rows() for one in row if one.value == "（2026年度）")
    assert (subtitle.font.sz, subtitle.alignment.horizontal, subtitle.border.top.style) == (
        12,
        "center",
        None,
    )


# Pictures


def test_pictures_stand_in_the_workbook_as_they_are() -> None:
    made = parts(built())
    assert made["xl/media/image1.png"] == LOGO.read_bytes()
    assert made["xl/media/image2.jpeg"] == BADGE.read_bytes()
    drawing = made[DRAWING].decode()
    assert drawing.count("<xdr:oneCellAnchor>") == 2
    assert re.findall(r"<xdr:col>(\d+)</xdr:col>", drawing) == ["1", "7"]
    assert parts(copied())["xl/media/image1.png"] == LOGO.read_bytes()


def test_a_picture_keeps_its_proportions_within_its_cells() -> None:
    logo = picture_of("logo.png", LOGO.read_bytes())
    assert logo is not None
    for widths, height in (((8.0,), 56.0), ((4.0, 4.0, 30.0), 200.0), ((40.0,), 20.0)):
        total = sum(widths) * 5.5
        places = []
        for align in ("left", None, "right"):
            frame = frame_of(logo, widths, height, align)
            left = sum(widths[: frame.column]) * 5.5 + frame.left
            assert frame.width / frame.height == pytest.approx(logo.width / logo.height)
            assert 0 < left < total - frame.width
            assert frame.top + frame.height < height
            assert frame.left < widths[frame.column] * 5.5
            places.append(left)
        assert places == sorted(places)


def test_a_picture_is_as_high_as_the_rows_in_sight_beside_it(tmp_path: Path) -> None:
    shutil.copyfile(LOGO, tmp_path / "logo.png")
    items = "{repeat: items, rows: 40, shown: 3, row: [{field: name, kind: text, span: 2}]}"
    row = f"[{{image: logo.png, span: 2}}, {{span: 2, stack: [{items}]}}]"
    form = loaded(tmp_path, f"body: [{{row: {row}}}]\n")
    cell_map = compile(form, {})
    (logo,) = (one for one in cell_map if one.picture is not None)
    assert (logo.rows, room_of_picture(cell_map, logo)) == (40, 60)
    through_the_whole_job(form, tmp_path)
    names = {"items": [{"name": "长长的名称" * 20} for _ in range(40)]}
    for number, make in enumerate((build, build_copy)):
        file = tmp_path / f"long{number}.xlsx"
        make(cell_map, file, names)
        ends = [one.id for one in openpyxl.load_workbook(file).worksheets[0].row_breaks.brk]
        assert len(ends) >= 2  # pages end beside the picture's cell
        assert parts(file.read_bytes())[DRAWING].count(b"<xdr:pic>") == 1


def test_no_page_ends_within_a_picture(tmp_path: Path) -> None:
    shutil.copyfile(LOGO, tmp_path / "logo.png")
    rows = ", ".join(f"{{row: [{{label: 乙}}, {{field: b{at}, kind: text}}]}}" for at in range(3))
    form = loaded(
        tmp_path,
        "parameters:\n  items: {minimum: 1, maximum: 60}\nbody:\n"
        "- {repeat: items, rows: items, row: [{field: name, kind: text, span: 4, called: 甲}]}\n"
        f"- row: [{{image: logo.png, span: 2}}, {{span: 2, stack: [{rows}]}}]\n"
        "- {repeat: more, rows: 8, row: [{field: name, kind: text, span: 4, called: 丙}]}\n",
    )
    for count in range(33, 39):
        cell_map = compile(form, {"items": count})
        values: dict[str, Any] = {of: [{"name": "某"}] * many for of, many in (("items", count), ("more", 8))}
        values |= {f"b{at}": "某" for at in range(3)}
        for number, make in enumerate((build, build_copy)):
            file = tmp_path / f"{count}-{number}.xlsx"
            make(cell_map, file, values)
            ends = {one.id for one in openpyxl.load_workbook(file).worksheets[0].row_breaks.brk}
            (first,) = map(int, re.findall(rb"<xdr:row>(\d+)</xdr:row>", parts(file.read_bytes())[DRAWING]))
            assert not {first + 1, first + 2} & ends


def test_a_picture_without_room_is_no_mistake(tmp_path: Path) -> None:
    shutil.copyfile(LOGO, tmp_path / "logo.png")
    row = "{row: [{label: 甲}, {field: a, kind: text, span: 3}]}"
    form = loaded(tmp_path, f"body: [{{image: logo.png, span: 1, height: 1}}, {row}]\n")
    through_the_whole_job(form, tmp_path)


def test_all_ways_of_building_give_the_same_parts() -> None:
    first = built(values=FILLED)
    again = [built(values=FILLED) for _ in range(2)]  # from the second on, by slots
    template = WorkbookTemplate(INSPECTIONS, {**FILLED, "unit": None}, varying=["unit"])
    assert [parts(one) for one in again] == [parts(first)] * 2
    assert parts(template.fill({"unit": FILLED["unit"]})) == parts(first)


def test_the_reader_passes_over_pictures_and_signs(tmp_path: Path) -> None:
    (tmp_path / "form.xlsx").write_bytes(built(values=FILLED))
    reading = read(tmp_path / "form.xlsx", [FORM])
    assert reading.findings == ()
    assert reading.values == FILLED


def test_a_correction_keeps_the_pictures(tmp_path: Path) -> None:
    (tmp_path / "form.xlsx").write_bytes(built(values={**FILLED, "unit": None}))
    correction = correct(read(tmp_path / "form.xlsx", [FORM]), [FORM])
    made = parts(correction.content)
    assert made["xl/media/image1.png"] == LOGO.read_bytes()
    assert made[DRAWING] == parts(built())[DRAWING]


def form_in(folder: Path) -> Form:
    """The form in a folder of its own."""
    folder.mkdir(exist_ok=True)
    for file in (INSPECTION_LIST, LOGO, BADGE):
        shutil.copyfile(file, folder / file.name)
    return load(folder / INSPECTION_LIST.name)


def test_a_form_is_its_text_with_its_pictures(tmp_path: Path) -> None:
    form = form_in(tmp_path)
    assert form == FORM
    assert hash(form) == hash(FORM)
    shutil.copyfile(tmp_path / "badge.jpg", tmp_path / "logo.png")
    other = load(tmp_path / INSPECTION_LIST.name)
    assert other != FORM
    assert compile(other, {"year": 2026}) != compile(FORM, {"year": 2026})
    assert compile(other, {"year": 2026}).digest == INSPECTIONS.digest  # a logo means nothing of a cell
    assert parts(built(compile(other, {"year": 2026})))["xl/media/image1.jpeg"] == BADGE.read_bytes()


def test_pictures_travel_to_other_processes(tmp_path: Path) -> None:
    form = form_in(tmp_path)
    sent = pickle.dumps((form, compile(form, {"year": 2026})))
    shutil.rmtree(tmp_path)
    back, cell_map = pickle.loads(sent)
    assert back == form
    assert parts(built(cell_map)) == parts(built())


def test_a_round_takes_the_pictures_along(tmp_path: Path) -> None:
    form_in(tmp_path / "form")
    (tmp_path / "名单.csv").write_text("编码,单位名称\n1,甲局\n2,乙局\n", encoding="utf-8")
    settings = RoundSettings("inspection-list", date(2026, 3, 31), {"year": 2026})
    new_round(tmp_path / "round", settings, tmp_path / "名单.csv", tmp_path / "form" / INSPECTION_LIST.name)
    shutil.rmtree(tmp_path / "form")
    round = open_round(tmp_path / "round")
    assert round.form == FORM
    kept = kept_of(round, {})
    assert {"form.yaml", "logo.png", "badge.jpg"} <= set(kept.files)
    assert kept.left_out == []


def test_the_workbooks_of_a_roster_have_the_pictures(run: Run, tmp_path: Path) -> None:
    (tmp_path / "名单.csv").write_text("编码,单位名称\n1,甲局\n2,乙局\n", encoding="utf-8")
    asked = ["--year", "2026", "--roster", "名单.csv", "-o", "out"]
    assert run("build", INSPECTION_LIST, *asked)[0] == 0
    made = sorted((tmp_path / "out").glob("*.xlsx"))
    assert len(made) == 2
    for file in made:
        assert parts(file.read_bytes())[DRAWING] == parts(built())[DRAWING]


# The foot


def test_what_is_signed_is_spread_over_the_columns() -> None:
    assert list(even_spans([10, 10, 10, 10], 4)) == [1, 1, 1, 1]
    assert list(even_spans([10] * 6, 3)) == [2, 2, 2]
    assert list(even_spans([40, 8, 8, 8], 4)) == [1, 1, 1, 1]
    assert list(even_spans([5, 5, 5, 5, 40, 10], 2)) == [4, 2]
    signs = [one for one in INSPECTIONS if one.style == "sign"]
    assert [one.text.zh for one in signs if one.text] == [
        "负责人：",
        "经办人：",
        "（盖章）",
        "日期：　　年　　月　　日",
    ]
    assert [one.text.en for one in signs if one.text] == ["Head:", "Prepared by:", "(Seal)", "Date:"]
    assert {(one.role, one.of, one.row) for one in signs} == {(Role.LABEL, None, INSPECTIONS.last_row)}
    assert sum(one.columns for one in signs) == len(FORM.columns)
    assert INSPECTIONS.row_heights[INSPECTIONS.last_row] == 40


def test_what_is_signed_is_on_a_page_with_rows_of_the_form() -> None:
    for rows in range(1, 31):
        values = {**FILLED, "checks": FILLED["checks"][:rows]}
        cell_map = compile(FORM, {"year": 2026, "checks": rows})
        book = openpyxl.load_workbook(io.BytesIO(built(cell_map, values)))
        ends = {one.id for one in book.worksheets[0].row_breaks.brk}
        assert cell_map.last_row - 1 not in ends
        copy = openpyxl.load_workbook(io.BytesIO(saved(lambda stream: build_copy(cell_map, stream, values))))  # noqa: B023
        sheet = copy.worksheets[0]
        (signed,) = {one.row for row in sheet.iter_rows() for one in row if one.value == "负责人："}
        assert not {signed - 1, signed - 2} & {one.id for one in sheet.row_breaks.brk}


def test_forms_of_all_this_do_the_whole_job(tmp_path: Path) -> None:
    through_the_whole_job(FORM, tmp_path, fillings=2)


# Mistakes


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("page: {orientation: quer}", "word-unknown"),
        ("page: {margins: 0.5}", "limit-broken"),
        ("page: {margins: {bottom: 0.6}}", "limit-broken"),
        ("page: {margins: {outer: 2}}", "key-unknown"),
        ("page: {scale: fitt}", "not-a-scale"),
        ("page: {scale: 30}", "limit-broken"),
        ("page: {scale: 200}", "scale-too-large"),
        ("page: {repeat_heads: ja}", "type-wrong"),
        ("body: [{row: [{label: 甲, align: middle}, {field: a, kind: text, span: 3}]}]", "word-unknown"),
        ("body: [{row: [{label: 甲}, {field: a, kind: text, span: 3, align: top}]}]", "word-unknown"),
        ("body: [{row: [{label: 甲, style: subtitel, span: 4}]}]", "word-unknown"),
        ("body: [{image: ../logo.png}]", "not-a-picture-name"),
        ("body: [{image: C:\\logo.png}]", "not-a-picture-name"),
        ("body: [{image: logo.gif}]", "not-a-picture-name"),
        ("body: [{image: no.png}]", "image-missing"),
        ("body: [{image: folder.png}]", "image-missing"),
        ("body: [{image: words.png}]", "image-not-a-picture"),
        ("body: [{image: cut.png}]", "image-not-a-picture"),
        ("body: [{image: cut.jpg}]", "image-not-a-picture"),
        ("body: [{image: large.png}]", "image-too-large"),
        ("body: [{image: wide.png}]", "image-of-many-pixels"),
        ("body: [{image: logo.png, span: 5}]", "spans-do-not-add-up"),
        ("body: [{row: [{image: logo.png}, {field: a, kind: text, span: 2}]}]", "spans-do-not-add-up"),
        (IN_A_LIST % "image: logo.png", "not-in-a-list"),
        (IN_A_LIST % "sign: [甲]", "not-in-a-list"),
        ("body: [{sign: [甲, 乙, 丙, 丁, 戊]}]", "sign-without-room"),
        ("body: [{sign: []}]", "limit-broken"),
        ("body: [{sign: 甲}]", "type-wrong"),
        ("body: [{sgin: [甲]}]", "key-unknown"),
    ],
)
def test_mistakes_are_named_at_their_line(tmp_path: Path, line: str, code: str) -> None:
    _pictures(tmp_path)
    body = (
        "" if line.startswith("body") else "body: [{row: [{label: 甲}, {field: a, kind: text, span: 3}]}]\n"
    )
    found = problems_of(tmp_path, f"{body}{line}\n")
    assert found == [(6 if body else 5, code)]


def _pictures(folder: Path) -> None:
    shutil.copyfile(LOGO, folder / "logo.png")
    (folder / "folder.png").mkdir()
    (folder / "words.png").write_text("no picture", encoding="utf-8")
    (folder / "cut.png").write_bytes(LOGO.read_bytes()[:-20])
    (folder / "cut.jpg").write_bytes(BADGE.read_bytes()[:100])
    (folder / "large.png").write_bytes(LOGO.read_bytes() + bytes(200 * 1024))
    (folder / "wide.png").write_bytes(_resized(LOGO.read_bytes(), 5_000))


def _resized(content: bytes, width: int) -> bytes:
    """Return a PNG that says it is as wide, with the checksum that it must have."""
    head = b"IHDR" + struct.pack(">I", width) + content[20:29]
    return content[:12] + head + struct.pack(">I", zlib.crc32(head)) + content[33:]


def test_a_picture_that_leads_elsewhere_is_not_read(tmp_path: Path) -> None:
    text = "body: [{image: logo.png}, {row: [{label: 甲}, {field: a, kind: text, span: 3}]}]\n"
    assert problems_of(tmp_path, text) == [(5, "image-missing")]
    shutil.copyfile(LOGO, tmp_path / "logo.png")
    assert problems_of(tmp_path, text) == []
    (tmp_path / "logo.png").write_bytes(b"")
    assert problems_of(tmp_path, text) == [(5, "image-not-a-picture")]


def test_the_sentences_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as caught:
        loaded(tmp_path, "body: [{image: no.png}]\n")
    assert "no.png" in caught.value.sentence("zh")
    assert "folder of the definition" in caught.value.sentence("en")


# Office programs


@pytest.mark.program
@pytest.mark.no_cover
@pytest.mark.parametrize("suffix", [".xlsx", ".ods", ".xls"])
def test_what_an_office_saves_is_read_without_findings(office: Office, tmp_path: Path, suffix: str) -> None:
    (tmp_path / "form.xlsx").write_bytes(built(values=FILLED))
    office.convert(tmp_path / "form.xlsx", tmp_path / f"saved{suffix}")
    reading = read(tmp_path / f"saved{suffix}", [FORM])
    assert {finding.code for finding in reading.findings} <= {"checks-not-run"}
    assert reading.values == FILLED


@pytest.mark.program
@pytest.mark.no_cover
def test_a_blank_that_was_saved_with_its_pictures_may_be_replaced(office: Office, tmp_path: Path) -> None:
    (tmp_path / "form.xlsx").write_bytes(built())
    office.convert(tmp_path / "form.xlsx", tmp_path / "saved.xlsx")
    saved_again = (tmp_path / "saved.xlsx").read_bytes()
    assert workbook_objection(tmp_path / "saved.xlsx", saved_again, [FORM]) is None
    drawing = parts(saved_again)[DRAWING]
    anchor = re.findall(rb"<xdr:twoCellAnchor.*?</xdr:twoCellAnchor>", drawing)[0]
    for name, content in (
        ("xl/media/image1.png", _resized(LOGO.read_bytes(), 90)),
        (DRAWING, drawing.replace(b"</xdr:wsDr>", anchor + b"</xdr:wsDr>")),
    ):
        objection = workbook_objection(tmp_path / "x", _with_part(saved_again, name, content), [FORM])
        assert objection is not None
        assert objection.code == "output-filled-in"


def _with_part(workbook: bytes, name: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for part, held in {**parts(workbook), name: content}.items():
            archive.writestr(part, held)
    return stream.getvalue()
