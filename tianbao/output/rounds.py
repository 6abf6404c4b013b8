"""What a round says of itself, as lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from collection import (
    STATE_WORDS,
    Body,
    Collected,
    DeadlineChange,
    DepartmentState,
    Event,
    EventKind,
    Letters,
    Reread,
    Return,
    RosterChange,
    RoundState,
    State,
    Superseded,
    Trace,
)
from collection.round.status.words import WHY_WORDS
from templates import Language, Text
from tianbao.output.tally import passed_over_text
from tianbao.output.terminal import grid_text, safe, wrapped

__all__ = [
    "collected_lines",
    "decision_line",
    "letter_lines",
    "reread_lines",
    "roster_changes",
    "state_table",
    "state_to_dict",
    "summarized_lines",
    "superseded_text",
    "trace_text",
    "trace_to_dict",
]

_SAID = {
    "joined": Text("名单新增：{now}", "New in the roster: {now}"),
    "left": Text(
        "名单中已没有：{now}（已有的材料保留）", "No longer in the roster: {now} (what came from it is kept)"
    ),
    "changed": Text("名单中有改动：{now}", "Changed in the roster: {now}"),
}
_MOVED = Text("截止日期由 {before} 改为 {now}", "The deadline was {before} and is now {now}")
_RENAMED = Text("名单中改名：{before} → {now}", "Renamed in the roster: {before} → {now}")


def roster_changes(changes: Sequence[RosterChange | DeadlineChange], language: Language) -> Iterator[str]:
    """Yield a line for each department of which the roster says something else, and for another deadline."""
    for change in changes:
        if isinstance(change, DeadlineChange):
            yield _MOVED.say(language).format(before=change.before, now=change.now)
            continue
        member, before = change.member, change.before or change.member
        said = _SAID[change.kind] if before.name == member.name else _RENAMED
        yield said.say(language).format(now=f"{member.code} {member.name}", before=before.name)


_COLLECTED = Text("新收 {new} 份，已有 {known} 份", "{new} new files, {known} known before")
_MAILS = Text("其中新邮件 {count} 封", "{count} new messages")
_REREAD = Text(
    "按现在的规则，{count} 份的结论有变化", "{count} returns are judged otherwise by the rules of now"
)
_DECIDED = {
    "accepted": Text("已接收 {code} 的 {path}", "Accepted of {code}: {path}"),
    "refused": Text("已退回 {code} 的 {path}", "Refused of {code}: {path}"),
    "set-aside": Text("已搁置 {code} 的 {path}", "Set aside of {code}: {path}"),
    "restored": Text("已恢复 {code} 的 {path}", "Restored of {code}: {path}"),
    "amended": Text("已更改 {code} 的 {path}", "Amended of {code}: {path}"),
    "assigned": Text("已归入 {code}：{path}", "Assigned to {code}: {path}"),
}
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
_LETTERS = {
    EventKind.REMINDED: Text("（已催报）", " (reminded)"),
    EventKind.CORRECTED: Text("（已出更正表）", " (correction made)"),
}
_LATE = Text("（迟）", " (late)")
_DEADLINE = Text("截止 {day}：{counts}", "Deadline {day}: {counts}")
_NOBODYS = Text("不知是哪个单位的文件：", "Files that are no department's:")
_NOBODYS_MESSAGES = Text("不知是哪个单位的邮件：", "Messages that are no department's:")


def collected_lines(collected: Collected, language: Language) -> Iterator[str]:
    """Yield what was collected, what became different in the roster, and what was not taken."""
    yield from roster_changes(collected.changes, language)
    for reading in collected.failed:
        for finding in reading.findings:
            yield f"{safe(reading.file)}: {finding.sentence(language)}"
    yield _COLLECTED.say(language).format(new=collected.new, known=collected.known)
    if collected.mails:
        yield _MAILS.say(language).format(count=collected.mails)
    yield from filter(None, [passed_over_text(collected.passed_over, language).rstrip("\n")])


_WRITTEN = Text(
    "已写好 {count} 封，此前已有 {before} 封", "Wrote {count} letters, {before} were there before"
)
_NO_ADDRESS = Text("没有电子邮箱，未写信：{names}", "No e-mail address, no letter: {names}")

_FAILED = Text("未写信：{code} {name}：{why}", "No letter: {code} {name}: {why}")


def letter_lines(letters: Letters, language: Language) -> Iterator[str]:
    """Yield what became different in the roster, how many letters were written, and to whom there is none."""
    yield from roster_changes(letters.changes, language)
    yield _WRITTEN.say(language).format(
        count=sum(path.endswith(".eml") for path in letters.files), before=letters.before
    )
    if letters.without_address:
        names = "、".join(f"{one.code} {safe(one.name)}" for one in letters.without_address)
        yield _NO_ADDRESS.say(language).format(names=names)
    for member, error in letters.failed:
        yield _FAILED.say(language).format(
            code=member.code, name=safe(member.name), why=error.sentence(language)
        )


_SUMMED_UP = Text("已汇总 {count} 个单位：{path}", "Summed up {count} departments: {path}")
_NOT_IN_SUMS = Text(
    "未计入合计 {count} 份，未报 {missing} 个单位",
    "{count} files in no sum, {missing} departments not returned",
)


def summarized_lines(body: Body, path: Path, language: Language) -> Iterator[str]:
    """Yield what was summed up, where it lies, and what is in no sum."""
    yield _SUMMED_UP.say(language).format(count=len(body.counted), path=path)
    if body.uncounted or body.missing:
        yield _NOT_IN_SUMS.say(language).format(count=len(body.uncounted), missing=len(body.missing))


def reread_lines(changes: Sequence[Reread], language: Language) -> Iterator[str]:
    """Yield how many returns are judged otherwise by the rules of now, and each with what is new and gone."""
    yield _REREAD.say(language).format(count=len(changes))
    for one in changes:
        states = " → ".join(
            dict.fromkeys(STATE_WORDS[state].say(language) for state in (one.before, one.after))
        )
        yield f"{one.code or '-'} {one.path}: {states}"
        yield from (f"  + {found}" for found in one.new)
        yield from (f"  - {found}" for found in one.gone)


def decision_line(decision: str, code: str, path: str, language: Language) -> str:
    """Return the line that says what was decided of which file."""
    return _DECIDED[decision].say(language).format(code=code, path=path)


def state_table(state: RoundState, language: Language, columns: int) -> str:
    """Return how many departments are where, a line for each, and the files that are nobody's."""
    counts = [f"{STATE_WORDS[one].say(language)} {count}" for one, count in state.counts.items() if count]
    separator = "，" if language == "zh" else ", "
    head = _DEADLINE.say(language).format(day=state.deadline.isoformat(), counts=separator.join(counts))
    rows = [_row(one, language) for one in state.departments]
    lines = [wrapped(head, columns), "", grid_text([[one.say(language) for one in _HEADS], *rows]).rstrip()]
    if state.unassigned:
        lines += ["", _NOBODYS.say(language)]
        lines += [f"  {safe(one.name)} → {one.path}" for one in state.unassigned]
    if state.messages:
        lines += ["", _NOBODYS_MESSAGES.say(language)]
        lines += [f"  {_message(one, language)}" for one in state.messages]
    return "\n".join(lines) + "\n"


