"""Where each department of a round is, as a table for people and as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from collection import (
    STATE_WORDS,
    Delivery,
    DepartmentState,
    Event,
    EventKind,
    Return,
    RoundState,
    State,
)
from collection.round.ledger.attached import AttachedFile
from collection.round.status.delivery_words import delivery_mark
from collection.round.status.words import ATTACHED_TO_SEVERAL, WHY_WORDS
from templates import Language, Text
from tianbao.output.terminal import grid_text, safe, wrapped

__all__ = ["attachment_to_dict", "state_table", "state_to_dict"]

_HEADS = (
    Text("编码", "Code"),
    Text("单位", "Department"),
    Text("状态", "State"),
    Text("收到", "Received"),
    Text("份数", "Files"),
    Text("错误", "Errors"),
    Text("提醒", "Warnings"),
    Text("文件", "File"),
)
_PLACE = 5
"""Before which of these the number of scans stands, where there are any."""

_LETTERS = {
    EventKind.REMINDED: Text("（已催报）", " (reminded)"),
    EventKind.CORRECTED: Text("（已出更正表）", " (correction made)"),
}
_SCANS = Text("附件", "Scans")
_LACKS = Text("（缺扫描件）", " (scan missing)")
_LATE = Text("（迟）", " (late)")
_DEADLINE = Text("截止 {day}：{counts}", "Deadline {day}: {counts}")
_NOBODYS = Text("不知是哪个单位的文件：", "Files that are no department's:")
_NOBODYS_MESSAGES = Text("不知是哪个单位的邮件：", "Messages that are no department's:")


def state_table(state: RoundState, language: Language, columns: int) -> str:
    """Return how many departments are where, a line for each, and the files that are nobody's."""
    counts = [f"{STATE_WORDS[one].say(language)} {count}" for one, count in state.counts.items() if count]
    separator = "，" if language == "zh" else ", "
    head = _DEADLINE.say(language).format(day=state.deadline.isoformat(), counts=separator.join(counts))
    has_scans = state.asks_for_attachments or any(one.attachments for one in state.departments)
    heads = [*_HEADS[:_PLACE], _SCANS, *_HEADS[_PLACE:]] if has_scans else _HEADS
    rows = [_row(one, language, has_scans=has_scans) for one in state.departments]
    lines = [wrapped(head, columns), "", grid_text([[one.say(language) for one in heads], *rows]).rstrip()]
    if state.unassigned or state.attachments:
        why = ATTACHED_TO_SEVERAL.say(language)
        lines += ["", _NOBODYS.say(language)]
        lines += [f"  {safe(one.name)} → {one.path}" for one in state.unassigned]
        lines += [f"  {safe(one.name)} ({why}) → {one.path}" for one in state.attachments]
    if state.messages:
        lines += ["", _NOBODYS_MESSAGES.say(language)]
        lines += [f"  {_message(one, language)}" for one in state.messages]
    return "\n".join(lines) + "\n"


def _message(event: Event, language: Language) -> str:
    """Return a message in a line: from whom, about what, what there is to say of it, and where it is kept."""
    details = event.details
    parts = filter(None, (safe(details["sender"]), safe(details["subject"])))
    return f"{' '.join(parts)} ({WHY_WORDS[details['why']].say(language)}) → {details['path']}"


def _row(one: DepartmentState, language: Language, *, has_scans: bool) -> list[str]:
    member, current = one.member, one.current
    state = STATE_WORDS[one.state].say(language) + "".join(
        said.say(language) for kind, said in _LETTERS.items() if _is_worth_saying(one, kind)
    )
    if one.lacks_attachment:
        state += _LACKS.say(language)
    state += delivery_mark(one, language)
    start = [member.code, safe(member.name), state]
    scans = [str(len(one.attachments) or "")] if has_scans else []
    if current is None:
        return [*start, "", "", *scans, "", "", ""]
    received = f"{current.at.astimezone():%m-%d %H:%M}" + (_LATE.say(language) if one.is_late else "")
    verdict = current.verdict
    found = map(str, (verdict.errors, verdict.warnings))
    return [*start, received, str(len(one.returns)), *scans, *found, current.path]


def _is_worth_saying(one: DepartmentState, kind: EventKind) -> bool:
    """Tell whether the officer wants to know that a letter was written: of those that are answered, not."""
    late = one.state in (State.WAITING, State.UNREADABLE) or one.lacks_attachment
    return kind in one.letters and (kind is EventKind.CORRECTED or late)


def state_to_dict(state: RoundState) -> dict[str, Any]:
    """Return the state of a round as plain data: what `round status --format json` prints."""
    return {
        "round": state.id,
        "deadline": state.deadline.isoformat(),
        "counts": {one.value: count for one, count in state.counts.items()},
        "departments": [_department(one) for one in state.departments],
        "unassigned": [
            *({"file": one.path, "sender": one.sender or None, "why": one.how} for one in state.unassigned),
            *(
                {"file": one.path, "sender": one.sender or None, "why": "attached"}
                for one in state.attachments
            ),
            *(_stranger(one.details) for one in state.messages),
        ],
    }


def _stranger(message: Mapping[str, Any]) -> dict[str, Any]:
    return {"file": message["path"], "sender": message["sender"] or None, "why": message["why"]}


def _department(one: DepartmentState) -> dict[str, Any]:
    current = one.current
    return {
        "code": one.member.code,
        "name": one.member.name,
        "group": one.member.group,
        "state": one.state.value,
        "late": one.is_late,
        "file": current and current.path,
        "digest": current and current.digest,
        "received": current and current.at.astimezone().isoformat(timespec="seconds"),
        "sender": (current and current.sender) or None,
        "returns": len(one.returns),
        "errors": current.verdict.errors if current else 0,
        "warnings": current.verdict.warnings if current else 0,
        "mailed": _written(one, EventKind.MAILED),
        "reminded": _written(one, EventKind.REMINDED),
        "corrected": _written(one, EventKind.CORRECTED),
        "receipted": _written(one, EventKind.RECEIPTED),
        "sent": {kind.value: _sent(delivery) for kind, delivery in one.deliveries.items()},
        "attachments": [attachment_to_dict(file) for file in one.attachments],
        "notes": [
            *(["scan missing"] if one.lacks_attachment else []),
            *_notes(one.returns),
            *(f"{tie.path}: tie" for tie in one.ties),
            *_told(one.messages),
        ],
    }


def attachment_to_dict(file: AttachedFile) -> dict[str, Any]:
    """Return a file that belongs to a return as plain data."""
    return {
        "name": file.name,
        "file": file.path,
        "digest": file.digest,
        "received": file.at.astimezone().isoformat(timespec="seconds"),
        "sender": file.sender or None,
    }


def _written(one: DepartmentState, kind: EventKind) -> str | None:
    at = one.letters.get(kind)
    return None if at is None else at.astimezone().isoformat(timespec="seconds")


def _sent(delivery: Delivery) -> dict[str, Any]:
    """Return what became of a letter, and what the server said."""
    return {
        "state": delivery.state.value,
        "at": delivery.at.astimezone().isoformat(timespec="seconds"),
        "message_id": delivery.message_id,
        "server": delivery.words or None,
    }


def _told(messages: Sequence[Event]) -> list[str]:
    """Return what is to be known of messages: each by its file, and why."""
    return [f"{one.details['path']}: {one.details['why']}" for one in messages]


def _notes(returns: Sequence[Return]) -> list[str]:
    """Return what is odd: files that are the department's by less than the stamp of the round."""
    return [f"{one.path}: {one.how}" for one in returns if one.how != "stamp"]
