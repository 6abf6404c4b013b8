"""Letters: to whom, with what, and each once; whatever a roster says, it is a name and no header."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from openpyxl import load_workbook

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
    state_of_round,
)
from reader import read
from tests.collection.round.rosters import begun, of_roster, sent_back
from tests.collection.round.test_collecting import BEFORE, put, states

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


def corrections(round: Round) -> list[str]:
    return sorted(path.name for path in round.folder.corrections.iterdir())


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
    said = mail_round(begun(tmp_path))
    assert (said.files, said.before, said.without_address) == ([], 0, [])


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
    put(tmp_path / "back", "b.xlsx", sent_back(round, "101002", "乙局", wrong=1))
    put(tmp_path / "back", "c.xlsx", sent_back(round, "102001", "丙中心", wrong=1))
    put(tmp_path / "back", "a.xlsx", sent_back(round, "101001", "甲局"))
    collect(round, [tmp_path / "back"])
    return open_round(round.folder.path)


def test_who_made_errors_gets_a_correction_for_each_return(wrong: Round) -> None:
    said = correct_round(wrong)
    first, second = corrections(wrong)
    assert first.startswith("101002_乙局_2_")
    assert second.startswith("102001_丙中心_2_")
    assert [member.code for member in said.without_address] == ["102001"]
    assert correct_round(wrong).files == []
    (message,) = letters(wrong).values()
    assert "1 处需要更正" in text(message)
    assert "收入" in text(message)
    name, content = attached(message)
    assert content == (wrong.folder.corrections / first).read_bytes()
    reading = read(content, key=wrong.key)
    assert name == first
    assert reading.stamp is not None
    assert (reading.stamp.department, reading.stamp.round, reading.stamp.revision) == ("101002", wrong.id, 2)


def test_a_corrected_return_counts_and_a_wrong_one_is_corrected_again(tmp_path: Path, wrong: Round) -> None:
    correct_round(wrong)
    put(tmp_path / "back", "b2.xlsx", sent_back(wrong, "101002", "乙局", wrong=1, revision=2))
    collect(wrong, [tmp_path / "back"])
    workbook, letter = correct_round(wrong).files
    assert workbook.startswith("corrections/101002_乙局_3_")
    assert letter.startswith("letters/101002_乙局_correct_")
    put(tmp_path / "back", "b3.xlsx", sent_back(wrong, "101002", "乙局", revision=3))
    collect(wrong, [tmp_path / "back"])
    assert states(wrong)["101002"] == "ready"
    assert correct_round(wrong).files == []


def test_a_form_without_a_stamp_gets_one_with_its_correction(tmp_path: Path, round: Round) -> None:
    put(tmp_path / "back", "b.xlsx", sent_back(round, "", "乙局", wrong=1))
    collect(round, [tmp_path / "back"])
    correct_round(round)
    (name,) = corrections(round)
    reading = read(round.folder.corrections / name, key=round.key)
    assert reading.stamp is not None
    assert (reading.stamp.department, reading.stamp.round) == ("101002", round.id)
    with round.ledger() as ledger:
        assert len(ledger.events(EventKind.CORRECTED)) == 1


def test_each_wrong_return_has_its_own_correction(tmp_path: Path, wrong: Round) -> None:
    correct_round(wrong)
    before = corrections(wrong)
    for code, name in (("101002", "乙局"), ("102001", "丙中心")):
        again = sent_back(wrong, code, name, wrong=7)
        put(tmp_path / "back", f"{code}-2.xlsx", again, BEFORE + timedelta(hours=1))
    collect(wrong, [tmp_path / "back"])
    said = correct_round(wrong)
    assert len(said.files) == 3
    assert not said.failed
    assert len(corrections(wrong)) == 4
    assert set(before) < set(corrections(wrong))


def test_what_was_made_without_an_address_is_sent_once_there_is_one(wrong: Round) -> None:
    correct_round(wrong)
    (made,) = (name for name in corrections(wrong) if name.startswith("102001"))
    given_an_address(wrong)
    settings = wrong.folder.settings
    words = settings.read_text(encoding="utf-8").replace('language = "zh"', 'language = "en"')
    settings.write_text(words, encoding="utf-8")
    said = correct_round(open_round(wrong.folder.path))
    assert said.files[0] == f"corrections/{made}"
    assert [change.member.email for change in of_roster(said.changes)] == ["c@example.cn"]
    content = (wrong.folder.corrections / made).read_bytes()
    assert attached(letters(wrong)[said.files[1].partition("/")[2]]) == (made, content)
    assert correct_round(wrong).files == []


def given_an_address(round: Round) -> None:
    """Write an address for the third department into the roster that lies in the folder."""
    book = load_workbook(round.folder.roster)
    sheet = book.worksheets[0]
    (row,) = (row for row in sheet.iter_rows() if "102001" in {cell.value for cell in row})
    (head,) = (row for row in sheet.iter_rows() if "电子邮箱" in {cell.value for cell in row})
    (at,) = (place for place, cell in enumerate(head) if cell.value == "电子邮箱")
    row[at].value = "c@example.cn"
    book.save(round.folder.roster)


@pytest.mark.parametrize("write", [mail_round, lambda round: remind_round(round, DAY)])
def test_a_letter_goes_by_the_roster_of_now(round: Round, write: Callable[[Round], Letters]) -> None:
    given_an_address(round)
    said = write(round)
    assert [change.member.code for change in of_roster(said.changes)] == ["102001"]
    assert said.without_address == []
    assert len(said.files) == 3


@pytest.mark.parametrize("what", ["gone", "altered"])
def test_a_blank_that_is_no_longer_what_was_issued_is_not_sent(round: Round, what: str) -> None:
    blank = round.folder.issued / "101001_甲局.xlsx"
    if what == "gone":
        blank.unlink()
    else:
        blank.write_bytes(blank.read_bytes()[:-1])
    said = mail_round(round)
    assert said.files == ["letters/101002_乙局_issue.eml"]
    ((member, error),) = said.failed
    assert member.code == "101001"
    assert error.code == ("input-not-readable" if what == "gone" else "round-workbook-altered")


def test_names_of_files_are_no_two_departments(tmp_path: Path) -> None:
    lines = ["A/1,甲/局,,a@example.cn,,", "A_1,甲_局,,b@example.cn,,"]
    round = begun(tmp_path, lines)
    (tmp_path / "back").mkdir()
    for number, (code, name) in enumerate([("A/1", "甲/局"), ("A_1", "甲_局")]):
        put(tmp_path / "back", f"{number}.xlsx", sent_back(round, code, name, wrong=1))
    collect(round, [tmp_path / "back"])
    said = correct_round(round)
    assert (len(said.files), len(set(said.files)), said.failed) == (4, 4, [])


def test_the_state_says_what_was_written(wrong: Round) -> None:
    remind_round(wrong, DAY)
    mail_round(wrong)
    correct_round(wrong)
    with wrong.ledger() as ledger:
        written = {one.member.code: set(one.letters) for one in state_of_round(wrong, ledger).departments}
    assert written == {
        "101001": {EventKind.MAILED},
        "101002": {EventKind.MAILED, EventKind.CORRECTED},
        "102001": {EventKind.CORRECTED},
    }
