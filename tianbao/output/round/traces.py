"""Where a figure of a round came from, and what took the place of what, for people and for programs."""

from __future__ import annotations

from typing import Any

from collection import STATE_WORDS, Superseded, Trace
from templates import Language, Text
from tianbao.output.round.states import attachment_to_dict
from tianbao.output.terminal import safe

__all__ = ["superseded_text", "trace_text", "trace_to_dict"]

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
_ATTACHED = Text("  附件：{path}（收到时名为 {file}）\n", "  attached: {path} (it came as {file})\n")
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
    for file in found.department.attachments:
        said += _ATTACHED.say(language).format(path=file.path, file=safe(file.name))
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
        "attachments": [attachment_to_dict(file) for file in found.department.attachments],
        "sent": found.value if found.amendment is None else found.sent,
        "amended": None if found.amendment is None else found.amendment.reason,
    }
