"""目录: what an archive holds, for a person: as a text that any program shows, and as a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from collection.round.folder import Round
from collection.round.ledger.events import EventKind
from collection.round.results.archive.contents import Difference, What
from collection.round.states import STATE_WORDS, DepartmentState, RoundState, State
from collection.round.status.harmless import harmless
from collection.summary.naming import title_words
from template_builder import TableColumn, TableSheet, write_tables
from template_builder.workbooks.tables import TableContent
from templates import Language, Text

__all__ = ["WHAT_WORDS", "Index", "index_names", "index_text", "index_workbook"]

_NAME = Text("目录", "index")
_LONGEST = 2_000

WHAT_WORDS = {
    What.MISSING: Text("缺失", "missing"),
    What.ALTERED: Text("内容与台账登记的不同", "no longer what the ledger noted"),
    What.CHANGED: Text("内容与归档时不同", "no longer what was archived"),
    What.UNNAMED: Text("不在摘要清单里", "not in the list of digests"),
    What.DAMAGED: Text("已损坏，读不出来", "damaged, cannot be read"),
    What.UNSAFE: Text("文件名有问题", "has a name that is not safe"),
}
"""What there is to say of a file that is not as it should be."""

_TITLE = Text("{title} · 收表归档目录", "{title} · Archive of a round")
_HEAD = Text(
    """收表编号：{id}
表格：{form} 第 {version} 版（{parameters}）
截止日期：{deadline}
台账最后一条：{until}
单位：{departments} 个，其中{counts}
收到的文件：{returns} 份，另有不知是哪个单位的 {unassigned} 份
归档的文件：{files} 个（不含本目录和摘要清单），其中成表 {copies} 份
""",
    """Round: {id}
Form: {form}, version {version} ({parameters})
Deadline: {deadline}
Last entry of the ledger: {until}
Departments: {departments}; {counts}
Files that came back: {returns}, and {unassigned} that are no department's
Files in the archive: {files} (without this index and the list of digests), of these {copies} official copies
""",
)
_POWERSHELL = (
    "Get-Content SHA256SUMS -Encoding UTF8 | ForEach-Object { $d, $f = $_ -split '  ', 2; "
    "if ((Get-FileHash -LiteralPath $f).Hash -ne $d) { $f } }"
)
"""Shows each file that is not as the list says; `Get-FileHash` takes SHA-256 where nothing else is said."""

_INSIDE = Text(
    """里面有什么
  accepted\\      已接收的表的成表，供打印、归档
  returned\\      收到的表，原样；mails\\ 收到的邮件，原样
  issued\\        下发的表；corrections\\ 更正表；letters\\ 信件草稿
  summary.xlsx   汇总（有可汇总的表时）
  ledger.sqlite  台账：什么时候发生了什么；round.toml 设置；roster.xlsx 名单
  SHA256SUMS     每个文件的 SHA-256 摘要
  没有签名密钥（round.key），也没有密码。

怎样核对
  先把压缩包全部解压，在解压出来的文件夹里打开终端。
  Windows，核对一个文件：certutil -hashfile returned\\文件名 SHA256
    显示的摘要应与 SHA256SUMS 里这个文件的一行相同。
  Windows，核对全部文件（PowerShell）：
    {powershell}
    没有显示文件名，就是全部相符。
  Linux：sha256sum -c SHA256SUMS　　macOS：shasum -a 256 -c SHA256SUMS
  有 tianbao 的：tianbao round verify 归档.zip，另外还与台账逐一核对。
  摘要只证明归档以后没有变过；压缩包本身的摘要请另外登记（移交单上）。
""",
    """What is inside
  accepted/      official copies of what was accepted, to print and file
  returned/      what came back, as it came; mails/ the messages, as they came
  issued/        the blanks that went out; corrections/, letters/
  summary.xlsx   the summary, where anything counts
  ledger.sqlite  what happened when; round.toml, the settings; roster.xlsx
  SHA256SUMS     the SHA-256 of each file
  No key (round.key) and no password is in it.

