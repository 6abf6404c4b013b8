"""Collecting from a mailbox: each message once, nothing changed there, and whatever ends a connection."""

from __future__ import annotations

import random
import shutil
import socket
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from collection import (
    Collected,
    CollectionError,
    Round,
    collect,
    collect_mailbox,
    open_round,
    state_of_round,
)
from collection.round.incoming import mailbox as collecting_mail
from collection.round.incoming.mail import messages as mails
from collection.round.mailboxes.passwords import IMAP_PASSWORD
from tests.collection.round.mail.mails import REPORT, message, named
from tests.collection.round.rosters import begun, sent_back
from tests.extent import extent
from tests.mail_servers.certificates import Certificates, make_certificates
from tests.mail_servers.proxy import CuttingProxy
from tests.mail_servers.rounds import files_of, letters_of, noted_in, with_mailbox
from tianbao.commands.demo.dovecot import Dovecot


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch, dovecot: Dovecot) -> None:
    monkeypatch.setenv(IMAP_PASSWORD, dovecot.password)


@pytest.fixture
def round(tmp_path: Path, dovecot: Dovecot, certificates: Certificates) -> Round:
    """A round whose returns come to the mailbox."""
    return with_mailbox(begun(tmp_path), dovecot, certificates)


def numbers(collected: Collected) -> tuple[int, int, int]:
    assert collected.broken is None
    return collected.new, collected.known, collected.mails


def failure(round: Round) -> CollectionError:
    with pytest.raises(CollectionError) as error:
        collect_mailbox(round)
    return error.value


def test_each_message_is_taken_once_and_left_as_it_was(round: Round, dovecot: Dovecot) -> None:
    letters = letters_of(round)
    dovecot.deliver(letters)
    before = dovecot.flags()
    done: list[tuple[int, int]] = []
    assert numbers(collect_mailbox(round, progress=lambda *now: done.append(now))) == (3, 0, 3)
    assert done[-1] == (3, 3)
    kept = {path.read_bytes() for path in round.folder.mails.iterdir()}
    assert kept == set(letters)
    with round.ledger() as ledger:
        states = {one.member.code: one.state.value for one in state_of_round(round, ledger).departments}
    assert states == {"101001": "ready", "101002": "ready", "102001": "ready"}
    noted = noted_in(round.folder.path)
    assert numbers(collect_mailbox(round)) == (0, 0, 0)
    assert noted_in(round.folder.path) == noted
    assert dovecot.flags() == before


