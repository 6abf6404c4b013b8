"""The round of the demonstration: 30 departments that answer in every way, and what is left to look at."""

from __future__ import annotations

import contextlib
import io
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from email import policy
from email.parser import BytesParser
from pathlib import Path

import openpyxl
import pytest

import cli
from collection import (
    CollectionError,
    DepartmentState,
    RoundState,
    State,
    open_round,
    read_roster,
    state_of_round,
)
from reader import read
from tianbao.commands.demo import servers
from tianbao.commands.demo.departments import Office, plan, values_of
from tianbao.commands.demo.place import fresh_place, leave
from tianbao.commands.demo.returns import old_template
from tianbao.commands.demo.round import run_round

pytestmark = pytest.mark.long

OFFICES: Mapping[str, Office] = {one.code: one for one in plan().offices}
WRONG_AGAIN = [code for code, one in OFFICES.items() if one.then == "wrong"]


def shown(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *more: str
) -> str:
    """Run the demonstration in a folder; return what it prints."""
    monkeypatch.chdir(folder)
    assert cli.main(["demo", *more]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def state_of(place: Path) -> RoundState:
    round = open_round(place / "2026")
    with round.ledger() as ledger:
        return state_of_round(round, ledger)


@pytest.fixture(scope="module", params=["files", pytest.param("servers", marks=pytest.mark.program)])
def way(request: pytest.FixtureRequest) -> Iterator[str]:
    """How letters and messages travel: as files, or by mail servers on this machine."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "files":
            patch.setattr(servers, "dovecot_program", lambda: None)
        yield request.param


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory, way: str) -> tuple[Path, str]:
    """The folder of the round that a demonstration left, and what it printed."""
    folder, said = tmp_path_factory.mktemp("demo"), io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(said):
        assert cli.main(["demo"]) == 0
    return folder / "tianbao-demo" / "收表", said.getvalue()


@pytest.fixture(scope="module")
def state(left: tuple[Path, str]) -> RoundState:
    return state_of(left[0])


@pytest.fixture(scope="module")
def by_answer(state: RoundState) -> Mapping[str, DepartmentState]:
    """The departments by how they answered; of those that answered alike, the last."""
    return {OFFICES[one.member.code].answer: one for one in state.departments}


def test_the_departments_are_thirty_in_groups_and_made_up() -> None:
    assert len(OFFICES) == 30
    assert len({one.group for one in OFFICES.values()}) in (3, 4)
    assert all(one.name.startswith("示例市") for one in OFFICES.values())
    addresses = [one.email for one in OFFICES.values() if one.email]
    assert len(set(addresses)) == len(addresses) == 29
    assert all(address.endswith("@example.cn") for address in addresses)


def test_every_command_is_shown_as_it_is_run(left: tuple[Path, str]) -> None:
    lines = left[1].splitlines()
    commands = [line.split("$ tianbao ")[1].split()[1] for line in lines if "$ tianbao " in line]
    assert commands == [
        *("new", "issue", "mail", "collect", "status", "correct", "collect", "correct"),
        *("remind", "accept", "status", "status", "summarize", "trace"),
    ]
    assert "     已建立收表文件夹：2026（30 个部门）" in lines
    assert "     截止 2026-03-31：未报 6，不能读取 1，有错误 5，可接收 18" in lines
    assert "     截止 2026-03-31：未报 5，不能读取 1，有错误 1，已接收 23" in lines
    assert len(lines) < 100


def test_where_the_departments_are_at_the_end(state: RoundState) -> None:
    counts = {one: count for one, count in state.counts.items() if count}
    assert counts == {State.WAITING: 5, State.UNREADABLE: 1, State.ERRORS: 1, State.ACCEPTED: 23}
    found = {one.member.code: one for one in state.departments}
    assert [code for code, one in found.items() if one.state is State.ERRORS] == WRONG_AGAIN
    assert all(len(found[code].returns) == 2 for code in WRONG_AGAIN)


def test_each_way_of_answering_is_told(by_answer: Mapping[str, DepartmentState], state: RoundState) -> None:
    whys = {answer: [one.details["why"] for one in of.messages] for answer, of in by_answer.items()}
    assert whys["netdisk"] == ["netdisk"]
    assert whys["away"] == ["auto-reply"]
    assert whys["bounced"] == ["bounce"]
    assert by_answer["scan"].state is State.UNREADABLE
    assert [by_answer[one].is_late for one in ("late", "twice", "zip")] == [True, False, False]
    assert [len(by_answer[one].returns) for one in ("twice", "xls", "zip", "nothing")] == [2, 2, 1, 0]
    first, second = by_answer["xls"].returns
    assert (Path(first.path).suffix, Path(second.path).suffix) == (".xls", ".xlsx")
    assert (first.how, second.how, second.verdict.revision) == ("name", "stamp", 2)
    (nobodys,) = state.unassigned
    assert nobodys.sender == "qxfw@example.com"


def test_what_was_accepted_is_what_the_departments_had_to_report(
    left: tuple[Path, str], state: RoundState
) -> None:
    for one in state.departments:
        office = OFFICES[one.member.code]
        if one.state is State.ACCEPTED:
            assert one.current is not None
            reported = values_of(office, "low" if office.mistake == "low" else "")
            assert read(left[0] / "2026" / one.current.path).values == reported


def test_the_letters_go_to_the_addresses_of_the_roster(left: tuple[Path, str]) -> None:
    kinds: Counter[str] = Counter()
    for path in (left[0] / "2026" / "letters").iterdir():
        message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
        assert message["To"].addresses[0].addr_spec == OFFICES[path.name[:6]].email
        kinds[path.stem.split("_")[2]] += 1
    assert kinds == {"issue": 29, "correct": 6, "remind": 5}


def test_servers_take_what_is_written_and_give_what_came(left: tuple[Path, str], way: str) -> None:
    place, said = left
    sent = sorted((place / "寄出").glob("*.eml"))
    assert len(sent) == (29 + 6 + 5 if way == "servers" else 0)
    for path in sent:
        message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
        assert message["Message-ID"]
        assert message["Date"]
        assert message["X-Unsent"] is None
    assert said.count("collect 2026 --imap") == (2 if way == "servers" else 0)
    assert open_round(place / "2026").settings.imap is None


def test_the_figure_that_is_traced_is_the_one_in_the_summary(left: tuple[Path, str]) -> None:
    place, text = left
    cell = openpyxl.load_workbook(place / "2026" / "summary.xlsx")["总表"]["D8"]
    office = OFFICES["101002"]
    amount = values_of(office)["income"]["fiscal"]["amount"]
    assert cell.value == float(amount)
    assert f"income.fiscal.amount = {amount}\n" in text
    assert f"101002 {office.name}（已接收）" in text


def test_the_page_of_the_status_is_left(left: tuple[Path, str]) -> None:
    page = (left[0] / "进度.html").read_text(encoding="utf-8")
    assert all(office.name in page for office in OFFICES.values())


def test_the_blank_that_was_not_issued_is_that_of_now() -> None:
    """`python scripts/old_template.py` makes it anew."""
    (sender,) = (one for one in OFFICES.values() if one.answer == "xls")
    reading = read(old_template())
    assert reading.values == values_of(sender)
    assert (reading.stamp and reading.stamp.signature) == ""


@pytest.mark.parametrize("way", ["files"], indirect=True, scope="module")
def test_done_twice_it_makes_the_same_again(
    left: tuple[Path, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    before = tmp_path / "tianbao-demo"
    shutil.copytree(left[0], before / "收表")
    old = open_round(before / "收表" / "2026").id
    text = shown(tmp_path, monkeypatch, capsys, "--lang", "en")
    assert "Summed up 24 departments" in text
    assert "101002 示例市公安局 (accepted)" in text
    assert [path.name for path in before.iterdir() if path.is_dir()] == ["收表"]
    assert open_round(before / "收表" / "2026").id != old
    assert Counter(one.state for one in state_of(before / "收表").departments)[State.ACCEPTED] == 23


def test_what_somebody_changed_stays(tmp_path: Path) -> None:
    place = fresh_place(tmp_path)
    (place / "a.txt").write_text("1", encoding="utf-8")
    leave(place, "zh")
    (place / "b.txt").write_text("2", encoding="utf-8")
    other = fresh_place(tmp_path)
    assert (place.name, other.name) == ("收表", "收表-2")
    assert sorted(path.name for path in place.iterdir()) == ["a.txt", "b.txt", "说明.txt"]
    (place / "b.txt").unlink()
    assert fresh_place(tmp_path) == place
    assert list(place.iterdir()) == []


def test_what_was_not_finished_stays(tmp_path: Path) -> None:
    assert [fresh_place(tmp_path).name for _ in range(3)] == ["收表", "收表-2", "收表-3"]


def test_a_folder_that_is_in_use_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leave(fresh_place(tmp_path), "zh")

    def busy(path: Path) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(shutil, "rmtree", busy)
    with pytest.raises(CollectionError, match="in use"):
        fresh_place(tmp_path)


def test_a_command_that_fails_ends_the_round_and_shows_all_that_it_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, "dovecot_program", lambda: None)
    said: list[str] = []

    def fails(words: Sequence[str]) -> None:
        print(*words[:2], "1", "2", "3", "4", sep="\n")
        raise CollectionError("round-reason-missing")

    with pytest.raises(CollectionError):
        run_round(tmp_path, said.append, fails)
    assert said[-6:] == [f"     {line}" for line in ("round", "new", "1", "2", "3", "4")]


def test_the_roster_that_is_left_is_one(left: tuple[Path, str]) -> None:
    roster = read_roster(left[0] / "名单.csv", open_round(left[0] / "2026").cell_map)
    assert [one.code for one in roster.departments] == list(OFFICES)
