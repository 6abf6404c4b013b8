"""Collecting: each file once, as it came, and whose it is; what is so of each department follows."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Generator, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from collection import (
    Collected,
    CollectionError,
    Round,
    RoundState,
    State,
    collect,
    issue_round,
    open_round,
    read_each,
    state_of_round,
)
from collection.round.files.durable import keep_files, keep_names
from collection.round.incoming import collecting
from collection.round.ledger.events import EventKind
from reader import Reading
from templates import Severity, stamp_text
from tests.collection.round.mail.mails import message, named
from tests.collection.round.rosters import begun, of_roster, sent_back

BEFORE, AFTER = datetime(2026, 3, 31, 23, 59, 59), datetime(2026, 4, 1)


@pytest.fixture
def round(tmp_path: Path) -> Round:
    return begun(tmp_path)


@pytest.fixture
def back(tmp_path: Path) -> Path:
    folder = tmp_path / "back"
    folder.mkdir()
    return folder


def put(folder: Path, name: str, content: bytes, at: datetime = BEFORE) -> Path:
    """Put a file into a folder, as of some time on this machine's clock."""
    path = folder / name
    path.write_bytes(content)
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def taken(round: Round, *paths: Path) -> Collected:
    return collect(open_round(round.folder.path), paths)


def state(round: Round) -> RoundState:
    with round.ledger() as ledger:
        return state_of_round(open_round(round.folder.path), ledger)


def states(round: Round) -> Mapping[str, str]:
    return {one.member.code: one.state.value for one in state(round).departments}


def kept(round: Round) -> Mapping[str, bytes]:
    folder = round.folder.returned
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def test_each_file_is_kept_as_it_came_and_named_by_arrival_and_department(round: Round, back: Path) -> None:
    right, wrong = sent_back(round, "101001", "甲局"), sent_back(round, "101002", "乙局", wrong=1)
    put(back, "甲.xlsx", right)
    put(back, "乙.xlsx", wrong, AFTER)
    assert taken(round, back) == Collected(2, 0, [], [], [])
    names = [
        f"20260331-235959_101001_{hashlib.sha256(right).hexdigest()[:8]}.xlsx",
        f"20260401-000000_101002_{hashlib.sha256(wrong).hexdigest()[:8]}.xlsx",
    ]
    assert kept(round) == dict(zip(names, (right, wrong), strict=True))
    now = state(round)
    assert [(one.state, one.is_late, len(one.returns)) for one in now.departments] == [
        (State.READY, False, 1),
        (State.ERRORS, True, 1),
        (State.WAITING, False, 0),
    ]
    counts = {state: count for state, count in now.counts.items() if count}
    assert counts == {State.WAITING: 1, State.ERRORS: 1, State.READY: 1}
    first = now.departments[0].current
    assert first is not None
    assert (first.name, first.path, first.how) == ("甲.xlsx", f"returned/{names[0]}", "stamp")
    with round.ledger() as ledger:
        reading = Reading.from_dict(json.loads(ledger.reading(first.digest, round.rules) or ""))
    assert reading.values["department"]["name"] == "甲局"
    assert reading.file == first.path


def test_the_same_bytes_count_once_whatever_they_are_called(round: Round, back: Path) -> None:
    content = sent_back(round, "101001", "甲局")
    put(back, "a.xlsx", content)
    put(back, "b.xlsx", content)
    assert (taken(round, back).new, taken(round, back).known) == (1, 2)
    put(back, "c.xlsx", content, AFTER)
    collected = taken(round, back)
    assert (collected.new, collected.known) == (0, 3)
    assert len(kept(round)) == 1
    assert len(state(round).departments[0].returns) == 1


def test_the_last_issue_counts_then_the_last_arrival(round: Round, back: Path) -> None:
    put(back, "1.xlsx", sent_back(round, "101001", "甲局", wrong=1, revision=2), BEFORE)
    put(back, "2.xlsx", sent_back(round, "101001", "甲局"), AFTER)
    put(back, "3.xlsx", sent_back(round, "101002", "乙局"), BEFORE)
    put(back, "4.xlsx", sent_back(round, "101002", "乙局", wrong=1), AFTER)
    taken(round, back)
    assert states(round) == {"101001": "errors", "101002": "errors", "102001": "waiting"}
    assert [one.is_late for one in state(round).departments] == [False, True, False]


def test_a_file_that_cannot_be_read_does_not_replace_one_that_can(round: Round, back: Path) -> None:
    put(back, "101001.pdf", b"%PDF-1.7\n", AFTER)
    put(back, "101002 scan.jpg", b"\xff\xd8\xff\xe0")
    put(back, "甲.xlsx", sent_back(round, "101001", "甲局"))
    taken(round, back)
    assert states(round) == {"101001": "ready", "101002": "unreadable", "102001": "waiting"}
    first = state(round).departments[0]
    assert [(one.verdict.refusal, one.how) for one in first.returns] == [(None, "stamp")]
    assert [one.name for one in first.attachments] == ["101001.pdf"]


