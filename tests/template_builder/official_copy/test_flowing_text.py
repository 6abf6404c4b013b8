"""Where a text is parted that goes on, on another page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from template_builder.official_copy.flowing_text import LEAST_LINES, parted_text
from template_builder.print_layout.heights import lines

WIDTH, SIZE = 40.0, 10.0


def parted(text: str, most: int) -> tuple[str, str] | None:
    return parted_text(text, WIDTH, SIZE, most)


def test_between_paragraphs() -> None:
    paragraphs = [f"{number}. 负责住房公积金的归集和管理" for number in range(1, 11)]
    assert parted("\n".join(paragraphs), 6) == ("\n".join(paragraphs[:6]), "\n".join(paragraphs[6:]))
    assert parted("\n".join(paragraphs), 9) == ("\n".join(paragraphs[:7]), "\n".join(paragraphs[7:])), (
        "three lines stay for the rest"
    )


def test_between_sentences_where_a_paragraph_would_fill_little() -> None:
    text = "一。\n二。\n三。\n" + "组织实施年度重点工作并确保全面完成。" * 20
    first, rest = parted(text, 12) or ("", "")
    assert first.endswith("。")
    assert rest.startswith("组织")
    assert lines(first, WIDTH, SIZE) > 6


def test_between_words_where_there_is_no_sentence() -> None:
    first, rest = parted("长" * 400, 10) or ("", "")
    assert lines(first, WIDTH, SIZE) == 10
    assert first + rest == "长" * 400


def test_not_where_a_part_would_have_too_few_lines() -> None:
    assert parted("甲\n乙\n丙\n丁\n戊", 4) is None
    assert parted("甲\n乙\n丙\n丁\n戊\n己", 2) is None
    assert parted("甲\n乙\n丙\n丁\n戊\n己", 4) == ("甲\n乙\n丙", "丁\n戊\n己")


@given(
    st.text(st.sampled_from("长短，。；\n ab.5“”（）"), max_size=400),
    st.integers(0, 20),
)
def test_nothing_is_lost_and_both_parts_have_room(text: str, most: int) -> None:
    found = parted(text, most)
    if found is not None:
        assert "".join("".join(found).split()) == "".join(text.split())
        assert LEAST_LINES <= lines(found[0], WIDTH, SIZE) <= most
        assert lines(found[1], WIDTH, SIZE) >= LEAST_LINES
