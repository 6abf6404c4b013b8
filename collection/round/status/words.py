"""What the states of departments, and what there is to say of files and messages, are called."""

from __future__ import annotations

from collections.abc import Iterator

from collection.round.ledger.events import EventKind
from collection.round.states import DepartmentState, Return, State
from collection.round.status.delivery_words import delivery_notes
from collection.round.status.overview import Overview
from templates import Language, Text

__all__ = [
    "ATTACHED_TO_SEVERAL",
    "BY_PROGRESS",
    "NO_GROUP",
    "WHY_WORDS",
    "days_left_words",
    "heading",
    "made_words",
    "notes_of",
    "returned_words",
    "share_words",
    "until_words",
    "why_nobodys",
]

BY_PROGRESS = (
    State.ACCEPTED,
    State.READY,
    State.SET_ASIDE,
    State.ERRORS,
    State.REFUSED,
    State.UNREADABLE,
    State.WAITING,
)
"""The states as a chart has them: what is done first, what has not begun last."""

WHY_WORDS = {
    "auto-reply": Text("自动回复", "automatic reply"),
    "bounce": Text("退信", "not delivered"),
    "receipt": Text("回执", "receipt"),
    "damaged": Text(
        "邮件损坏，或层次、附件过多，未能全部取出", "damaged, or nested too deep: not all could be taken out"
    ),
    "netdisk": Text("表格在网盘链接中", "the form is a link to a netdisk"),
    "no-form": Text("没有附表格", "no form attached"),
}
"""What there is to say of messages."""

_HOW_WORDS = {
    "code": Text("凭编码认出", "known by its code"),
    "name": Text("凭单位名称认出", "known by its name"),
    "file-name": Text("凭文件名认出", "known by the name of the file"),
    "sender": Text("凭发件人认出", "known by its sender"),
    "reply": Text("凭所回复的信认出", "known by the letter that it answers"),
    "assigned": Text("人工归入", "assigned by hand"),
    "nothing": Text("看不出是哪个单位的", "nothing tells whose it is"),
}
"""By what the department of a file is known, where it is less than the stamp of the round."""

_REASON = Text("理由：{reason}", "reason: {reason}")
_REMINDED = Text("{day} 已催报", "reminded on {day}")
_CORRECTED = Text("{day} 已发更正表", "correction sent on {day}")
_MESSAGE = Text("{why}（{path}）", "{why} ({path})")
_TIE = Text("与 {path} 同时收到，按先后取后一份", "came at the same time as {path}; the later one counts")
_ATTACHED = Text("附件：{name}（{path}）", "attached: {name} ({path})")
_MORE_ATTACHED = Text("另有附件 {count} 个", "{count} more files attached")
_MOST_ATTACHED = 3
_LACKS_ATTACHMENT = Text("缺盖章扫描件", "scan missing")
ATTACHED_TO_SEVERAL = Text(
    "与几个单位的表一起收到的附件，看不出是哪个单位的",
    "came with forms of several departments: nothing tells to which it belongs",
)
_EARLIER = Text("另收到 {count} 份", "{count} more files")
NO_GROUP = Text("未分组", "No group")

_HEADING = Text("{title} · 收表情况", "{title} · Returns")
_LEFT = Text("距截止还有 {days} 天", "{days} days left")
_TODAY = Text("今天截止", "due today")
_OVER = Text("已过截止 {days} 天", "{days} days ago")
_RETURNED = Text(
    "截止日期 {day}，{left}　已交回 {returned}/{total}{share}",
    "Due {day}, {left}; {returned} of {total} returned{share}",
)
_MADE = Text("制表日期 {today}", "As of {today}")
_UNTIL = Text("，登记至 {until}", ", last entry {until}")


def heading(overview: Overview, language: Language) -> str:
    """Return what a status is called: the title of the form, and what it says of it."""
    return _HEADING.say(language).replace("{title}", overview.title.say(language))


def days_left_words(overview: Overview, language: Language) -> str:
    """Return how many days are left, or how many have passed since the deadline."""
    days = overview.days_left
    words = _LEFT if days > 0 else _OVER if days < 0 else _TODAY
    return words.say(language).format(days=abs(days))


def returned_words(overview: Overview, language: Language) -> str:
    """Return until when the round runs, and how many departments have returned."""
    whole = overview.whole
    return _RETURNED.say(language).format(
        day=overview.state.deadline.isoformat(),
        left=days_left_words(overview, language),
        returned=whole.returned,
        total=whole.total,
        share=share_words(whole.returned, whole.total, language),
    )


def share_words(part: int, whole: int, language: Language) -> str:
    """Return what share a part is, in brackets; of nothing, nothing."""
    if not whole:
        return ""
    return f"（{part / whole:.0%}）" if language == "zh" else f" ({part / whole:.0%})"


def made_words(overview: Overview, language: Language) -> str:
    """Return the day that a status is of."""
    return _MADE.say(language).format(today=overview.today.isoformat())


def until_words(overview: Overview, language: Language) -> str:
    """Return when the last thing happened that the ledger knows; empty where nothing has."""
    if overview.until is None:
        return ""
    return _UNTIL.say(language).format(until=f"{overview.until.astimezone():%Y-%m-%d %H:%M}")


def notes_of(one: DepartmentState, language: Language) -> Iterator[str]:
    """Yield what there is to know of a department besides its state: of its file, letters and messages.

    What people wrote stands in it as they wrote it.
    """
    current = one.current
    if current is not None:
        if current.how in _HOW_WORDS:
            yield _HOW_WORDS[current.how].say(language)
        if current.decision is not None and (reason := current.decision.details.get("reason")):
            yield _REASON.say(language).replace("{reason}", reason)
    if len(one.returns) > 1:
        yield _EARLIER.say(language).format(count=len(one.returns) - 1)
    for tie in one.ties:
        yield _TIE.say(language).format(path=tie.path)
    yield from _attachments(one, language)
    yield from _letters(one, language)
    yield from delivery_notes(one, language)
    for message in one.messages:
        yield _MESSAGE.say(language).format(
            why=WHY_WORDS[message.details["why"]].say(language), path=message.details["path"]
        )
        if message.details.get("how") == "reply":
            yield _HOW_WORDS["reply"].say(language)


def _attachments(one: DepartmentState, language: Language) -> Iterator[str]:
    """Yield which files belong to the return of a department, and whether the one asked for is missing."""
    if one.lacks_attachment:
        yield _LACKS_ATTACHMENT.say(language)
    for file in one.attachments[:_MOST_ATTACHED]:
        yield _ATTACHED.say(language).replace("{path}", file.path).replace("{name}", file.name)
    if len(one.attachments) > _MOST_ATTACHED:
        yield _MORE_ATTACHED.say(language).format(count=len(one.attachments) - _MOST_ATTACHED)


def _letters(one: DepartmentState, language: Language) -> Iterator[str]:
    """Yield what went out to a department and is not answered."""
    is_late = one.state in (State.WAITING, State.UNREADABLE) or one.lacks_attachment
    for kind, words in ((EventKind.REMINDED, _REMINDED), (EventKind.CORRECTED, _CORRECTED)):
        if kind in one.letters and (is_late or kind is EventKind.CORRECTED):
            yield words.say(language).format(day=f"{one.letters[kind].astimezone():%m-%d}")


def why_nobodys(one: Return, language: Language) -> str:
    """Return why a file is no department's."""
    return _HOW_WORDS.get(one.how, _HOW_WORDS["nothing"]).say(language)
