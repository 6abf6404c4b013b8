"""What the end of a page must not tear apart: labels beside several rows, heads, the rows of an item."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from template_builder import build
from template_builder.print_layout.heights import Block, needed
from template_builder.print_layout.side_labels import (
    kept_together,
    label_rows,
    parted,
    side_cells,
    turned,
    turned_block,
)
from templates import CellMap, builtin, compile, load
from templates.text import Language

GOALS = compile(builtin("department-goals"), {"year": 2020})
FORM = """
form: sides
version: 1
title: 表
columns: [5, 10, 10]
body:
- section: 甲
  body:
  - side: {zh: 左边, en: Left hand}
    body:
    - row: [{label: 头, span: 2}]
    - repeat: goods
      rows: 40
      height: 40
      body:
      - row: [{field: name, kind: text}, {field: kind, kind: text}]
      - row: [{field: note, kind: text, span: 2}]
- section: 乙
  body:
  - row: [{label: 尾}, {field: end, kind: text, span: 2}]
    rows: 3
"""


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> CellMap:
    definition = tmp_path_factory.mktemp("sides") / "sides.yaml"
    definition.write_text(FORM, encoding="utf-8")
    return compile(load(definition), {})


def sheet_of(cell_map: CellMap, language: Language = "zh") -> Worksheet:
    stream = io.BytesIO()
    build(cell_map, stream, language=language)
    sheet = openpyxl.load_workbook(stream).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def test_labels_beside_several_rows(sides: CellMap) -> None:
    assert [(cell.row, cell.rows) for cell in side_cells(sides)] == [(3, 81), (84, 3)]
    assert all(cell.style != "head" for cell in side_cells(GOALS))


def test_a_label_is_parted_where_a_page_ends(sides: CellMap) -> None:
    cells = side_cells(sides)
    assert parted(cells, ()) == ((3, 2, 81, 1), (84, 2, 3, 1))
    assert parted(cells, (23, 83)) == ((3, 2, 21, 1), (24, 2, 60, 1), (84, 2, 3, 1))
    assert parted(cells[1:], (84,)) == ((85, 2, 2, 1),), "a single cell is not merged"


def test_the_workbook_has_the_parts(sides: CellMap) -> None:
    sheet = sheet_of(sides)
    ends = [one.id for one in sheet.row_breaks.brk]
    assert ends
    firsts, lasts = [3, *(row + 1 for row in ends if row < 83)], [*(row for row in ends if row < 83), 83]
    column = sorted((of.min_row, of.max_row) for of in sheet.merged_cells.ranges if of.min_col == 2)
    assert [*zip(firsts, lasts, strict=True), (84, 86)] == [rows for rows in column if rows[0] > 2]
    assert [sheet.cell(row, 2).value for row in firsts] == ["左边", *[None] * (len(firsts) - 1)]
    assert all(sheet.cell(row, 2).border.bottom.style for row in lasts)


def test_heads_and_the_rows_of_an_item_stay_together(sides: CellMap) -> None:
    kept = kept_together(sides)
    assert kept == {3, *range(4, 84, 2)}
    assert not kept & {one.id for one in sheet_of(sides).row_breaks.brk}


def test_heads_of_a_list_stay_with_its_first_row() -> None:
    kept = kept_together(GOALS)
    indicators = [item.first_row for item in GOALS.items if item.names[-1] == "indicators"]
    assert indicators[0] - 1 in kept
    assert not kept & set(indicators)
    (funds,) = (section for section in GOALS.sections if section.title.zh == "部门总体资金情况")
    assert not kept & set(range(funds.first_row, funds.last_row))


def measured(block: Block) -> list[tuple[Block, float]]:
    return [(block, needed(block))]


def test_no_page_ends_above_the_end_of_a_labels_words() -> None:
    heights = dict.fromkeys(range(1, 9), 20.0)
    assert label_rows(measured(Block(1, 8, 5, 10, "年度绩效指标")), heights) == {1, 2}
    assert label_rows(measured(Block(1, 8, 5, 10, "年度")), heights) == set()
    assert label_rows(measured(Block(1, 3, 5, 10, "年度" * 20)), heights) == {1, 2}


def test_a_label_is_turned_where_a_word_does_not_fit_in(sides: CellMap) -> None:
    left, end = side_cells(sides)
    assert not turned(left, Block(3, 81, 5, 10, "左边的字"))
    assert turned(left, Block(3, 81, 5, 10, "Left handed"))
    assert not turned(left, Block(3, 81, 11, 10, "Satisfaction"))
    assert not turned(end, Block(84, 3, 5, 10, "Handed"))
    assert turned_block(Block(3, 81, 5, 10, "Left handed")).text == "\n" * 4


@pytest.mark.parametrize(("language", "rotation"), [("zh", 0), ("en", 90)])
def test_the_workbook_has_turned_labels_in_english(language: Language, rotation: int) -> None:
    sheet = sheet_of(GOALS, language)
    sides = [cell for cell in side_cells(GOALS) if cell.style == "side" and cell.column == 2]
    assert [sheet.cell(cell.row, 2).alignment.textRotation for cell in sides] == [rotation] * len(sides)


def test_small_forms_need_no_parts() -> None:
    small = compile(load(Path(__file__).parents[1] / "small.yaml"), {"year": 2020})
    assert not [one.id for one in sheet_of(small).row_breaks.brk]
