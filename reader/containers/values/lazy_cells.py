"""The cells of a sheet, each made when it is asked for: a reader asks for one in five."""

from __future__ import annotations

from collections.abc import Callable, Iterator, KeysView, Mapping
from typing import Generic, TypeVar, overload

from reader.containers.grid import Position
from templates.kinds import Raw

__all__ = ["LazyCells"]

_Stored = TypeVar("_Stored")
_Other = TypeVar("_Other")


class LazyCells(Mapping[Position, Raw], Generic[_Stored]):
    """The cells by position: what is stored of each, and the function that makes a `Raw` of it."""

    __slots__ = ("_made", "_raw_of", "_stored")

    def __init__(self, stored: dict[Position, _Stored], raw_of: Callable[[_Stored], Raw]) -> None:
        self._stored = stored
        self._raw_of = raw_of
        self._made: dict[Position, Raw] = {}

    def __getitem__(self, position: Position) -> Raw:
        raw = self._made.get(position)
        if raw is None:
            raw = self._made[position] = self._raw_of(self._stored[position])
        return raw

    @overload
    def get(self, position: Position, /) -> Raw | None: ...
    @overload
    def get(self, position: Position, /, default: Raw) -> Raw: ...
    @overload
    def get(self, position: Position, /, default: _Other) -> Raw | _Other: ...
    def get(self, position: Position, /, default: Raw | _Other | None = None) -> Raw | _Other | None:
        """Return the cell at a position; as `Mapping.get`, without a detour, as readers ask for each cell."""
        raw = self._made.get(position)
        if raw is None:
            stored = self._stored.get(position)
            if stored is None:
                return default
            raw = self._made[position] = self._raw_of(stored)
        return raw

    def keys(self) -> KeysView[Position]:
        """Return the positions, as those of a `dict`, which are quickly compared with others."""
        return self._stored.keys()

    def __contains__(self, position: object) -> bool:
        return position in self._stored

    def __iter__(self) -> Iterator[Position]:
        return iter(self._stored)

    def __len__(self) -> int:
        return len(self._stored)

    def __reduce__(self) -> tuple[type[dict[Position, Raw]], tuple[dict[Position, Raw]]]:
        """Go to another process as what the cells come to."""
        return dict, ({position: self[position] for position in self._stored},)
