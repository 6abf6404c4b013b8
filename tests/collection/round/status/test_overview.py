"""A round as a whole: who has returned, by group and by day, and which corrections are out."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from collection import EventKind, Overview, State
from tests.collection.round.status.rounds import DEADLINE, ROWS, Came, at, overview, round_of, some_round


@pytest.fixture
def seen(tmp_path: Path) -> Overview:
    return overview(some_round(tmp_path))


def test_what_has_come_back_is_counted_by_group(seen: Overview) -> None:
    assert (seen.whole.total, seen.whole.returned, seen.whole.late, seen.whole.corrections) == (5, 3, 0, 1)
    shown = [
        (
            group.name,
            group.total,
            group.returned,
            {state: count for state, count in group.counts.items() if count},
        )
        for group in seen.groups
    ]
    assert shown == [
        ("行政", 2, 2, {State.ERRORS: 1, State.ACCEPTED: 1}),
        ("教育", 2, 0, {State.WAITING: 1, State.UNREADABLE: 1}),
        (None, 1, 1, {State.READY: 1}),
    ]
    assert [one.member.code for one in seen.missing] == ["102001", "102002"]
    assert [one.member.code for one in seen.corrections] == ["101002"]
    assert (seen.name, seen.title.zh) == ("2026", "2020年度部门整体绩效目标申报表")


def test_groups_add_up_to_the_whole(seen: Overview) -> None:
    for state in State:
        assert sum(group.counts[state] for group in seen.groups) == seen.whole.counts[state]
    assert seen.whole.counts == seen.state.counts
    assert sum(group.returned for group in seen.groups) == seen.whole.returned == seen.arrivals[-1][1]


@pytest.mark.parametrize(("today", "left"), [(DEADLINE, 0), (date(2026, 3, 1), 30), (date(2026, 4, 2), -2)])
def test_days_are_left_until_the_deadline(tmp_path: Path, today: date, left: int) -> None:
    assert overview(some_round(tmp_path), today).days_left == left


def test_arrivals_add_up_day_by_day_until_today(seen: Overview) -> None:
    days = dict(seen.arrivals)
    assert list(days) == [date(2026, 3, 9) + timedelta(days=number) for number in range(20)]
    assert [days[date(2026, 3, day)] for day in (9, 10, 11, 12, 19, 20, 28)] == [0, 1, 1, 2, 2, 3, 3]
    assert seen.until_day == DEADLINE


def test_what_came_after_the_deadline_is_late_and_on_the_chart(tmp_path: Path) -> None:
    late = Came("101001", at(3, 4))
    seen = overview(round_of(tmp_path, ROWS, [late]), date(2026, 5, 1))
    assert (seen.whole.late, seen.groups[0].late) == (1, 1)
    assert (seen.until_day, seen.arrivals[-1]) == (date(2026, 4, 3), (date(2026, 4, 3), 1))


def test_clocks_that_were_never_set_lose_nobody(tmp_path: Path) -> None:
    files = [Came("101001", at(1).replace(year=1980)), Came("101002", at(1).replace(year=2099))]
    seen = overview(round_of(tmp_path, ROWS, files))
    assert len(seen.arrivals) < 60
    assert (seen.arrivals[0][1], seen.arrivals[-1]) == (1, (date(2026, 3, 28), 2))
    assert seen.until_day == DEADLINE


def test_a_round_in_which_nothing_came_has_no_arrivals(tmp_path: Path) -> None:
    seen = overview(round_of(tmp_path, ROWS))
    assert (seen.arrivals, seen.whole.returned, len(seen.missing)) == ((), 0, 5)
    assert seen.until is not None


def test_the_second_return_of_a_department_is_no_second_arrival(tmp_path: Path) -> None:
    files = [Came("101001", at(10), errors=1), Came("101001", at(12), revision=2)]
    seen = overview(round_of(tmp_path, ROWS, files))
    assert seen.whole.returned == seen.arrivals[-1][1] == 1


@pytest.mark.parametrize(
    ("files", "awaited"),
    [
        ([Came("101001", at(10), errors=1, is_corrected=True)], True),
        ([Came("101001", at(10), errors=1)], False),
        (
            [
                Came("101001", at(10), errors=1, is_corrected=True),
                Came("101001", at(12), errors=1, revision=2),
            ],
            False,
        ),
        ([Came("101001", at(10), errors=1, is_corrected=True), Came("101001", at(12), refusal="x")], True),
        ([Came("101001", at(10), errors=1, is_corrected=True, decision=EventKind.ACCEPTED)], False),
        ([Came("101001", at(10), errors=1, is_corrected=True, decision=EventKind.REFUSED)], True),
    ],
)
def test_a_correction_is_out_until_something_readable_comes(
    tmp_path: Path, files: list[Came], awaited: bool
) -> None:
    seen = overview(round_of(tmp_path, ROWS, files))
    assert [one.member.code for one in seen.corrections] == (["101001"] if awaited else [])
    assert seen.groups[0].corrections == seen.whole.corrections == awaited


def test_what_was_refused_and_cannot_be_read_is_still_missing(tmp_path: Path) -> None:
    files = [Came("101001", at(10), refusal="not-a-workbook", decision=EventKind.REFUSED)]
    seen = overview(round_of(tmp_path, ROWS, files))
    assert seen.state.departments[0].state is State.REFUSED
    assert (len(seen.missing), seen.whole.returned) == (5, 0)
