"""Fetching ahead: a thread takes from a slow source while what it brought is worked on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from threading import Condition, Thread
from typing import Generic, TypeVar

__all__ = ["ahead"]

_LISTENING = 0.2
"""Seconds to wait at once: Windows hears no Ctrl-C while it waits without an end."""

_Item = TypeVar("_Item")


def ahead(
    source: Iterable[_Item], weight: Callable[[_Item], int], most: int, interrupt: Callable[[], None]
) -> Generator[_Item, None, None]:
    """Yield what a source yields, in its order, taken from it by a thread.

    The thread goes ahead as far as the items that wait weigh `most` together, or one of them more. What the
    source raises is raised after all that it yielded. Where nobody wants the rest, `interrupt` is called to
    end the waiting of the source, and the thread ends.
    """
    belt = _Belt[_Item](most)
    thread = Thread(target=belt.fill, args=(source, weight), daemon=True)
    thread.start()
    try:
        yield from belt.items()
    finally:
        if belt.stop():
            interrupt()
        thread.join()


class _Belt(Generic[_Item]):
    """Items between the thread that brings them and the one that takes them."""

    def __init__(self, most: int) -> None:
        self._most, self._held = most, 0
        self._items: deque[tuple[_Item, int]] = deque()
        self._changed = Condition()
        self._is_over = self._is_stopped = False
        self._error: BaseException | None = None

    def fill(self, source: Iterable[_Item], weight: Callable[[_Item], int]) -> None:
        """Bring all that a source yields, until nobody wants more."""
        try:
            for item in source:
                if not self._put(item, weight(item)):
                    break
        except BaseException as error:  # it belongs to the thread that takes, which raises it
            self._error = error
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    def _put(self, item: _Item, weight: int) -> bool:
        with self._changed:
            while self._items and self._held + weight > self._most and not self._is_stopped:
                self._changed.wait(_LISTENING)
            self._items.append((item, weight))
            self._held += weight
            self._changed.notify_all()
            return not self._is_stopped

    def items(self) -> Generator[_Item, None, None]:
        """Yield what was brought; raise what the source raised."""
        while True:
            with self._changed:
                while not self._items and not self._is_over:
                    self._changed.wait(_LISTENING)
                if not self._items:
                    break
                item, weight = self._items.popleft()
                self._held -= weight
                self._changed.notify_all()
            yield item
        if self._error is not None:
            raise self._error

    def stop(self) -> bool:
        """Want no more; tell whether the source may still be at work."""
        with self._changed:
            self._is_stopped = True
            self._changed.notify_all()
            return not self._is_over
