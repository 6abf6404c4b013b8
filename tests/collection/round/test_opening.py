"""Beginning a round: a whole folder or none."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from collection import CollectionError, Round, RoundSettings, issue_round, new_round, open_round, read_roster
from collection.round import opening
from collection.round.ledger.events import EventKind
from templates import ParameterError
from tests.collection.round.rosters import HEAD, begun, roster_file
from tests.forms import TRAVEL_PLAN

SETTINGS = RoundSettings("department-goals", date(2026, 3, 31), {"year": 2026})


def test_a_round_knows_its_departments(tmp_path: Path) -> None:
    round = begun(tmp_path)
    with round.ledger() as ledger:
        names = [(one.code, one.name, one.email, one.group, one.parent) for one in ledger.members()]
        assert [event.kind for event in ledger.events()] == [EventKind.JOINED] * 3
    assert names == [
        ("101001", "甲局", "a@example.cn", "行政", None),
        ("101002", "乙局", "b@example.cn", "行政", "甲局"),
        ("102001", "丙中心", None, "教育", None),
    ]
    assert round.settings.deadline == date(2026, 3, 31)
    assert round.cell_map.parameters["year"] == 2020
    assert len(round.key) == 64
    assert round.key.decode() not in repr(round)
    assert begun_again(tmp_path).id != round.id


def begun_again(folder: Path) -> Round:
    (folder / "2026").rename(folder / "2025")
    return begun(folder)


def test_the_roster_is_kept_as_a_workbook(tmp_path: Path) -> None:
    round = begun(tmp_path)
    kept, given = read_roster(round.folder.roster), read_roster(tmp_path / "名单.csv")
    assert [replace(one, row=0) for one in kept.departments] == [
        replace(one, row=0) for one in given.departments
    ]
    new_round(tmp_path / "2027", SETTINGS, round.folder.roster)
    assert (tmp_path / "2027" / "roster.xlsx").read_bytes() == round.folder.roster.read_bytes()


def test_fields_of_the_roster_stay_in_it(tmp_path: Path) -> None:
    roster = roster_file(
        tmp_path, ["1,甲局,13800138000,752.2"], "编码,单位名称,联系电话,income.fiscal.amount\n"
    )
    new_round(tmp_path / "2026", SETTINGS, roster)
    round = open_round(tmp_path / "2026")
    kept = read_roster(round.folder.roster, round.cell_map)
    assert kept.fields == ("department.phone", "income.fiscal.amount")
    assert {path: str(raw.value) for path, raw in kept.departments[0].values.items()} == {
        "department.phone": "13800138000",
        "income.fiscal.amount": "752.2",
    }


@pytest.mark.skipif(os.name != "posix", reason="rights are told otherwise elsewhere")
def test_the_key_is_its_owners_alone(tmp_path: Path) -> None:
    assert stat.S_IMODE(begun(tmp_path).folder.key.stat().st_mode) == 0o600


def test_a_form_of_ones_own_comes_along(tmp_path: Path) -> None:
    definition = tmp_path / "trip.yaml"
    text = TRAVEL_PLAN.read_text(encoding="utf-8") + "\nroster: {name: department}\n"
    definition.write_text(text, encoding="utf-8")
    settings = RoundSettings(str(definition), date(2026, 3, 31), {"year": 2026}, language="en")
    new_round(tmp_path / "2026", settings, roster_file(tmp_path), definition)
    definition.unlink()
    round = open_round(tmp_path / "2026")
    assert (round.cell_map.form.name, round.settings.language) == ("travel-plan", "en")


@pytest.mark.parametrize(
    ("rows", "head", "said"),
    [
        (
            ["101001,甲局,,x,,", ",乙局,,,,", "101001,甲局,,,,"],
            HEAD,
            [
                "“x” is not an e-mail address",
                "乙局 has no code",
                "the code “101001” is",
                "the name “甲局” is",
            ],
        ),
        (["甲局"], "单位名称\n", ["甲局 has no code"]),
        (["1,甲局,很多"], "编码,单位名称,income.fiscal.amount\n", ["cannot be “很多”"]),
        (["1,甲局,1"], "编码,单位名称,地址\n", ["column “地址” is unknown"]),
    ],
)
def test_all_that_is_wrong_in_the_roster_is_told_and_nothing_is_made(
    tmp_path: Path, rows: Sequence[str], head: str, said: Sequence[str]
) -> None:
    with pytest.raises(CollectionError) as caught:
        new_round(tmp_path / "2026", SETTINGS, roster_file(tmp_path, rows, head))
    lines = str(caught.value).splitlines()[1:]
    assert len(lines) == len(said)
    assert all(words in str(caught.value) for words in said)
    assert [path.name for path in tmp_path.iterdir()] == ["名单.csv"]


def test_a_wrong_parameter_is_told_and_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(ParameterError):
        new_round(
            tmp_path / "2026", RoundSettings("department-goals", date(2026, 3, 31)), roster_file(tmp_path)
        )
    assert not (tmp_path / "2026").exists()


def test_an_empty_folder_is_taken_and_any_other_left_alone(tmp_path: Path) -> None:
    (tmp_path / "2026").mkdir()
    begun(tmp_path)
    before = sorted((tmp_path / "2026").iterdir())
    with pytest.raises(CollectionError, match="something here already"):
        begun(tmp_path)
    with pytest.raises(CollectionError, match="something here already"):
        new_round(tmp_path / "名单.csv", SETTINGS, tmp_path / "名单.csv")
    assert sorted((tmp_path / "2026").iterdir()) == before


def test_a_folder_that_fails_half_way_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(opening, "write_private", full)
    with pytest.raises(CollectionError, match="No space left"):
        begun(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["名单.csv"]


@pytest.mark.parametrize("lost", ["ledger.sqlite", "round.toml"])
def test_a_folder_without_what_a_round_has_is_none(tmp_path: Path, lost: str) -> None:
    (begun(tmp_path).folder.path / lost).unlink()
    with pytest.raises(CollectionError, match="not the folder of a round"):
        open_round(tmp_path / "2026")


def test_a_lost_key_is_told_where_it_is_needed(tmp_path: Path) -> None:
    begun(tmp_path).folder.key.unlink()
    round = open_round(tmp_path / "2026")
    with pytest.raises(CollectionError, match=r"round\.key: The key is missing"):
        issue_round(round)


def test_a_key_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    begun(tmp_path).folder.key.unlink()
    (tmp_path / "2026" / "round.key").mkdir()
    with pytest.raises(CollectionError, match=r"round\.key"):
        open_round(tmp_path / "2026")