def test_a_blank_that_comes_back_as_it_was_has_come(round: Round, back: Path) -> None:
    issue_round(round)
    blank = (round.folder.issued / "101001_甲局.xlsx").read_bytes()
    put(back, "a.xlsx", blank)
    assert taken(round, back).new == 1
    first = state(round).departments[0]
    assert first.state is State.ERRORS
    assert first.current is not None
    assert kept(round) == {first.current.path.rpartition("/")[2]: blank}
    assert taken(round, back).new == 0


def test_workbooks_in_an_archive_are_taken_one_by_one(round: Round, back: Path) -> None:
    with zipfile.ZipFile(back / "all.zip", "w") as archive:
        archive.writestr("甲.xlsx", sent_back(round, "101001", "甲局"))
        archive.writestr("sub/../../乙.xlsx", sent_back(round, "101002", "乙局"))
        archive.writestr("note.txt", "x")
    assert taken(round, back).new == 2
    assert states(round) == {"101001": "ready", "101002": "ready", "102001": "waiting"}
    assert all(name.endswith(".xlsx") for name in kept(round))


@pytest.mark.parametrize(
    ("stamp", "name", "file", "code", "how"),
    [
        ("ours", "甲局", "x.xlsx", "101001", "stamp"),
        ("unsigned", "甲局", "x.xlsx", "101001", "code"),
        ("of another round", "甲局", "x.xlsx", "101001", "code"),
        ("of nobody", " 乙 局", "x.xlsx", "101002", "name"),
        ("of a stranger", "丁局", "x_102001_y.xlsx", "102001", "file-name"),
        ("of nobody", "丁局", "丙中心（终稿）.xlsx", "102001", "file-name"),
        ("of nobody", "丁局", "甲局和丙中心.xlsx", None, "nothing"),
        ("of nobody", "丁局", "1101001.xlsx", None, "nothing"),
    ],
)
def test_whose_a_file_is(
    round: Round, back: Path, stamp: str, name: str, file: str, code: str | None, how: str
) -> None:
    cell_map = round.cell_map
    texts = {
        "ours": stamp_text(cell_map, department="101001", round=round.id, key=round.key),
        "unsigned": stamp_text(cell_map, department="101001", round=round.id),
        "of another round": stamp_text(cell_map, department="101001", round="2025", key=round.key),
        "of a stranger": stamp_text(cell_map, department="999", round=round.id, key=round.key),
        "of nobody": stamp_text(cell_map),
    }
    put(back, file, sent_back(round, "", name, stamp=texts[stamp]))
    taken(round, back)
    now = state(round)
    of = {one.member.code: one.returns for one in now.departments if one.returns}
    assert (list(of), [one.how for one in (*sum(of.values(), ()), *now.unassigned)]) == (
        [] if code is None else [code],
        [how],
    )


def test_the_longer_of_two_names_is_meant(tmp_path: Path, back: Path) -> None:
    round = begun(tmp_path, ["1,教育局,,,,", "2,市教育局,,,,"])
    put(back, "市教育局.pdf", b"%PDF-1.7\n")
    put(back, "教育局.pdf", b"%PDF-1.7 \n")
    taken(round, back)
    names = [[one.name for one in department.returns] for department in state(round).departments]
    assert names == [["教育局.pdf"], ["市教育局.pdf"]]


def test_what_is_passed_over_or_fails_is_told(round: Round, back: Path) -> None:
    put(back, "Thumbs.db", b"x")
    put(back, "a.dat", b"x")
    collected = taken(round, back, back / "none.xlsx")
    assert [path.name for path in collected.passed_over] == ["Thumbs.db", "a.dat"]
    assert [reading.findings[0].code for reading in collected.failed] == ["file-not-found"]
    assert (collected.new, collected.known) == (0, 0)


def test_severities_of_the_round_count(round: Round, back: Path) -> None:
    put(back, "a.xlsx", sent_back(round, "101001", "甲局"))
    taken(round, back)
    settings = round.folder.settings
    settings.write_text(
        settings.read_text(encoding="utf-8") + 'no-cost-indicator = "error"\n', encoding="utf-8"
    )
    again = open_round(round.folder.path)
    assert again.settings.severities == {"no-cost-indicator": Severity.ERROR}
    assert again.rules != round.rules
    assert states(round)["101001"] == "ready"  # until it is read anew
    put(back, "b.xlsx", sent_back(round, "101002", "乙局"))
    taken(round, back)
    assert states(round)["101002"] == "errors"


