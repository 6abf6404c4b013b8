"""What comes back in the demonstration's round: the first messages, and those after the corrections."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from templates import Text
from tianbao.commands.demo.departments import Office, plan
from tianbao.commands.demo.mails import Attached, Mailbox, Sender
from tianbao.commands.demo.returns import Clerks, old_template, scan, zipped

__all__ = ["FIRST_SAID", "SECOND_SAID", "first_answers", "second_answers"]

_FIRST, _SECOND = datetime(2026, 3, 16, 8, 30), datetime(2026, 3, 24, 9, 0)
_AFTER, _LATE = timedelta(minutes=17), timedelta(days=9)
_REPLY = "回复：请填报2026年部门整体绩效目标申报表"
_FORM_NAME = "申报表.xlsx"
_MISTAKES = ("sums", "missing")

FIRST_SAID = Text(
    "各单位回信 {count} 封：有填对的、填错的、先错后改的、存成 .xls 的、打成 .zip 的、只发网盘链接的、\n"
    "   发扫描件的，有自动回复和退信，还有名单之外的人来信；几个单位没有动静。",
    "{count} messages come: forms right, wrong, sent twice, as .xls, as .zip, as a link to a netdisk, as a\n"
    "   scan; an automatic reply, a bounce, a stranger's form. Some departments send nothing.",
)
SECOND_SAID = Text(
    "收到更正表的单位改好交回，有一个还是没改对；又有一个单位过了截止日期才交（共 {count} 封）：",
    "Those who got corrections return them, one of them wrong again; one more department is late"
    " ({count} messages):",
)


def first_answers(folder: Path, clerks: Clerks) -> int:
    """Write the messages that come first into a folder; return how many."""
    box = Mailbox(folder, _FIRST)
    for office in plan().offices:
        _answer(box, office, clerks)
    stranger = plan().offices[-1]
    body = "我单位也需要报送吗？先填了一份，请查收。"
    attached = (_FORM_NAME, clerks.stranger(stranger))
    box.save(("气象服务中心", "qxfw@example.com"), "绩效目标", body, [attached], after=_AFTER)
    return box.count


def second_answers(folder: Path, clerks: Clerks) -> int:
    """Write the messages that come after the corrections into a folder; return how many."""
    box = Mailbox(folder, _SECOND)
    for office in plan().offices:
        if office.then or office.answer == "xls":
            attached = ("更正表.xlsx", clerks.corrected(office))
            box.save(_sender(office), f"更正：{office.name}", "已更正，请查收。", [attached], after=_AFTER)
    for office in plan().offices:
        if office.answer == "late":
            attached = (_FORM_NAME, clerks.form(office))
            body = "因人员变动，报送迟了，抱歉。"
            box.save(_sender(office), _REPLY, body, [attached], after=_LATE)
    return box.count


def _answer(box: Mailbox, office: Office, clerks: Clerks) -> None:
    """Write what a department sends first, if anything."""
    match office.answer:
        case "right" | "wrong":
            _send(box, office, (_FORM_NAME, clerks.form(office, office.mistake)))
        case "twice":
            _send(box, office, (_FORM_NAME, clerks.form(office, _MISTAKES[0])))
            _send(box, office, ("申报表（新）.xlsx", clerks.form(office)), body="刚才那份有误，以此为准。")
        case "xls":
            _send(box, office, ("申报表.xls", old_template()))
        case "zip":
            _send(box, office, ("报送材料.zip", zipped(f"{office.code}.xlsx", clerks.form(office))))
        case "scan":
            _send(box, office, ("申报表（盖章扫描件）.pdf", scan()))
        case "netdisk":
            _send(box, office, body="附件太大，已上传：https://pan.baidu.com/s/1example 提取码：2026")
        case "away":
            words = "您好，我正在休假，3月30日后回复。"
            headers = [("Auto-Submitted", "auto-replied")]
            box.save(_sender(office), f"自动回复：{_REPLY[3:]}", words, after=_AFTER, headers=headers)
        case "bounced":
            words = f"您的邮件未能送达以下收件人：\n{office.email}\n原因：邮箱已满。"
            sender = ("系统退信", "postmaster@mail.example.com")
            headers = [("X-Failed-Recipients", office.email or "")]
            box.save(sender, "系统退信", words, after=_AFTER, headers=headers)


def _send(box: Mailbox, office: Office, *attached: Attached, body: str = "您好，已填好，请查收。") -> None:
    box.save(_sender(office), _REPLY, body, attached, after=_AFTER)


def _sender(office: Office) -> Sender:
    return office.contact, office.email or ""
