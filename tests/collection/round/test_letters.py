"""Letters: to whom, with what, and each once; whatever a roster says, it is a name and no header."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from collection import (
    CollectionError,
    EventKind,
    Letters,
    Round,
    collect,
    correct_round,
    issue_round,
    mail_round,
    open_round,
    remind_round,
)
from reader import read
from tests.collection.round.rosters import begun, sent_back
from tests.collection.round.test_collecting import put, states

DAY = date(2026, 4, 2)


@pytest.fixture
def round(tmp_path: Path) -> Round:
    """A round whose blanks were issued; the third department has no address."""
    (tmp_path / "back").mkdir()
    begun_round = begun(tmp_path)
    issue_round(begun_round)
    return open_round(begun_round.folder.path)


def letters(round: Round) -> Mapping[str, EmailMessage]:
    """Return the drafts by their names, as a mail program reads them."""
    found = {}
    for path in sorted(round.folder.letters.iterdir()):
        message = message_from_bytes(path.read_bytes(), policy=default)
        assert isinstance(message, EmailMessage)
        assert message["X-Unsent"] == "1"
        assert not message.defects
        found[path.name] = message
    return found


def attached(message: EmailMessage) -> tuple[str | None, bytes]:
    (part,) = message.iter_attachments()
    content = part.get_content()
    assert isinstance(content, bytes)
    return part.get_filename(), content


def text(message: EmailMessage) -> str:
    body = message.get_body()
    assert body is not None
    return str(body.get_content())


def test_each_department_with_an_address_gets_its_blank(round: Round) -> None:
    said = mail_round(round)
    assert said.files == ["letters/101001_甲局_issue.eml", "letters/101002_乙局_issue.eml"]
    assert [member.code for member in said.without_address] == ["102001"]
    first = letters(round)["101001_甲局_issue.eml"]
    assert (first["To"], first["Subject"]) == (
        "李明 <a@example.cn>",
        "请填报2020年部门整体绩效目标申报表（甲局）",
    )
    assert "2026-03-31" in text(first)
    assert attached(first) == (
        "101001_甲局.xlsx",
        (round.folder.issued / "101001_甲局.xlsx").read_bytes(),
    )


def test_done_twice_no_letter_is_written_again(round: Round) -> None:
    mail_round(round)
    before = {path: path.stat().st_mtime_ns for path in round.folder.letters.iterdir()}
    again = mail_round(round)
    assert (again.files, again.before) == ([], 2)
    assert {path: path.stat().st_mtime_ns for path in round.folder.letters.iterdir()} == before


def test_a_letter_that_was_not_noted_is_written_anew(tmp_path: Path, round: Round) -> None:
    killed = tmp_path / "killed"
    shutil.copytree(round.folder.path, killed)
    mail_round(round)
    written = {path.name: path.read_bytes() for path in round.folder.letters.iterdir()}
    (killed / "letters").mkdir()
    (killed / "letters" / "101001_甲局_issue.eml").write_bytes(b"half")
    assert len(mail_round(open_round(killed)).files) == 2
    assert {path.name: path.read_bytes() for path in (killed / "letters").iterdir()} == written


def test_nobody_is_written_to_before_there_is_a_blank(tmp_path: Path) -> None:
    assert mail_round(begun(tmp_path)) == Letters([], 0, [])


def test_the_words_are_the_officers(round: Round) -> None:
    settings = round.folder.settings
    told = settings.read_text(encoding="utf-8").replace("请填报{year}年", "【财政局】{department}请报{year}")
    settings.write_text(told, encoding="utf-8")
    mail_round(open_round(round.folder.path))
    assert letters(round)["101001_甲局_issue.eml"]["Subject"].startswith("【财政局】甲局请报2020")


def test_a_slot_that_does_not_exist_is_told_before_anything_is_written(round: Round) -> None:
    settings = round.folder.settings
    told = settings.read_text(encoding="utf-8").replace("请填报{year}年", "请填报{yaer}年")
    settings.write_text(told, encoding="utf-8")
    with pytest.raises(CollectionError, match="yaer"):
        open_round(round.folder.path)


NAMES = ["甲\r\nBcc: x@example.com", "{deadline}", '"; <x@example.com>,', "=?utf-8?Q?=0D=0ABcc:?=", "甲" * 50]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_a_name_and_no_header(tmp_path: Path, name: str) -> None:
    quoted = name.replace('"', '""')
    round = begun(tmp_path, [f'101001,"{quoted}","{quoted}",a@example.cn,,'])
    issue_round(round)
    mail_round(round)
    (message,) = letters(round).values()
    assert message["Bcc"] is None
    assert [one.addr_spec for one in message["To"].addresses] == ["a@example.cn"]
    shown = " ".join(name.split()).replace("=?", "= ?")
    said = message["To"].addresses[0].display_name  # Python reads spaces between the words of a long name
    assert said.replace(" ", "") == shown.replace(" ", "")
    assert shown in message["Subject"]


def test_who_returned_nothing_is_reminded_once_on_a_day(tmp_path: Path, round: Round) -> None:
    put(tmp_path / "back", "a.xlsx", sent_back(round, "101001", "甲局"))
    collect(round, [tmp_path / "back"])
    assert remind_round(round, DAY).files == ["letters/101002_乙局_remind_20260402.eml"]
    assert remind_round(round, DAY).files == []
    assert remind_round(round, date(2026, 4, 3)).files == ["letters/101002_乙局_remind_20260403.eml"]
    assert attached(letters(round)["101002_乙局_remind_20260402.eml"])[0] == "101002_乙局.xlsx"


@pytest.fixture
def wrong(tmp_path: Path, round: Round) -> Round:
    """The round after two departments returned forms with errors, one of them without an address."""
    put(tmp_path / "back", "b.xlsx", sent_back(round, "101002", "乙局", wrong=True))
    put(tmp_path / "back", "c.xlsx", sent_back(round, "102001", "丙中心", wrong=True))
    put(tmp_path / "back", "a.xlsx", sent_back(round, "101001", "甲局"))
    collect(round, [tmp_path / "back"])
    return open_round(round.folder.path)


def test_who_made_errors_gets_a_correction_for_each_return(wrong: Round) -> None:
    said = correct_round(wrong)
    assert sorted(path.name for path in wrong.folder.corrections.iterdir()) == [
        "101002_乙局_2.xlsx",
        "102001_丙中心_2.xlsx",
    ]
    assert [member.code for member in said.without_address] == ["102001"]
    assert correct_round(wrong).files == []
    (message,) = letters(wrong).values()
    assert "1 处需要更正" in text(message)
    assert "收入" in text(message)
    name, content = attached(message)
    assert content == (wrong.folder.corrections / "101002_乙局_2.xlsx").read_bytes()
    reading = read(content, key=wrong.key)
    assert name == "101002_乙局_2.xlsx"
    assert reading.stamp is not None
    assert (reading.stamp.department, reading.stamp.round, reading.stamp.revision) == ("101002", wrong.id, 2)


def test_a_corrected_return_counts_and_a_wrong_one_is_corrected_again(tmp_path: Path, wrong: Round) -> None:
    correct_round(wrong)
    put(tmp_path / "back", "b2.xlsx", sent_back(wrong, "101002", "乙局", wrong=True, revision=2))
    collect(wrong, [tmp_path / "back"])
    assert correct_round(wrong).files[0].startswith("letters/101002_乙局_correct_")
    put(tmp_path / "back", "b3.xlsx", sent_back(wrong, "101002", "乙局", revision=3))
    collect(wrong, [tmp_path / "back"])
    assert states(wrong)["101002"] == "ready"
    assert correct_round(wrong).files == []


def test_a_form_without_a_stamp_gets_one_with_its_correction(tmp_path: Path, round: Round) -> None:
    put(tmp_path / "back", "b.xlsx", sent_back(round, "", "乙局", wrong=True))
    collect(round, [tmp_path / "back"])
    correct_round(round)
    reading = read(round.folder.corrections / "101002_乙局_2.xlsx", key=round.key)
    assert reading.stamp is not None
    assert (reading.stamp.department, reading.stamp.round) == ("101002", round.id)
    with round.ledger() as ledger:
        assert len(ledger.events(EventKind.CORRECTED)) == 1