def _message(event: Event, language: Language) -> str:
    """Return a message in a line: from whom, about what, what there is to say of it, and where it is kept."""
    details = event.details
    parts = filter(None, (safe(details["sender"]), safe(details["subject"])))
    return f"{' '.join(parts)} ({WHY_WORDS[details['why']].say(language)}) → {details['path']}"


def _row(one: DepartmentState, language: Language) -> list[str]:
    member, current = one.member, one.current
    state = STATE_WORDS[one.state].say(language) + "".join(
        said.say(language) for kind, said in _LETTERS.items() if _is_worth_saying(one, kind)
    )
    start = [member.code, safe(member.name), state]
    if current is None:
        return [*start, *[""] * (len(_HEADS) - len(start))]
    received = f"{current.at.astimezone():%m-%d %H:%M}" + (_LATE.say(language) if one.is_late else "")
    verdict = current.verdict
    return [*start, received, *map(str, (len(one.returns), verdict.errors, verdict.warnings)), current.path]


def _is_worth_saying(one: DepartmentState, kind: EventKind) -> bool:
    """Tell whether the officer wants to know that a letter was written: of those that are answered, not."""
    late = one.state in (State.WAITING, State.UNREADABLE)
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
        "notes": [*_notes(one.returns), *(f"{tie.path}: tie" for tie in one.ties), *_told(one.messages)],
    }