def test_what_was_kept_and_not_noted_is_taken_by_the_next_run(
    round: Round, back: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(back, "a.xlsx", sent_back(round, "101001", "甲局"))
    put(back, "b.xlsx", sent_back(round, "101002", "乙局"))
    monkeypatch.setattr(collecting.Intake, "_note", _power_fails)
    with pytest.raises(KeyboardInterrupt):
        taken(round, back)
    half = kept(round)
    assert len(half) == 2
    assert set(states(round).values()) == {"waiting"}
    monkeypatch.undo()
    assert taken(round, back).new == 2
    assert kept(round) == half


@pytest.mark.parametrize("is_ahead", [False, True])
def test_groups_are_noted_in_their_order_however_far_ahead_files_are_kept(
    round: Round, back: Path, monkeypatch: pytest.MonkeyPatch, is_ahead: bool
) -> None:
    form = sent_back(round, "101001", "甲局")
    put(back, "1.pdf", b"%PDF-1.7\n")
    put(back, "2.xlsx", form)
    put(back, "3.eml", message([named(form, "甲局.xlsx"), named(b"%PDF-1.7 \n", "扫描.pdf")]))
    put(back, "4.xlsx", form)
    put(back, "5.eml", message([], sender=b"b@example.cn"))
    if is_ahead:
        monkeypatch.setattr(collecting, "read_each", _all_kept_before)
    monkeypatch.setattr(collecting, "_AT_ONCE", 1)
    done: list[int] = []
    paths = [back / name for name in ("1.pdf", "2.xlsx", "3.eml", "4.xlsx", "5.eml")]
    collected = collect(round, paths, progress=lambda now, total: done.append(now))
    assert (collected.new, collected.known, collected.mails, done) == (3, 2, 2, [1, 2, 3, 4, 5])
    with round.ledger() as ledger:
        kinds = [event.kind for event in ledger.events() if event.kind is not EventKind.JOINED]
    received, came = EventKind.RECEIVED, EventKind.MESSAGE
    assert kinds == [received, received, received, EventKind.ATTACHED, came, came]
    assert taken(round, back).new == 0


def _all_kept_before(paths: Iterable[Path], *arguments: Any, **how: Any) -> Generator[Reading, None, None]:
    yield from read_each(list(paths), *arguments, **how)


def test_files_are_kept_whole_or_it_is_said(tmp_path: Path) -> None:
    contents = {tmp_path / f"{number}.bin": bytes([number]) * 70_000 for number in range(40)}
    keep_files(contents)
    keep_names(tmp_path)
    assert {path: path.read_bytes() for path in sorted(tmp_path.iterdir())} == dict(sorted(contents.items()))
    with pytest.raises(CollectionError, match="none"):
        keep_files({**contents, tmp_path / "none" / "x.bin": b"x"})


def _power_fails(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_department_that_left_keeps_what_came_from_it(round: Round, tmp_path: Path, back: Path) -> None:
    put(back, "a.xlsx", sent_back(round, "101001", "甲局"))
    taken(round, back)
    other = tmp_path / "other"
    other.mkdir()
    less = begun(other, ["101002,乙局,,,,"])
    round.folder.roster.write_bytes(less.folder.roster.read_bytes())
    assert [change.kind for change in of_roster(taken(round, back).changes)] == [
        EventKind.CHANGED,
        EventKind.LEFT,
        EventKind.LEFT,
    ]
    assert states(round) == {"101002": "waiting"}
    assert len(kept(round)) == 1


def test_a_name_of_a_stranger_is_no_path(round: Round, back: Path) -> None:
    put(back, "a.xl!sx.xlsx", sent_back(round, "101001", "甲局"))
    put(back, "甲局.xlsx.大", b"%PDF-1.7\n")
    taken(round, back, back / "甲局.xlsx.大")
    assert all(set(name) <= set("0123456789abcdef-_.xlsx") for name in kept(round))


@pytest.mark.parametrize(("files", "size"), [(2, 2**30), (100, 12)])
def test_what_is_much_is_kept_part_by_part(
    round: Round, back: Path, monkeypatch: pytest.MonkeyPatch, files: int, size: int
) -> None:
    for number in range(5):
        put(back, f"{number}.pdf", b"%PDF-1.7 \n" + bytes([number] * 2))
    monkeypatch.setattr(collecting, "_AT_ONCE", files)
    monkeypatch.setattr(collecting, "_BYTES_AT_ONCE", size)
    done: list[tuple[int, int]] = []
    assert collect(round, [back], progress=lambda *step: done.append(step)).new == 5
    assert done == ([(2, 5), (4, 5), (5, 5)] if files == 2 else [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)])


def test_progress_is_told(round: Round, back: Path) -> None:
    for number in range(3):
        put(back, f"{number}.pdf", b"%PDF-1.7\n" + bytes([number]))
    done: list[tuple[int, int]] = []
    collect(round, [back], progress=lambda *step: done.append(step))
    assert done == [(3, 3)]
    assert len(state(round).unassigned) == 3
