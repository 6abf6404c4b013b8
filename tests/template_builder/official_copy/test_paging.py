"""How a form flows over pages, over generated forms: full pages, nothing lost, labels and heads anew."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from template_builder.official_copy.paging import Band, Page, band_heights, pages_of
from template_builder.official_copy.strips import CopyCell, Strips
from template_builder.xlsx.styles import CellStyle

ROOM, TOP = 300.0, 20.0


def strips(*sections: tuple[int, int, int], height: float = 20.0) -> Strips:
    """Sections of so many strips above their heads, heads, and rows of a list, with a label beside each."""
    cells, units, heads, of_items = [], [], set[int](), set[int]()
    start = 0
    for above, head, rows in sections:
        end = start + above + head + rows
        units.append(range(start, end))
        heads.update(range(start + above, start + above + head))
        of_items.update(range(start + above + head, end))
        if head + rows > 1:
            words = "部门职能概述"
            cells.append(CopyCell(start + above, end - 1, 0, 1, words, CellStyle(), True, words, 5.0))
        cells += [
            CopyCell(at, at, 1, 1, f"{at}", CellStyle(), at in heads, f"{at}", 20.0)
            for at in range(start, end)
        ]
        start = end
    return Strips(
        tuple(cells), (height,) * start, tuple(units), frozenset(heads), frozenset(heads), frozenset(of_items)
    )


def numbers(page: Page) -> list[int]:
    return [band.strip for band in page]


def test_what_fits_stays_on_one_page() -> None:
    assert [numbers(page) for page in pages_of(strips((0, 1, 13)), ROOM)] == [list(range(14))]
    assert pages_of(strips(), ROOM) == []


def test_heads_and_labels_are_written_anew() -> None:
    made = strips((1, 2, 20))
    first, second = pages_of(made, ROOM)
    assert numbers(first) == list(range(15))
    assert numbers(second) == [1, 2, *range(15, 23)]


def test_further_pages_have_room_for_what_stands_on_top_of_them() -> None:
    made = strips((0, 0, 40))
    assert [len(page) for page in pages_of(made, ROOM, TOP)] == [15, 14, 11]


def test_a_section_begins_a_new_page_only_where_it_would_be_cut_to_less_than_three_rows() -> None:
    assert [numbers(page) for page in pages_of(strips((0, 0, 12), (0, 0, 6)), ROOM)] == [
        list(range(15)),
        [15, 16, 17],
    ]
    assert [numbers(page) for page in pages_of(strips((0, 0, 13), (0, 0, 6)), ROOM)] == [
        list(range(13)),
        list(range(13, 19)),
    ], "two rows would stand above"
    assert [numbers(page) for page in pages_of(strips((0, 0, 11), (0, 0, 5)), ROOM)] == [
        list(range(11)),
        list(range(11, 16)),
    ], "less than three would stand below, or above"
    assert [numbers(page) for page in pages_of(strips((0, 0, 10), (0, 0, 6)), ROOM)] == [
        list(range(13)),
        [13, 14, 15],
    ], "so that three stand below"


def test_heads_do_not_count_as_rows() -> None:
    pages = pages_of(strips((0, 0, 10), (1, 2, 8)), ROOM)
    assert numbers(pages[1])[:3] == [10, 11, 12]


def test_a_label_that_needs_more_than_its_rows_makes_them_higher() -> None:
    made = strips((0, 0, 2))
    bands = tuple(map(Band, range(2)))
    assert sum(band_heights(made, bands)) > 40
    assert sum(band_heights(made, (Band(1),))) > 20, "on the next page it stands again"


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(1, 30)), min_size=1, max_size=6),
    st.sampled_from([20.0, 35.0, 58.0]),
)
def test_laws_of_pages(sections: list[tuple[int, int, int]], height: float) -> None:
    made = strips(*sections, height=height)
    pages = pages_of(made, ROOM, TOP)
    seen: list[int] = []
    for number, page in enumerate(pages):
        room = ROOM - (TOP if number else 0)
        at = numbers(page)
        anew = [strip for strip in at if seen and strip <= seen[-1]]
        assert at == anew + [strip for strip in at if strip not in anew], "what is written anew stands on top"
        new = at[len(anew) :]
        assert new, "no page holds heads alone"
        if anew:
            assert set(anew) <= made.heads
            assert any(anew[-1] in unit and new[0] in unit for unit in made.units)
        if len(new) > 1:
            assert sum(band_heights(made, page)) <= room + 1e-6
        seen += new
    assert seen == list(range(len(made.heights))), "each strip stands on one page, in its order"
    starts = {unit.start: unit for unit in made.units}
    for page, following in pairwise(pages):
        unit = starts.get(numbers(following)[0])
        if unit is not None:
            assert not _could_be_cut(made, page, unit, ROOM - (TOP if page is not pages[0] else 0))


def _could_be_cut(made: Strips, page: Page, unit: range, room: float) -> bool:
    """Tell whether a section that begins a new page could have begun on the page before."""
    counted = made.counted(unit)
    for at in range(1, len(unit)):
        here, there = unit[:at], unit[at:]
        if here[-1] in made.heads or min(len(counted & set(here)), len(counted & set(there))) < 3:
            continue
        if sum(band_heights(made, (*page, *map(Band, here)))) <= room:
            return True
    return False
