"""The settings of a round, which its officer may edit: `round.toml`."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_args

from collection.errors import CollectionError, one_a_line
from collection.round.mailboxes.imap_settings import (
    ImapSettings,
    imap_problems,
    imap_settings,
    imap_text,
)
from collection.round.mailboxes.smtp_settings import SmtpSettings, smtp_problems, smtp_settings, smtp_text
from collection.round.settings.letter_texts import USUAL_LETTERS, LetterText, letter_problems
from templates import Language, Severity, builtin_names
from templates.findings.errors import Sentence, words_in_a_row

__all__ = ["RoundSettings", "read_settings", "settings_text"]

_TEXT = """# 一次收表的设置，修改后再运行命令即生效。 The settings of this round; commands read them anew.

# 表格：内置表格的名称，或放在本文件夹里的定义文件。 A built-in form, or a definition in this folder.
form = {form}

# 截止日期，当天结束前收到的不算迟报。 Returns are late after the end of this day.
deadline = {deadline}

# 表格的参数（年度、金额单位、行数等）。 Parameters of the form.
[parameters]
{parameters}

# 下发的表：语言（zh 或 en）、下发单位（写入文件属性）。 The workbooks: their language, and who issues them.
[workbooks]
language = {language}
issuer = {issuer}

# 信件的标题和正文，可用：{{department}} 单位、{{contact}} 联系人、{{form}} 表名、{{year}} 年度、
# {{deadline}} 截止日期、{{issuer}} 下发单位；更正的信还可用 {{count}} 错误个数、{{errors}} 错误；
# 缺盖章扫描件时，{{attachments}} 处写明一并交来；
# 回执还可用 {{file}} 文件名、{{digest}} 摘要、{{received}} 收到时间、{{revision}} 版次、{{warnings}} 提醒。
# The words of the letters, with these slots.
{letters}
# 盖章扫描件等（PDF、图片、Word）随表保存；每个单位都要交的，改为 true，缺的会写进进度和信件。
# Scans and other files that belong to a return are kept with it; true asks every department for one.
[attachments]
required = {attachments}

{imap}
{smtp}# 回执：没有错误的表收取后，是否自动发信告知（每份只发一次）。
# Receipts: whether a letter is sent for each return without errors when it is collected, once for each.
[receipts]
send = {receipts}

# 各种提醒在本次收表中的轻重：error 错误、warning 提醒、notice 提示。 Severities of findings, by their codes.
# 例如 Example: "target-not-raised" = "error"
[severities]
"""


@dataclass(frozen=True, slots=True)
class RoundSettings:
    """What `round.toml` says: which form at which parameters, until which day, and how severe findings are.

    `language` and `issuer` are those of the workbooks that go out.
    """

    form: str
    deadline: date
    parameters: Mapping[str, int | str] = field(default_factory=dict)
    severities: Mapping[str, Severity] = field(default_factory=dict)
    language: Language = "zh"
    issuer: str = ""
    texts: Mapping[str, LetterText] = field(default_factory=dict)
    """The letters that the officer wrote, by `issue`, `remind`, `attach`, `correct` and `receipt`."""

    asks_for_attachments: bool = False
    """Whether each department is to send a scan, or another file that is no form, with its return."""
    imap: ImapSettings | None = None
    """The mailbox that returns come to; None where they are fetched by hand."""
    smtp: SmtpSettings | None = None
    receipts: bool = False
    """Whether receipts are sent when returns are collected."""

    @property
    def letters(self) -> Mapping[str, LetterText]:
        """What the letters say: what the officer wrote, else the usual words."""
        return {**USUAL_LETTERS[self.language], **self.texts}


def settings_text(settings: RoundSettings) -> str:
    """Return what `round.toml` holds when a round begins, with words on each setting."""
    lines = [f"{name} = {_written(value)}" for name, value in settings.parameters.items()]
    return _TEXT.format(
        form=_quoted(settings.form),
        deadline=settings.deadline.isoformat(),
        parameters="\n".join(lines),
        language=_quoted(settings.language),
        issuer=_quoted(settings.issuer),
        attachments="true" if settings.asks_for_attachments else "false",
        letters="".join(
            f"[letters.{name}]\nsubject = {_quoted(one.subject)}\ntext = {_block(one.text)}\n\n"
            for name, one in settings.letters.items()
        ),
        imap=imap_text(settings.imap),
        smtp=smtp_text(settings.smtp),
        receipts="true" if settings.receipts else "false",
    )


def read_settings(path: Path) -> RoundSettings:
    """Read the settings of a round. Raises `CollectionError`, with all that is wrong in them."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise CollectionError("input-not-readable", path=path, reason=error.strerror or str(error)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CollectionError("round-not-toml", path=path, reason=error) from error
    problems = list(_problems(told))
    if problems:
        raise CollectionError("round-settings-wrong", path=path, problems=one_a_line(problems))
    severities = {code: Severity(level) for code, level in told.get("severities", {}).items()}
    return RoundSettings(
        told["form"],
        told["deadline"],
        told.get("parameters", {}),
        severities,
        **told.get("workbooks", {}),
        texts=_texts(told),
        asks_for_attachments=told.get("attachments", {}).get("required", False),
        imap=imap_settings(told["imap"]) if "imap" in told else None,
        smtp=smtp_settings(told.get("smtp")),
        receipts=told.get("receipts", {}).get("send", False),
    )