How to prove it
  Unpack all of the archive, and open a terminal in the folder that it makes.
  Windows, one file: certutil -hashfile returned\\NAME SHA256
    The digest must be that in the line of the file in SHA256SUMS.
  Windows, all files (PowerShell):
    {powershell}
    Where no name is shown, all are as they were.
  Linux: sha256sum -c SHA256SUMS    macOS: shasum -a 256 -c SHA256SUMS
  With tianbao: tianbao round verify ARCHIVE.zip, which holds all against the ledger too.
  Digests prove that nothing has changed since; write that of the archive itself down elsewhere.
""",
)
_DIFFERENCES = Text(
    "与台账不符的文件（请查明原因）", "Files that are not what the ledger noted (find out why)"
)
_DEPARTMENTS = Text("各单位", "The departments")
_KEPT = Text(
    "    文件 {path}\n    摘要 {digest}\n    收到 {at}，{sender}\n",
    "    file {path}\n    SHA-256 {digest}\n    received {at}, {sender}\n",
)
_COPY, _REASON = (
    Text("    成表 {path}\n", "    copy {path}\n"),
    Text("    {state}：{reason}\n", "    {state}: {reason}\n"),
)
_FROM, _FILE = Text("来自 {sender}", "from {sender}"), Text("以文件收到", "as a file")

_CODE, _DEPARTMENT, _GROUP = Text("编码", "Code"), Text("单位", "Department"), Text("分组", "Group")
_STATE, _PATH, _DIGEST = Text("状态", "State"), Text("文件", "File"), Text("SHA-256 摘要", "SHA-256")
_RECEIVED, _SENDER = Text("收到", "Received"), Text("发件人", "Sender")
_WHY, _DECIDED = Text("接收（退回）理由", "Why accepted or refused"), Text("决定于", "Decided")
_OFFICIAL, _REMARK = Text("成表", "Official copy"), Text("备注", "Remark")
_SHEET, _WRONG = Text("单位", "Departments"), Text("不符", "Not as noted")
_WHAT = Text("问题", "What is wrong")


@dataclass(frozen=True, slots=True)
class Index:
    """What an index tells: the round, how many files, the copies by their departments, what is wrong."""

    round: Round
    state: RoundState
    until: datetime | None
    files: int
    copies: Mapping[str, str]
    differences: Sequence[Difference]


def index_names(language: Language) -> tuple[str, str]:
    """Return what the two files are called."""
    name = _NAME.say(language)
    return f"{name}.txt", f"{name}.xlsx"


def _heading(index: Index, language: Language) -> str:
    return _TITLE.filled_in({"title": title_words(index.round.cell_map)[0]}, language)


def _head(index: Index, language: Language) -> str:
    state, form = index.state, index.round.form.identity
    counts = (f"{STATE_WORDS[one].say(language)} {count}" for one, count in state.counts.items() if count)
    parameters = index.round.settings.parameters
    return _HEAD.say(language).format(
        id=state.id,
        form=form.name,
        version=form.version,
        parameters=", ".join(f"{name}={value}" for name, value in parameters.items()),
        deadline=state.deadline.isoformat(),
        until="—" if index.until is None else _when(index.until),
        departments=len(state.departments),
        counts=("、" if language == "zh" else ", ").join(counts),
        returns=sum(len(one.returns) for one in state.departments),
        unassigned=len(state.unassigned),
        files=index.files,
        copies=len(index.copies),
    )


def index_text(index: Index, language: Language) -> bytes:
    """Return the index as a text: in UTF-8 with its mark, and lines that end as Windows has them."""
    parts = [_heading(index, language) + "\n", _head(index, language)]
    errors = [one for one in index.differences if one.is_error]
    if errors:
        lines = (f"  {_shown(one.path)}  {WHAT_WORDS[one.what].say(language)}\n" for one in errors)
        parts.append(f"{_DIFFERENCES.say(language)}\n{''.join(lines)}")
    parts.append(_INSIDE.say(language).replace("{powershell}", _POWERSHELL))
    departments = "".join(_lines(one, index, language) for one in index.state.departments)
    parts.append(f"{_DEPARTMENTS.say(language)}\n{departments}")
    return "\n".join(parts).replace("\n", "\r\n").encode("utf-8-sig")


def _lines(one: DepartmentState, index: Index, language: Language) -> str:
    member, current = one.member, one.current
    said = f"  {_shown(member.code)} {_shown(member.name)}  {STATE_WORDS[one.state].say(language)}\n"
    if current is None:
        return said
    sender = (
        _FROM.say(language).format(sender=_shown(current.sender)) if current.sender else _FILE.say(language)
    )
    said += _KEPT.say(language).format(
        path=current.path, digest=current.digest, at=_when(current.at), sender=sender
    )
    if reason := _reason(one):
        said += _REASON.say(language).format(state=STATE_WORDS[one.state].say(language), reason=reason)
    if member.code in index.copies:
        said += _COPY.say(language).format(path=index.copies[member.code])
    return said


def _reason(one: DepartmentState) -> str:
    decision = None if one.current is None else one.current.decision
    if decision is None or decision.kind is EventKind.RESTORED:
        return ""
    return _shown(decision.details.get("reason", ""))


def index_workbook(index: Index, language: Language) -> bytes:
    """Return the index as a workbook: a row for each department, and one for each file that is not right."""
    columns = [
        _column(_CODE, 9, language),
        _column(_DEPARTMENT, 20, language),
        _column(_GROUP, 9, language),
        _column(_STATE, 8, language),
        _column(_RECEIVED, 11, language),
        _column(_SENDER, 18, language),
        _column(_WHY, 18, language),
        _column(_DECIDED, 11, language),
        _column(_PATH, 30, language),
        _column(_DIGEST, 34, language),
        _column(_OFFICIAL, 28, language),
        _column(_REMARK, 12, language),
    ]
    wrong = {one.path: WHAT_WORDS[one.what].say(language) for one in index.differences}
    rows = [tuple(_row(one, index, wrong, language)) for one in index.state.departments]
    marks = [
        "error" if one.current is not None and one.current.path in wrong else None
        for one in index.state.departments
    ]
    title = _heading(index, language)
    notes = tuple(_head(index, language).splitlines())
    sheets = [TableSheet(_SHEET.say(language), title, columns, rows, notes, marks, frozen_columns=2)]
    errors = [one for one in index.differences if one.is_error]
    if errors:
        names = [_column(_PATH, 60, language), _column(_WHAT, 40, language)]
        lines = [(_shown(one.path), WHAT_WORDS[one.what].say(language)) for one in errors]
        sheets.append(TableSheet(_WRONG.say(language), title, names, lines, (_DIFFERENCES.say(language),)))
    stream = BytesIO()
    write_tables(stream, sheets, properties={"title": title}, language=language)
    return stream.getvalue()


def _row(
    one: DepartmentState, index: Index, wrong: Mapping[str, str], language: Language
) -> Iterator[TableContent]:
    member, current = one.member, one.current
    yield from map(_shown, (member.code, member.name, member.group or ""))
    yield STATE_WORDS[one.state].say(language)
    if current is None:
        yield from [None] * 8
        return
    decision = current.decision
    is_decided = one.state in (State.ACCEPTED, State.REFUSED, State.SET_ASIDE) and decision is not None
    yield _when(current.at)
    yield _shown(current.sender)
    yield _reason(one)
    yield _when(decision.at) if is_decided and decision is not None else None
    yield _shown(current.path)
    yield current.digest
    yield index.copies.get(member.code)
    yield wrong.get(current.path)


def _column(head: Text, width: float, language: Language) -> TableColumn:
    return TableColumn(head.say(language), width, "@", wrap=True)


def _when(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def _shown(text: str) -> str:
    """Return a text that strangers wrote as one line of it can be shown."""
    shown = harmless(text)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
