"""Heights of rows: every text shows whole, within what Excel allows."""

from __future__ import annotations

from itertools import accumulate

import pytest

from template_builder.print_layout import heights
from template_builder.print_layout.heights import MAXIMUM, Block, lines, needed, row_heights


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [("", 10, 1), ("短", 10, 1), ("a\n\nb", 10, 3), ("一" * 40, 41.2, 2), ("x" * 40, 41.2, 1)],
)
def test_lines(text: str, width: float, expected: int) -> None:
    assert lines(text, width, 11) == expected


def test_a_narrow_cell_still_holds_a_character_a_line() -> None:
    assert lines("部门总体资金情况", 3, 10) == 8


def test_words_are_not_broken_and_marks_stay_with_what_they_belong_to() -> None:
    assert lines("x" * 12 + " " + "y" * 12 + " " + "z" * 12, 21.2, 11) == 3
    assert lines("xxxx " * 8, 41.2, 11) == 1
    assert lines("x" * 41, 21.2, 11) == 3
    assert lines("一" * 10 + "。", 21.2, 11) == 2
    assert lines("一" * 9 + "“一” " * 2 + "一" * 7, 21.2, 11) == 3


def test_a_text_over_rows_out_of_sight_needs_nothing() -> None:
    assert row_heights([1], [Block(2, 2, 5, 10, "一" * 90)]) == {1: 20.0}


def test_signs_that_chinese_fonts_draw_wide_count_as_wide() -> None:
    assert lines("≥" * 40, 41.2, 11) == lines("一" * 40, 41.2, 11)


def test_a_row_is_as_high_as_its_longest_text() -> None:
    blocks = [Block(2, 1, 20, 10, "一" * 100), Block(2, 1, 20, 10, "短")]
    heights = row_heights([1, 2], blocks)
    assert heights[1] == 20
    assert heights[2] > 10 * lines("一" * 100, 20, 10)


def test_what_is_missing_over_several_rows_is_shared() -> None:
    heights = row_heights([1, 2, 3], [Block(1, 3, 4, 10, "部门总体资金情况" * 2)])
    assert len(set(heights.values())) == 1
    assert sum(heights.values()) >= 10 * lines("部门总体资金情况" * 2, 4, 10)


def test_the_rows_of_a_text_that_runs_on_end_between_lines() -> None:
    block = Block(1, 6, 79, 10, "一\n" * 120, runs_on=True)
    heights = list(row_heights(range(1, 7), [block]).values())
    assert sum(heights) == pytest.approx(needed(block), abs=6)
    for end in list(accumulate(heights))[:-1]:
        for line in (12.0, 14.48):
            off = (end - 1) % line
            assert min(off, line - off) <= 1.8


def test_the_forms_own_height_is_the_least() -> None:
    assert row_heights([1], [], {1: 60.0}) == {1: 60.0}
    assert row_heights([1], [Block(1, 1, 10, 10, "一" * 90)], {1: 60.0})[1] > 60


def test_no_row_is_higher_than_excel_allows() -> None:
    assert row_heights([1], [Block(1, 1, 10, 10, "一" * 3000)]) == {1: MAXIMUM}


def test_what_is_kept_of_widths_is_bounded_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "优化营商环境，推进“数据共享”工作 and words of seven letters or more: shared. " * 5
    expected = lines(text, 40, 10)
    monkeypatch.setattr(heights, "_MOST_KEPT", 3)
    monkeypatch.setattr(heights, "_HALVES", heights._Halves())
    assert lines(text, 40, 10) == expected
    assert len(heights._HALVES) <= 4
