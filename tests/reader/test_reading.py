"""Reading plain cells: values, findings at the person's places, computed cells, rules."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from reader import Reading, UnreadableWorkbook
from templates.kinds import Raw
from tests.reader.plans import GOOD, Cells, codes, filled, number, read_cells, text


def changed(edits: Mapping[tuple[int, int], Raw | None]) -> Cells:
    cells = filled()
    for at, raw in edits.items():
        cells.pop(at, None)
        if raw is not None:
            cells[at] = raw
    return cells


def read_changed(edits: Mapping[tuple[int, int], Raw | None]) -> Reading:
    return read_cells(changed(edits))


def test_a_form_without_faults_is_clean() -> None:
    reading = read_cells(filled())
    assert reading.values == GOOD
    assert reading.status == "clean"
    assert reading.computed["total"] == {"amount": 100, "last_year": 70}
    assert reading.stamp is not None
    assert reading.stamp.parameters["year"] == 2020


def test_addresses_lead_from_a_record_to_the_sheet() -> None:
    addresses = read_cells(filled()).addresses
    assert addresses["projects[1].budget"] == "计划!C12"
    assert addresses["blocks[1].items[0].what"] == "计划!C20"
    assert addresses["total.amount"] == "计划!C9"
    assert "projects[2].budget" not in addresses


def test_a_finding_names_the_item_of_the_record_and_the_cell_of_the_sheet() -> None:
    """The second project stands in the third row: it is `projects[1]` in the record printed beside it."""
    cells = changed({(12, 2): None, (12, 3): None, (13, 2): text("二"), (13, 3): text(" 40 ")})
    reading = read_cells(cells)
    assert reading.values["projects"][1] == {"name": "二", "budget": 40}
    finding = reading.findings[0]
    assert (finding.code, finding.field, finding.cell) == ("number-as-text", "projects[1].budget", "C13")


def test_a_number_that_the_sheet_does_not_count_weighs_more_and_says_so() -> None:
    reading = read_changed({(7, 4): text("70"), (9, 4): number(0, formula="SUM(D7:D8)")})
    assert codes(reading) == [("number-as-text", "warning", "D7")]
    assert "没有把它计算在内" in reading.findings[0].sentence("zh")
    assert "do not count it" in reading.findings[0].sentence("en")
    assert reading.computed["total"]["last_year"] == 70


def test_what_cannot_be_read_keeps_its_text_and_silences_what_follows_from_it() -> None:
    """The total lacks an amount, the projects differ from it: both follow, and neither is said."""
    edits = {
        (7, 3): text("八十来万"),
        (9, 3): number("19.5", formula="SUM(C7:C8)"),
        (8, 5): number(1, formula="x"),
    }
    reading = read_changed(edits)
    assert reading.values["fiscal"]["amount"] == "八十来万"
    assert [(severity, cell) for _, severity, cell in codes(reading)] == [("error", "C7")]


def test_an_unreadable_term_is_still_no_blank() -> None:
    reading = read_changed({(16, 5): text("丙类")})
    assert codes(reading) == [("choice-unknown", "error", "E16")]


@pytest.mark.parametrize("blank", [None, text("　 "), Raw(None, "0.00")])
def test_blanks_of_all_sorts_are_missing(blank: Raw | None) -> None:
    reading = read_changed({(5, 3): blank})
    assert codes(reading) == [("required-missing", "error", "C5")]
    assert reading.findings[0].sentence("zh") == "“单位名称”未填。"
    assert reading.values["name"] is None


def test_a_required_amount_that_is_missing_silences_the_rules_over_it() -> None:
    reading = read_changed({(7, 3): None, (9, 3): number("19.5", formula="x"), (7, 5): None, (8, 5): None})
    assert ("projects-differ", "error", "C9") not in codes(reading)
    assert ("required-missing", "error", "C7") in codes(reading)


def test_a_mark_for_nothing_in_a_required_cell_is_the_one_error() -> None:
    reading = read_changed({(7, 3): text("—"), (9, 3): None, (7, 5): None, (8, 5): None})
    assert codes(reading) == [("placeholder-for-amount", "error", "C7")]


def test_a_required_list_needs_one_item() -> None:
    values = {**GOOD, "goals": [], "blocks": []}
    reading = read_cells(filled(values))
    assert codes(reading) == [("required-missing", "error", "D11")]
    assert reading.findings[0].field == "goals[0]"


def test_a_list_is_not_missing_where_its_only_item_cannot_be_read() -> None:
    cells = filled({**GOOD, "goals": [], "blocks": []})
    cells[11, 4] = Raw(None, error="#N/A")
    assert codes(read_cells(cells)) == [("error-value", "error", "D11")]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (number(101), "101"),
        (text("一百零二"), "102"),
        (text("不详"), "不详"),
        (Raw(None, error="#DIV/0!"), "#DIV/0!"),
        (Raw(None, error="#NAME?", formula="FOO(1)"), "#NAME?"),
    ],
)
def test_a_total_typed_over_is_compared_with_its_parts(typed: Raw, found: str) -> None:
    reading = read_changed({(9, 3): typed})
    finding = reading.findings[0]
    assert codes(reading) == [("computed-value-differs", "error", "C9")]
    assert (finding.found, finding.expected) == (found, "100")
    assert reading.computed["total"]["amount"] == 100


def test_a_total_that_was_deleted_is_said_to_be_blank() -> None:
    reading = read_changed({(9, 3): None})
    assert reading.findings[0].sentence("zh") == "此处为自动计算，表中是空白，应为100。"


def test_a_total_of_blanks_is_blank() -> None:
    edits = {(7, 4): None, (8, 4): None, (9, 4): number(0)}
    reading = read_changed(edits)
    assert codes(reading) == [("computed-value-differs", "error", "D9")]
    assert reading.findings[0].sentence("en") == "This cell is calculated: it shows 0 but should be blank."
    assert read_changed({**edits, (9, 4): None}).status == "clean"


def test_a_formula_without_a_stored_value_is_not_compared() -> None:
    assert read_changed({(9, 3): Raw(None, formula="SUM(C7:C8)")}).status == "clean"


def test_sums_of_binary_numbers_are_no_difference() -> None:
    assert read_changed({(9, 3): number("100.00000000000001")}).status == "clean"


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        ("0.805", []),
        ("0.79", [("computed-value-differs", "error", "E7")]),
        ("0.81", [("share-rounded-differently", "notice", "E7")]),
        ("0.8049", [("share-rounded-differently", "notice", "E7")]),
        ("0.82", [("computed-value-differs", "error", "E7")]),
    ],
)
def test_shares_may_be_off_in_the_last_digit(share: str, expected: list[Any]) -> None:
    reading = read_changed({(7, 5): number(share, "0.00%")})
    assert codes(reading) == expected
    assert all(finding.expected == "80.5%" for finding in reading.findings)


def test_a_broken_rule_is_reported_where_its_author_put_it() -> None:
    reading = read_changed({(12, 3): number(41), (14, 3): number(101, formula="x")})
    finding = reading.findings[0]
    assert codes(reading) == [("projects-differ", "error", "C9")]
    assert (finding.field, finding.found, finding.expected) == ("total.amount", "100", "101")
    assert finding.sentence("zh") == "合计100，项目合计101，相差-1。"
    assert finding.remedy("en") == "Check them."


def test_a_rule_of_a_list_is_judged_for_each_item_and_equal_findings_are_one() -> None:
    reading = read_changed({(16, 5): None, (20, 5): None})
    finding = reading.findings[0]
    assert codes(reading) == [("item-without-type", "warning", "C16, C20")]
    assert finding.field == "blocks[0].items[0].what, blocks[1].items[0].what"


def test_findings_of_different_sentences_stay_apart() -> None:
    reading = read_changed({(11, 3): None, (12, 3): None, (14, 3): None})
    named = [
        finding.sentence("zh") for finding in reading.findings if finding.code == "project-without-budget"
    ]
    assert named == ["“一”没有预算。", "“二”没有预算。"]


def test_a_filter_on_a_constant_picks_the_items() -> None:
    cells = changed({(16, 3): None, (16, 5): None, (18, 3): text("满意"), (18, 5): text("甲类")})
    reading = read_cells(cells)
    assert codes(reading) == [("no-output", "error", "C15")]
    assert reading.values["blocks"][0]["items"] == [{"level": "效益", "what": "满意", "type": "甲类"}]


def test_a_rule_at_a_list_is_reported_at_its_first_cell() -> None:
    reading = read_changed({(13, 4): text("第三")})
    finding = reading.findings[0]
    assert (finding.code, finding.field, finding.cell) == ("counts-differ", "blocks", "C15")
    assert finding.sentence("en") == "The numbers of goals differ."


def test_findings_come_in_the_order_of_the_sheet() -> None:
    reading = read_changed({(20, 5): text("乙类"), (5, 3): None, (11, 3): text("60")})
    assert [finding.cell for finding in reading.findings] == ["C5", "C11", "E20"]


def test_the_same_finding_of_different_texts_lists_them() -> None:
    reading = read_changed({(16, 5): text("甲 类 "), (11, 3): text("60"), (12, 3): text("40")})
    finding = next(finding for finding in reading.findings if finding.code == "number-as-text")
    assert finding.cell == "C11, C12"


def test_a_formula_in_an_input_is_read_and_noted() -> None:
    reading = read_changed({(7, 3): number("80.5")._replace(formula="80+0.5")})
    assert codes(reading) == [("formula-in-input", "warning", "C7")]


def test_sheets_without_a_stamp_and_labels_are_not_ours() -> None:
    cells = {at: raw for at, raw in filled().items() if not isinstance(raw.value, str)}
    cells[1, 1] = text("{}")
    with pytest.raises(UnreadableWorkbook) as caught:
        read_cells(cells)
    assert caught.value.finding.code == "not-our-form"


def test_nothing_that_may_stand_in_a_cell_raises() -> None:
    odd: list[Raw] = [
        Raw(Decimal("1.7E+308")),
        Raw("9E+999999"),
        Raw("1E400"),
        Raw("1" * 400),
        Raw(Decimal("-0.0")),
        Raw(True),
        Raw("\x00"),
        Raw("1" * 40_000),
        Raw("#REF!"),
        Raw("=1+1"),
        Raw(None, error="#SPILL!"),
        Raw(None, formula="A1"),
        Raw(Decimal(45000), "yyyy/m/d"),
    ]
    for raw in odd:
        for at in filled():
            if at[0] > 1 and at[1] > 1:
                read_changed({at: raw})
