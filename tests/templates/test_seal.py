"""The seal of a workbook: every content has a mark of its own, however a program stores it."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from itertools import combinations

import pytest

from templates.seal import (
    Seal,
    cell_mark,
    cells_sum,
    comment_mark,
    find_seal,
    formula_mark,
    parts_sum,
)


@pytest.mark.parametrize(
    "alike",
    [
        (None, "", " ", "\u3000\n"),
        (5, 5.0, Decimal("5.00")),
        (0, -0.0, Decimal("0")),
        (0.1, Decimal("0.1"), 0.1 + 1e-17),
        (Decimal("953.33"), 953.33),
        ("甲 乙", " 甲\r\n乙 ", "甲\u3000乙"),
        (date(2026, 1, 31), 46053),
    ],
    ids=str,
)
def test_what_programs_store_in_their_own_ways_is_the_same(alike: tuple[object, ...]) -> None:
    assert len({cell_mark("表", 3, 4, content) for content in alike}) == 1


def test_all_else_makes_a_difference() -> None:
    contents = [
        *("5", 5, 5.000000000001, True, "TRUE", 1, "甲", "甲乙", "#N/A", "=1", "formula", "comment 甲"),
        *(datetime(2026, 1, 31, 8), time(8), date(2026, 1, 30)),
    ]
    marks = [cell_mark("表", 3, 4, content) for content in contents]
    marks += [formula_mark("表", 3, 4), comment_mark("表", 3, 4, "甲")]
    marks += [
        cell_mark(*place, "甲") for place in (("表", 4, 3), ("表", 34, 1), ("表1", 3, 4), ("表", 3, 44))
    ]
    assert all(one != other for one, other in combinations(marks, 2))
    assert 0 not in marks


def test_a_sum_knows_no_order_and_can_be_added_to() -> None:
    marks = [cell_mark("表", row, 1, f"第{row}行") for row in range(100)]
    whole = cells_sum(marks)
    assert whole == cells_sum(reversed(marks)) == cells_sum((cells_sum(marks[:40]), cells_sum(marks[40:])))
    assert whole != cells_sum(marks[1:])
    assert cells_sum((0, whole)) == whole


def test_every_part_counts_but_the_one_of_the_seal() -> None:
    parts = [("a", 1, 2), ("b", 3, 4)]
    assert parts_sum([*parts, ("docProps/custom.xml", 5, 6)]) == parts_sum(parts)
    for others in (
        [("a", 1, 2)],
        [("a", 1, 3), ("b", 3, 4)],
        [("a", 2, 2), ("b", 3, 4)],
        [*parts, ("c", 0, 0)],
    ):
        assert parts_sum(others) != parts_sum(parts)


def test_a_seal_is_found_in_whatever_a_program_makes_of_its_part() -> None:
    seal = Seal(0xFEDC, 2**64 - 1)
    written = f'<p:property name="tianbao"><v:lpwstr>{seal}</v:lpwstr></p:property>'.encode()
    assert find_seal(written) == seal
    assert find_seal(written.replace(b"seal 1", b"seal 2")) is None
    assert find_seal(b"") is None
