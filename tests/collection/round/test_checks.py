"""What is wrong with a return as one of its round: it is another department's, or of another year."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from collection import Round, assign, collect, issue_round, open_round, reread
from collection.round.incoming import checks
from collection.round.ledger.events import EventKind
from collection.round.roster.checked_roster import roster_of_round
from reader import Reading
from tests.collection.round.rosters import COMPLETE, begun, roster_file, sent_back
from tests.collection.round.test_collecting import put

OF_A_ROUND = ("department-differs", "department-code-missing", "other-round")


@pytest.fixture
def round(tmp_path: Path) -> Round:
    (tmp_path / "back").mkdir()
    return begun(tmp_path)


def found(round: Round, tmp_path: Path, name: str, content: bytes) -> dict[str, str]:
    """Return what is said of a file that comes back: the codes of a round's findings, and what they found."""
    put(tmp_path / "back", name, content)
    collect(open_round(round.folder.path), [tmp_path / "back"])
    return said(round, name)


def said(round: Round, name: str) -> dict[str, str]:
    with open_round(round.folder.path).ledger() as ledger:
        (event,) = (one for one in ledger.events(EventKind.RECEIVED) if one.details["name"] == name)
        assert event.digest is not None
        (verdict,) = (one for one in ledger.verdicts(round.rules).values() if one.digest == event.digest)
        reading = Reading.from_dict(json.loads(ledger.reading(event.digest, verdict.rules) or "{}"))
    errors = sum(finding.severity == "error" for finding in reading.findings)
    assert errors == verdict.errors
    return {
        finding.code: f"{finding.found}|{finding.expected}"
        for finding in reading.findings
        if finding.code in OF_A_ROUND
    }


def test_returns_are_not_looked_at_where_the_roster_says_what_it_said(
    round: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "state_of_round", None)  # whoever asks for it fails
    with round.alone() as ledger:
        assert checks.follow_roster(round, ledger, roster_of_round(round)) == []


def test_a_roster_that_was_taken_over_is_not_read_again(
    round: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    with round.alone() as ledger:
        checks.follow_roster(round, ledger)
        monkeypatch.setattr(checks, "roster_of_round", None)  # whoever asks for it fails
        assert checks.follow_roster(round, ledger) == []


def test_a_roster_is_read_again_where_another_one_was_taken_over_meanwhile(
    round: Round, tmp_path: Path
) -> None:
    path, other = round.folder.roster, tmp_path / "other"
    other.mkdir()
    before = path.read_bytes()
    with round.alone() as ledger:
        checks.follow_roster(round, ledger)
        path.write_bytes(begun(other, ["101001,甲局,,,,"]).folder.roster.read_bytes())
        checks.follow_roster(round, ledger, roster_of_round(round))
        assert sum(member.has_left for member in ledger.members()) == 2
        path.write_bytes(before)
        checks.follow_roster(round, ledger)
        assert not any(member.has_left for member in ledger.members())


def test_a_form_of_the_department_that_it_was_issued_to_is_right(round: Round, tmp_path: Path) -> None:
    assert found(round, tmp_path, "a.xlsx", sent_back(round, "101001", "甲局")) == {}


def test_a_form_that_another_department_filled_in_is_an_error(round: Round, tmp_path: Path) -> None:
    codes = found(round, tmp_path, "a.xlsx", sent_back(round, "101001", "丁局"))
    assert codes == {"department-differs": "丁局|甲局"}


def test_width_and_spaces_are_no_other_name(round: Round, tmp_path: Path) -> None:
    assert found(round, tmp_path, "a.xlsx", sent_back(round, "101001", "甲 局")) == {}


def test_a_form_without_a_code_says_by_what_it_is_known(round: Round, tmp_path: Path) -> None:
    codes = found(round, tmp_path, "x.xlsx", sent_back(round, "", "乙局"))
    assert codes["department-code-missing"] == "None|乙局"
    assert "department-differs" not in codes


def test_a_form_of_another_year_is_an_error(round: Round, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    year = COMPLETE["parameters"]["year"] + 1
    last = begun(other, parameters={**COMPLETE["parameters"], "year": year})
    assert "other-round" in found(round, tmp_path, "a.xlsx", sent_back(last, "101001", "甲局"))


def test_a_renamed_department_has_no_other_name_any_more(round: Round, tmp_path: Path) -> None:
    assert "department-differs" in found(round, tmp_path, "a.xlsx", sent_back(round, "101001", "甲委"))
    renamed = tmp_path / "renamed"
    renamed.mkdir()
    table = roster_file(renamed, ["101001,甲委,,,,", "101002,乙局,,,,", "102001,丙中心,,,,"])
    begun(renamed, table.read_text(encoding="utf-8").splitlines()[1:])
    (renamed / "2026" / "roster.xlsx").replace(round.folder.roster)
    collect(open_round(round.folder.path), [tmp_path / "back"])
    assert said(round, "a.xlsx") == {}


def test_a_renamed_department_is_taken_over_by_issuing_too(round: Round, tmp_path: Path) -> None:
    found(round, tmp_path, "a.xlsx", sent_back(round, "101001", "甲委"))
    renamed = tmp_path / "renamed"
    renamed.mkdir()
    begun(renamed, ["101001,甲委,,,,"])
    (renamed / "2026" / "roster.xlsx").replace(round.folder.roster)
    issue_round(open_round(round.folder.path))
    assert said(round, "a.xlsx") == {}


def test_a_file_that_is_assigned_is_judged_as_its_new_departments(round: Round, tmp_path: Path) -> None:
    assert found(round, tmp_path, "a.xlsx", sent_back(round, "101001", "甲局")) == {}
    assign(open_round(round.folder.path), "a.xlsx", "101002", "填错单位")
    assert said(round, "a.xlsx") == {"department-differs": "甲局|乙局"}
    assign(open_round(round.folder.path), "a.xlsx", "101001", "没有填错")
    assert said(round, "a.xlsx") == {}


def test_severities_are_those_of_the_round_and_hold_when_all_is_read_anew(
    round: Round, tmp_path: Path
) -> None:
    found(round, tmp_path, "a.xlsx", sent_back(round, "101001", "丁局"))
    settings = round.folder.settings
    told = settings.read_text(encoding="utf-8") + 'department-differs = "notice"\n'
    settings.write_text(told, encoding="utf-8")
    changed = open_round(round.folder.path)
    assert [one.new for one in reread(changed)] == [["department-differs notice D5"]]
    assert said(changed, "a.xlsx") == {"department-differs": "丁局|甲局"}
