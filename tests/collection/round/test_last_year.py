"""Blanks that carry what the departments returned the year before."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from collection import CollectionError, Round, RoundSettings, collect, issue_round, new_round, open_round
from reader import Reading, read
from templates import ValuesError
from tests.collection.round.rosters import COMPLETE, begun, roster_file, sent_back
from tests.collection.round.test_collecting import put

PARAMETERS = COMPLETE["parameters"]
RETURNED = COMPLETE["values"]


@pytest.fixture
def last(tmp_path: Path) -> Round:
    """The round of last year: the first department returned its form, the others nothing."""
    folder = tmp_path / "last"
    folder.mkdir()
    round = begun(folder)
    (tmp_path / "back").mkdir()
    put(tmp_path / "back", "a.xlsx", sent_back(round, "101001", "甲局"))
    collect(round, [tmp_path / "back"])
    return open_round(round.folder.path)


def this_year(tmp_path: Path, rows: tuple[str, ...], year: int = PARAMETERS["year"] + 1) -> Round:
    settings = RoundSettings("department-goals", date(year, 3, 31), {**PARAMETERS, "year": year})
    new_round(tmp_path / "this", settings, roster_file(tmp_path, rows))
    return open_round(tmp_path / "this")


def blanks(round: Round) -> dict[str, Reading]:
    """Return what stands in the blanks that were issued, by the codes of their departments."""
    readings = [read(path, key=round.key) for path in sorted(round.folder.issued.iterdir())]
    return {reading.stamp.department: reading for reading in readings if reading.stamp}


ROWS = ("101001,甲局,赵六,a@example.cn,行政,", "101002,乙局,,,,")


def test_what_a_department_returned_goes_into_its_blank(tmp_path: Path, last: Round) -> None:
    round = this_year(tmp_path, ROWS)
    assert len(issue_round(round, last_year=last.folder.path).files) == 2
    carried, blank = blanks(round)["101001"].values, blanks(round)["101002"].values
    assert carried["income"]["fiscal"]["last_year"] == RETURNED["income"]["fiscal"]["amount"]
    assert carried["income"]["fiscal"]["amount"] is None
    assert carried["department"]["name"] == "甲局"
    assert carried["department"]["filled_by"] == "赵六", "the roster says who it is now"
    assert blank["income"]["fiscal"]["last_year"] is None


def test_the_returns_may_lie_in_any_folder(tmp_path: Path, last: Round) -> None:
    round = this_year(tmp_path, ROWS)
    issue_round(round, last_year=tmp_path / "back")
    carried = blanks(round)["101001"].values
    assert carried["income"]["fiscal"]["last_year"] == RETURNED["income"]["fiscal"]["amount"]


def test_a_department_with_a_new_code_is_known_by_its_name(tmp_path: Path, last: Round) -> None:
    round = this_year(tmp_path, ("201001,甲局,,,,",))
    issue_round(round, last_year=last.folder.path)
    carried = blanks(round)["201001"].values
    assert carried["income"]["fiscal"]["last_year"] == RETURNED["income"]["fiscal"]["amount"]


def test_done_twice_the_blanks_are_the_same(tmp_path: Path, last: Round) -> None:
    round = this_year(tmp_path, ROWS)
    issue_round(round, last_year=last.folder.path)
    before = {path.name: path.read_bytes() for path in round.folder.issued.iterdir()}
    assert issue_round(open_round(round.folder.path), last_year=last.folder.path).files == []
    assert {path.name: path.read_bytes() for path in round.folder.issued.iterdir()} == before


def test_returns_of_another_year_are_refused_with_their_file(tmp_path: Path, last: Round) -> None:
    round = this_year(tmp_path, ROWS, PARAMETERS["year"] + 2)
    with pytest.raises(ValuesError, match="101001"):
        issue_round(round, last_year=last.folder.path)
    assert not round.folder.issued.exists()


def test_a_folder_without_returns_is_told(tmp_path: Path) -> None:
    round = this_year(tmp_path, ROWS)
    (tmp_path / "empty").mkdir()
    with pytest.raises(CollectionError) as told:
        issue_round(round, last_year=tmp_path / "empty")
    assert told.value.code == "round-nothing-to-carry"
    assert not round.folder.issued.exists()
