"""What is remembered from file to file: the workbooks of a round have most of their bytes in common.

Results depend on the bytes alone, and the memory that they take is bounded, whatever the files hold.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from threading import Lock
from typing import Any, Generic, TypeVar, cast

__all__ = ["MOST_BYTES_OF_PART", "Memo", "remembered"]

_Value = TypeVar("_Value")
_Read = TypeVar("_Read", bound=Callable[..., Any])
_MOST_PARTS = 32
_MOST_MET = 2**14

MOST_BYTES_OF_PART = 2**16
"""What is read of larger parts is not remembered."""


class Memo(dict[bytes, _Value], Generic[_Value]):
    """Values by bytes; the oldest are forgotten when all together take more memory than `most_bytes`.

    `size` estimates the bytes of memory that a value takes beside its key. What only one workbook has need
    not be kept: ask `is_met_again` before.
    """

    def __init__(self, most_bytes: int, size: Callable[[_Value], int] = lambda value: 0) -> None:
        self._room = most_bytes
        self._size = size
        self._met: set[int] = set()
        self._lock = Lock()

    def is_met_again(self, key: bytes) -> bool:
        """Tell whether bytes have been met before, as far as that is remembered; note them if not."""
        met = hash(key)
        if met in self._met:
            return True
        if len(self._met) >= _MOST_MET:
            self._met.clear()
        self._met.add(met)
        return False

    def keep(self, key: bytes, value: _Value) -> _Value:
        """Remember a value and return it."""
        with self._lock:
            if key not in self:
                self[key] = value
                self._room -= len(key) + self._size(value)
            while self._room < 0:
                oldest = next(iter(self))
                self._room += len(oldest) + self._size(self.pop(oldest))
        return value


def remembered(read: _Read) -> _Read:
    """Have a function of a part's name and bytes remember its last results for small parts.

    What the function returns must be immutable.
    """
    remembering = lru_cache(maxsize=_MOST_PARTS)(read)

    @wraps(read)
    def found(part: str, content: bytes, *others: Any) -> Any:
        if len(content) > MOST_BYTES_OF_PART:
            return read(part, content, *others)
        return remembering(part, content, *others)

    return cast("_Read", found)
