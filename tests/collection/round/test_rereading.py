"""Reading anew: what other rules say of what is there already."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import pytest

from collection import Round, State, open_round, read_each, reread
from collection.round.incoming import rereading
from reader import Reading
from tests.collection.round.rosters import begun, sent_back
from tests.collection.round.test_collecting import put, state, states, taken


@pytest.fixture
def round(tmp_path: Path) -> Round:
    """A round with a right form, a wrong one, and one that is nobody's."""
    back = tmp_path / "back"
    back.mkdir()
    begun_round = begun(tmp_path)
    put(back, "a.xlsx", sent_back(begun_round, "101001", "甲局"))
    put(back, "b.xlsx", sent_back(begun_round, "101002", "乙局", wrong=1))
    put(back, "c.pdf", b"%PDF-1.7\n")
    taken(begun_round, back)
    return begun_round


def with_severity(round: Round, code: str, level: str) -> Round:
    """Let the officer take a finding for more or less severe."""
    settings = round.folder.settings
    settings.write_text(settings.read_text(encoding="utf-8") + f'{code} = "{level}"\n', encoding="utf-8")
    return open_round(round.folder.path)


def test_processes_are_started_once(round: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def counted(paths: Sequence[Path], *arguments: Any, **how: Any) -> Generator[Reading, None, None]:
        asked.append(len(paths))
        yield from read_each(paths, *arguments, **how)

    monkeypatch.setattr(rereading, "read_each", counted)
    monkeypatch.setattr(rereading, "_AT_ONCE", 1)
    done: list[tuple[int, int]] = []
    reread(with_severity(round, "no-cost-indicator", "error"), progress=lambda *step: done.append(step))
    assert asked == [3]
    assert done == [(1, 3), (2, 3), (3, 3)]


def test_nothing_is_read_again_by_the_same_rules(round: Round) -> None:
    done: list[tuple[int, int]] = []
    assert reread(round, progress=lambda *step: done.append(step)) == []
    assert done == []


def test_what_became_different_is_told_once(round: Round) -> None:
    strict = with_severity(round, "no-cost-indicator", "error")
    assert states(strict)["101001"] == "ready"
    done: list[tuple[int, int]] = []
    first, second = reread(strict, progress=lambda *step: done.append(step))
    assert done == [(3, 3)]
    assert (first.code, first.before, first.after) == ("101001", State.READY, State.ERRORS)
    assert (second.code, second.before, second.after) == ("101002", State.ERRORS, State.ERRORS)
    assert {found.split()[:2] == ["no-cost-indicator", "error"] for found in first.new} == {True}
    assert [found.replace("notice", "error") for found in first.gone] == list(first.new)
    assert states(strict)["101001"] == "errors"
    assert reread(strict) == []


def test_rules_that_come_again_are_known(round: Round) -> None:
    before = round.folder.settings.read_text(encoding="utf-8")
    reread(with_severity(round, "no-cost-indicator", "error"))
    round.folder.settings.write_text(before, encoding="utf-8")
    assert states(round)["101001"] == "ready"
    assert reread(open_round(round.folder.path)) == []


def test_what_says_the_same_is_not_told(round: Round) -> None:
    assert reread(with_severity(round, "pdf-file", "warning")) == []
    assert all(one.verdict.rules for one in state(round).unassigned)