def _written(one: DepartmentState, kind: EventKind) -> str | None:
    at = one.letters.get(kind)
    return None if at is None else at.astimezone().isoformat(timespec="seconds")


def _told(messages: Sequence[Event]) -> list[str]:
    """Return what is to be known of messages: each by its file, and why."""
    return [f"{one.details['path']}: {one.details['why']}" for one in messages]


def _notes(returns: Sequence[Return]) -> list[str]:
    """Return what is odd: files that are the department's by less than the stamp of the round."""
    return [f"{one.path}: {one.how}" for one in returns if one.how != "stamp"]


_SUPERSEDED = Text(
    "{code} {name}：{now} 取代了 {before}\n", "{code} {name}: {now} took the place of {before}\n"
)
_TIE = Text(
    "与 {path} 版次和收到时间都相同，按收到的先后以后一份为准。\n",
    "{path} is of the same issue and time: of the two, the one that was taken in later counts.\n",
)


def superseded_text(found: Superseded, language: Language) -> str:
    """Return which return took the place of which, and which others came at the same time."""
    member = found.department.member
    words = {"code": member.code, "name": safe(member.name)}
    said = _SUPERSEDED.say(language).format(**words, now=found.current.path, before=found.before.path)
    return said + "".join(_TIE.say(language).format(path=one.path) for one in found.ties)


_TRACED = Text(
    """{field} = {value}
  单位：{code} {name}（{state}）
  单元格：{cell}
  文件：{path}（收到时名为 {file}）
  收到：{received}
  摘要：{digest}
""",
    """{field} = {value}
  department: {code} {name} ({state})
  cell: {cell}
  file: {path} (it came as {file})
  received: {received}
  SHA-256: {digest}
""",
)
_BY_MAIL = Text("  邮件：{path}（发件人 {sender}）\n", "  message: {path} (from {sender})\n")
_AMENDED = Text(
    "  已由财政局更改：单位填的是 {sent}，理由：{reason}\n",
    "  amended by the bureau: the department sent {sent}; reason: {reason}\n",
)
_UNCOUNTED = Text("  未计入汇总\n", "  not in the sums\n")
_BLANK = Text("（空白）", "(blank)")


def trace_text(found: Trace, language: Language) -> str:
    """Return where a figure came from, in a few lines."""
    member, one = found.department.member, found.returned
    said = _TRACED.say(language).format(
        field=found.field,
        value=_BLANK.say(language) if found.value is None else safe(str(found.value)),
        code=member.code,
        name=safe(member.name),
        state=STATE_WORDS[found.department.state].say(language),
        cell=safe(found.address or "-"),
        path=one.path,
        file=safe(one.name),
        received=one.at.astimezone().strftime("%Y-%m-%d %H:%M:%S"),
        digest=one.digest,
    )
    if found.mail is not None:
        said += _BY_MAIL.say(language).format(path=found.mail, sender=safe(one.sender))
    if found.amendment is not None:
        sent = _BLANK.say(language) if found.sent is None else safe(str(found.sent))
        said += _AMENDED.say(language).format(sent=sent, reason=safe(found.amendment.reason))
    return said if found.counts else said + _UNCOUNTED.say(language)


def trace_to_dict(found: Trace) -> dict[str, Any]:
    """Return where a figure came from as plain data: what `round trace --format json` prints."""
    return {
        "department": {"code": found.department.member.code, "name": found.department.member.name},
        "field": found.field,
        "value": found.value,
        "cell": found.address,
        "file": found.returned.path,
        "name": found.returned.name,
        "digest": found.returned.digest,
        "received": found.returned.at.astimezone().isoformat(timespec="seconds"),
        "state": found.department.state.value,
        "counts": found.counts,
        "mail": found.mail,
        "sender": found.returned.sender or None,
        "sent": found.value if found.amendment is None else found.sent,
        "amended": None if found.amendment is None else found.amendment.reason,
    }
