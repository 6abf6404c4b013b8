"""Decisions of the officer: what they make of a department, and what comes after them."""

from __future__ import annotations

from pathlib import Path

import pytest

from collection import CollectionError, EventKind, Round, assign, decide
from tests.collection.round.rosters import begun, sent_back
from tests.collection.round.test_collecting import AFTER, BEFORE, put, state, states, taken

ACCEPTED, REFUSED, SET_ASIDE, RESTORED = (
    EventKind.ACCEPTED,
    EventKind.REFUSED,
    EventKind.SET_ASIDE,
    EventKind.RESTORED,
)


@pytest.fixture
def back(tmp_path: Path) -> Path:
    folder = tmp_path / "back"
    folder.mkdir()
    return folder


@pytest.fixture
def round(tmp_path: Path, back: Path) -> Round:
    """A round in which one department sent two forms, the second wrong, and another none."""
    begun_round = begun(tmp_path)
    put(back, "first.xlsx", sent_back(begun_round, "101001", "甲局"), BEFORE)
    put(back, "second.xlsx", sent_back(begun_round, "101001", "甲局", wrong=1), AFTER)
    put(back, "scan.pdf", b"%PDF-1.7\n")
    taken(begun_round, back)
    return begun_round


def current(round: Round) -> tuple[str, str | None]:
    """Return the state of the first department, and the name of the return that counts."""
    first = state(round).departments[0]
    return first.state.value, None if first.current is None else first.current.name


def noted(round: Round) -> list[tuple[EventKind, str]]:
    with round.ledger() as ledger:
        return [
            (event.kind, event.details["reason"]) for event in ledger.events() if "reason" in event.details
        ]


def test_the_current_return_is_meant_where_no_other_is_named(round: Round) -> None:
    assert current(round) == ("errors", "second.xlsx")
    assert decide(round, ACCEPTED, "101001", "电话核对").name == "second.xlsx"
    assert current(round) == ("accepted", "second.xlsx")
    assert decide(round, REFUSED, "101001", "重报").name == "second.xlsx"
    assert current(round) == ("refused", "second.xlsx")
    assert noted(round) == [(ACCEPTED, "电话核对"), (REFUSED, "重报")]


def test_a_decision_is_noted_once(round: Round) -> None:
    for _ in range(2):
        decide(round, ACCEPTED, "101001", "电话核对")
    assert noted(round) == [(ACCEPTED, "电话核对")]
    decide(round, ACCEPTED, "101001", "又核对")
    assert len(noted(round)) == 2


def test_what_was_accepted_counts_until_something_comes(round: Round, back: Path) -> None:
    decide(round, ACCEPTED, "101001", "以首份为准", "first.xlsx")
    assert current(round) == ("accepted", "first.xlsx")
    put(back, "third.xlsx", sent_back(round, "101001", "甲局", revision=2))
    taken(round, back)
    assert current(round) == ("ready", "third.xlsx")
    decide(round, SET_ASIDE, "101001", "误报")
    assert current(round) == ("set-aside", "third.xlsx")


def test_no_earlier_return_takes_the_place_of_one_that_is_set_aside(round: Round) -> None:
    decide(round, SET_ASIDE, "101001", "误报")
    assert current(round) == ("set-aside", "second.xlsx")
    decide(round, RESTORED, "101001", "核对后恢复")
    assert current(round) == ("errors", "second.xlsx")
    decide(round, SET_ASIDE, "101001", "误报", "first.xlsx")
    assert current(round) == ("errors", "second.xlsx")


def test_a_file_goes_by_its_names_and_the_beginning_of_its_digest(round: Round) -> None:
    first, _ = state(round).departments[0].returns
    for name in (
        first.name,
        first.path,
        first.path.rpartition("/")[2],
        first.digest,
        first.digest[:6].upper(),
    ):
        assert decide(round, ACCEPTED, "101001", f"以 {name} 为准", name).digest == first.digest


@pytest.mark.parametrize(
    ("code", "reason", "file", "error"),
    [
        ("999", "x", None, "round-code-unknown"),
        ("101001", " ", None, "round-reason-missing"),
        ("102001", "x", None, "round-nothing-returned"),
        ("101001", "x", "none.xlsx", "round-file-unknown"),
        ("101001", "x", "scan.pdf", "round-file-unknown"),
        ("101001", "x", "", "round-file-unknown"),
    ],
)
def test_what_cannot_be_decided_is_told(
    round: Round, code: str, reason: str, file: str | None, error: str
) -> None:
    with pytest.raises(CollectionError) as caught:
        decide(round, ACCEPTED, code, reason, file)
    assert caught.value.code == error
    assert noted(round) == []


def test_of_two_files_of_a_name_none_is_meant(round: Round, back: Path) -> None:
    put(back, "first.xlsx", sent_back(round, "101001", "甲局", revision=2))
    taken(round, back)
    with pytest.raises(CollectionError, match="There are several"):
        decide(round, ACCEPTED, "101001", "x", "first.xlsx")


def test_a_file_is_assigned_and_assigned_anew(round: Round) -> None:
    assert [one.name for one in state(round).unassigned] == ["scan.pdf"]
    assign(round, "scan.pdf", "102001", "来电确认")
    assert states(round)["102001"] == "unreadable"
    assert state(round).unassigned == ()
    assign(round, "scan.pdf", "102001", "来电确认")
    assert noted(round) == [(EventKind.ASSIGNED, "来电确认")]
    decide(round, ACCEPTED, "102001", "x")
    assign(round, "scan.pdf", "101002", "更正")
    assert states(round) == {"101001": "errors", "101002": "unreadable", "102001": "waiting"}
    (one,) = state(round).departments[1].returns
    assert one.how == "assigned"


@pytest.mark.parametrize(
    ("file", "code", "reason", "error"),
    [
        ("none", "101001", "x", "round-file-unknown"),
        ("scan.pdf", "999", "x", "round-code-unknown"),
        ("scan.pdf", "101001", "", "round-reason-missing"),
    ],
)
def test_what_cannot_be_assigned_is_told(round: Round, file: str, code: str, reason: str, error: str) -> None:
    with pytest.raises(CollectionError) as caught:
        assign(round, file, code, reason)
    assert caught.value.code == error
