"""The line on a terminal that says how far a long command is, and how long it still takes."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from templates.text import Language, Text
from tianbao.commands.terminal.console import note

__all__ = ["Progress", "progress_line"]

Progress = Callable[[int, int], None]
"""Is told how many are done, and how many there are."""

_PATIENCE = 0.5
"""Seconds in which nobody wants to be told."""

_LEFT = Text("还需", "left")


@contextmanager
def progress_line(doing: Text, language: Language) -> Iterator[Progress]:
    """Show on a terminal how far the work is until it ends; say of work that is interrupted how far it came.

    >>> with progress_line(Text("读取", "Reading"), "zh") as progress:
    ...     progress(1, 400)
    """
    line = _Line(doing, language)
    try:
        try:
            yield line.show
        finally:
            line.clear()
    except KeyboardInterrupt:
        words = Text("已中断：共 {total} 份，完成了 {done} 份。", "Interrupted: {done} of {total} were done.")
        note(words.say(language).format(done=line.done, total=line.total))
        raise


class _Line:
    """How far the work is; on a terminal also shown, once it is worth it."""

    def __init__(self, doing: Text, language: Language) -> None:
        self.done = self.total = 0
        self._doing, self._language = doing, language
        self._begun = time.monotonic()
        self._bar: Any = None
        self._task: Any = None

    def show(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        if self._bar is None and total > 1 and sys.stderr.isatty():
            if time.monotonic() - self._begun < _PATIENCE:
                return
            self._start()
        if self._bar is not None:
            self._bar.update(self._task, completed=done, total=total)

    def clear(self) -> None:
        if self._bar is not None:
            self._bar.stop()

    def _start(self) -> None:
        from rich.console import Console  # takes longer to load than a short command takes
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        from tianbao.commands.terminal.time_left import TimeLeft

        self._bar = Progress(
            TextColumn(self._doing.say(self._language)),
            BarColumn(),
            MofNCompleteColumn(),
            TimeLeft(_LEFT.say(self._language)),
            console=Console(file=sys.stderr),
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task = self._bar.add_task("", completed=self.done, total=self.total)
        self._bar.start()
