"""Rows and columns found again, whatever people did to them."""

from __future__ import annotations

from collections import UserDict
from collections.abc import Iterator

import pytest

from reader import Grid, UnreadableWorkbook, read_grids
from reader.locate import LocatedForm, locate
from reader.locate.keys import read_keys
from templates.kinds import Raw
from tests.reader.plans import GOOD, Cells, cell_map, codes, filled, form, moved, number, read_cells, text


def inserted(row: int, *held: tuple[int, Raw]) -> Cells:
    """Return a good sheet with a row inserted before `row`, holding these cells."""
    cells = moved(filled(), row, 1)
    return cells | {(row, column): raw for column, raw in held}


def located_in(cells: Cells) -> LocatedForm:
    """Return where the cells of the form are among these cells of a sheet."""
    return locate([Grid("计划", cells)], cell_map())


def test_every_row_and_column_is_found_where_it_is() -> None:
    keys = read_keys(Grid("计划", filled()), cell_map())
    assert keys.rows == {row: row for row in range(2, 23)}
    assert keys.columns == {column: column for column in range(2, 7)}
    located = located_in(filled())
    assert all(entry.address == entry.cell.address for entry in located.cells)
    assert (located.inserted, located.outside, located.deleted_rows) == ((), (), frozenset())


def test_a_blank_row_put_in_anywhere_changes_nothing() -> None:
    for row in range(2, 23):
        reading = read_cells(inserted(row, (3, text("　"))))
        assert reading.values == GOOD
        assert reading.status == "clean"


def test_findings_are_at_the_cells_as_they_came() -> None:
    cells = moved(filled(), 2, 3)
    cells[8, 3] = text("")
    assert codes(read_cells(cells)) == [("required-missing", "error", "C8")]


def test_a_row_among_items_is_one_more_item() -> None:
    reading = read_cells(inserted(12, (2, text("一甲")), (3, number(0))))
    assert [project["name"] for project in reading.values["projects"]] == ["一", "一甲", "二"]
    assert reading.values["goals"] == GOOD["goals"]
    finding = next(finding for finding in reading.findings if finding.code == "row-inserted")
    assert (finding.field, finding.cell, finding.severity) == ("projects[1]", "B12", "notice")
    assert reading.addresses["projects[2].name"] == "计划!B13"


def test_a_row_beside_two_lists_is_an_item_of_each_that_it_holds_something_of() -> None:
    reading = read_cells(inserted(12, (2, text("新")), (4, text("新目标")), (3, number(0))))
    assert [project["name"] for project in reading.values["projects"]] == ["一", "新", "二"]
    assert reading.values["goals"] == ["安全", "新目标", "便民"]
    assert "projects[1], goals[1]" in [finding.field for finding in reading.findings]


def test_a_row_above_the_first_item_and_one_below_the_last_are_items() -> None:
    first = read_cells(inserted(11, (2, text("零")), (3, number(0))))
    assert [project["name"] for project in first.values["projects"]] == ["零", "一", "二"]
    last = read_cells(inserted(14, (2, text("三")), (3, number(0))))
    assert [project["name"] for project in last.values["projects"]] == ["一", "二", "三"]


def test_several_rows_stay_in_their_order() -> None:
    cells = moved(inserted(12, (2, text("甲")), (3, number(0))), 13, 1)
    cells |= {(13, 2): text("乙"), (13, 3): number(0)}
    reading = read_cells(cells)
    assert [project["name"] for project in reading.values["projects"]] == ["一", "甲", "乙", "二"]
    assert [project["budget"] for project in reading.values["projects"]] == [60, 0, 0, 40]


def test_an_item_within_an_item_takes_the_constants_of_the_row_above() -> None:
    reading = read_cells(inserted(21, (3, text("新网点")), (5, text("甲类"))))
    assert reading.values["blocks"][1]["items"] == [
        {"level": "产出", "what": "网点", "type": "甲类"},
        {"level": "产出", "what": "新网点", "type": "甲类"},
    ]
    assert reading.values["blocks"][0] == GOOD["blocks"][0]


def test_rules_are_judged_for_new_items_and_computed_cells_count_them() -> None:
    reading = read_cells(inserted(12, (2, text("新")), (3, number(5))))
    assert reading.computed["projects_total"] == 105
    found = codes(reading)
    assert ("computed-value-differs", "error", "C15") in found
    assert ("projects-differ", "error", "C9") in found


def test_a_row_copied_in_with_its_number_is_one_more_item() -> None:
    cells = moved(filled(), 12, 1)
    cells |= {(12, column): raw for (row, column), raw in cells.items() if row == 11}
    reading = read_cells(cells)
    assert [project["name"] for project in reading.values["projects"]] == ["一", "一", "二"]
    assert reading.values["goals"] == ["安全", "安全", "便民"]


