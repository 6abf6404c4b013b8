"""A part of a workbook that is written many times: deflated once, but for the stretches that vary."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from template_builder.bulk.slots import Key, Slot
from template_builder.xlsx.archive import Entry, Piece, deflated, entry

__all__ = ["SegmentedPart"]

_GAP = 1_500
"""Holes that lie no further apart, in bytes, are deflated together: what a cut costs is lost context."""

_Strip = list[bytes | Slot]


class SegmentedPart:
    """A part that was cut at its holes, with `contents` for each and those `varying` that may differ.

    The constant stretches are deflated here and now. A content that differs elsewhere is right all the same;
    the part is then deflated as a whole.
    """

    def __init__(
        self,
        name: str,
        pieces: Sequence[bytes],
        holes: Sequence[Slot],
        contents: Mapping[Key, Any],
        varying: Collection[Key],
    ) -> None:
        self.name = name
        self._pieces = pieces
        self._holes = holes
        self._contents = contents
        self._filled = {hole.key: hole.filled(contents[hole.key]) for hole in holes}
        self._varying = frozenset(varying) & self._filled.keys()
        self._strips: list[Piece | _Strip] = []
        for strip in self._cut():
            constant = b"".join(part for part in strip if isinstance(part, bytes))
            whole = all(isinstance(part, bytes) for part in strip)
            self._strips.append(Piece(constant, deflated(constant, last=False)) if whole else strip)
        self._end = Piece(b"", deflated(b"", last=True))
        self._same = entry(name, [*map(self._as_it_was, self._strips), self._end])

    def entry(self, contents: Mapping[Key, Any]) -> Entry:
        """Return the part with these contents in place of those it was made with."""
        before = self._contents
        changed = {key: content for key, content in contents.items() if content != before[key]}
        if not changed:
            return self._same
        if not changed.keys() <= self._varying:
            content = b"".join(self._whole(changed))
            return entry(self.name, [Piece(content, deflated(content, last=True))])
        pieces = [
            strip if isinstance(strip, Piece) else self._pressed(strip, changed) for strip in self._strips
        ]
        return entry(self.name, [*pieces, self._end])

    def _as_it_was(self, strip: Piece | _Strip) -> Piece:
        return strip if isinstance(strip, Piece) else self._pressed(strip, {})

    def _pressed(self, strip: _Strip, changed: Mapping[Key, Any]) -> Piece:
        content = b"".join(
            part if isinstance(part, bytes) else self._written(part, changed) for part in strip
        )
        return Piece(content, deflated(content, last=False))

    def _written(self, hole: Slot, changed: Mapping[Key, Any]) -> bytes:
        return hole.filled(changed[hole.key]) if hole.key in changed else self._filled[hole.key]

    def _whole(self, changed: Mapping[Key, Any]) -> Iterator[bytes]:
        for piece, hole in zip(self._pieces, self._holes, strict=False):
            yield piece
            yield self._written(hole, changed)
        yield self._pieces[-1]

    def _cut(self) -> Iterator[_Strip]:
        """Yield the part in strips, each constant or with holes that vary, from its beginning to its end."""
        strip: _Strip = []
        constant = [self._pieces[0]]
        for piece, hole in zip(self._pieces[1:], self._holes, strict=True):
            if hole.key in self._varying:
                gap = b"".join(constant)
                if strip and len(gap) > _GAP:
                    yield strip
                    strip = []
                if strip:
                    strip.append(gap)
                elif gap:
                    yield [gap]
                strip.append(hole)
                constant = [piece]
            else:
                constant += [self._filled[hole.key], piece]
        if strip:
            yield strip
        yield [b"".join(constant)]
