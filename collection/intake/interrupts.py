"""Ctrl-C while others read: heard where nothing is half done."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from concurrent.futures import Future, wait
from multiprocessing import active_children
from multiprocessing.process import BaseProcess
from threading import current_thread, main_thread
from typing import Any

__all__ = ["Interrupts"]

_LISTENING = 0.2
"""Seconds to wait at once: Windows hears no Ctrl-C while it waits without an end."""


class Interrupts:
    """Ctrl-C while processes read: heard between two results, where nothing is half done.

    Otherwise Python raises it anywhere, also where the pool keeps its books. Pressed again, it ends the
    processes at once instead of after the file that each is reading. Who has a handler of its own keeps it.
    Processes that are not `ours` are left alone.
    """

    def __init__(self, *, ours: bool = True) -> None:
        self._ours = ours
        self._pressed = 0
        self._is_heard = False
        self._others: Sequence[BaseProcess] = ()

    def __enter__(self) -> Interrupts:
        is_usual = signal.getsignal(signal.SIGINT) is signal.default_int_handler
        if is_usual and current_thread() is main_thread():  # no other thread may
            self._others = active_children()
            signal.signal(signal.SIGINT, self._press)
            self._is_heard = True
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_heard:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def _press(self, *_: object) -> None:
        self._pressed += 1
        if self._pressed > 1 and self._ours:
            for process in active_children():
                if process not in self._others:
                    process.kill()

    def result(self, future: Future[Any]) -> Any:
        """Wait for a result. Raises `KeyboardInterrupt` where a person interrupts."""
        while not self._pressed and not future.done():
            wait([future], timeout=_LISTENING)
        if self._pressed:
            raise KeyboardInterrupt
        return future.result()
