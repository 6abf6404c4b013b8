"""What is remembered from file to file: the workbooks of a round have most of their bytes in common.

Results depend on the bytes alone, and what is remembered is bounded by bytes too, so that a hostile file
takes no more memory than any other.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from threading import Lock
from typing import Any, Generic, TypeVar, cast

__all__ = ["Memo", "remembered"]

_Value = TypeVar("_Value")
_Read = TypeVar("_Read", bound=Callable[..., Any])
_MOST_BYTES_OF_PART = 2**17
_MOST_PARTS = 64
_MOST_MET = 2**14


class Memo(dict[bytes, _Value], Generic[_Value]):
    """Values by bytes; the oldest are forgotten when the bytes together are more than `most_bytes`.

    What only one workbook has need not be kept: ask `is_met_again` before.
    """

    def __init__(self, most_bytes: int) -> None:
        self._room = most_bytes
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
                self._room -= len(key)
            while self._room < 0:
                oldest = next(iter(self))
                del self[oldest]
                self._room += len(oldest)
        return value


def remembered(read: _Read) -> _Read:
    """Have a function of a part's name and bytes remember its last results for small parts.

    What the function returns must be immutable.
    """
    remembering = lru_cache(maxsize=_MOST_PARTS)(read)

    @wraps(read)
    def found(part: str, content: bytes, *others: Any) -> Any:
        if len(content) > _MOST_BYTES_OF_PART:
            return read(part, content, *others)
        return remembering(part, content, *others)

    return cast("_Read", found)
