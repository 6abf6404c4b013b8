"""What the letters of a round say: the usual words, and those that the officer writes instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from templates import Language
from templates.findings.errors import Sentence, words_in_a_row

__all__ = ["ASKED_FOR", "USUAL_LETTERS", "LetterText", "asking_for_attachments", "letter_problems"]

_SLOTS = (
    *("department", "contact", "form", "year", "deadline", "issuer", "count", "errors"),
    "attachments",
    *("file", "digest", "received", "revision", "warnings"),
)
_SLOT = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True, slots=True)
class LetterText:
    """The subject and the text of a letter, with slots such as `{department}`."""

    subject: str
    text: str


USUAL_LETTERS: Mapping[Language, Mapping[str, LetterText]] = {
    "zh": {
        "issue": LetterText(
            "请填报{year}年{form}（{department}）",
            "{contact}：\n\n请填写附件中的{form}，于 {deadline} 前回复本邮件交回。"
            "请直接在附件里填写，不要另做表格。{attachments}\n\n{issuer}\n",
        ),
        "remind": LetterText(
            "提醒：请交回{year}年{form}（{department}）",
            "{contact}：\n\n{form}应于 {deadline} 前交回，目前还没有收到能够读取的表。"
            "表格再次附上，请尽快填写并回复本邮件。{attachments}\n\n{issuer}\n",
        ),
        "attach": LetterText(
            "请补交{year}年{form}的盖章扫描件（{department}）",
            "{contact}：\n\n{form}已收到，只缺盖章扫描件。"
            "请把扫描件（PDF 或图片）作为附件回复本邮件，表格不必再交。\n\n{issuer}\n",
        ),
        "correct": LetterText(
            "请更正{year}年{form}（{department}）",
            "{contact}：\n\n交回的{form}有 {count} 处需要更正：\n\n{errors}\n\n"
            "请在附件里更正（已带入原来填写的内容，有颜色的单元格旁有说明），并回复本邮件交回。{attachments}"
            "\n\n{issuer}\n",
        ),
        "receipt": LetterText(
            "回执：已收到{year}年{form}（{department}）",
            "{contact}：\n\n已收到贵单位的{form}，没有发现错误。\n\n"
            "文件：{file}\n摘要（SHA-256 的前几位）：{digest}\n收到时间：{received}\n版次：{revision}\n\n"
            "{warnings}\n\n本邮件由系统自动发出，不必回复。\n\n{issuer}\n",
        ),
    },
    "en": {
        "issue": LetterText(
            "{form} {year}: please complete ({department})",
            "{contact},\n\nplease complete the attached {form} and return it by replying to this message by "
            "{deadline}. Use the attached workbook itself, not a form of your own.{attachments}"
            "\n\n{issuer}\n",
        ),
        "remind": LetterText(
            "Reminder: {form} {year} ({department})",
            "{contact},\n\nthe {form} is due by {deadline}, and nothing that can be read has come back from "
            "you yet. The workbook is attached again; please complete it and reply to this message."
            "{attachments}\n\n{issuer}\n",
        ),
        "attach": LetterText(
            "{form} {year}: the scan with the seal is missing ({department})",
            "{contact},\n\nyour {form} has arrived; only the scan with the seal is missing. Please reply to "
            "this message with the scan (PDF or picture) attached; the form itself need not be sent again."
            "\n\n{issuer}\n",
        ),
        "correct": LetterText(
            "{form} {year}: please correct ({department})",
            "{contact},\n\nthere are {count} errors in your {form}:\n\n{errors}\n\n"
            "Please correct them in the attached workbook, which holds all that you entered and marks the "
            "cells, and return it by replying to this message.{attachments}\n\n{issuer}\n",
        ),
        "receipt": LetterText(
            "Received: {form} {year} ({department})",
            "{contact},\n\nyour {form} has arrived, and no errors were found in it.\n\n"
            "File: {file}\nSHA-256 begins with: {digest}\nReceived: {received}\nIssue: {revision}\n\n"
            "{warnings}\n\nThis message was sent by a program; no answer is needed.\n\n{issuer}\n",
        ),
    },
}
"""What letters say where the officer has not written otherwise."""

ASKED_FOR: Mapping[Language, str] = {
    "zh": "请同时附上盖章扫描件（PDF 或图片）。",
    "en": " Please attach the scan with the seal (PDF or picture) too.",
}
"""What stands for `{attachments}` where a scan is asked for and has not come."""

_ATTACHMENTS = "{attachments}"


def asking_for_attachments(letter: LetterText) -> LetterText:
    """Return a letter that asks for the scan too; an officer's own words may have no place for it."""
    if _ATTACHMENTS in letter.text:
        return letter
    return LetterText(letter.subject, f"{letter.text.rstrip()}\n\n{_ATTACHMENTS}\n")


def letter_problems(letters: Any) -> Iterator[Sentence]:
    """Yield what is wrong in the words of the letters; a slot that does not exist would be sent as it is."""
    known = USUAL_LETTERS["zh"]
    if not isinstance(letters, dict) or not set(letters) <= set(known):
        yield Sentence.of("round-setting-wrong", name="letters", example="[letters.issue]")
        return
    for name, words in letters.items():
        is_whole = isinstance(words, dict) and set(words) == {"subject", "text"}
        if not is_whole or not all(isinstance(text, str) for text in words.values()):
            yield Sentence.of(
                "round-setting-wrong", name=f"letters.{name}", example='subject = "", text = ""'
            )
            continue
        unknown = [slot for text in words.values() for slot in _SLOT.findall(text) if slot not in _SLOTS]
        for slot in dict.fromkeys(unknown):
            known_slots = words_in_a_row(f"{{{one}}}" for one in _SLOTS)
            yield Sentence.of("round-slot-unknown", letter=name, slot=f"{{{slot}}}", known=known_slots)
