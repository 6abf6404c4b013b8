"""A thread that goes ahead: in order, no further than it may, and gone when nobody wants more."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from collection.round.mailboxes.ahead import ahead


def never() -> None:
    raise AssertionError("the source has come to its end")


def test_all_comes_in_its_order() -> None:
    before = threading.active_count()
    assert list(ahead(range(1_000), lambda item: 1, 3, never)) == list(range(1_000))
    assert threading.active_count() == before


def test_it_goes_ahead_as_far_as_it_may() -> None:
    brought: list[int] = []
    reached = threading.Event()

    def source() -> Iterator[int]:
        for number in range(100):
            brought.append(number)
            if number == 4:
                reached.set()
            yield number

    items = ahead(source(), lambda item: 10, 30, lambda: None)
    assert next(items) == 0
    assert reached.wait(5)  # three that wait, and one that finds no room
    assert not any(number > 4 for number in brought)
    items.close()


def test_one_that_is_larger_than_all_room_comes_too() -> None:
    assert list(ahead([5, 100, 7], lambda item: item, 1, never)) == [5, 100, 7]


def test_what_the_source_raises_comes_after_what_it_brought() -> None:
    def source() -> Iterator[int]:
        yield 1
        raise OSError("gone")

    items = ahead(source(), lambda item: 1, 10, never)
    assert next(items) == 1
    with pytest.raises(OSError, match="gone"):
        next(items)


def test_who_wants_no_more_ends_the_waiting_of_the_source() -> None:
    before = threading.active_count()
    ended = threading.Event()

    def source() -> Iterator[int]:
        yield 1
        assert ended.wait(5)  # as for a server that says nothing
        raise OSError("the connection was ended")

    items = ahead(source(), lambda item: 1, 10, ended.set)
    assert next(items) == 1
    items.close()
    assert ended.is_set()
    assert threading.active_count() == before