def test_a_row_outside_of_any_list_is_named() -> None:
    reading = read_cells(inserted(9, (2, text("其中：")), (3, number("5.50"))))
    finding = next(finding for finding in reading.findings if finding.code == "row-outside-form")
    assert (finding.severity, finding.cell, finding.found) == ("warning", "B9", "其中： 5.5")


class _CountedCells(UserDict[tuple[int, int], Raw]):
    """Cells that count how often somebody goes through all of them."""

    walks = 0

    def __iter__(self) -> Iterator[tuple[int, int]]:
        self.walks += 1
        return super().__iter__()


def test_many_rows_outside_take_no_walk_through_the_sheet_each() -> None:
    def walks(rows: int) -> int:
        cells = _CountedCells(moved(filled(), 9, rows))
        cells.update({(9 + row, 2): text(f"第{row}行") for row in range(rows)})
        located = locate([Grid("计划", cells)], cell_map())
        assert located.outside == tuple(((0, 9 + row, 2),) for row in range(rows))
        return cells.walks

    assert walks(50) == walks(1)


def test_content_right_of_the_form_makes_no_row() -> None:
    assert read_cells(inserted(9, (9, text("备注")))).status == "clean"


def test_rows_that_were_moved_are_read_where_they_are() -> None:
    cells = filled()
    swapped = {7: 8, 8: 7}
    cells = {(swapped.get(row, row), column): raw for (row, column), raw in cells.items()}
    reading = read_cells(cells)
    assert reading.values == GOOD
    assert reading.addresses["fiscal.amount"] == "计划!C8"


def test_a_deleted_row_is_an_error_with_what_it_held() -> None:
    reading = read_cells(moved(filled(), 9, -1))
    finding = reading.findings[0]
    assert (finding.code, finding.severity, finding.cell) == ("form-row-missing", "error", None)
    assert finding.field == "other.amount, other.last_year, other.share"
    assert "其他·2020年" in finding.sentence("zh")
    assert [code for code, _, _ in codes(reading)] == ["form-row-missing"]
    assert reading.values["other"] == {"amount": None, "last_year": None}


def test_the_deleted_row_of_an_item_is_the_officers_to_judge() -> None:
    reading = read_cells(moved(filled(), 14, -1))
    assert codes(reading) == [("form-row-missing", "warning", None)]
    assert reading.values == GOOD


def test_a_deleted_column_is_an_error() -> None:
    cells = {at: raw for at, raw in filled().items() if at[1] != 4}
    reading = read_cells(cells)
    assert reading.findings[0].code == "form-row-missing"
    assert reading.findings[0].severity == "error"


def test_a_sheet_without_its_numbers_and_labels_cannot_be_read() -> None:
    cells = {
        at: raw
        for at, raw in filled().items()
        if at == (1, 1) or (at[0] > 1 and not isinstance(raw.value, str))
    }
    with pytest.raises(UnreadableWorkbook) as caught:
        read_cells(cells)
    assert caught.value.finding.code == "coordinates-lost"


@pytest.mark.parametrize("key", [Raw("11.0"), Raw(" 11 "), number(11)])
def test_numbers_kept_as_texts_are_numbers(key: Raw) -> None:
    cells = filled()
    cells[11, 1] = key
    assert read_cells(cells).status == "clean"


@pytest.mark.parametrize("key", [Raw("x"), number(0), number(99), number("10.5"), Raw(True), Raw("1" * 5000)])
def test_what_is_no_number_of_a_row_names_none(key: Raw) -> None:
    cells = filled()
    cells[9, 1] = key
    assert 9 not in read_keys(Grid("计划", cells), cell_map()).rows


def test_insertions_name_the_list_and_the_item_above() -> None:
    (item,) = located_in(inserted(21, (3, text("x")))).inserted
    assert (item.repeat, item.after, item.address) == (("blocks", 1, "items"), 0, (0, 21, 2))


def test_of_two_sheets_the_filled_one_that_people_see_is_read() -> None:
    blank = Grid("旧", filled({}))
    reading = read_grids("x.xlsx", [blank, Grid("新", filled())], [form()])
    assert reading.values == GOOD
    finding = reading.findings[0]
    assert (finding.code, finding.severity, finding.found, finding.sheet) == (
        "sheet-duplicate",
        "warning",
        "旧",
        "新",
    )
    hidden = read_grids("x.xlsx", [Grid("新", filled(), visible=False), blank], [form()])
    assert hidden.values["name"] is None
    assert "sheet-duplicate" not in [finding.code for finding in hidden.findings]
