"""Scans and other files that are no form: they go with the return, and never take its place."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Sequence
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest

import cli
from collection import (
    Collected,
    CollectionError,
    DepartmentState,
    EventKind,
    Round,
    assign,
    collect,
    correct_round,
    decide,
    issue_round,
    mail_round,
    open_round,
    overview_of_round,
    remind_round,
    status_page,
    trace,
    write_status,
)
from tests.collection.round.mail.mails import message, named, word
from tests.collection.round.mail.outlook.messages import Attached, OutlookLetter, msg
from tests.collection.round.rosters import begun, sent_back
from tests.collection.round.test_collecting import AFTER, BEFORE, put, state, states
from tianbao.output.round.overview import overview_text, overview_to_dict
from tianbao.output.round.states import state_table, state_to_dict
from tianbao.output.round.traces import trace_text, trace_to_dict

DAY = date(2026, 4, 2)
SCAN, PICTURE, LETTER = b"%PDF-1.7 scan\n", b"\xff\xd8\xff\xe0 scan", b"{\\rtf1 letter}"


@pytest.fixture
def round(tmp_path: Path) -> Round:
    (tmp_path / "back").mkdir()
    return begun(tmp_path)


def required(round: Round) -> Round:
    """Have the round ask for a scan of each department."""
    path = round.folder.settings
    text = path.read_text(encoding="utf-8")
    assert "required = false" in text
    path.write_text(text.replace("required = false", "required = true"), encoding="utf-8")
    return open_round(round.folder.path)


def taken(round: Round, name: str, content: bytes) -> Collected:
    back = round.folder.path.parent / "back"
    put(back, name, content)
    return collect(open_round(round.folder.path), [back])


def mailed(
    round: Round,
    name: str,
    files: Sequence[tuple[str, bytes]],
    *,
    sender: bytes = b"x@example.com",
    subject: str = "报送",
) -> Collected:
    parts = [named(content, called) for called, content in files]
    return taken(round, name, message(parts, sender=sender, subject=word(subject, "utf-8")))


def departments(round: Round) -> Sequence[DepartmentState]:
    return state(round).departments


def names(one: DepartmentState) -> tuple[list[str], list[str]]:
    """Return the returns of a department, and what belongs to them."""
    return [back.name for back in one.returns], [file.name for file in one.attachments]


def test_what_comes_with_a_form_goes_with_it(round: Round) -> None:
    files = [("盖章.pdf", SCAN), ("甲.xlsx", sent_back(round, "101001", "甲局")), ("照片.jpg", PICTURE)]
    collected = mailed(round, "1.eml", [*files, ("说明.rtf", LETTER)])
    assert (collected.new, collected.attached) == (4, 3)
    first = departments(round)[0]
    assert names(first) == (["甲.xlsx"], ["盖章.pdf", "照片.jpg", "说明.rtf"])
    assert first.state.value == "ready"
    assert first.current is not None
    kept = first.attachments[0]
    assert (round.folder.path / kept.path).read_bytes() == SCAN
    assert re.fullmatch(r"returned/20260331-\d{6}_101001_[0-9a-f]{8}\.pdf", kept.path)
    assert (kept.form, kept.mail) == (first.current.digest, first.current.mail)
    with round.ledger() as ledger:
        events = ledger.events(EventKind.ATTACHED)
    assert {event.details["form"] for event in events} == {first.current.digest}
    assert {event.details["mail"] for event in events} == {first.current.mail}
    assert state(round).unassigned == ()


@pytest.mark.parametrize("name", ["1.eml", "2.msg"])
def test_a_scan_alone_asks_for_the_workbook(round: Round, name: str) -> None:
    if name.endswith(".msg"):
        taken(round, name, msg(OutlookLetter([Attached("盖章.pdf", SCAN)], "b@example.cn")))
    else:
        mailed(round, name, [("盖章.pdf", SCAN)], sender=b"b@example.cn")
    second = departments(round)[1]
    assert (second.state.value, names(second)) == ("unreadable", (["盖章.pdf"], []))
    assert second.current is not None
    assert second.current.verdict.refusal == "pdf-file"


@pytest.mark.parametrize(
    ("sender", "subject", "is_theirs"),
    [
        (b"b@example.cn", "报送", True),
        (b"x@example.com", "乙局盖章扫描件", True),
        (b"x@example.com", "Re: 101002", True),
        (b"x@example.com", "扫描件", False),
        (b"x@example.com", "甲局和乙局", False),
        (b"x@example.com", "甲局盖章扫描件", False),
    ],
)
def test_scans_that_come_later_go_by_sender_and_subject(
    round: Round, sender: bytes, subject: str, is_theirs: bool
) -> None:
    taken(round, "1.xlsx", sent_back(round, "101002", "乙局"))
    mailed(round, "2.eml", [("扫描.pdf", SCAN)], sender=sender, subject=subject)
    second = departments(round)[1]
    assert names(second) == (["1.xlsx"], ["扫描.pdf"] if is_theirs else [])
    assert len(state(round).unassigned) == (0 if is_theirs else 1)
    assert departments(round)[0].state.value == "waiting"


def test_scans_that_come_before_their_form_go_with_it_when_it_comes(round: Round) -> None:
    mailed(round, "1.eml", [("扫描.pdf", SCAN)], sender=b"b@example.cn")
    assert names(departments(round)[1]) == (["扫描.pdf"], [])
    collected = taken(round, "2.xlsx", sent_back(round, "101002", "乙局"))
    assert (collected.new, collected.attached) == (1, 1)
    second = departments(round)[1]
    assert (names(second), second.state.value) == ((["2.xlsx"], ["扫描.pdf"]), "ready")
    assert taken(round, "2.xlsx", sent_back(round, "101002", "乙局")).attached == 0
    with round.ledger() as ledger:
        assert len(ledger.events(EventKind.ATTACHED)) == 1


def test_a_form_that_is_known_still_says_whose_the_new_scan_is(round: Round) -> None:
    form = sent_back(round, "101001", "甲局")
    taken(round, "1.xlsx", form)
    mailed(round, "2.eml", [("甲.xlsx", form), ("扫描.pdf", SCAN)])
    assert names(departments(round)[0]) == (["1.xlsx"], ["扫描.pdf"])


def test_with_forms_of_several_departments_a_scan_goes_by_its_name(round: Round) -> None:
    forms = [
        ("1.xlsx", sent_back(round, "101001", "甲局")),
        ("2.xlsx", sent_back(round, "101002", "乙局")),
    ]
    scans = [("甲局盖章.pdf", SCAN), ("101002.jpg", PICTURE), ("扫描.pdf", b"%PDF-1.7 of nobody\n")]
    mailed(round, "1.eml", [*forms, *scans])
    now = state(round)
    assert [names(one) for one in now.departments] == [
        (["1.xlsx"], ["甲局盖章.pdf"]),
        (["2.xlsx"], ["101002.jpg"]),
        ([], []),
    ]
    assert [(file.name, bool(file.mail)) for file in now.attachments] == [("扫描.pdf", True)]
    told = state_to_dict(now)["unassigned"]
    assert told == [{"file": now.attachments[0].path, "sender": "x@example.com", "why": "attached"}]
    assert "扫描.pdf" in state_table(now, "zh", 80)
    assign(round, "扫描.pdf", "101002", "来电确认")
    assert names(departments(round)[1]) == (["2.xlsx"], ["101002.jpg", "扫描.pdf"])
    assert (state(round).attachments, state(round).unassigned) == ((), ())
    assign(round, "扫描.pdf", "101001", "更正")
    assert names(departments(round)[0]) == (["1.xlsx"], ["甲局盖章.pdf", "扫描.pdf"])
    assign(round, "扫描.pdf", "101001", "更正")
    with round.ledger() as ledger:
        assert len(ledger.events(EventKind.ASSIGNED)) == 2


def test_a_scan_named_for_a_department_without_a_form_asks_for_it(round: Round) -> None:
    forms = [("1.xlsx", sent_back(round, "101001", "甲局"))]
    mailed(round, "1.eml", [*forms, ("乙局.pdf", SCAN)])
    assert states(round) == {"101001": "ready", "101002": "unreadable", "102001": "waiting"}


def test_a_scan_of_nobody_goes_with_the_return_of_whom_it_is_assigned_to(round: Round) -> None:
    taken(round, "1.pdf", SCAN)
    taken(round, "2.xlsx", sent_back(round, "101001", "甲局"))
    assert [one.name for one in state(round).unassigned] == ["1.pdf"]
    assign(round, "1.pdf", "101002", "来电确认")
    assert states(round)["101002"] == "unreadable"  # it has no form yet
    assign(round, "1.pdf", "101001", "更正")
    assert names(departments(round)[0]) == (["2.xlsx"], ["1.pdf"])
    assert states(round) == {"101001": "ready", "101002": "waiting", "102001": "waiting"}


def test_no_scan_takes_an_acceptance_back(round: Round) -> None:
    taken(round, "1.xlsx", sent_back(round, "101002", "乙局"))
    decide(round, EventKind.ACCEPTED, "101002", "审核无误")
    mailed(round, "2.eml", [("扫描.pdf", SCAN)], sender=b"b@example.cn")
    second = departments(round)[1]
    assert (second.state.value, len(second.returns)) == ("accepted", 1)
    with pytest.raises(CollectionError):
        decide(round, EventKind.REFUSED, "101002", "x", "扫描.pdf")


def test_what_the_officer_decided_on_stays_a_return(round: Round) -> None:
    mailed(round, "1.eml", [("扫描.pdf", SCAN)], sender=b"b@example.cn")
    decide(round, EventKind.ACCEPTED, "101002", "按扫描件录入")
    taken(round, "2.xlsx", sent_back(round, "101002", "乙局"))
    assert names(departments(round)[1])[0] == ["扫描.pdf", "2.xlsx"]


def test_files_that_belong_to_no_form_stay_what_they_were(round: Round) -> None:
    form = sent_back(round, "101001", "甲局")
    files = [("甲.xlsx", form), ("乙.xlsx", form[:20_000]), ("丙.rar", b"Rar!\x1a\x07\x01\0")]
    collected = mailed(round, "1.eml", files, sender=b"a@example.cn")
    assert (collected.new, collected.attached) == (3, 0)
    assert names(departments(round)[0]) == (["甲.xlsx", "乙.xlsx", "丙.rar"], [])


@pytest.mark.parametrize("is_mailed", [True, False])
def test_what_is_packed_beside_a_form_goes_with_it(round: Round, is_mailed: bool) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("报送/甲.xlsx", sent_back(round, "101001", "甲局"))
        archive.writestr("报送/盖章.ofd", _sealed())
        archive.writestr("报送/扫描.PDF", SCAN)
        archive.writestr("__MACOSX/._扫描.pdf", b"x")
        archive.writestr("说明.txt", b"x")
    if is_mailed:
        collected = mailed(round, "1.eml", [("报送.zip", stream.getvalue())])
    else:
        collected = taken(round, "报送.zip", stream.getvalue())
    assert (collected.new, collected.attached) == (3, 2)
    assert names(departments(round)[0]) == (["甲.xlsx"], ["盖章.ofd", "扫描.PDF"])


def _sealed() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("OFD.xml", "<ofd:OFD/>")
    return stream.getvalue()


def test_the_order_in_which_messages_come_makes_no_difference(tmp_path: Path) -> None:
    found = []
    for order in ("123", "321", "213"):
        folder = tmp_path / order
        (folder / "back").mkdir(parents=True)
        round = begun(folder)
        form = sent_back(round, "101002", "乙局")
        contents = {
            "1": message([named(SCAN, "扫描.pdf")], sender=b"b@example.cn"),
            "2": message([named(form, "表.xlsx"), named(PICTURE, "章.jpg")]),
            "3": message([named(b"%PDF-1.7 again\n", "再扫.pdf")], sender=b"b@example.cn"),
        }
        for number in order:
            taken(round, f"{number}.eml", contents[number])
        returns, attached = names(departments(round)[1])
        found.append((returns, sorted(attached)))
    assert found == [(["表.xlsx"], ["再扫.pdf", "扫描.pdf", "章.jpg"])] * 3


def test_what_was_not_noted_is_attached_by_the_next_run(
    round: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailed(round, "1.eml", [("扫描.pdf", SCAN)], sender=b"b@example.cn")

    def killed(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("collection.round.incoming.collecting.attach_strays", killed)
    with pytest.raises(KeyboardInterrupt):
        taken(round, "2.xlsx", sent_back(round, "101002", "乙局"))
    assert names(departments(round)[1]) == (["扫描.pdf", "2.xlsx"], [])
    monkeypatch.undo()
    assert collect(open_round(round.folder.path), []).attached == 1
    assert names(departments(round)[1]) == (["2.xlsx"], ["扫描.pdf"])


def drafts(round: Round) -> dict[str, EmailMessage]:
    found = {}
    for path in sorted(round.folder.letters.iterdir()):
        draft = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert isinstance(draft, EmailMessage)
        found[path.name] = draft
    return found


def body(draft: EmailMessage) -> str:
    text = draft.get_body()
    assert text is not None
    return str(text.get_content())


def test_without_the_setting_nobody_is_asked_for_a_scan(round: Round) -> None:
    issue_round(round)
    taken(round, "1.xlsx", sent_back(round, "101001", "甲局"))
    mail_round(round)
    assert len(remind_round(round, DAY).files) == 1
    assert all("扫描件" not in body(draft) for draft in drafts(round).values())
    now = state(round)
    assert not any(one.lacks_attachment for one in now.departments)
    assert "扫描件" not in state_table(now, "zh", 80)


def test_a_department_whose_scan_alone_is_missing_is_asked_for_it_alone(round: Round) -> None:
    issue_round(round)
    round = required(round)
    taken(round, "1.xlsx", sent_back(round, "101001", "甲局"))
    assert states(round)["101001"] == "ready"
    files = remind_round(round, DAY).files
    assert files == ["letters/101001_甲局_remind_20260402.eml", "letters/101002_乙局_remind_20260402.eml"]
    alone, whole = drafts(round).values()
    assert "只缺盖章扫描件" in body(alone)
    assert "盖章扫描件" in alone["Subject"]
    assert list(alone.iter_attachments()) == []
    assert "请同时附上盖章扫描件" in body(whole)
    assert len(list(whole.iter_attachments())) == 1
    assert remind_round(round, DAY).files == []
    assert remind_round(round, DAY).before == 2
    mailed(round, "2.eml", [("扫描.pdf", SCAN)], sender=b"a@example.cn")
    assert len(remind_round(round, DAY + timedelta(days=1)).files) == 1


def test_who_is_to_correct_is_asked_for_the_scan_too(round: Round) -> None:
    round = required(round)
    taken(round, "1.xlsx", sent_back(round, "101001", "甲局", wrong=1))
    taken(round, "2.xlsx", sent_back(round, "101002", "乙局", wrong=1))
    mailed(round, "3.eml", [("扫描.pdf", SCAN)], sender=b"b@example.cn")
    correct_round(round)
    assert ["请同时附上盖章扫描件" in body(draft) for draft in drafts(round).values()] == [True, False]
    assert remind_round(round, DAY).files == []


def test_an_officers_own_words_are_kept_and_the_scan_is_asked_for_behind_them(round: Round) -> None:
    issue_round(round)
    text = round.folder.settings.read_text(encoding="utf-8").replace(
        "不要另做表格。{attachments}", "不要另做表格。"
    )
    round.folder.settings.write_text(text, encoding="utf-8")
    mail_round(required(round))
    said = body(next(iter(drafts(round).values())))
    assert said.rstrip().endswith("请同时附上盖章扫描件（PDF 或图片）。")
    assert "{attachments}" not in said


def test_a_scan_that_is_missing_is_shown_everywhere(round: Round, tmp_path: Path) -> None:
    round = required(round)
    taken(round, "1.xlsx", sent_back(round, "101001", "甲局"))
    files = [("表.xlsx", sent_back(round, "101002", "乙局")), ("<b>盖章.pdf", SCAN)]
    mailed(round, "2.eml", files, sender=b"b@example.cn")
    with round.ledger() as ledger:
        overview = overview_of_round(round, ledger, DAY)
    assert [one.member.code for one in overview.unattached] == ["101001"]
    assert (overview.whole.unattached, overview.whole.returned) == (1, 2)
    told = overview_to_dict(overview)
    assert told["attachments_missing"] == ["101001"]
    first, second, third = told["departments"]
    assert (first["notes"], first["attachments"], first["returns"]) == (["scan missing"], [], 1)
    (file,) = second["attachments"]
    assert (file["name"], second["notes"], second["returns"]) == ("<b>盖章.pdf", [], 1)
    assert (file["digest"][:8], file["sender"]) == (Path(file["file"]).stem[-8:], "b@example.cn")
    assert file["received"].startswith("2026-03-31T")
    assert third["notes"] == []
    text = overview_text(overview, "zh", 120)
    assert "可接收（缺扫描件）" in text
    assert "缺盖章扫描件 1 个：101001 甲局" in text
    assert "Scan missing, 1: 101001 甲局" in overview_text(overview, "en", 120)
    page = status_page(overview)
    assert "缺盖章扫描件的单位" in page
    assert "附件：&lt;b&gt;盖章.pdf" in page
    write_status(overview, tmp_path / "status.xlsx")
    book = openpyxl.load_workbook(tmp_path / "status.xlsx")
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(cell.startswith("附件：<b>盖章.pdf（returned/") for cell in cells)
    assert {"缺盖章扫描件", "缺扫描件"} <= set(cells)


def test_nobodys_scan_is_on_page_and_workbook(round: Round, tmp_path: Path) -> None:
    forms = [("1.xlsx", sent_back(round, "101001", "甲局")), ("2.xlsx", sent_back(round, "101002", "乙局"))]
    mailed(round, "1.eml", [*forms, ("扫描.pdf", SCAN)])
    with round.ledger() as ledger:
        overview = overview_of_round(round, ledger, DAY)
    assert "看不出是哪个单位的" in status_page(overview)
    write_status(overview, tmp_path / "status.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "status.xlsx")["未归属"]
    assert any(row[0].value == "扫描.pdf" for row in sheet.iter_rows())


def test_trace_names_what_belongs_to_a_return(round: Round) -> None:
    mailed(round, "1.eml", [("甲.xlsx", sent_back(round, "101001", "甲局")), ("盖章.pdf", SCAN)])
    found = trace(round, "101001", "income.fiscal.amount")
    (file,) = found.department.attachments
    assert f"附件：{file.path}（收到时名为 盖章.pdf）" in trace_text(found, "zh")
    assert [one["digest"] for one in trace_to_dict(found)["attachments"]] == [file.digest]


@pytest.mark.parametrize(
    "written", ["[attachments]\nrequired = 1", "[attachments]\nneeded = true", "attachments = 1"]
)
def test_a_setting_that_is_none_is_told(round: Round, written: str) -> None:
    path = round.folder.settings
    text = path.read_text(encoding="utf-8").replace("[attachments]\nrequired = false", "")
    path.write_text(
        f"{written}\n{text}" if written.startswith("attachments =") else f"{text}{written}\n",
        encoding="utf-8",
    )
    with pytest.raises(CollectionError, match="attachments"):
        open_round(round.folder.path)


def test_the_command_says_how_many_files_belong_to_returns(
    round: Round, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = [named(sent_back(round, "101001", "甲局"), "甲.xlsx"), named(SCAN, "盖章.pdf")]
    back = round.folder.path.parent / "back"
    put(back, "1.eml", message(parts), AFTER)
    put(back, "2.msg", msg(OutlookLetter([Attached("扫描.pdf", PICTURE)], "a@example.cn")), BEFORE)
    assert cli.main(["round", "collect", str(round.folder.path), str(back)]) == 0
    said = capsys.readouterr().err
    assert "新收 3 份" in said
    assert "其中附件（盖章扫描件等）2 个" in said
    assert cli.main(["round", "status", str(round.folder.path), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["departments"][0]["attachments"]) == 2