def _problems(told: Mapping[str, Any]) -> Iterator[Sentence]:
    known = (
        *("form", "deadline", "parameters", "severities", "workbooks", "letters"),
        *("attachments", "imap", "smtp", "receipts"),
    )
    for name in told:
        if name not in known:
            yield Sentence.of("round-setting-unknown", name=name)
    if not isinstance(told.get("form"), str) or not told["form"].strip():
        yield Sentence.of(
            "round-setting-wrong", name="form", example=f'form = "{next(iter(builtin_names()))}"'
        )
    deadline = told.get("deadline")
    if not isinstance(deadline, date) or isinstance(deadline, datetime):
        yield Sentence.of("round-setting-wrong", name="deadline", example="deadline = 2026-03-31")
    parameters = told.get("parameters", {})
    if not isinstance(parameters, dict) or any(
        type(value) not in (int, str) for value in parameters.values()
    ):
        yield Sentence.of("round-setting-wrong", name="parameters", example="year = 2026")
    severities = told.get("severities", {})
    if not isinstance(severities, dict) or any(level not in list(Severity) for level in severities.values()):
        yield Sentence.of("round-severities-wrong", levels=words_in_a_row(Severity))
    workbooks = told.get("workbooks", {})
    if (
        not isinstance(workbooks, dict)
        or not set(workbooks) <= {"language", "issuer"}
        or workbooks.get("language", "zh") not in get_args(Language)
        or not isinstance(workbooks.get("issuer", ""), str)
    ):
        yield Sentence.of("round-setting-wrong", name="workbooks", example='language = "zh"')
    yield from letter_problems(told.get("letters", {}))
    attachments = told.get("attachments", {})
    if (
        not isinstance(attachments, dict)
        or not set(attachments) <= {"required"}
        or not isinstance(attachments.get("required", False), bool)
    ):
        yield Sentence.of("round-setting-wrong", name="attachments", example="required = true")
    if "imap" in told:
        yield from imap_problems(told["imap"])
    if "smtp" in told:
        yield from smtp_problems(told["smtp"])
    receipts = told.get("receipts", {})
    if (
        not isinstance(receipts, dict)
        or not set(receipts) <= {"send"}
        or not isinstance(receipts.get("send", False), bool)
    ):
        yield Sentence.of("round-setting-wrong", name="receipts", example="send = true")


def _texts(told: Mapping[str, Any]) -> dict[str, LetterText]:
    """Return the letters that say something else than usual."""
    usual = USUAL_LETTERS[told.get("workbooks", {}).get("language", "zh")]
    written = {name: LetterText(**words) for name, words in told.get("letters", {}).items()}
    return {name: words for name, words in written.items() if words != usual[name]}


def _block(text: str) -> str:
    """Return a text of several lines as TOML writes it, line by line for people to edit."""
    lines = (_quoted(line)[1:-1] for line in text.split("\n"))
    return '"""\n' + "\n".join(lines) + '"""'


def _written(value: int | str) -> str:
    return str(value) if isinstance(value, int) else _quoted(value)


def _quoted(text: str) -> str:
    """Return a text as TOML writes it (TOML 1.0, basic strings): JSON's escapes are among those of TOML."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
