"""The status of a round as a workbook: sheets that can be filtered, sorted and printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from collection.round.ledger.events import EventKind
from collection.round.states import STATE_WORDS, DepartmentState, State
from collection.round.status.harmless import harmless
from collection.round.status.overview import Group, Overview
from collection.round.status.words import (
    ATTACHED_TO_SEVERAL,
    BY_PROGRESS,
    NO_GROUP,
    WHY_WORDS,
    heading,
    made_words,
    notes_of,
    returned_words,
    why_nobodys,
)
from template_builder import TableColumn, TableSheet, write_tables
from templates import Language, Text

__all__ = ["write_status_workbook"]

_LONGEST = 8_000
"""Characters of an entry: more than anybody reads, and less than a cell holds (Excel's limits)."""

_MARKS = {
    State.UNREADABLE: "error",
    State.ERRORS: "error",
    State.REFUSED: "error",
    State.WAITING: "warning",
    State.SET_ASIDE: "warning",
    State.ACCEPTED: "notice",
}
"""The tints of the states, beside their words, which alone are printed."""

_OVERVIEW, _ALL = Text("概况", "Overview"), Text("单位", "Departments")
_MISSING, _NOBODYS = Text("未报", "Not returned"), Text("未归属", "Unassigned")
_CODE, _NAME, _GROUP = Text("编码", "Code"), Text("单位", "Department"), Text("分组", "Group")
_STATE, _RECEIVED, _LATE = Text("状态", "State"), Text("收到", "Received"), Text("迟报", "Late")
_ERRORS, _WARNINGS = Text("错误", "Errors"), Text("提醒", "Warnings")
_FILE, _SENDER, _NOTES = Text("文件", "File"), Text("发件人", "Sender"), Text("备注", "Notes")
_TOTAL, _RETURNED, _SHARE = Text("单位数", "Departments"), Text("已交回", "Returned"), Text("交回率", "Share")
_CORRECTIONS = Text("更正未交回", "Corrections out")
_UNATTACHED = Text("缺扫描件", "No scan")
_CONTACT, _EMAIL = Text("联系人", "Contact"), Text("电子邮箱", "E-mail")
_MAILED, _REMINDED = Text("发信", "Letter"), Text("催报", "Reminded")
_CAME, _WHY, _KEPT = Text("收到时的名称", "Name as it came"), Text("说明", "Why"), Text("存放", "Kept at")
_YES = Text("是", "yes")

_Rows = Sequence[Sequence[Decimal | int | str | None]]


def write_status_workbook(overview: Overview, destination: Path, language: Language = "zh") -> None:
    """Write the status of a round as a workbook. Raises `BuildError` where the file cannot be written."""
    sheets = (
        _overview(overview, language),
        _departments(overview, language),
        _missing(overview, language),
        _nobodys(overview, language),
    )
    title = heading(overview, language)
    write_tables(destination, sheets, properties={"title": title}, language=language)


def _sheet(
    name: Text,
    overview: Overview,
    columns: Sequence[TableColumn],
    rows: _Rows,
    language: Language,
    marks: Sequence[str | None] = (),
) -> TableSheet:
    named = name.say(language)
    title = f"{heading(overview, language)} · {named}"
    notes = (returned_words(overview, language), made_words(overview, language))
    return TableSheet(named, title, columns, rows, notes, marks, frozen_columns=2)


def _column(head: Text, width: float, language: Language, *, marked: bool = False) -> TableColumn:
    """Return a column of texts."""
    return TableColumn(head.say(language), width, "@", wrap=True, marked=marked)


def _count(head: Text, language: Language, width: float = 10) -> TableColumn:
    """Return a column of numbers that can be added up, in which a 0 is not shown."""
    return TableColumn(head.say(language), width, "0;-0;", total=True)


def _overview(overview: Overview, language: Language) -> TableSheet:
    def row(group: Group) -> Iterator[Decimal | int | str]:
        yield _entry(group.name or NO_GROUP.say(language))
        yield group.total
        yield group.returned
        yield round(Decimal(group.returned) / group.total, 4)
        yield from (group.counts[state] for state in BY_PROGRESS)
        yield group.late
        yield group.corrections
        if asks:
            yield group.unattached

    asks = overview.state.asks_for_attachments
    columns = (
        _column(_GROUP, 24, language),
        _count(_TOTAL, language),
        _count(_RETURNED, language),
        TableColumn(_SHARE.say(language), 9, "0%"),
        *(_count(STATE_WORDS[state], language) for state in BY_PROGRESS),
        _count(_LATE, language),
        _count(_CORRECTIONS, language, 14),
        *([_count(_UNATTACHED, language, 12)] if asks else []),
    )
    return _sheet(_OVERVIEW, overview, columns, [tuple(row(group)) for group in overview.groups], language)


def _departments(overview: Overview, language: Language) -> TableSheet:
    columns = (
        _column(_CODE, 10, language),
        _column(_NAME, 22, language),
        _column(_GROUP, 12, language),
        _column(_STATE, 10, language, marked=True),
        _column(_RECEIVED, 17, language),
        _column(_LATE, 6, language),
        TableColumn(_ERRORS.say(language), 7, "0"),
        TableColumn(_WARNINGS.say(language), 7, "0"),
        _column(_FILE, 26, language),
        _column(_SENDER, 20, language),
        _column(_NOTES, 30, language),
    )
    rows = [
        (
            *_who(one),
            STATE_WORDS[one.state].say(language),
            None if one.current is None else _when(one.current.at),
            _YES.say(language) if one.is_late else None,
            *_found(one),
            None if one.current is None else _entry(one.current.path),
            None if one.current is None else _entry(one.current.sender),
            _notes(one, language),
        )
        for one in overview.state.departments
    ]
    marks = [_MARKS.get(one.state) for one in overview.state.departments]
    return _sheet(_ALL, overview, columns, rows, language, marks)


def _missing(overview: Overview, language: Language) -> TableSheet:
    columns = (
        _column(_CODE, 10, language),
        _column(_NAME, 26, language),
        _column(_GROUP, 14, language),
        _column(_CONTACT, 12, language),
        _column(_EMAIL, 26, language),
        _column(_STATE, 10, language, marked=True),
        _column(_MAILED, 17, language),
        _column(_REMINDED, 17, language),
        _column(_NOTES, 30, language),
    )
    rows = [
        (
            *_who(one),
            _entry(one.member.contact or ""),
            _entry(one.member.email or ""),
            STATE_WORDS[one.state].say(language),
            *(_letter(one, kind) for kind in (EventKind.MAILED, EventKind.REMINDED)),
            _notes(one, language),
        )
        for one in overview.missing
    ]
    marks = [_MARKS.get(one.state) for one in overview.missing]
    return _sheet(_MISSING, overview, columns, rows, language, marks)


def _nobodys(overview: Overview, language: Language) -> TableSheet:
    columns = (
        _column(_CAME, 40, language),
        _column(_SENDER, 26, language),
        _column(_WHY, 28, language),
        _column(_RECEIVED, 17, language),
        _column(_KEPT, 40, language),
    )
    rows = [
        *(
            (one.name, one.sender, why_nobodys(one, language), _when(one.at), one.path)
            for one in overview.state.unassigned
        ),
        *(
            (one.name, one.sender, ATTACHED_TO_SEVERAL.say(language), _when(one.at), one.path)
            for one in overview.state.attachments
        ),
        *(
            (
                told["subject"],
                told["sender"],
                WHY_WORDS[told["why"]].say(language),
                _when(datetime.fromisoformat(told["at"])),
                told["path"],
            )
            for told in (message.details for message in overview.state.messages)
        ),
    ]
    return _sheet(_NOBODYS, overview, columns, [tuple(map(_entry, row)) for row in rows], language)


def _who(one: DepartmentState) -> tuple[str, str, str]:
    return _entry(one.member.code), _entry(one.member.name), _entry(one.member.group or "")


def _found(one: DepartmentState) -> tuple[int | None, int | None]:
    if one.current is None or one.current.verdict.refusal is not None:
        return None, None
    return one.current.verdict.errors, one.current.verdict.warnings


def _letter(one: DepartmentState, kind: EventKind) -> str | None:
    return _when(one.letters[kind]) if kind in one.letters else None


def _when(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def _notes(one: DepartmentState, language: Language) -> str:
    return _entry("\n".join(map(harmless, notes_of(one, language))))


def _entry(text: str) -> str:
    """Return a text as a cell can hold it; lines are those that we break."""
    shown = "\n".join(map(harmless, text.split("\n")))
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
