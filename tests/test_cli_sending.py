"""The commands that send letters, as an officer calls them: what is asked, shown, and how they end."""

from __future__ import annotations

import io
import json
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest

from collection import DeliveryState, EventKind, Round, collect, open_round
from tests.collection.round.rosters import sent_back
from tests.collection.round.sending.offices import outcomes, set_server, written_in
from tests.collection.round.test_collecting import put
from tests.extent import extent
from tests.mail_servers.certificates import Certificates
from tests.mail_servers.smtp_server import PASSWORD, USER, Behaviour, SmtpServer
from tests.test_cli import ROOT, Run, refused, run

__all__ = ["run"]

SEND = ("round", "mail", "2026", "--send")


@pytest.fixture
def server(certificates: Certificates) -> Iterator[SmtpServer]:
    with SmtpServer(certificates) as server:
        yield server


@pytest.fixture
def round(
    tmp_path: Path, server: SmtpServer, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> Round:
    """A round with three letters to send by a server, whose password the environment has."""
    monkeypatch.setenv("TIANBAO_SMTP_PASSWORD", PASSWORD)
    return set_server(written_in(tmp_path), server, certificates)


class Terminal(io.StringIO):
    """Somebody who types."""

    def isatty(self) -> bool:
        return True


def test_letters_are_sent_once_and_the_status_says_so(run: Run, round: Round, server: SmtpServer) -> None:
    status, out, err = run(*SEND, "--yes")
    assert (status, out) == (0, "")
    assert err.splitlines() == [
        "已写好 0 封，此前已有 3 封",
        "没有电子邮箱，未写信：102001 丙中心",
        f"将从 {USER} 经 127.0.0.1 发出 3 封（每分钟至多 6000 封）：",
        "  101001 甲局 <a@example.cn>",
        "  101002 乙局 <b@example.cn>",
        "  101003 丁局 <d@example.cn>",
        "其中 3 封是以前写好的草稿。如已用邮件软件发出，不要再发：用 --sent 编码 记下即可。",
        "已发出 3 封，此前已发 0 封",
    ]
    again = run(*SEND, "--yes", "--lang", "en")
    assert (again[0], again[2].splitlines()[-1]) == (0, "There is nothing to send, 3 were sent before")
    assert len(server.accepted) == 3
    table = run("round", "status", "2026")[1]
    assert table.splitlines()[3].split() == ["101001", "甲局", "未报（已发信）"]
    (first, *_) = json.loads(run("round", "status", "2026", "--format", "json")[1])["departments"]
    told = first["sent"]["mailed"]
    assert (told["state"], told["server"]) == ("sent", "250 OK queued as 1")
    assert told["message_id"] == message_from_bytes(server.accepted[0].content)["Message-ID"]
    assert run("round", "status", "2026", "-o", "s.html")[0] == 0
    assert "信已发出" in Path("s.html").read_text(encoding="utf-8")


def test_without_send_nothing_is_sent_and_nothing_else_is_said(
    run: Run, round: Round, server: SmtpServer
) -> None:
    said = "已写好 0 封，此前已有 3 封\n没有电子邮箱，未写信：102001 丙中心\n"
    assert run("round", "mail", "2026") == (0, "", said)
    assert server.connections == 0


def test_a_dry_run_shows_every_letter_and_sends_none(run: Run, round: Round, server: SmtpServer) -> None:
    status, out, err = run(*SEND, "--dry-run")
    assert (status, server.connections) == (0, 0)
    assert out.splitlines()[1] == "  101001 甲局 <a@example.cn>：请填报2020年部门整体绩效目标申报表（甲局）"
    assert len(out.splitlines()) == 5
    assert "丙中心" in err


def test_many_letters_are_shown_by_the_first(
    run: Run, tmp_path: Path, server: SmtpServer, certificates: Certificates
) -> None:
    rows = [f"{code},第{code}局,,a{code}@example.cn,," for code in range(101, 121)]
    set_server(written_in(tmp_path, rows), server, certificates, **{"from": f"绩效科 <{USER}>"})
    said = run(*SEND, "--lang", "en")[2]
    assert f"To be sent from 绩效科 <{USER}> by 127.0.0.1: 20 (at most 6000 in a minute)" in said
    assert "105 第105局 <a105@example.cn>" in said
    assert "106 第106局" not in said
    assert "  ... and 15 more" in said
    assert said.splitlines()[-1].startswith("tianbao: Letters cannot be called back")


def test_nothing_is_sent_where_nobody_can_be_asked(run: Run, round: Round, server: SmtpServer) -> None:
    status, _, err = run(*SEND)
    assert (status, server.connections) == (2, 0)
    assert err.splitlines()[-1].startswith("tianbao: 发信不能撤回")
    assert "--yes" in err


@pytest.mark.parametrize(("typed", "status", "count"), [("y\n", 0, 3), ("n\n", 2, 0), ("\n", 2, 0)])
def test_whoever_sits_at_the_terminal_is_asked(
    run: Run,
    round: Round,
    server: SmtpServer,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    status: int,
    count: int,
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(typed))
    found = run(*SEND)
    assert (found[0], len(server.accepted)) == (status, count)
    assert "现在发出？" in found[1] + found[2]


def test_the_password_is_asked_for_where_nobody_has_said_it(
    run: Run, round: Round, server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TIANBAO_SMTP_PASSWORD")
    monkeypatch.setattr("keyring.get_password", lambda host, user: None)
    status, _, err = run(*SEND, "--yes")
    assert (status, server.connections) == (2, 0)
    assert "TIANBAO_SMTP_PASSWORD" in err
    monkeypatch.setattr(sys, "stdin", Terminal())
    asked: list[str] = []

    def getpass(words: str, stream: object) -> str:
        asked.append(words)
        return PASSWORD

    monkeypatch.setattr("getpass.getpass", getpass)
    status, out, err = run(*SEND, "--yes")
    assert (status, len(server.accepted)) == (0, 3)
    assert asked == [f"{USER} 在 127.0.0.1 的密码（授权码），输入时不显示："]
    assert PASSWORD not in out + err


def test_a_wrong_password_is_one_sentence_with_a_hint(
    run: Run, round: Round, server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIANBAO_SMTP_PASSWORD", "wrong-password")
    status, _, err = run(*SEND, "--yes")
    assert (status, server.accepted) == (2, [])
    assert "授权码" in err.splitlines()[-1]
    assert "535" in err
    assert "wrong-password" not in err
    assert "Traceback" not in err


def test_a_refused_letter_ends_the_command_as_failed_after_the_others(
    run: Run, round: Round, server: SmtpServer
) -> None:
    server.behaviour.refused["b@example.cn"] = "550 5.1.1 无此用户\x1b[2J"
    status, _, err = run(*SEND, "--yes")
    assert (status, len(server.accepted)) == (2, 2)
    assert err.splitlines()[-2:] == [
        "已发出 2 封，此前已发 0 封",
        "服务器拒收：101002 乙局 <b@example.cn>：550 5.1.1 无此用户 [2J",
    ]
    table = run("round", "status", "2026")[1]
    assert "未报（发信被拒）" in table
    assert run("round", "status", "2026", "-o", "s.html")[0] == 0
    assert "信被服务器拒收：550 5.1.1 无此用户" in Path("s.html").read_text(encoding="utf-8")


def test_a_server_that_wants_a_pause_is_obeyed(run: Run, round: Round, server: SmtpServer) -> None:
    server.behaviour.limit = 1
    status, _, err = run(*SEND, "--yes")
    assert status == 2
    assert err.splitlines()[-3:] == [
        "已发出 1 封，此前已发 0 封",
        "服务器要求稍后再发：“421 4.7.0 too many messages”。已发出的都已记下，请过些时候再运行同样的命令。",
        "还有 2 封未发",
    ]
    server.behaviour.limit = None
    assert run(*SEND, "--yes")[0] == 0
    assert len({one.recipients for one in server.accepted}) == len(server.accepted) == 3


def test_a_letter_in_doubt_is_told_until_somebody_says_what_became_of_it(
    run: Run, round: Round, server: SmtpServer
) -> None:
    server.behaviour.breaks["b@example.cn"] = "answer"
    assert run(*SEND, "--yes")[0] == 2
    server.behaviour.breaks.clear()
    status, _, err = run(*SEND, "--yes")
    assert (status, len(server.accepted)) == (2, 3)
    assert "可能已发出，没有再发：101002 乙局 <b@example.cn>（" in err
    status, _, err = run(*SEND, "--yes")
    assert status == 2
    assert "--again 101002" in err
    assert "（可能已发信）" in run("round", "status", "2026")[1]
    noted = run("round", "mail", "2026", "--sent", "101002")
    assert (noted[0], noted[2].splitlines()[-1]) == (0, "已记为发出：101002 乙局")
    assert run(*SEND, "--yes")[0] == 0
    status, _, err = run(*SEND, "--yes", "--again", "101002")
    assert (status, len(server.accepted)) == (0, 4)
    assert "其中再次发送：101002 乙局" in err


def test_options_of_sending_mean_nothing_without_it(run: Run, round: Round, server: SmtpServer) -> None:
    refused(run("round", "mail", "2026", "--dry-run"), "--dry-run", "--send")
    refused(run("round", "mail", "2026", "--yes", "--again", "101001"), "--yes、--again")
    status, _, err = run(*SEND, "--again", "999", "--yes")
    assert (status, server.connections) == (2, 0)
    assert "999" in err


def test_who_has_no_server_is_told_before_anything_is_written(run: Run, tmp_path: Path) -> None:
    round = written_in(tmp_path)
    shutil.rmtree(round.folder.letters)
    refused(run(*SEND), "[smtp]", "round.toml")
    assert not round.folder.letters.exists()


def test_reminders_and_corrections_are_sent_too(
    run: Run, round: Round, server: SmtpServer, tmp_path: Path
) -> None:
    put(tmp_path / "back", "乙局.xlsx", sent_back(round, "101002", "乙局", wrong=1))
    collect(round, [tmp_path / "back"])
    assert run("round", "remind", "2026", "--send", "--yes")[0] == 0
    assert [one.recipients for one in server.accepted] == [("a@example.cn",), ("d@example.cn",)]
    assert run("round", "correct", "2026", "--send", "--yes")[0] == 0
    assert [one.recipients for one in server.accepted[2:]] == [("b@example.cn",)]
    assert run("round", "remind", "2026", "--send", "--yes")[2].splitlines()[-1].startswith("没有要发的信")


def test_receipts_are_written_and_sent(run: Run, round: Round, server: SmtpServer, tmp_path: Path) -> None:
    put(tmp_path / "back", "甲局.xlsx", sent_back(round, "101001", "甲局"))
    assert run("round", "collect", "2026", "back")[0] == 0
    assert run("round", "receipts", "2026")[2].startswith("已写好 1 封")
    assert server.connections == 0
    assert run("round", "receipts", "2026", "--send", "--yes")[0] == 0
    assert run("round", "receipts", "2026", "--send", "--yes")[0] == 0
    assert [one.recipients for one in server.accepted] == [("a@example.cn",)]
    assert "可接收（已发回执）" in run("round", "status", "2026")[1]


def test_receipts_go_out_by_themselves_where_that_is_set(
    run: Run, round: Round, server: SmtpServer, tmp_path: Path
) -> None:
    settings = round.folder.settings
    text = settings.read_text(encoding="utf-8").replace("[receipts]\nsend = false", "[receipts]\nsend = true")
    settings.write_text(text, encoding="utf-8")
    put(tmp_path / "back", "甲局.xlsx", sent_back(round, "101001", "甲局"))
    put(tmp_path / "back", "乙局.xlsx", sent_back(round, "101002", "乙局", wrong=1))
    status, _, err = run("round", "collect", "2026", "back")
    assert (status, err.splitlines()[0]) == (0, "新收 2 份，已有 0 份")
    assert err.splitlines()[-1] == "已发出 1 封，此前已发 0 封"
    assert run("round", "collect", "2026", "back")[0] == 0
    assert [one.recipients for one in server.accepted] == [("a@example.cn",)]
    server.behaviour.greeting = "421 busy"
    put(tmp_path / "back", "丁局.xlsx", sent_back(round, "101003", "丁局"))
    status, _, err = run("round", "collect", "2026", "back")
    assert (status, err.splitlines()[0]) == (2, "新收 1 份，已有 2 份")
    server.behaviour.greeting = None
    assert run("round", "collect", "2026", "back")[0] == 0
    assert [one.recipients for one in server.accepted] == [("a@example.cn",), ("d@example.cn",)]


@pytest.mark.program
def test_killed_at_any_moment_no_letter_is_accepted_twice_unseen(
    tmp_path: Path, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After one more run each letter was accepted once, or the officer is told that nobody knows."""
    monkeypatch.setenv("TIANBAO_SMTP_PASSWORD", PASSWORD)
    rows = [f"{code},第{code}局,,a{code}@example.cn,," for code in range(101, 131)]
    codes = {row.partition(",")[0] for row in rows}
    with SmtpServer(certificates, behaviour=Behaviour(delay=0.01)) as server:
        round = set_server(written_in(tmp_path, rows), server, certificates)
        words = [sys.executable, str(ROOT / "cli.py"), "round", "mail", "--send", "--yes"]
        whole = tmp_path / "whole"
        shutil.copytree(round.folder.path, whole)
        start = time.monotonic()
        subprocess.run([*words, str(whole)], check=True, capture_output=True)
        longest = time.monotonic() - start
        assert len(server.accepted) == len(rows)
        chance = random.Random(14)
        tally: Counter[str] = Counter()
        for number in range(extent(2, 1, soak=200)):
            server.accepted.clear()
            folder = tmp_path / f"killed-{number}"
            shutil.copytree(round.folder.path, folder)
            call = [*words, str(folder)]
            killed = subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            moment = chance.randrange(len(rows) + 1)  # most of the time goes into the start of Python
            while moment and len(server.accepted) < moment and killed.poll() is None:
                time.sleep(0.001)
            time.sleep(chance.uniform(0, 0.05) if moment else chance.uniform(0, longest))
            killed.kill()
            killed.wait()
            before = len(server.accepted)
            done = subprocess.run(call, check=False, capture_output=True, text=True, encoding="utf-8")
            accepted = Counter(one.recipients[0][1:4] for one in server.accepted)
            assert max(accepted.values()) == 1
            states = outcomes(open_round(folder))
            assert set(states) == codes
            doubtful = {code for code, state in states.items() if state is DeliveryState.DOUBTFUL}
            assert len(doubtful) <= 1
            assert codes - set(accepted) <= doubtful
            assert all(f"可能已发出，没有再发：{code} " in done.stderr for code in doubtful)
            assert done.returncode == (2 if doubtful else 0), done.stderr
            with open_round(folder).ledger() as ledger:
                assert len(ledger.events(EventKind.MAILED)) == len(rows)
            tally["killed while sending"] += 0 < before < len(rows)
            tally["in doubt, accepted"] += bool(doubtful & set(accepted))
            tally["in doubt, not accepted"] += bool(doubtful - set(accepted))
            shutil.rmtree(folder)
    print(f"\n{dict(tally)}")
