"""Issuing: one signed blank for each department, once, whatever happens in between."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from collection import CollectionError, Round, issue_round, open_round
from collection.round.ledger.events import EventKind
from collection.round.outgoing import issuing
from reader import read
from template_builder import replace_file
from templates.stamp import is_signed_with
from tests.collection.round.rosters import HEAD, begun, of_roster, roster_file

NAMES = ["101001_甲局.xlsx", "101002_乙局.xlsx", "102001_丙中心.xlsx"]


def issued(round: Round) -> dict[str, bytes]:
    folder = round.folder.issued
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())} if folder.is_dir() else {}


def told(round: Round) -> list[tuple[str | None, str | None]]:
    with round.ledger() as ledger:
        return [(event.department, event.digest) for event in ledger.events(EventKind.ISSUED)]


def with_roster(round: Round, folder: Path, rows: Sequence[str]) -> Round:
    """Let the officer put another roster into the folder."""
    other = folder / "other"
    other.mkdir()
    replace_file(round.folder.roster, begun(other, rows).folder.roster.read_bytes())
    return open_round(round.folder.path)


def test_each_department_gets_a_blank_that_is_signed_and_names_it(tmp_path: Path) -> None:
    round = begun(tmp_path)
    result = issue_round(round)
    assert (result.before, list(result.changes)) == (0, [])
    assert list(result.files) == [f"issued/{name}" for name in NAMES]
    assert list(issued(round)) == NAMES
    reading = read(round.folder.issued / NAMES[1])
    assert reading.values["department"] == {"name": "乙局", "filled_by": "王芳", "phone": None}
    assert reading.stamp is not None
    assert (reading.stamp.department, reading.stamp.round) == ("101002", round.id)
    assert is_signed_with(reading.stamp, round.key)
    made = issued(round).items()
    assert told(round) == [(name[:6], hashlib.sha256(content).hexdigest()) for name, content in made]


def test_done_twice_nothing_is_made_the_second_time(tmp_path: Path) -> None:
    round = begun(tmp_path)
    issue_round(round)
    before, events = issued(round), told(round)
    (round.folder.issued / NAMES[0]).write_bytes(b"kept as it is")
    result = issue_round(round)
    assert (list(result.files), result.before) == ([], 3)
    assert told(round) == events
    assert issued(round) == {**before, NAMES[0]: b"kept as it is"}


def test_some_are_issued_before_the_others(tmp_path: Path) -> None:
    round = begun(tmp_path)
    assert list(issue_round(round, ["101002"]).files) == [f"issued/{NAMES[1]}"]
    assert list(issued(round)) == [NAMES[1]]
    assert issue_round(round).before == 1
    assert list(issued(round)) == NAMES
    with pytest.raises(CollectionError, match="no code 1, 2"):
        issue_round(round, ["101001", "2", "1"])


def test_progress_is_told(tmp_path: Path) -> None:
    done: list[tuple[int, int]] = []
    issue_round(begun(tmp_path), progress=lambda *step: done.append(step))
    assert done == [(1, 3), (2, 3), (3, 3)]


def test_what_was_not_noted_is_made_anew_with_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    round = begun(tmp_path)
    monkeypatch.setattr(issuing, "_AT_ONCE", 2)
    written: list[bytes] = []

    def failing(path: Path, content: bytes) -> None:
        if len(written) == 3:
            raise KeyboardInterrupt
        written.append(content)
        replace_file(path, content)

    monkeypatch.setattr(issuing, "replace_file", failing)
    written.append(b"")  # so that the third fails
    with pytest.raises(KeyboardInterrupt):
        issue_round(round)
    assert len(told(round)) == 2
    half = issued(round)
    monkeypatch.undo()
    assert list(issue_round(round).files) == [f"issued/{NAMES[2]}"]
    assert {name: issued(round)[name] for name in half} == half
    assert len(told(round)) == 3


def test_a_roster_that_changes_is_taken_over(tmp_path: Path) -> None:
    round = begun(tmp_path)
    issue_round(round)
    rows = ["101000,丁局,,,,", "101001,甲委,李明,a@example.cn,行政,", "102001,丙中心,赵云,,教育,"]
    round = with_roster(round, tmp_path, rows)
    result = issue_round(round)
    assert [(change.kind.value, change.member.name) for change in of_roster(result.changes)] == [
        ("joined", "丁局"),
        ("changed", "甲委"),
        ("changed", "丙中心"),
        ("left", "乙局"),
    ]
    assert list(result.files) == ["issued/101000_丁局.xlsx"]
    assert set(issued(round)) == {*NAMES, "101000_丁局.xlsx"}
    with round.ledger() as ledger:
        changed = ledger.events(EventKind.CHANGED)
        assert [member.code for member in ledger.members()] == ["101000", "101001", "102001", "101002"]
    assert [dict(event.details) for event in changed] == [{"name": "甲局"}, {"contact": ""}]
    assert list(issue_round(round).changes) == []


def test_a_department_that_comes_again_has_joined_again(tmp_path: Path) -> None:
    round = begun(tmp_path)
    issue_round(round)
    before = round.folder.roster.read_bytes()
    issue_round(with_roster(round, tmp_path, ["101001,甲局,李明,a@example.cn,行政,"]))
    replace_file(round.folder.roster, before)
    result = issue_round(open_round(round.folder.path))
    assert [(change.kind.value, change.member.code) for change in of_roster(result.changes)] == [
        ("joined", "101002"),
        ("joined", "102001"),
    ]
    assert (list(result.files), result.before) == ([], 3)


def test_numbers_that_shift_never_give_two_departments_one_file(tmp_path: Path) -> None:
    round = begun(tmp_path, ["b/1,甲局,,,,"])
    issue_round(round)
    round = with_roster(round, tmp_path, ["b:1,甲局,,,,".replace("甲局", "乙局"), "b/1,甲局,,,,"])
    assert list(issue_round(round).files) == ["issued/001_b_1_乙局.xlsx"]
    third = tmp_path / "third"
    third.mkdir()
    replace_file(round.folder.roster, begun(third, ["b?1,甲局,,,,"]).folder.roster.read_bytes())
    assert list(issue_round(open_round(round.folder.path)).files) == ["issued/001_b_1_甲局 (2).xlsx"]


def test_a_wrong_roster_stops_everything(tmp_path: Path) -> None:
    round = begun(tmp_path)
    round.folder.roster.unlink()
    roster = roster_file(tmp_path, ["101001,甲局,,nobody,,"], HEAD)
    roster.rename(round.folder.roster.with_suffix(".csv"))
    with pytest.raises(CollectionError, match=r"roster\.xlsx"):
        issue_round(round)
    assert issued(round) == {}
