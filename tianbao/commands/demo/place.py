"""The folder of the demonstration's round: made anew each time, but never over what somebody changed."""

from __future__ import annotations

import hashlib
import shutil
from itertools import count
from pathlib import Path

from collection import CollectionError
from collection.folders import make_folder
from templates import Language, Text

__all__ = ["fresh_place", "leave"]

_NAME, _NOTE = "收表", "说明.txt"
_CODE = "tianbao demo "
_WHAT = Text(
    """这个文件夹是 tianbao demo 留下的一次收表，30 个单位都是虚构的。

名单.csv            参加收表的单位
来信/               各单位的来信（.eml，可以用邮件软件打开）
寄出/               经本机邮件服务器发出的信（装了服务器才有）
进度.html           收表进度，用浏览器打开
2026/               收表文件夹：
  round.toml        设置（截止日期、信件的文字等），可以修改
  roster.xlsx       名单，可以修改
  issued/           下发的表，每个单位一份
  letters/          信件草稿：下发、退回更正、催报
  mails/ returned/  收到的邮件和表，原样保存
  corrections/      退回去改的更正表
  summary.xlsx      汇总

没有改动过的话，下次运行 tianbao demo 时重新生成；改动过的，原样保留，另建一个文件夹。
""",
    """This folder is a round that `tianbao demo` left; its 30 departments are made up.

名单.csv            the departments
来信/               what they sent (.eml, which mail programs open)
寄出/               what was sent to them, where a mail server was at hand
进度.html           where every department is, as a page for a browser
2026/               the folder of the round:
  round.toml        settings (deadline, words of the letters, ...), to be edited
  roster.xlsx       the roster, to be edited
  issued/           the workbooks that went out, one for each department
  letters/          drafts of letters: with the blank, with corrections, reminders
  mails/ returned/  the messages and forms that came, as they came
  corrections/      what is to be corrected
  summary.xlsx      the summary

Unless somebody changes it, the next `tianbao demo` makes it anew; else it stays, and another is made.
""",
)


def fresh_place(folder: Path) -> Path:
    """Return a new folder in `folder` for a round; one that was left there, and is as it was, is removed.

    Raises `CollectionError` where it cannot be made or removed.
    """
    for number in count(1):
        place = folder / (_NAME if number == 1 else f"{_NAME}-{number}")
        if place.is_dir() and _is_as_left(place):
            try:
                shutil.rmtree(place)
            except OSError as error:
                reason = error.strerror or str(error)
                raise CollectionError("folder-not-made", path=place, reason=reason) from error
        if not place.exists():
            make_folder(place)
            return place
    raise AssertionError("numbers do not end")


def leave(place: Path, language: Language) -> Path:
    """Write into a folder what lies in it, and by what a later run knows whether it is as it was."""
    note = place / _NOTE
    note.write_text(f"{_WHAT.say(language)}\n{_CODE}{_digest(place)}\n", encoding="utf-8")
    return note


def _is_as_left(place: Path) -> bool:
    try:
        last = (place / _NOTE).read_text(encoding="utf-8").splitlines()[-1:]
        return last == [f"{_CODE}{_digest(place)}"]
    except (OSError, UnicodeDecodeError):
        return False


def _digest(place: Path) -> str:
    """Return a digest of the names and contents of all files in a folder but the note."""
    total = hashlib.sha256()
    for path in sorted(path for path in place.rglob("*") if path.is_file() and path != place / _NOTE):
        total.update(f"{path.relative_to(place).as_posix()}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
