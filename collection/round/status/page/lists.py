"""The lists of the page: departments, and what is no department's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from collection.round.ledger.events import EventKind
from collection.round.states import STATE_WORDS, DepartmentState
from collection.round.status.overview import Group, Overview
from collection.round.status.page.html import Html, element, joined
from collection.round.status.page.style import STATE_CLASS
from collection.round.status.words import ATTACHED_TO_SEVERAL, NO_GROUP, WHY_WORDS, notes_of, why_nobodys
from templates import Language, Text

__all__ = ["by_group", "corrections", "missing", "nobodys", "unattached"]

_OPEN = 200
"""Departments of a round up to which all lists are open: more than that nobody reads through."""

_CODE, _NAME, _GROUP = Text("编码", "Code"), Text("单位", "Department"), Text("分组", "Group")
_STATE, _RECEIVED, _LATE = Text("状态", "State"), Text("收到", "Received"), Text("迟报", "late")
_FOUND, _FILE, _NOTES = Text("错误/提醒", "Errors/warnings"), Text("文件", "File"), Text("备注", "Notes")
_CONTACT, _MAILED = Text("联系人", "Contact"), Text("下发", "Sent out")
_CORRECTED, _KEPT = Text("更正表发出", "Correction sent"), Text("存放", "Kept at")
_CAME, _SENDER, _WHY = Text("收到时的名称", "Name as it came"), Text("发件人", "Sender"), Text("说明", "Why")
_MESSAGE = Text("邮件：{subject}", "Message: {subject}")


def missing(overview: Overview, language: Language) -> Html:
    """Return the departments of which nothing came that can be read."""
    return _table(
        (_CODE, _NAME, _GROUP, _CONTACT, _STATE, _NOTES),
        (
            (
                *_whom(one),
                _state(one, language),
                _notes(one, language),
            )
            for one in overview.missing
        ),
        language,
    )


def _whom(one: DepartmentState) -> Iterator[str | Html]:
    """Yield who a department is, and whom to ask there."""
    member = one.member
    yield from (member.code, member.name, member.group or "")
    yield joined(member.contact or "", _small(member.email or ""))


def corrections(overview: Overview, language: Language) -> Html:
    """Return the departments to which a correction went out that has not come back."""
    return _table(
        (_CODE, _NAME, _GROUP, _CONTACT, _CORRECTED, _FOUND),
        (
            (
                *_whom(one),
                f"{one.letters[EventKind.CORRECTED].astimezone():%m-%d %H:%M}",
                _found(one),
            )
            for one in overview.corrections
        ),
        language,
    )


def unattached(overview: Overview, language: Language) -> Html:
    """Return the departments that returned without the scan that the round asks for."""
    return _table(
        (_CODE, _NAME, _GROUP, _CONTACT, _STATE, _NOTES),
        ((*_whom(one), _state(one, language), _notes(one, language)) for one in overview.unattached),
        language,
    )


def by_group(overview: Overview, language: Language) -> Html:
    """Return all departments, a list for each group."""
    is_open = overview.whole.total <= _OPEN
    return joined(*(_group(group, language, is_open=is_open) for group in overview.groups))


def _group(group: Group, language: Language, *, is_open: bool) -> Html:
    name = group.name or NO_GROUP.say(language)
    head = joined(name, element("span", f"{group.returned}/{group.total}", class_="count"))
    columns = (_CODE, _NAME, _STATE, _RECEIVED, _FOUND, _FILE, _NOTES)
    rows = (_department(one, language) for one in group.departments)
    attributes = {"open": "open"} if is_open else {}
    return element("details", element("summary", head), _table(columns, rows, language), **attributes)


def _department(one: DepartmentState, language: Language) -> Sequence[str]:
    current = one.current
    received = "" if current is None else f"{current.at.astimezone():%m-%d %H:%M}"
    late = element("span", _LATE.say(language), class_="late") if one.is_late else ""
    return (
        one.member.code,
        one.member.name,
        _state(one, language),
        joined(received, late),
        _found(one),
        "" if current is None else joined(_small(current.path), _small(current.sender)),
        _notes(one, language),
    )


def _state(one: DepartmentState, language: Language) -> Html:
    key = element("span", class_=f"key {STATE_CLASS[one.state]}", aria_hidden="true")
    return joined(key, STATE_WORDS[one.state].say(language))


def _found(one: DepartmentState) -> str:
    if one.current is None or one.current.verdict.refusal is not None:
        return ""
    return f"{one.current.verdict.errors} / {one.current.verdict.warnings}"


def _notes(one: DepartmentState, language: Language) -> Html:
    return joined(*map(_small, notes_of(one, language)))


def _small(text: str) -> Html:
    return element("span", text, class_="small") if text else Html()


def nobodys(overview: Overview, language: Language) -> Html:
    """Return the files and messages of which nothing tells whose they are, and why."""
    return _table((_CAME, _SENDER, _WHY, _KEPT), _nobodys(overview, language), language)


def _nobodys(overview: Overview, language: Language) -> Iterator[Sequence[str]]:
    for one in overview.state.unassigned:
        yield one.name, one.sender, why_nobodys(one, language), _small(one.path)
    for file in overview.state.attachments:
        yield file.name, file.sender, ATTACHED_TO_SEVERAL.say(language), _small(file.path)
    for message in overview.state.messages:
        told = message.details
        subject = _MESSAGE.say(language).replace("{subject}", told["subject"])
        yield subject, told["sender"], WHY_WORDS[told["why"]].say(language), _small(told["path"])


def _table(heads: Sequence[Text], rows: Iterable[Sequence[str]], language: Language) -> Html:
    """Return a table; on a telephone each row is a card, headed by code and name."""
    labels = [head.say(language) for head in heads]
    head = element("tr", *(element("th", label, scope="col") for label in labels))
    body = (
        element("tr", element("th", row[0], scope="row"), *map(_cell, heads[1:], labels[1:], row[1:]))
        for row in rows
    )
    table = element("table", element("thead", head), element("tbody", *body), class_="cards")
    return element("div", table, class_="wide")


_CLASSES = {
    _NAME: "name",
    _GROUP: "group",
    _CONTACT: "who",
    _STATE: "state",
    _RECEIVED: "when",
    _CORRECTED: "when",
    _FOUND: "when",
    _SENDER: "free",
}


def _cell(head: Text, label: str, entry: str) -> Html:
    if head is _NAME:  # on a telephone it stands beside the code, and needs no label
        return element("td", entry, class_=_CLASSES[head])
    classes = {"class_": _CLASSES[head]} if head in _CLASSES else {}
    return element("td", entry, data_label=label, **classes)
