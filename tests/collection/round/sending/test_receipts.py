"""Receipts: one for each return without errors, which says what came; and messages that name letters."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from collection import (
    DeliveryState,
    EventKind,
    Round,
    collect,
    decide,
    open_round,
    receipt_round,
    state_of_round,
)
from collection.round.status.delivery_words import delivery_mark, delivery_notes
from collection.round.status.words import notes_of
from tests.collection.round.mail.mails import REPORT, attached, forwarded, message, named
from tests.collection.round.rosters import sent_back
from tests.collection.round.sending.offices import begun_with, outcomes, send, set_server, written_in
from tests.collection.round.test_collecting import BEFORE, put, states
from tests.mail_servers.certificates import Certificates
from tests.mail_servers.smtp_server import SmtpServer


@pytest.fixture
def round(tmp_path: Path) -> Round:
    """A round in which one department sent a form without errors, and one a form with an error."""
    round = written_in(tmp_path)
    put(tmp_path / "back", "甲局.xlsx", sent_back(round, "101001", "甲局"))
    put(tmp_path / "back", "乙局.xlsx", sent_back(round, "101002", "乙局", wrong=1))
    collect(round, [tmp_path / "back"])
    return round


def receipts(round: Round) -> list[EmailMessage]:
    found = []
    for path in sorted(round.folder.letters.glob("*_receipt_*")):
        message = message_from_bytes(path.read_bytes(), policy=default)
        assert isinstance(message, EmailMessage)
        found.append(message)
    return found


def text(message: EmailMessage) -> str:
    return str(message.get_content())


def test_a_return_without_errors_gets_a_receipt_once(round: Round) -> None:
    said = receipt_round(round)
    (path,) = said.files
    assert path.startswith("letters/101001_甲局_receipt_")
    again = receipt_round(round)
    assert (again.files, again.before) == ([], 1)
    (message,) = receipts(round)
    assert message["Subject"] == "回执：已收到2020年部门整体绩效目标申报表（甲局）"
    assert message["Auto-Submitted"] == "auto-generated"
    assert not message.is_multipart()
    with round.ledger() as ledger:
        (one, *_) = state_of_round(round, ledger).departments
    assert one.current is not None
    for told in ("文件：甲局.xlsx", one.current.digest[:12], f"{BEFORE:%Y-%m-%d %H:%M}", "版次：1"):
        assert told in text(message)
    assert "没有需要留意的地方" in text(message)
    assert EventKind.RECEIPTED in one.letters


def test_a_receipt_names_the_warnings_that_are_left(tmp_path: Path) -> None:
    round = written_in(tmp_path)
    settings = round.folder.settings
    told = settings.read_text(encoding="utf-8").replace(
        "[severities]\n", '[severities]\n"no-cost-indicator" = "warning"\n'
    )
    settings.write_text(told, encoding="utf-8")
    put(tmp_path / "back", "甲局.xlsx", sent_back(round, "101001", "甲局"))
    round = open_round(round.folder.path)
    collect(round, [tmp_path / "back"])
    receipt_round(round)
    (message,) = receipts(round)
    with round.ledger() as ledger:
        (one, *_) = state_of_round(round, ledger).departments
    assert one.current is not None
    assert one.current.verdict.warnings > 0
    assert f"另有 {one.current.verdict.warnings} 处提醒" in text(message)
    assert "成本" in text(message)


def test_another_return_gets_another_receipt_and_a_refused_one_none(tmp_path: Path, round: Round) -> None:
    receipt_round(round)
    later = BEFORE + timedelta(hours=1)
    put(tmp_path / "back", "乙局2.xlsx", sent_back(round, "101002", "乙局", revision=2), later)
    put(tmp_path / "back", "甲局2.xlsx", sent_back(round, "101001", "甲局", revision=2), later)
    put(tmp_path / "back", "丁局.xlsx", sent_back(round, "101003", "丁局"), later)
    collect(round, [tmp_path / "back"])
    decide(round, EventKind.REFUSED, "101003", "口径不对")
    said = receipt_round(round)
    assert [path.partition("_")[0] for path in said.files] == ["letters/101001", "letters/101002"]
    decide(round, EventKind.ACCEPTED, "101003", "已说明")
    assert len(receipt_round(round).files) == 1


def test_who_has_no_address_is_named_and_gets_its_receipt_later(tmp_path: Path, round: Round) -> None:
    put(tmp_path / "back", "丙.xlsx", sent_back(round, "102001", "丙中心"))
    collect(round, [tmp_path / "back"])
    assert [one.code for one in receipt_round(round).without_address] == ["102001"]


def test_the_name_of_a_file_is_no_header_and_no_command(tmp_path: Path, round: Round) -> None:
    name = b"%E8%A1%A8%1B%5B31m%0D%0ABcc%3A%20x%40example.com.xlsx"
    disposition = b"Content-Disposition: attachment; filename*=utf-8''%s\r\n" % name
    part = attached(sent_back(round, "101003", "丁局"), disposition)
    put(tmp_path / "back", "x.eml", message([part]))
    settings = round.folder.settings
    told = settings.read_text(encoding="utf-8").replace("回执：已收到", "回执 {file}：已收到")
    settings.write_text(told, encoding="utf-8")
    round = open_round(round.folder.path)
    collect(round, [tmp_path / "back"])
    receipt_round(round)
    (found,) = [one for one in receipts(round) if "丁局" in one["Subject"]]
    assert found["Bcc"] is None
    assert "\x1b" not in str(found) + text(found)


def test_receipts_are_sent_and_the_state_says_so(tmp_path: Path, certificates: Certificates) -> None:
    with SmtpServer(certificates) as server:
        round = begun_with(tmp_path, server, certificates)
        put(tmp_path / "back", "甲局.xlsx", sent_back(round, "101001", "甲局"))
        collect(round, [tmp_path / "back"])
        receipt_round(round)
        assert send(round, EventKind.RECEIPTED).is_whole
        assert [one.recipients for one in server.accepted] == [("a@example.cn",)]
    assert outcomes(round, EventKind.RECEIPTED) == {"101001": DeliveryState.SENT}
    with round.ledger() as ledger:
        (one, *_) = state_of_round(round, ledger).departments
    assert delivery_mark(one, "zh") == "（已发回执）"
    (noted,) = delivery_notes(one, "en")
    assert noted.startswith("receipt sent on ")


# What comes, and says which letter it is about


@pytest.fixture
def sent(tmp_path: Path, certificates: Certificates) -> Round:
    """A round whose letters were sent."""
    with SmtpServer(certificates) as server:
        round = begun_with(tmp_path, server, certificates)
        assert send(round).is_whole
        return round


def message_id(round: Round, code: str) -> bytes:
    with round.ledger() as ledger:
        events = ledger.events(EventKind.SENT)
    return next(event.details["message_id"] for event in events if event.department == code).encode()


def bounces(identifier: bytes) -> dict[str, bytes]:
    """Return messages that say of a letter that it did not arrive, and name it in one way each."""
    returned = b"Message-ID: %s\r\nSubject: x\r\nTo: x@elsewhere.example\r\n\r\n" % identifier
    kind, daemon = b"multipart/report; report-type=delivery-status", b"mailer-daemon@mx.example"
    report = REPORT.replace(b"B@example.cn", b"forwarded@elsewhere.example")
    inner = message([], sender=b"x@example.cn", head=b"Message-ID: %s\r\n" % identifier)
    return {
        "headers": message(
            [report, b"Content-Type: text/rfc822-headers\r\n\r\n" + returned], kind=kind, sender=daemon
        ),
        "message headers": message(
            [report, b"Content-Type: message/rfc822-headers\r\n\r\n" + returned], kind=kind, sender=daemon
        ),
        "message": message([report, forwarded(inner)], kind=kind, sender=daemon),
        "base64": message([report, forwarded(inner, b"base64")], kind=kind, sender=daemon),
        "original": message(
            [report.replace(b"Action:", b"Original-Message-ID: %s\r\nAction:" % identifier)], kind=kind
        ),
        "in reply": message([], sender=daemon, head=b"In-Reply-To:\r\n %s\r\n" % identifier),
        "references": message([], sender=daemon, head=b"References: <a@b>\r\n %s\r\n" % identifier),
        "words": message([], sender=daemon, text=f"退信：原信 Message-ID: {identifier.decode()}"),
    }


@pytest.mark.parametrize("way", sorted(bounces(b"")))
def test_a_bounce_concerns_the_department_of_its_letter(tmp_path: Path, sent: Round, way: str) -> None:
    put(tmp_path / "back", "b.eml", bounces(message_id(sent, "101002"))[way])
    collect(sent, [tmp_path / "back"])
    with sent.ledger() as ledger:
        (event,) = ledger.events(EventKind.MESSAGE)
        state = state_of_round(sent, ledger)
    assert (event.department, event.details["why"]) == ("101002", "bounce")
    assert outcomes(sent)["101002"] is DeliveryState.BOUNCED
    assert outcomes(sent)["101001"] is DeliveryState.SENT
    second = state.departments[1]
    assert delivery_mark(second, "zh") == "（退信）"
    assert any("信被退回" in note for note in notes_of(second, "zh"))


def test_a_bounce_of_a_letter_of_others_is_nobodys(tmp_path: Path, sent: Round) -> None:
    other = b"<%s@tianbao.invalid>" % (b"0" * 32)
    put(tmp_path / "back", "b.eml", bounces(other)["headers"])
    collect(sent, [tmp_path / "back"])
    with sent.ledger() as ledger:
        (event,) = ledger.events(EventKind.MESSAGE)
    assert event.department is None
    assert set(outcomes(sent).values()) == {DeliveryState.SENT}


def test_a_letter_that_came_back_and_is_sent_again_is_sent(
    tmp_path: Path, sent: Round, certificates: Certificates
) -> None:
    put(tmp_path / "back", "b.eml", bounces(message_id(sent, "101002"))["headers"])
    collect(sent, [tmp_path / "back"])
    with SmtpServer(certificates) as server:
        round = set_server(sent, server, certificates)
        assert send(round).sent == []
        assert len(send(round, again=["101002"]).sent) == 1
    assert outcomes(round)["101002"] is DeliveryState.SENT


def test_an_answer_tells_whose_a_file_is_where_nothing_else_does(tmp_path: Path, sent: Round) -> None:
    head = b"In-Reply-To: %s\r\n" % message_id(sent, "101002")
    answer = message([named(b"%PDF-1.7\n", "扫描.pdf")], sender=b"private@example.com", head=head)
    put(tmp_path / "back", "b.eml", answer)
    collect(sent, [tmp_path / "back"])
    assert states(sent)["101002"] == "unreadable"
    with sent.ledger() as ledger:
        (_, one, *_) = state_of_round(sent, ledger).departments
        (event,) = ledger.events(EventKind.MESSAGE)
    assert one.current is not None
    assert one.current.how == "reply"
    assert "凭所回复的信认出" in set(notes_of(one, "zh"))
    assert (event.department, event.details["how"]) == ("101002", "reply")


def test_an_answer_that_was_forwarded_is_its_senders(tmp_path: Path, sent: Round) -> None:
    head = b"In-Reply-To: %s\r\n" % message_id(sent, "101002")
    put(
        tmp_path / "back",
        "1.eml",
        message([named(b"%PDF-1.7\n", "x.pdf")], sender=b"a@example.cn", head=head),
    )
    form = sent_back(sent, "101003", "丁局")
    put(tmp_path / "back", "2.eml", message([named(form, "y.xlsx")], sender=b"x@example.com", head=head))
    collect(sent, [tmp_path / "back"])
    found = states(sent)
    assert (found["101001"], found["101002"], found["101003"]) == ("unreadable", "waiting", "ready")
