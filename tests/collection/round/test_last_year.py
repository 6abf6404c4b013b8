"""Blanks that carry what the departments returned the year before."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from collection import (
    CollectionError,
    Round,
    RoundSettings,
    collect,
    issue_round,
    new_round,
    open_round,
    reading_of_return,
    reread,
    state_of_round,
)
from reader import Reading, read
from template_builder import build
from templates import Finding, ValuesError, stamp_text
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


def said_beside(round: Round, code: str) -> dict[str, list[Finding]]:
    """Return what is said of the current return of a department beside that of last year."""
    with round.ledger() as ledger:
        (one,) = (one for one in state_of_round(round, ledger).departments if one.member.code == code)
        assert one.current is not None
        found = reading_of_return(round, ledger, one.current).findings
    codes = ("past-differs-from-last-round", "same-as-last-year")
    return {known: [finding for finding in found if finding.code == known] for known in codes}


def returned_now(round: Round, **changes: Any) -> bytes:
    values = deepcopy(RETURNED)
    values["goals"]["long_term_end_year"] += 1
    fiscal = values["income"]["fiscal"]
    fiscal["year_before_last"], fiscal["last_year"] = fiscal["last_year"], fiscal["amount"] + 1
    for path, value in changes.items():
        values[path] = value
    stamp = stamp_text(round.cell_map, department="101001", round=round.id, key=round.key)
    stream = BytesIO()
    build(round.cell_map, stream, values, stamp=stamp)
    return stream.getvalue()


@pytest.mark.parametrize("is_known_before", [True, False])
def test_figures_of_the_past_are_compared_with_what_was_returned(
    tmp_path: Path, last: Round, is_known_before: bool
) -> None:
    round = this_year(tmp_path, ROWS)
    if is_known_before:
        issue_round(round, last_year=last.folder.path)
    put(tmp_path / "back", "now.xlsx", returned_now(round))
    collect(round, [tmp_path / "back" / "now.xlsx"])
    if not is_known_before:
        assert said_beside(round, "101001")["past-differs-from-last-round"] == []
        issue_round(round, last_year=last.folder.path)
    found = {one.field: one for one in said_beside(round, "101001")["past-differs-from-last-round"]}
    assert "income.fiscal.year_before_last" not in found
    plan = found["income.fiscal.last_year"]
    amount = RETURNED["income"]["fiscal"]["amount"]
    assert (plan.severity, plan.found, plan.expected) == ("notice", f"{amount + 1}", f"{amount}")
    other = found["expenditure.basic.year_before_last"]
    before = RETURNED["expenditure"]["basic"]
    assert other.severity == "warning"
    assert [Decimal(f"{said}") for said in (other.found, other.expected)] == [
        before["year_before_last"], before["last_year"],
    ]  # fmt: skip
    assert other.cell


def test_a_form_that_was_copied_is_told(tmp_path: Path, last: Round) -> None:
    round = this_year(tmp_path, ROWS)
    issue_round(round, last_year=last.folder.path)
    put(tmp_path / "back", "now.xlsx", returned_now(round))
    collect(round, [tmp_path / "back" / "now.xlsx"])
    (copied,) = said_beside(round, "101001")["same-as-last-year"]
    assert "100%" in copied.sentence("zh")
    assert reread(round) == []
    annual = deepcopy(RETURNED["annual_goals"])
    for number, one in enumerate(one for goal in annual for one in goal["indicators"]):
        one |= {"level3": f"新指标{number}", "basis": "新文件"}
    put(tmp_path / "back", "new.xlsx", returned_now(round, annual_goals=annual, tasks="1. 新的任务"))
    collect(round, [tmp_path / "back" / "new.xlsx"])
    assert said_beside(round, "101001")["same-as-last-year"] == []
