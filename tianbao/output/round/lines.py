"""What a command of a round says that it did, as lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from collection import STATE_WORDS, Body, Collected, DeadlineChange, Exported, Letters, Reread, RosterChange
from templates import Language, Text
from tianbao.output.tally import passed_over_text
from tianbao.output.terminal import safe

__all__ = [
    "collected_lines",
    "decision_line",
    "exported_lines",
    "letter_lines",
    "reread_lines",
    "roster_changes",
    "summarized_lines",
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
_ATTACHED = Text("其中附件（盖章扫描件等）{count} 个", "{count} files that belong to returns (scans)")
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


def collected_lines(collected: Collected, language: Language) -> Iterator[str]:
    """Yield what was collected, what became different in the roster, and what was not taken."""
    yield from roster_changes(collected.changes, language)
    for reading in collected.failed:
        for finding in reading.findings:
            yield f"{safe(reading.file)}: {finding.sentence(language)}"
    yield _COLLECTED.say(language).format(new=collected.new, known=collected.known)
    if collected.mails:
        yield _MAILS.say(language).format(count=collected.mails)
    if collected.attached:
        yield _ATTACHED.say(language).format(count=collected.attached)
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


_EXPORTED = Text("已导出 {count} 个部门到 {path}", "Exported {count} departments to {path}")


def exported_lines(exported: Exported, path: Path, language: Language) -> Iterator[str]:
    """Yield what was exported, and how many rows each table has of it."""
    yield _EXPORTED.say(language).format(count=exported.departments, path=path)
    yield "  " + ", ".join(f"{name} {count}" for name, count in exported.rows.items())


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
