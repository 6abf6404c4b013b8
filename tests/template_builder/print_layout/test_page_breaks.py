"""Where pages end: sections stay together, unless that leaves much of a page blank."""

from __future__ import annotations

import pytest

from template_builder.print_layout.page_breaks import page_breaks, room_on_page
from templates.model.page import Section
from templates.text import Text


def sections(*lengths: int) -> tuple[list[Section], dict[int, float]]:
    """Sections of so many rows, each row ten points high, from row 4 on."""
    made, row = [], 4
    for length in lengths:
        made.append(Section(Text(""), row, row + length - 1))
        row += length
    return made, dict.fromkeys(range(4, row), 10.0)


def test_no_sections_no_breaks() -> None:
    assert page_breaks([], {}, 100) == []


def test_what_fits_stays_on_the_page() -> None:
    assert page_breaks(*sections(5, 5), 100) == []


def test_a_section_that_would_run_over_begins_a_page_where_little_stays_blank() -> None:
    assert page_breaks(*sections(5, 5, 1, 9), 100) == [13]
    assert page_breaks(*sections(8, 5, 6), 100) == [11, 19]


@pytest.mark.parametrize("used", range(1, 10))
def test_a_section_that_fits_a_page_moves_only_where_at_most_a_third_stays_blank(used: int) -> None:
    moved = page_breaks(*sections(used, 10), 100) == [used + 3]
    assert moved == (used >= 8)
    assert not moved or 10 - used <= 10 / 3


def test_no_page_begins_with_the_last_row_or_two_of_a_section() -> None:
    assert page_breaks(*sections(5, 6), 100) == [11], "not the one that does not fit, but three"
    assert page_breaks(*sections(5, 7), 100) == [12]
    assert page_breaks(*sections(6, 5), 100) == [12], "three stay above"
    assert page_breaks(*sections(5, 6), 100, {10, 11}) == [12], "what is bound together stays together"


def test_a_section_longer_than_a_page_is_not_held_together() -> None:
    assert page_breaks(*sections(3, 12, 4), 100) == [13]
    assert page_breaks(*sections(3, 12, 4, 3, 4), 100) == [13, 22]


def test_a_long_section_does_not_begin_at_the_end_of_a_page() -> None:
    assert page_breaks(*sections(8, 12), 100) == [11, 20]


def test_no_page_ends_after_a_row_that_is_bound_to_the_next() -> None:
    assert page_breaks(*sections(25), 100) == [13, 23]
    assert page_breaks(*sections(25), 100, {12, 13}) == [11, 21]
    assert page_breaks(*sections(25), 100, set(range(4, 28))) == [13, 23], "where all are, none is"
    made, heights = sections(25)
    del heights[13]
    assert page_breaks(made, heights, 100, {12}) == [14, 24]


def test_a_section_does_not_begin_on_a_page_where_only_its_heads_find_room() -> None:
    assert page_breaks(*sections(6, 12), 100) == [13]
    assert page_breaks(*sections(6, 12), 100, {10, 11, 12, 13}) == [9, 18]


def test_a_row_that_is_out_of_sight_takes_no_room() -> None:
    made, heights = sections(6, 6)
    assert page_breaks(made, {row: height for row, height in heights.items() if row not in (5, 6)}, 100) == []


def test_rows_between_sections_count_with_the_one_below() -> None:
    made = [Section(Text(""), 4, 11), Section(Text(""), 14, 17)]
    assert page_breaks(made, dict.fromkeys(range(4, 18), 10.0), 100) == [11]


def test_wide_forms_shrink_to_the_page_and_so_hold_more_rows() -> None:
    assert room_on_page([20, 20]) == room_on_page([10])
    assert room_on_page([100, 100]) > 2 * room_on_page([10])
