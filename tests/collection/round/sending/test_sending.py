"""Letters are sent as they were drafted, each once; what a server says of one is no other's business."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from collection import (
    CollectionError,
    DeliveryState,
    EventKind,
    Round,
    mail_round,
    note_as_sent,
    open_round,
    outbox_of,
    remind_round,
    send_letters,
)
from collection.round.ledger.ledger import Ledger
from collection.round.mailboxes.smtp_session import Dropped, SmtpSession
from collection.round.outgoing.sending.message import message_of
from collection.round.results.archive.contents import contents_of
from tests.collection.round.rosters import begun
from tests.collection.round.sending.offices import (
    DAY,
    as_drafted,
    begun_with,
    outcomes,
    send,
    set_server,
    written_in,
)
from tests.mail_servers.certificates import Certificates, make_certificates
from tests.mail_servers.smtp_server import PASSWORD, USER, Behaviour, SmtpServer

SENT, DOUBTFUL, DEFERRED = DeliveryState.SENT, DeliveryState.DOUBTFUL, DeliveryState.DEFERRED


@pytest.fixture
def server(certificates: Certificates) -> Iterator[SmtpServer]:
    with SmtpServer(certificates) as server:
        yield server


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Round:
    """A round with three letters to send; a fourth department has no address."""
    return written_in(tmp_path_factory.mktemp("written"))


@pytest.fixture
def round(tmp_path: Path, written: Round, server: SmtpServer, certificates: Certificates) -> Round:
    """A copy of that round, which sends by the server."""
    shutil.copytree(written.folder.path, tmp_path / "2026")
    return set_server(open_round(tmp_path / "2026"), server, certificates)


def drafts(round: Round) -> dict[str, bytes]:
    return {path.name[:6]: path.read_bytes() for path in sorted(round.folder.letters.iterdir())}


def recipients(server: SmtpServer) -> list[str]:
    return [one.recipients[0] for one in server.accepted]


def noted(round: Round) -> list[tuple[EventKind, str | None]]:
    with round.ledger() as ledger:
        kinds = (EventKind.SENDING, EventKind.SENT, EventKind.UNSENT)
        return [(event.kind, event.department) for event in ledger.events(*kinds)]


def test_what_is_sent_is_the_draft_byte_for_byte(round: Round, server: SmtpServer) -> None:
    report = send(round)
    assert (len(report.sent), report.is_whole) == (3, True)
    assert recipients(server) == ["a@example.cn", "b@example.cn", "d@example.cn"]
    assert {one.sender for one in server.accepted} == {USER}
    assert [as_drafted(round, one.content) for one in server.accepted] == list(drafts(round).values())
    message = message_from_bytes(server.accepted[0].content, policy=default)
    assert not message.defects
    assert message["From"].addresses[0].addr_spec == USER
    assert message["Date"].datetime.tzinfo is not None
    assert message["X-Unsent"] is None


@pytest.mark.parametrize("security", ["starttls", "none"])
def test_letters_go_by_starttls_too_and_unencrypted_on_this_machine_alone(
    tmp_path: Path, certificates: Certificates, security: str
) -> None:
    with SmtpServer(certificates, security, Behaviour(needs_login=security != "none")) as server:
        round = begun_with(tmp_path, server, certificates)
        told: dict[str, str] = {"security": security, "from": f"绩效科 <{USER}>"}
        path = set_server(round, server, certificates, **told).folder.path
        if security == "none":
            settings = path / "round.toml"
            text = settings.read_text(encoding="utf-8").replace(f'user = "{USER}"\n', "")
            settings.write_text(text, encoding="utf-8")
        assert send(open_round(path)).is_whole
        message = message_from_bytes(server.accepted[0].content, policy=default)
        assert str(message["From"]) == f"绩效科 <{USER}>"


def test_sent_twice_nothing_is_sent_again(round: Round, server: SmtpServer) -> None:
    send(round)
    outbox = outbox_of(round, EventKind.MAILED, DAY)
    assert (outbox.letters, outbox.before, outbox.doubtful) == ([], 3, [])
    assert send_letters(round, outbox, PASSWORD).is_whole
    assert (len(server.accepted), server.connections) == (3, 1)


def test_two_commands_send_no_letter_twice(round: Round, server: SmtpServer) -> None:
    seen_before = outbox_of(round, EventKind.MAILED, DAY)
    send(round)
    assert send_letters(round, seen_before, PASSWORD).sent == []
    assert len(server.accepted) == 3


def test_each_letter_is_noted_before_and_after_with_its_digest(round: Round, server: SmtpServer) -> None:
    send(round)
    pairs = [(kind, code) for code in ("101001", "101002", "101003") for kind in ("sending", "sent")]
    assert noted(round) == pairs
    with round.ledger() as ledger:
        first, second = ledger.events(EventKind.SENDING, EventKind.SENT)[:2]
    assert first.details["to"] == "a@example.cn"
    assert first.details["sha256"] == second.details["sha256"]
    message = message_from_bytes(server.accepted[0].content, policy=default)
    assert first.details["message_id"] == second.details["message_id"] == message["Message-ID"]
    assert second.details["answer"] == "250 OK queued as 1"


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_what_a_server_refuses_is_told_in_its_words_and_the_others_go_on(
    round: Round, server: SmtpServer, charset: str
) -> None:
    server.behaviour.charset = charset
    server.behaviour.refused["a@example.cn"] = "550-5.1.1 没有\x07\x1b[31m此人\r\n550 5.1.1 no such user"
    report = send(round)
    ((letter, words),) = report.refused
    assert (letter.member.code, words) == ("101001", "550 5.1.1 没有 [31m此人 5.1.1 no such user")
    assert recipients(server) == ["b@example.cn", "d@example.cn"]
    assert outcomes(round) == {"101001": DeliveryState.REFUSED, "101002": SENT, "101003": SENT}
    server.behaviour.refused.clear()
    assert len(send(round).sent) == 1
    assert recipients(server)[2:] == ["a@example.cn"]


def test_what_is_too_large_for_a_server_is_refused_after_the_message(
    round: Round, server: SmtpServer
) -> None:
    server.behaviour.too_large = 1000
    report = send(round)
    assert [words for _, words in report.refused] == ["552 5.3.4 信件太大 message too large"] * 3
    assert (report.left, report.stopped, server.accepted) == ([], None, [])


def test_a_server_that_refuses_everybody_is_not_asked_for_ever(
    tmp_path: Path, server: SmtpServer, certificates: Certificates
) -> None:
    rows = [f"{code},第{code}局,,a{code}@example.cn,," for code in range(101, 121)]
    round = begun_with(tmp_path, server, certificates, rows)
    server.behaviour.sender_refused = "553 5.7.1 sender is not yours"
    report = send(round)
    assert (len(report.refused), len(report.left)) == (10, 10)
    assert report.stopped is not None
    assert report.stopped.code == "smtp-refuses-all"


def test_who_is_not_logged_in_is_told_at_the_first_letter(round: Round, server: SmtpServer) -> None:
    settings = round.folder.settings
    text = settings.read_text(encoding="utf-8").replace(f'user = "{USER}"', f'from = "{USER}"')
    settings.write_text(text, encoding="utf-8")
    report = send(open_round(round.folder.path), password=None)
    assert (len(report.refused), len(report.left)) == (1, 2)
    assert report.refused[0][1].startswith("530 ")


def test_a_server_that_wants_a_pause_gets_it_and_the_rest_next_time(round: Round, server: SmtpServer) -> None:
    server.behaviour.limit = 2
    report = send(round)
    assert ([one.member.code for one in report.sent], len(report.left)) == (["101001", "101002"], 1)
    assert report.stopped is not None
    assert "421 4.7.0 too many messages" in report.stopped.say("zh")
    assert outcomes(round)["101003"] is DEFERRED
    assert send(round).is_whole
    assert recipients(server) == ["a@example.cn", "b@example.cn", "d@example.cn"]


def test_one_that_is_put_off_every_time_keeps_no_other(round: Round, server: SmtpServer) -> None:
    server.behaviour.refused["a@example.cn"] = "450 4.2.0 greylisted"
    assert len(send(round).left) == 3
    report = send(round)
    assert [one.member.code for one in report.sent] == ["101002", "101003"]
    assert [one.member.code for one in report.left] == ["101001"]


def test_a_connection_that_a_server_ends_between_letters_is_opened_again(
    round: Round, server: SmtpServer
) -> None:
    server.behaviour.limit, server.behaviour.is_silent = 1, True
    assert send(round).is_whole
    assert (recipients(server), server.connections) == (["a@example.cn", "b@example.cn", "d@example.cn"], 3)


def test_a_connection_that_breaks_in_a_large_letter_leaves_it_unsent_for_certain(
    round: Round, server: SmtpServer
) -> None:
    server.behaviour.breaks["b@example.cn"] = "data"
    assert round.settings.smtp is not None
    with SmtpSession(round.settings.smtp, PASSWORD, round.folder.path) as session:
        with pytest.raises(Dropped) as caught:
            session.send(USER, "b@example.cn", b"Subject: x\r\n\r\n" + b"x" * 2**24)
        assert not caught.value.may_be_accepted
        with pytest.raises(Dropped) as caught:
            session.send(USER, "a@example.cn", b"Subject: x\r\n\r\n")
        assert not caught.value.may_be_accepted


def test_a_connection_that_breaks_in_a_letter_ends_the_sending(round: Round, server: SmtpServer) -> None:
    server.behaviour.breaks["b@example.cn"] = "data"
    report = send(round)
    assert report.stopped is not None
    assert report.stopped.code == "smtp-broken"
    assert [one.member.code for one in report.sent] == ["101001"]
    # All of a small letter may have left this machine before it hears that the connection is broken.
    assert {one.member.code for one in (*report.left, *report.doubtful)} == {"101002", "101003"}
    assert outcomes(round)["101002"] in (DOUBTFUL, DEFERRED)
    server.behaviour.breaks.clear()
    send(round)
    send(round, again=[one.member.code for one in report.doubtful])
    assert sorted(recipients(server)) == ["a@example.cn", "b@example.cn", "d@example.cn"]


def test_a_letter_that_was_certainly_not_accepted_is_sent_next_time(
    round: Round, server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(self: SmtpSession, sender: str, recipient: str, content: bytes) -> str:
        raise Dropped("broken pipe", may_be_accepted=False)

    with monkeypatch.context() as patch:
        patch.setattr(SmtpSession, "send", breaks)
        assert len(send(round).left) == 3
    assert outcomes(round) == {"101001": DEFERRED}
    assert send(round).is_whole


def test_a_connection_that_breaks_before_the_answer_leaves_a_doubt_that_is_told(
    round: Round, server: SmtpServer
) -> None:
    server.behaviour.breaks["b@example.cn"] = "answer"
    report = send(round)
    assert [one.member.code for one in report.doubtful] == ["101002"]
    assert [one.member.code for one in report.left] == ["101003"]
    server.behaviour.breaks.clear()
    assert [one.member.code for one in send(round).sent] == ["101003"]
    assert [one.member.code for one in outbox_of(round, EventKind.MAILED, DAY).doubtful] == ["101002"]
    assert recipients(server) == ["a@example.cn", "b@example.cn", "d@example.cn"]
    assert outcomes(round)["101002"] is DOUBTFUL


def test_a_letter_is_sent_again_where_somebody_asks_with_the_message_id_it_had(
    round: Round, server: SmtpServer
) -> None:
    server.behaviour.breaks["b@example.cn"] = "answer"
    send(round)
    server.behaviour.breaks.clear()
    assert len(send(round, again=["101002", "101001"]).sent) == 3
    ids = [message_from_bytes(one.content)["Message-ID"] for one in server.accepted]
    assert len(ids) == 5
    assert len(set(ids)) == 3
    with pytest.raises(CollectionError, match="102001, 999"):
        outbox_of(round, EventKind.MAILED, DAY, again=["102001"], only=["999"])


def test_one_department_alone_is_sent_to(round: Round, server: SmtpServer) -> None:
    outbox = outbox_of(round, EventKind.MAILED, DAY, only=["101002"])
    assert send_letters(round, outbox, PASSWORD).is_whole
    assert recipients(server) == ["b@example.cn"]


def test_what_went_out_otherwise_is_noted_and_not_sent(round: Round, server: SmtpServer) -> None:
    (member,) = note_as_sent(round, EventKind.MAILED, DAY, ["101001", "101001"])
    assert member.name == "甲局"
    assert [one.member.code for one in send(round).sent] == ["101002", "101003"]
    assert outcomes(round)["101001"] is SENT
    with pytest.raises(CollectionError, match="102001"):
        note_as_sent(round, EventKind.MAILED, DAY, ["102001"])


@pytest.mark.parametrize(
    ("greeting", "password", "code"),
    [
        ("421 4.3.2 系统忙 try later", PASSWORD, "smtp-not-ready"),
        ("554 5.7.1 go away", PASSWORD, "smtp-not-ready"),
        (None, "wrong", "mail-password-refused"),
        (None, "密码", "mail-password-refused"),
    ],
)
def test_a_server_that_lets_nobody_in_is_told_of_and_nothing_is_noted(
    round: Round, server: SmtpServer, greeting: str | None, password: str, code: str
) -> None:
    server.behaviour.greeting = greeting
    with pytest.raises(CollectionError) as caught:
        send(round, password=password)
    assert caught.value.code == code
    assert greeting is None or greeting in caught.value.sentence("zh")
    assert greeting is not None or "授权码" in caught.value.sentence("zh")
    assert (noted(round), server.accepted) == ([], [])
    server.behaviour.greeting = None
    assert send(round).is_whole


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"port": 1}, "mail-unreachable"),
        ({"host": "no-such-host.invalid"}, "mail-unreachable"),
        ({"ca": "other.pem"}, "mail-certificate-wrong"),
        ({"host": "localhost.localdomain.invalid"}, "mail-unreachable"),
        ({"ca": "none.pem"}, "mail-ca-unreadable"),
        ({"ca": "round.toml"}, "mail-ca-unreadable"),
    ],
)
def test_a_server_that_is_not_there_or_not_believed_gets_no_password(
    round: Round,
    server: SmtpServer,
    certificates: Certificates,
    tmp_path: Path,
    told: dict[str, str | int],
    code: str,
) -> None:
    others = tmp_path / "others"
    others.mkdir()
    (round.folder.path / "other.pem").write_bytes(make_certificates(others).ca.read_bytes())
    with pytest.raises(CollectionError) as caught:
        send(set_server(round, server, certificates, **told))
    assert caught.value.code == code
    assert noted(round) == []


def test_a_server_that_does_not_encrypt_gets_no_password(tmp_path: Path, certificates: Certificates) -> None:
    with SmtpServer(certificates, "none") as server:
        round = begun_with(tmp_path, server, certificates)
        for security in ("tls", "starttls"):
            with pytest.raises(CollectionError) as caught:
                send(set_server(round, server, certificates, security=security))
            assert caught.value.code == "mail-tls-failed"
        assert noted(round) == []


def test_nobody_sends_without_a_server(tmp_path: Path) -> None:
    round = begun(tmp_path)
    with pytest.raises(CollectionError, match=r"round\.toml"):
        send(round)


def test_letters_are_sent_no_faster_than_is_set(
    round: Round, server: SmtpServer, certificates: Certificates
) -> None:
    waits: list[float] = []
    round = set_server(round, server, certificates, per_minute=30)
    assert send_letters(round, outbox_of(round, EventKind.MAILED, DAY), PASSWORD, wait=waits.append).is_whole
    assert waits[0] == 0
    assert waits[1] == pytest.approx(2, abs=0.5)
    assert waits[2] == pytest.approx(4, abs=1)  # nobody waited, so the third comes too early by two


@pytest.mark.parametrize("what", ["gone", "altered"])
def test_a_draft_that_is_no_longer_what_was_written_is_not_sent(
    round: Round, server: SmtpServer, what: str
) -> None:
    path = round.folder.letters / "101002_乙局_issue.eml"
    if what == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes().replace(b"To: ", b"Bcc: x@example.com\r\nTo: "))
    report = send(round)
    ((letter, error),) = report.failed
    assert letter.member.code == "101002"
    assert error.code == ("input-not-readable" if what == "gone" else "round-letter-altered")
    assert recipients(server) == ["a@example.cn", "d@example.cn"]


def set_address(round: Round, code: str, address: str | None) -> None:
    book = load_workbook(round.folder.roster)
    for row in book.worksheets[0].iter_rows():
        if code in {cell.value for cell in row}:
            (cell,) = (cell for cell in row if str(cell.value).endswith("@example.cn"))
            cell.value = address
    book.save(round.folder.roster)


def test_a_letter_goes_to_the_address_that_the_roster_has_now(round: Round, server: SmtpServer) -> None:
    set_address(round, "101001", "new@example.cn")
    set_address(round, "101003", None)
    mail_round(round)
    outbox = outbox_of(round, EventKind.MAILED, DAY)
    assert [one.name for one in outbox.without_address] == ["丁局"]
    assert send_letters(round, outbox, PASSWORD).is_whole
    first, second = server.accepted
    assert (first.recipients, second.recipients) == (("new@example.cn",), ("b@example.cn",))
    draft = drafts(round)["101001"]
    changed = as_drafted(round, first.content)
    assert changed != draft
    assert changed.replace(b"new@example.cn", b"a@example.cn") == draft


NAMES = ["甲\r\nBcc: x@example.com", '"; <x@example.com>,', "=?utf-8?Q?=0D=0ABcc:?=", "甲" * 50, "\u2028x"]


@pytest.mark.parametrize("name", NAMES)
def test_no_name_makes_a_header_in_what_is_sent(
    tmp_path: Path, server: SmtpServer, certificates: Certificates, name: str
) -> None:
    quoted = name.replace('"', '""')
    round = begun_with(tmp_path, server, certificates, [f'101001,"{quoted}","{quoted}",a@example.cn,,'])
    settings = round.folder.settings
    text = settings.read_text(encoding="utf-8")
    written = "".join(f"\\u{ord(sign):04x}" for sign in name)
    settings.write_text(text.replace('issuer = ""', f'issuer = "{written}"'), encoding="utf-8")
    round = open_round(round.folder.path)
    assert round.settings.issuer == name
    set_address(round, "101001", "new@example.cn")  # so that the header is written anew
    mail_round(round)
    assert send(round).is_whole
    (accepted,) = server.accepted
    message = message_from_bytes(accepted.content, policy=default)
    heads = ["From", "Date", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type"]
    assert list(message.keys()) == heads
    assert accepted.recipients == ("new@example.cn",)
    assert [one.addr_spec for one in message["From"].addresses] == [USER]
    assert [one.addr_spec for one in message["To"].addresses] == ["new@example.cn"]


def test_an_address_that_is_none_is_sent_nothing(round: Round) -> None:
    with round.ledger() as ledger, ledger.transaction():
        for place, member in enumerate(ledger.members()):
            if member.code == "101001":
                broken = type(member)(
                    member.code, member.name, None, "a@example.cn>\r\nRCPT TO:<x@example.com"
                )
                ledger.set_member(broken, place)
    report = send(round)
    ((letter, error),) = report.failed
    assert (letter.member.code, error.code) == ("101001", "round-letter-address")
    assert len(report.sent) == 2


def test_a_message_is_the_same_at_the_same_moment(round: Round) -> None:
    with round.ledger() as ledger:
        files = ledger.files()
    assert round.settings.smtp is not None
    (first, *_) = outbox_of(round, EventKind.MAILED, DAY).letters
    at = first.written.at
    assert message_of(round, round.settings.smtp, first, at, files) == message_of(
        round, round.settings.smtp, first, at, files
    )


def test_reminders_are_sent_on_their_day_alone(round: Round, server: SmtpServer) -> None:
    remind_round(round, DAY.replace(day=1))
    assert outbox_of(round, EventKind.REMINDED, DAY).letters == []
    remind_round(round, DAY)
    assert len(send(round, EventKind.REMINDED).sent) == 3
    assert outcomes(round, EventKind.REMINDED) == dict.fromkeys(("101001", "101002", "101003"), SENT)
    assert outcomes(round) == {}
    subjects = {
        str(message_from_bytes(one.content, policy=default)["Subject"])[:2] for one in server.accepted
    }
    assert subjects == {"提醒"}


def test_the_lock_of_sending_is_in_no_archive_and_not_named(round: Round) -> None:
    send(round)
    assert round.folder.sending.is_file()
    found = contents_of(round, {})
    assert found.left_out == ["ca.pem"]
    assert round.folder.sending.name not in found.files


def test_where_nothing_can_be_noted_nothing_more_is_sent(
    round: Round, server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = Ledger.add

    def fails(self: Ledger, kind: EventKind, department: str | None, **told: Any) -> None:
        if kind is EventKind.SENT:
            raise CollectionError("ledger-not-usable", path="ledger.sqlite", reason="disk full")
        add(self, kind, department, **told)

    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "add", fails)
        with pytest.raises(CollectionError, match="disk full"):
            send(round)
    assert len(server.accepted) == 1
    assert outcomes(round) == {"101001": DOUBTFUL}
    assert len(send(round).sent) == 2


def test_no_password_is_kept_anywhere(round: Round) -> None:
    send(round)
    for path in round.folder.path.rglob("*"):
        assert not path.is_file() or PASSWORD.encode() not in path.read_bytes()
