"""A collection round of 30 made-up departments, command by command as an officer types them."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path

from collection import DepartmentState, State, open_round, state_of_round
from templates import Language, Text
from tianbao.commands.demo.answers import FIRST_SAID, SECOND_SAID, first_answers, second_answers
from tianbao.commands.demo.departments import plan, roster_lines
from tianbao.commands.demo.place import fresh_place, leave
from tianbao.commands.demo.returns import Clerks
from tianbao.commands.demo.servers import Servers, mail_servers

__all__ = ["Call", "run_round"]

Call = Callable[[Sequence[str]], None]
"""Runs a command of the toolkit, given its words; it prints as it always does."""

_ROUND, _ROSTER, _FIRST, _SECOND, _SENT = "2026", "名单.csv", "来信/第一批", "来信/第二批", "寄出"
_STATUS = "进度.html"
_TRACED = Text("总表!D8", "Overview!D8")
_QUOTED = frozenset(" !'\"")
_INDENT = "     "

_BEGIN = Text(
    "5. 一次收表：{count} 个虚构单位，从下发到汇总。每条命令都是照这样输入的。",
    "5. A round: {count} made-up departments, from blank to summary. Each command is run as it is shown.",
)
_BY_SERVERS = Text(
    "   邮件经本机上的两个服务器收发（Dovecot 收，SMTP 发），设置写在 round.toml 里。",
    "   Mail goes through two servers on this machine, Dovecot and SMTP, which round.toml names.",
)
_BY_FILES = Text(
    "   本机没有装邮件服务器，邮件都以 .eml 文件收发。",
    "   There is no mail server on this machine; messages are .eml files.",
)
_MORE = Text("……（另有 {count} 行）", "... ({count} more lines)")
_OTHERS = Text("（其余 {count} 个可接收的单位，同样逐个接收）", "(and so the other {count} that are ready)")
_TO_CORRECT = Text(
    "有错误的单位，各出一份更正表和一封信：", "Corrections, with a letter, for those with errors:"
)
_CHASED = Text(
    "还没改对的再退一次，没交的催一次：", "Who is still wrong is asked again, who sent nothing is reminded:"
)
_ACCEPTING = Text("没有错误的，接收：", "What has no error is accepted:")
_ENDING = Text(
    "汇总；一个数从哪里来，可以追到单元格：", "The sum of all, and where one of its figures came from:"
)
_LEFT = Text(
    "收表文件夹、来信和汇总都留在 {place}，见其中的“{note}”。",
    "All of it is left in {place}; see {note} there.",
)


def run_round(folder: Path, say: Callable[[str], None], call: Call, language: Language = "zh") -> Path:
    """Run a whole round in a sub-folder of `folder`; return that folder.

    What a round left there before is replaced if nobody changed it. `say` is called with each command and
    with what it printed, shortened; `call` runs a command.

    Raises `CollectionError` where the folder cannot be made.
    """
    place = fresh_place(folder)
    desk = _Desk(say, call, language)
    say("\n" + _BEGIN.say(language).format(count=len(plan().offices)))
    say(f"   cd {place}\n")
    with contextlib.chdir(place):
        with mail_servers(Path(_SENT)) as servers:
            say((_BY_SERVERS if servers else _BY_FILES).say(language) + "\n")
            _run(desk, servers, language)
        note = leave(Path(), language)
    say("\n" + _LEFT.say(language).format(place=place, note=note))
    return place


def _run(desk: _Desk, servers: Servers | None, language: Language) -> None:
    here = Path(_ROUND)
    Path(_ROSTER).write_text(roster_lines(plan().offices), encoding="utf-8")
    form = ("--form", plan().form, "--year", str(plan().year))
    desk.run("new", _ROUND, *form, "--roster", _ROSTER, "--deadline", plan().deadline)
    with servers.named_in(here / "round.toml") if servers else nullcontext():
        _correspond(desk, here, servers)
    desk.tell(_ACCEPTING)
    first, *others = [one.member.code for one in _departments(here) if one.state is State.READY]
    desk.run("accept", _ROUND, first, "--reason", "审核无误")
    desk.tell(_OTHERS, len(others))
    for code in others:
        desk.run("accept", _ROUND, code, "--reason", "审核无误", most=0)
    desk.run("status", _ROUND, most=1)
    desk.run("status", _ROUND, "--output", _STATUS)
    desk.tell(_ENDING)
    desk.run("summarize", _ROUND)
    desk.run("trace", _ROUND, _TRACED.say(language), most=6)


def _correspond(desk: _Desk, here: Path, servers: Servers | None) -> None:
    """Send what goes out, and collect what comes back, twice."""
    send = ("--send", "--yes") if servers else ()

    def collect(folder: str) -> None:
        if servers is not None:
            servers.deliver(Path(folder))
        desk.run("collect", _ROUND, "--imap" if servers else folder)

    desk.run("issue", _ROUND)
    desk.run("mail", _ROUND, *send, most=1 if send else 3, last=bool(send))
    clerks = Clerks(open_round(here))
    desk.tell(FIRST_SAID, first_answers(Path(_FIRST), clerks))
    collect(_FIRST)
    desk.run("status", _ROUND, most=1)
    desk.tell(_TO_CORRECT)
    desk.run("correct", _ROUND, *send, most=1 if send else 3, last=bool(send))
    desk.tell(SECOND_SAID, second_answers(Path(_SECOND), clerks))
    collect(_SECOND)
    desk.tell(_CHASED)
    desk.run("correct", _ROUND, *send, most=1 if send else 3, last=bool(send))
    desk.run("remind", _ROUND, *send, most=1 if send else 3, last=bool(send))


def _departments(folder: Path) -> Sequence[DepartmentState]:
    round = open_round(folder)
    with round.ledger() as ledger:
        return state_of_round(round, ledger).departments


class _Desk:
    """Where the commands are typed, and what they print is seen."""

    def __init__(self, say: Callable[[str], None], call: Call, language: Language) -> None:
        self._say, self._call = say, call
        self._language: Language = language

    def tell(self, said: Text, count: int = 0) -> None:
        """Say what happens next."""
        self._say("\n   " + said.say(self._language).format(count=count))

    def run(self, *words: str, most: int = 3, last: bool = False) -> None:
        """Run a command of a round; show it, and so many lines of what it prints, or nothing of it at all.

        Of one that fails, all is shown; with `last`, the last line in any case.
        """
        typed = ["round", *words, *(("--lang", "en") if self._language == "en" else ())]
        if most:
            self._say("   $ tianbao " + " ".join(map(_quoted, typed)))
        printed = io.StringIO()
        try:
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
                self._call(typed)
        except BaseException:
            for line in printed.getvalue().splitlines():
                self._say(_INDENT + line)
            raise
        if most:
            self._show(printed.getvalue().splitlines(), most, last=last)

    def _show(self, lines: Sequence[str], most: int, *, last: bool) -> None:
        for line in lines[:most]:
            self._say(_INDENT + line)
        if len(lines) > most + last:
            self._say(_INDENT + _MORE.say(self._language).format(count=len(lines) - most - last))
            if last:
                self._say(_INDENT + lines[-1])


def _quoted(word: str) -> str:
    return f"'{word}'" if _QUOTED.intersection(word) else word
