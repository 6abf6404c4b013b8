"""The commands of a round, as an officer calls them; `issue` also killed at any moment."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import time
from datetime import date, datetime
from pathlib import Path

import pytest

from collection import Round, collect, issue_round, open_round
from collection.round.ledger.events import EventKind
from tests.collection.round.mail.mails import message, named
from tests.collection.round.rosters import begun, roster_file, sent_back
from tests.collection.round.status.rounds import Came, round_of
from tests.extent import extent
from tests.test_cli import ROOT, Run, refused, run

__all__ = ["run"]

NEW = ("round", "new", "2026", "--form", "department-goals", "--year", "2026", "--roster", "名单.csv")
STATES = ["waiting", "unreadable", "errors", "ready", "accepted", "refused", "set-aside"]
ARRIVED = datetime(2026, 4, 1, 8, 30)
DEADLINE = ("--deadline", "2026年3月31日")


@pytest.fixture(autouse=True)
def roster(tmp_path: Path) -> Path:
    return roster_file(tmp_path)


def test_a_round_begins_and_issues_its_blanks(run: Run, tmp_path: Path) -> None:
    status, out, err = run(*NEW, *DEADLINE)
    assert (status, out, err) == (0, "", "已建立收表文件夹：2026（3 个部门）\n")
    status, out, err = run("round", "issue", "2026", "--only", "101002")
    assert (status, out, err) == (
        0,
        "",
        "已生成 1 份，此前已有 0 份：2026/issued\n".replace("/", str(Path("/"))),
    )
    status, out, err = run("round", "issue", "2026", "--lang", "en")
    assert (status, out) == (0, "")
    assert err.startswith("Built 2 workbooks, 1 were there before")
    assert len(list((tmp_path / "2026" / "issued").iterdir())) == 3


def test_english_is_the_language_of_the_workbooks_too(run: Run, tmp_path: Path) -> None:
    status, _, err = run(*NEW, *DEADLINE, "--lang", "en")
    assert (status, err) == (0, "Began a round in 2026 with 3 departments\n")
    assert open_round(tmp_path / "2026").settings.language == "en"


def test_a_changed_roster_is_told(run: Run, tmp_path: Path) -> None:
    run(*NEW, *DEADLINE)
    other = tmp_path / "other"
    other.mkdir()
    roster_file(tmp_path, ["101001,甲委,,,,", "101003,丁局,,,,"])
    run(*NEW[:2], "other", *NEW[3:], *DEADLINE)
    shutil.copyfile(other / "roster.xlsx", tmp_path / "2026" / "roster.xlsx")
    lines = run("round", "issue", "2026")[2].splitlines()
    assert lines[:-1] == [
        "名单中改名：甲局 → 101001 甲委",
        "名单新增：101003 丁局",
        "名单中已没有：101002 乙局（已有的材料保留）",
        "名单中已没有：102001 丙中心（已有的材料保留）",
    ]


def test_a_changed_deadline_is_told_and_late_is_late_after_it(
    run: Run, collected: Round, tmp_path: Path
) -> None:
    settings = collected.folder.settings
    text = settings.read_text(encoding="utf-8").replace("2026-03-31", "2026-04-30")
    settings.write_text(text, encoding="utf-8")
    said = run("round", "collect", "2026", "back")[2].splitlines()
    assert said[0] == "截止日期由 2026-03-31 改为 2026-04-30"
    shown = json.loads(run("round", "status", "2026", "--format", "json")[1])
    assert (shown["deadline"], shown["departments"][0]["late"]) == ("2026-04-30", False)
    assert "改为" not in run("round", "issue", "2026")[2]
    with open_round(collected.folder.path).ledger() as ledger:
        (event,) = ledger.events(EventKind.DEADLINE)
    assert event.details == {"before": "2026-03-31", "now": "2026-04-30"}


def test_the_language_of_the_whole_call_is_that_of_its_commands(run: Run) -> None:
    assert run("--lang", "en", *NEW, *DEADLINE)[2].startswith("Began a round")
    assert run("--lang", "en", "round", "issue", "2026", "--lang", "zh")[2].startswith("已生成 3 份")
    refused(run("--lang", "en", "round", "issue", "2025"), "not the folder of a round")


@pytest.fixture
def collected(run: Run, tmp_path: Path) -> Round:
    """A round in which one department sent its form, one a print, and somebody something."""
    round = begun(tmp_path)
    back = tmp_path / "back"
    back.mkdir()
    (back / "a.xlsx").write_bytes(sent_back(round, "101001", "甲局"))
    (back / "101002.pdf").write_bytes(b"%PDF-1.7\n")
    (back / "\x1b[31m.pdf").write_bytes(b"%PDF-1.7 \n")
    (back / "Thumbs.db").touch()
    for path in back.iterdir():
        os.utime(path, (ARRIVED.timestamp(), ARRIVED.timestamp()))
    status, out, err = run("round", "collect", "2026", "back")
    assert (status, out) == (0, "")
    assert err.splitlines()[0] == "新收 3 份，已有 0 份"
    assert "Thumbs.db" in err
    return round


def test_what_came_is_collected_once(run: Run, collected: Round) -> None:
    said = run("round", "collect", "2026", "back", "--lang", "en")[2]
    assert said.startswith("0 new files, 3 known before")
    assert "none.xlsx" in run("round", "collect", "2026", "none.xlsx")[2]


def test_the_status_is_a_table(run: Run, collected: Round) -> None:
    status, out, err = run("round", "status", "2026")
    lines = out.splitlines()
    assert (status, err) == (0, "")
    assert lines[0] == "截止 2026-03-31：未报 1，不能读取 1，可接收 1"
    assert lines[2].split() == ["编码", "单位", "状态", "收到", "份数", "错误", "提醒", "文件"]
    assert lines[3].split()[:6] == ["101001", "甲局", "可接收", "04-01", "08:30（迟）", "1"]
    assert lines[4].split()[:3] == ["101002", "乙局", "不能读取"]
    assert lines[5].split() == ["102001", "丙中心", "未报"]
    assert lines[7] == "不知是哪个单位的文件："
    assert lines[8].startswith("  \ufffd[31m.pdf → returned/20260401-083000_")
    english = run("round", "status", "2026", "--lang", "en")[1]
    assert english.startswith("Deadline 2026-03-31: waiting 1, unreadable 1, ready 1\n")


def test_the_status_is_json(run: Run, collected: Round) -> None:
    status, out, _ = run("round", "status", "2026", "--format", "json")
    shown = json.loads(out)
    assert (status, shown["round"], shown["deadline"]) == (0, collected.id, "2026-03-31")
    assert list(shown["counts"]) == STATES
    counts = {state: count for state, count in shown["counts"].items() if count}
    assert counts == {"waiting": 1, "unreadable": 1, "ready": 1}
    first, second, third = shown["departments"]
    content = (collected.folder.path / first["file"]).read_bytes()
    assert first == {
        "code": "101001",
        "name": "甲局",
        "group": "行政",
        "state": "ready",
        "late": True,
        "file": first["file"],
        "digest": hashlib.sha256(content).hexdigest(),
        "received": ARRIVED.astimezone().isoformat(timespec="seconds"),
        "sender": None,
        "returns": 1,
        "errors": 0,
        "warnings": first["warnings"],
        "mailed": None,
        "reminded": None,
        "corrected": None,
        "receipted": None,
        "sent": {},
        "attachments": [],
        "notes": [],
    }
    assert second["notes"] == [f"{second['file']}: file-name"]
    assert (third["state"], third["file"], third["returns"]) == ("waiting", None, 0)
    (nobodys,) = shown["unassigned"]
    assert (nobodys["sender"], nobodys["why"]) == (None, "nothing")


def test_the_status_ends_in_groups_and_days(run: Run, collected: Round) -> None:
    lines = run("round", "status", "2026")[1].splitlines()
    assert [line.split() for line in lines[-5:-2]] == [
        ["分组", "单位数", "已交回", "可接收", "不能读取", "未报", "迟报"],
        ["行政", "2", "1", "1", "1", "0", "2"],
        ["教育", "1", "0", "0", "0", "1", "0"],
    ]
    assert lines[-1].startswith("截止日期 2026-03-31，")
    assert lines[-1].endswith("已交回 1/3（33%）")
    english = run("round", "status", "2026", "--lang", "en")[1].splitlines()
    assert english[-1].endswith("; 1 of 3 returned (33%)")


def test_corrections_that_are_out_are_named(run: Run, tmp_path: Path) -> None:
    codes = [f"{number}" for number in range(101, 123)]
    round = round_of(
        tmp_path,
        [f"{code},第{code}局,,,," for code in codes],
        [Came(code, datetime(2026, 3, 1).astimezone(), errors=1, is_corrected=True) for code in codes],
    )
    lines = run("round", "status", "2026", "--lang", "en")[1].splitlines()
    told = " ".join(lines[lines.index("") :][-9:])
    assert "Corrections sent and not returned, 22: 101 第101局, 102 第102局" in told
    assert "120 第120局, …" in told
    assert "121 第121局" not in told
    shown = json.loads(run("round", "status", "2026", "--format", "json")[1])
    assert shown["corrections_out"] == codes
    assert shown["round"] == round.id


def test_the_status_as_json_has_the_groups(run: Run, collected: Round) -> None:
    shown = json.loads(run("round", "status", "2026", "--format", "json")[1])
    assert list(shown) == [
        *("round", "deadline", "today", "days_left", "counts", "returned", "groups", "corrections_out"),
        *("attachments_missing", "departments", "unassigned"),
    ]
    today = date.fromisoformat(shown["today"])
    assert shown["days_left"] == (date(2026, 3, 31) - today).days
    assert [(one["group"], one["departments"], one["returned"], one["late"]) for one in shown["groups"]] == [
        ("行政", 2, 1, 2),
        ("教育", 1, 0, 0),
    ]
    sums = {state: sum(one["counts"][state] for one in shown["groups"]) for state in STATES}
    assert sums == shown["counts"]
    assert shown["returned"] == 1


@pytest.mark.parametrize(
    ("name", "start"), [("s.html", b"<!DOCTYPE html>"), ("s.xlsx", b"PK"), ("S.HTM", b"<!")]
)
def test_the_status_is_written_as_its_name_says(
    run: Run, collected: Round, tmp_path: Path, name: str, start: bytes
) -> None:
    assert run("round", "status", "2026", "-o", name) == (0, "", f"已写入 Written: {name}\n")
    assert (tmp_path / name).read_bytes().startswith(start)
    first = (tmp_path / name).read_bytes()
    assert run("round", "status", "2026", "-o", name)[0] == 0
    assert (tmp_path / name).read_bytes() == first
    assert run("round", "status", "2026", "-o", name, "--lang", "en")[0] == 0
    assert (tmp_path / name).read_bytes() != first


def test_what_other_rules_make_of_returns_is_told(run: Run, collected: Round) -> None:
    assert run("round", "reread", "2026")[2] == "按现在的规则，0 份的结论有变化\n"
    settings = collected.folder.settings
    text = settings.read_text(encoding="utf-8") + 'no-cost-indicator = "error"\n'
    settings.write_text(text, encoding="utf-8")
    lines = run("round", "reread", "2026")[2].splitlines()
    assert lines[0] == "按现在的规则，1 份的结论有变化"
    assert lines[1].startswith("101001 returned/")
    assert lines[1].endswith(": 可接收 → 有错误")
    found = ("  + no-cost-indicator error ", "  - no-cost-indicator notice ")
    assert all(line.startswith(found) for line in lines[2:])
    assert len(lines) == 8


@pytest.mark.parametrize(
    ("command", "state", "said"),
    [
        ("accept", "accepted", "已接收 101001 的 returned/"),
        ("refuse", "refused", "已退回 101001 的 returned/"),
        ("set-aside", "set-aside", "已搁置 101001 的 returned/"),
        ("restore", "ready", "已恢复 101001 的 returned/"),
    ],
)
def test_a_decision_is_noted(run: Run, collected: Round, command: str, state: str, said: str) -> None:
    status, out, err = run("round", command, "2026", "101001", "--reason", "电话核对")
    assert (status, out) == (0, "")
    assert err.startswith(said)
    shown = json.loads(run("round", "status", "2026", "--format", "json")[1])
    assert shown["departments"][0]["state"] == state


def test_a_file_that_is_nobodys_is_assigned(run: Run, collected: Round) -> None:
    (nobodys,) = json.loads(run("round", "status", "2026", "--format", "json")[1])["unassigned"]
    words = ("round", "assign", "2026", nobodys["file"], "102001", "--reason", "来电确认")
    assert run(*words) == (0, "", f"已归入 102001：{nobodys['file']}\n")
    shown = json.loads(run("round", "status", "2026", "--format", "json")[1])
    assert shown["unassigned"] == []
    assert (shown["departments"][2]["state"], shown["departments"][2]["returns"]) == ("unreadable", 1)
    refused(run("round", "assign", "2026", "none", "102001", "--reason", "x"), "none")


def test_a_round_is_summed_up_into_its_folder(run: Run, collected: Round, tmp_path: Path) -> None:
    summary = tmp_path / "2026" / "summary.xlsx"
    assert run("round", "summarize", "2026")[:2] == (0, "")
    first = summary.read_bytes()
    assert run("round", "summarize", "2026", "--lang", "en")[:2] == (0, "")
    assert first[:2] == b"PK"
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    refused(run("round", "summarize", "2026", "-o", "mine.txt"), "mine.txt")


def test_a_letter_that_cannot_be_made_ends_the_command_as_failed(run: Run, tmp_path: Path) -> None:
    run(*NEW, *DEADLINE)
    run("round", "issue", "2026")
    (tmp_path / "2026" / "issued" / "101001_甲局.xlsx").write_bytes(b"PK")
    status, out, err = run("round", "mail", "2026")
    assert (status, out) == (2, "")
    lines = err.splitlines()
    assert lines[0] == "已写好 1 封，此前已有 0 封"
    assert lines[2].startswith("未写信：101001 甲局：issued/101001_甲局.xlsx: ")


def test_the_table_says_who_was_written_to(run: Run, collected: Round, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.xlsx"
    wrong.write_bytes(sent_back(collected, "101001", "甲局", wrong=1, revision=2))
    run("round", "collect", "2026", "wrong.xlsx")
    for command in ("issue", "correct", "remind"):
        run("round", command, "2026")
    lines = run("round", "status", "2026")[1].splitlines()
    assert [line.split()[2] for line in lines[3:6]] == ["有错误（已出更正表）", "不能读取（已催报）", "未报"]
    told = json.loads(run("round", "status", "2026", "--format", "json")[1])["departments"]
    assert [bool(one["corrected"]) for one in told] == [True, False, False]
    assert [bool(one["reminded"]) for one in told] == [False, True, False]


def test_letters_are_written_once(run: Run, tmp_path: Path) -> None:
    run(*NEW, *DEADLINE)
    run("round", "issue", "2026")
    said = "已写好 2 封，此前已有 0 封\n没有电子邮箱，未写信：102001 丙中心\n"
    assert run("round", "mail", "2026") == (0, "", said)
    assert run("round", "mail", "2026", "--lang", "en")[2].startswith("Wrote 0 letters, 2 were there before")
    assert run("round", "remind", "2026")[2] == said
    assert run("round", "correct", "2026") == (0, "", "已写好 0 封，此前已有 0 封\n")
    assert len(list((tmp_path / "2026" / "letters").iterdir())) == 4


def test_what_a_later_return_changes_is_told_field_by_field(
    run: Run, collected: Round, tmp_path: Path
) -> None:
    refused(run("round", "changes", "2026", "101001"), "101001")
    refused(run("round", "changes", "2026", "999"), "999")
    for number in (1, 2):
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(sent_back(collected, "101001", "甲局", wrong=number))
        os.utime(path, (ARRIVED.timestamp() + 60, ARRIVED.timestamp() + 60))
        assert run("round", "collect", "2026", path.name)[0] == 0
    told = json.loads(run("round", "changes", "2026", "101001", "--format", "json")[1])
    assert [(one["field"], one["new"] - one["old"]) for one in told] == [("income.fiscal.amount", 1)]
    lines = run("round", "changes", "2026", "101001")[1].splitlines()
    assert lines[0].startswith("101001 甲局：returned/")
    assert "版次和收到时间都相同" in lines[1]
    assert lines[2] == "1 处不同："
    status = json.loads(run("round", "status", "2026", "--format", "json")[1])
    assert [note.rpartition(": ")[2] for note in status["departments"][0]["notes"]] == ["tie"]


def test_a_figure_is_amended(run: Run, collected: Round) -> None:
    field = "income.fiscal.amount"
    said = run("round", "amend", "2026", "101001", field, "5", "--reason", "电话核对")
    assert said[:2] == (0, "")
    assert said[2].startswith("已更改 101001 的 returned")
    shown = run("round", "trace", "2026", f"101001:{field}")[1]
    assert shown.startswith(f"{field} = 5\n")
    assert "已由财政局更改：单位填的是 " in shown
    assert "理由：电话核对" in shown
    told = json.loads(run("round", "trace", "2026", f"101001:{field}", "--format", "json")[1])
    assert (told["value"], told["amended"]) == (5, "电话核对")
    assert told["sent"] != 5
    refused(run("round", "amend", "2026", "101001", field, "很多", "--reason", "x"), "很多")


def test_a_figure_is_traced_to_its_message(run: Run, collected: Round, tmp_path: Path) -> None:
    form = sent_back(collected, "101001", "甲局", revision=3)
    (tmp_path / "letter.eml").write_bytes(message([named(form, "甲局.xlsx")]))
    assert run("round", "collect", "2026", "letter.eml")[0] == 0
    told = json.loads(run("round", "trace", "2026", "101001:income.fiscal.amount", "--format", "json")[1])
    kept = (collected.folder.path / told["mail"]).read_bytes()
    assert kept == (tmp_path / "letter.eml").read_bytes()
    lines = run("round", "trace", "2026", "101001:income.fiscal.amount")[1]
    assert f"邮件：{told['mail']}（发件人 {told['sender']}）" in lines


def test_a_figure_is_traced_to_its_cell(run: Run, collected: Round) -> None:
    status, out, err = run("round", "trace", "2026", "101001:income.fiscal.amount", "--format", "json")
    told = json.loads(out)
    assert (status, err) == (0, "")
    assert told["department"] == {"code": "101001", "name": "甲局"}
    assert (told["name"], told["counts"], told["state"]) == ("a.xlsx", True, "ready")
    assert told["received"].startswith("2026-04-01T08:30:00")
    lines = run("round", "trace", "2026", "101001:income.fiscal.amount")[1].splitlines()
    assert lines[0].startswith("income.fiscal.amount = ")
    assert told["cell"] in lines[2]
    refused(run("round", "trace", "2026", "income.fiscal.amount"), "101001:income.fiscal.amount")
    refused(run("round", "trace", "2026", "101002:income.fiscal.amount"), "101002")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*NEW, "--deadline", "下周五"), "下周五"),
        ((*NEW[:4], "nothing", *NEW[5:], *DEADLINE), "nothing"),
        ((*NEW[:5], *NEW[7:], *DEADLINE), "year"),
        ((*NEW[:-1], "none.csv", *DEADLINE), "none.csv"),
        (("round", "issue", "nowhere"), "tianbao round new"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_made(
    run: Run, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    refused(run(*words), said)
    assert [path.name for path in tmp_path.iterdir()] == ["名单.csv"]


@pytest.mark.program
@pytest.mark.parametrize("what", ["issue", "mail", "collect", "collect --jobs 2", "correct", "summarize"])
def test_killed_at_any_moment_the_next_run_finishes(tmp_path: Path, what: str) -> None:
    names = {str(101001 + number): f"第{number}局" for number in range(30)}
    round = begun(tmp_path, [f"{code},{name},,a{code}@example.cn,," for code, name in names.items()])
    what, *options = what.split()
    words = [sys.executable, str(ROOT / "cli.py"), "round", what, *options]
    more = []
    if what == "mail":
        issue_round(round)
    if what in ("correct", "summarize"):
        back = tmp_path / "back"
        back.mkdir()
        for code, name in names.items():
            (back / f"{code}.xlsx").write_bytes(sent_back(round, code, name, wrong=1))
        collect(round, [back])
    if what == "collect":
        more = [str(tmp_path / "back")]
        (tmp_path / "back").mkdir()
        early = message([named(b"%PDF-1.7 early\n", "扫描.pdf")], sender=b"a101001@example.cn")
        (tmp_path / "early.eml").write_bytes(early)
        collect(round, [tmp_path / "early.eml"])  # it goes with the form when that comes
        for code, name in names.items():
            form = sent_back(round, code, name)
            is_mail = int(code) % 3 == 0
            scan = named(f"%PDF-1.7 {code}\n".encode(), "扫描.pdf")
            content = message([named(form, f"{name}.xlsx"), scan]) if is_mail else form
            (tmp_path / "back" / f"{code}{'.eml' if is_mail else '.xlsx'}").write_bytes(content)
    whole = tmp_path / "whole"
    shutil.copytree(round.folder.path, whole)
    start = time.monotonic()
    subprocess.run([*words, str(whole), *more], check=True, capture_output=True)
    longest = time.monotonic() - start
    chance = random.Random(13)
    for number in range(extent(2, 1, soak=200)):
        folder = tmp_path / f"killed-{number}"
        shutil.copytree(round.folder.path, folder)
        call = [*words, str(folder), *more]
        killed = subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.3, 1) * longest)
        killed.kill()
        killed.wait()
        subprocess.run(call, check=True, capture_output=True)
        assert files_in(folder) == files_in(whole)
        assert noted(folder) == noted(whole)
        shutil.rmtree(folder)


_OF_THE_ROUND = ("ledger.sqlite", "ledger.sqlite-shm", "ledger.sqlite-wal", "round.lock")


def files_in(folder: Path) -> dict[str, bytes]:
    kept = ("issued", "returned", "mails", "letters", "corrections")
    paths = (path for below in kept for path in (folder / below).rglob("*"))
    found = {str(path.relative_to(folder)): path.read_bytes() for path in paths if path.is_file()}
    rest = [path for path in folder.iterdir() if path.is_file() and path.name not in _OF_THE_ROUND]
    return found | {path.name: path.read_bytes() for path in rest}


def noted(folder: Path) -> list[tuple[EventKind, str | None, str | None]]:
    with open_round(folder).ledger() as ledger:
        return [(event.kind, event.department, event.digest) for event in ledger.events()]