def test_what_came_since_is_fetched_and_nothing_else(
    round: Round, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = letters_of(round)
    dovecot.deliver([first, second])
    assert numbers(collect_mailbox(round)) == (2, 0, 2)
    dovecot.deliver([third, first])
    parsed: list[bytes] = []

    def seen(content: bytes) -> mails.Mail:
        parsed.append(content)
        return mails.parse_mail(content)

    monkeypatch.setattr("collection.round.incoming.arrivals.parse_mail", seen)
    assert numbers(collect_mailbox(round)) == (1, 1, 1)
    assert parsed == [third, first]
    assert numbers(collect_mailbox(round)) == (0, 0, 0)


def test_it_is_as_if_the_messages_had_been_saved_as_files(
    round: Round, dovecot: Dovecot, tmp_path: Path
) -> None:
    kind = b"multipart/report; report-type=delivery-status"
    bounce = message([REPORT], sender=b"mailer-daemon@example.cn", subject=b"failed", kind=kind)
    several = [*letters_of(round), bounce, message([], subject=b"nothing"), b"no message at all"]
    for name in ("other", "back"):
        (tmp_path / name).mkdir()
    other = begun(tmp_path / "other")
    for number, content in enumerate(several[:-1]):
        (tmp_path / "back" / f"{number}.eml").write_bytes(content)
    dovecot.deliver(several)
    collect(other, [tmp_path / "back"])
    collect_mailbox(round)
    by_file, by_mail = (
        [(code, details["why"]) for _, code, _, details in noted_in(one.folder.path) if "why" in details]
        for one in (other, round)
    )
    assert by_mail == [*by_file, (None, "no-form")]
    assert [why for _, why in by_file] == ["", "", "", "bounce", "no-form"]


def test_under_another_validity_all_is_looked_at_and_the_same_counts_once(
    tmp_path: Path, dovecot: Dovecot, certificates: Certificates
) -> None:
    round = with_mailbox(begun(tmp_path), dovecot, certificates, folder="绩效目标")
    letters = letters_of(round)
    dovecot.deliver(letters, "绩效目标")
    assert numbers(collect_mailbox(round)) == (3, 0, 3)
    noted, kept = noted_in(round.folder.path), files_of(round.folder.path)
    with dovecot.login() as box:
        before = box.folder.status("绩效目标", ["UIDVALIDITY"])
        box.folder.delete("绩效目标")
    dovecot.deliver(letters, "绩效目标")
    with dovecot.login() as box:
        assert box.folder.status("绩效目标", ["UIDVALIDITY"]) != before
    assert numbers(collect_mailbox(round)) == (0, 3, 0)
    assert (noted_in(round.folder.path), files_of(round.folder.path)) == (noted, kept)
    assert numbers(collect_mailbox(round)) == (0, 0, 0)


def test_several_folders_are_looked_through(
    tmp_path: Path, dovecot: Dovecot, certificates: Certificates
) -> None:
    round = with_mailbox(begun(tmp_path), dovecot, certificates, folder=["INBOX", "绩效 & 目标.2026"])
    first, second, third = letters_of(round)
    dovecot.deliver([first])
    dovecot.deliver([second, third, first], "绩效 & 目标.2026")
    assert numbers(collect_mailbox(round)) == (3, 1, 3)
    assert [details["name"] for *_, details in noted_in(round.folder.path) if "subject" in details] == [
        "INBOX/1",
        "绩效 & 目标.2026/1",
        "绩效 & 目标.2026/2",
    ]


def test_a_folder_that_is_not_there_is_told_with_those_that_are(
    tmp_path: Path, dovecot: Dovecot, certificates: Certificates
) -> None:
    round = with_mailbox(begun(tmp_path), dovecot, certificates, folder=["INBOX", "绩效"])
    dovecot.deliver(letters_of(round))
    dovecot.deliver([b"Subject: a\r\n\r\n"], "绩效目标")
    error = failure(round)
    assert error.code == "mail-folder-unknown"
    assert error.sentence("zh") == "邮箱里没有文件夹“绩效”，现有：绩效目标、INBOX。"
    assert files_of(round.folder.path) == {}


def test_only_what_came_since_a_day_is_looked_at(
    tmp_path: Path, dovecot: Dovecot, certificates: Certificates
) -> None:
    round = begun(tmp_path)
    first, second, third = letters_of(round)
    midnight = datetime.combine(date.today(), datetime.min.time()).astimezone()
    dovecot.deliver([first], at=midnight - timedelta(seconds=1))
    dovecot.deliver([second], at=midnight)
    dovecot.deliver([third])
    assert numbers(collect_mailbox(with_mailbox(round, dovecot, certificates))) == (2, 0, 2)
    with round.folder.settings.open("a", encoding="utf-8") as settings:
        settings.write(f"since = {(midnight - timedelta(days=1)).date().isoformat()}\n")
    assert numbers(collect_mailbox(open_round(round.folder.path))) == (1, 0, 1)


def test_a_message_without_times_of_servers_came_when_its_own_received_it(
    round: Round, dovecot: Dovecot
) -> None:
    at = datetime.now(UTC).replace(microsecond=0)
    form = named(sent_back(round, "101001", "甲局"), "甲局.xlsx")
    dovecot.deliver([message([form], head=b"")], at=at)
    dovecot.deliver([message([], subject=b"stamped")], at=at)
    collect_mailbox(round)
    told = {details["name"]: details["at"] for *_, details in noted_in(round.folder.path) if "at" in details}
    assert told == {
        "甲局.xlsx": at.isoformat(),
        "INBOX/1": at.isoformat(),
        "INBOX/2": "2026-03-31T15:30:00+00:00",
    }


def test_a_message_larger_than_anything_that_is_read_is_told_and_left(
    round: Round, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = letters_of(round)[0]
    monkeypatch.setattr(collecting_mail, "MOST_BYTES_OF_FILE", len(first) + 10_000)
    large = message(
        [named(b"x" * 20_000 + sent_back(round, "101002", "乙局"), "乙局.xlsx")], subject=b"large \x1b"
    )
    dovecot.deliver([first, large])
    for new in (1, 0):
        collected = collect_mailbox(round)
        assert numbers(collected) == (new, 0, new)
        (left,) = collected.left_there
        assert left.code == "mail-too-large"
        assert "large" in left.say("zh")
        assert "a@example.cn" in left.say("en")
    monkeypatch.undo()
    monkeypatch.setenv(IMAP_PASSWORD, dovecot.password)
    assert numbers(collect_mailbox(round)) == (1, 0, 1)


def test_messages_are_marked_as_read_where_the_settings_say_so(
    tmp_path: Path, dovecot: Dovecot, certificates: Certificates
) -> None:
    round = with_mailbox(begun(tmp_path), dovecot, certificates, mark_read=True)
    letters = letters_of(round)
    dovecot.deliver(letters[:2])
    with dovecot.login() as box:
        box.flag("2", r"\Flagged", True)
    collect_mailbox(round)
    seen = {uid: flags - {r"\Recent"} for uid, flags in dovecot.flags().items()}
    assert seen == {1: {r"\Seen"}, 2: {r"\Seen", r"\Flagged"}}
    dovecot.deliver(letters[2:], "other")
    assert dovecot.flags("other") == {1: {r"\Recent"}}


def test_a_run_that_did_not_come_to_marking_leaves_it_to_the_next(
    round: Round, dovecot: Dovecot, certificates: Certificates
) -> None:
    dovecot.deliver(letters_of(round))
    collect_mailbox(round)
    assert not any(r"\Seen" in flags for flags in dovecot.flags().values())
    collect_mailbox(with_mailbox(round, dovecot, certificates, mark_read=True))
    assert all(r"\Seen" in flags for flags in dovecot.flags().values())


@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_every_security_works_on_loopback(
    tmp_path: Path, dovecot: Dovecot, certificates: Certificates, security: str
) -> None:
    port = dovecot.tls_port if security == "tls" else dovecot.port
    round = with_mailbox(begun(tmp_path), dovecot, certificates, security=security, port=port)
    dovecot.deliver(letters_of(round))
    assert numbers(collect_mailbox(round)) == (3, 0, 3)


def test_a_wrong_password_is_told_with_what_to_do(
    round: Round, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for wrong in ("wrong-secret", "错误的密码"):
        monkeypatch.setenv(IMAP_PASSWORD, wrong)
        error = failure(round)
        assert error.code == "mail-password-refused"
        assert "授权码" in error.sentence("zh")
        assert dovecot.user in error.sentence("zh")
        assert wrong not in error.sentence("zh") + repr(error) + repr(error.__cause__)


def test_no_server_is_told(tmp_path: Path, dovecot: Dovecot, certificates: Certificates) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    round = begun(tmp_path)
    assert failure(with_mailbox(round, dovecot, certificates, port=port)).code == "mail-unreachable"
    nowhere = with_mailbox(round, dovecot, certificates, host="imap.invalid")
    assert failure(nowhere).code == "mail-unreachable"


def test_a_certificate_of_nobody_known_is_refused_and_no_password_sent(
    tmp_path: Path, dovecot: Dovecot, certificates: Certificates
) -> None:
    round = begun(tmp_path)
    others = tmp_path / "others"
    others.mkdir()
    stranger = make_certificates(others)
    with CuttingProxy(dovecot.tls_port) as proxy:
        error = failure(with_mailbox(round, dovecot, stranger, port=proxy.port))
        assert error.code == "mail-certificate-wrong"
        assert 'ca = "' in error.sentence("zh")
        assert len(proxy.heard) < 2_000  # a handshake that was given up
    other_name = with_mailbox(round, dovecot, make_certificates(others, "imap.example.cn"))
    assert failure(other_name).code == "mail-certificate-wrong"


def test_the_certificate_of_the_server_itself_may_be_trusted(
    tmp_path: Path, dovecot: Dovecot, certificates: Certificates
) -> None:
    round = with_mailbox(begun(tmp_path), dovecot, certificates, ca="office.pem")
    assert failure(round).code == "mail-ca-unreadable"
    (round.folder.path / "office.pem").write_text("no certificate", encoding="utf-8")
    assert failure(round).code == "mail-ca-unreadable"
    shutil.copyfile(certificates.chain, round.folder.path / "office.pem")
    assert numbers(collect_mailbox(round)) == (0, 0, 0)


def test_a_port_that_does_not_speak_tls_is_told(
    tmp_path: Path, dovecot: Dovecot, certificates: Certificates
) -> None:
    round = with_mailbox(begun(tmp_path), dovecot, certificates, port=dovecot.port)
    assert failure(round).code == "mail-tls-failed"


def test_a_server_that_falls_silent_is_told_and_what_came_is_kept(
    tmp_path: Path, dovecot: Dovecot, certificates: Certificates
) -> None:
    round = begun(tmp_path)
    letters = letters_of(round)
    dovecot.deliver(letters)
    about = len(letters[0]) + 30_000  # a record of TLS counts when it is whole
    with CuttingProxy(dovecot.tls_port, about, is_silent=True) as proxy:
        collected = collect_mailbox(with_mailbox(round, dovecot, certificates, port=proxy.port, timeout=0.5))
    assert collected.broken is not None
    assert collected.broken.code == "mail-timed-out"
    assert (collected.new, collected.mails) == (1, 1)
    assert numbers(collect_mailbox(with_mailbox(round, dovecot, certificates))) == (2, 0, 2)


def test_a_connection_that_drops_costs_nothing_that_came(
    tmp_path: Path, dovecot: Dovecot, certificates: Certificates
) -> None:
    begun_round = begun(tmp_path)
    dovecot.deliver(letters_of(begun_round))
    whole = tmp_path / "whole"
    shutil.copytree(begun_round.folder.path, whole)
    with CuttingProxy(dovecot.tls_port) as proxy:
        with_mailbox(begun_round, dovecot, certificates, port=proxy.port)
        shutil.copyfile(begun_round.folder.settings, whole / "round.toml")
        assert numbers(collect_mailbox(open_round(whole))) == (3, 0, 3)
        longest = proxy.passed
        chance = random.Random(14)
        found = set()
        for number in range(extent(12, 4, soak=100)):
            folder = tmp_path / f"cut-{number}"
            shutil.copytree(begun_round.folder.path, folder)
            proxy.cut_after = chance.randrange(longest)
            try:
                collected = collect_mailbox(open_round(folder))
            except CollectionError as error:
                found.add(error.code)
                assert files_of(folder) == {}
            else:
                assert collected.broken is not None
                found.add(collected.broken.code)
                assert collected.mails == sum(name.startswith("mails") for name in files_of(folder))
            proxy.cut_after = None
            assert collect_mailbox(open_round(folder)).broken is None
            assert sorted(map(str, noted_in(folder))) == sorted(map(str, noted_in(whole)))
            assert files_of(folder) == files_of(whole)
            shutil.rmtree(folder)
    assert "mail-dropped" in found
    assert found <= {"mail-dropped", "mail-unreachable", "mail-tls-failed"}


def test_each_run_brings_something_however_often_the_connection_drops(
    tmp_path: Path, dovecot: Dovecot, certificates: Certificates
) -> None:
    round = begun(tmp_path)
    letters = letters_of(round)
    dovecot.deliver(letters)
    with CuttingProxy(dovecot.tls_port, max(map(len, letters)) + 30_000) as proxy:
        with_mailbox(round, dovecot, certificates, port=proxy.port)
        mails = [collect_mailbox(open_round(round.folder.path)).mails for _ in range(4)]
    assert sum(mails) == 3
    assert mails[0] > 0


def test_without_a_mailbox_in_the_settings_the_remedy_is_told(tmp_path: Path) -> None:
    error = failure(begun(tmp_path))
    assert error.code == "round-without-mailbox"
    assert "[imap]" in error.sentence("zh")


def test_who_stops_in_the_middle_leaves_no_thread(
    round: Round, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dovecot.deliver([*letters_of(round)] * 30)
    before = threading.active_count()

    def interrupted(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        collect_mailbox(round, progress=interrupted)
    assert threading.active_count() == before
    assert collect_mailbox(round).broken is None
