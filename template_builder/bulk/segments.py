"""A part of a workbook that is written many times: deflated once, but for the segments that vary."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from template_builder.bulk.slots import Slot, SlotKey
from template_builder.bulk.slotted_workbook import SlottedSheet
from template_builder.xlsx.archive import BEST, FAST, Entry, Piece, deflated, entry
from templates.seal import cells_sum

__all__ = ["SegmentedPart"]

_GAP = 1_500
"""Slots that lie no further apart, in characters, are deflated together: each cut makes the file larger."""

_Segment = list[str | Slot]


class SegmentedPart:
    """A sheet with `contents` for all of its slots, of which the `varying` ones may differ.

    The constant segments are deflated once, here. Contents may differ in other slots too, but then the whole
    part is deflated.
    """

    def __init__(
        self, sheet: SlottedSheet, contents: Mapping[SlotKey, Any], varying: Collection[SlotKey]
    ) -> None:
        self._sheet = sheet
        self._contents = contents
        self._filled = {slot.key: slot.filled(contents[slot.key]) for slot in sheet.slots}
        self._varying = frozenset(varying) & self._filled.keys()
        self._segments: list[Piece | _Segment] = []
        for segment in self._cut():
            constant = [part for part in segment if isinstance(part, str)]
            if len(constant) == len(segment):
                content = "".join(constant).encode()
                self._segments.append(Piece(content, deflated(content, BEST, last=False)))
            else:
                self._segments.append(segment)
        self._end = Piece(b"", deflated(b"", FAST, last=True))
        self._inputs = tuple(sorted(self._varying & sheet.inputs))
        self._sealed = sheet.seal(contents, sheet.inputs - self._varying)
        self._same = self._entry({})

    def entry(self, contents: Mapping[SlotKey, Any]) -> Entry:
        """Return the part with these contents in place of those it was made with."""
        before = self._contents
        changed = {key: content for key, content in contents.items() if _differs(content, before[key])}
        if not changed:
            return self._same
        if not changed.keys() <= self._varying:
            content = self._sheet.filled({**before, **changed})
            return entry(self._sheet.part, [Piece(content, deflated(content, FAST, last=True))])
        return self._entry(changed)

    def seal(self, contents: Mapping[SlotKey, Any]) -> int:
        """Return what the seal of the workbook has of the part with these contents."""
        shown = {key: contents[key] if key in contents else self._contents[key] for key in self._inputs}
        return cells_sum((self._sealed, self._sheet.seal(shown, self._inputs)))

    def _entry(self, changed: Mapping[SlotKey, Any]) -> Entry:
        pieces = [
            segment if isinstance(segment, Piece) else self._piece(segment, changed)
            for segment in self._segments
        ]
        return entry(self._sheet.part, [*pieces, self._end])

    def _piece(self, segment: _Segment, changed: Mapping[SlotKey, Any]) -> Piece:
        written = "".join(part if isinstance(part, str) else self._slot(part, changed) for part in segment)
        content = written.encode()
        return Piece(content, deflated(content, FAST, last=False))

    def _slot(self, slot: Slot, changed: Mapping[SlotKey, Any]) -> str:
        return slot.filled(changed[slot.key]) if slot.key in changed else self._filled[slot.key]

    def _cut(self) -> Iterator[_Segment]:
        """Yield the part in segments, from the first to the last: constant, or with slots that vary."""
        segment: _Segment = []
        constant = [self._sheet.pieces[0]]
        for piece, slot in zip(self._sheet.pieces[1:], self._sheet.slots, strict=True):
            if slot.key in self._varying:
                gap = "".join(constant)
                if segment and len(gap) > _GAP:
                    yield segment
                    segment = []
                if segment:
                    segment.append(gap)
                elif gap:
                    yield [gap]
                segment.append(slot)
                constant = [piece]
            else:
                constant += [self._filled[slot.key], piece]
        if segment:
            yield segment
        yield ["".join(constant)]


def _differs(content: object, before: object) -> bool:
    """Tell whether a slot shows another content; TRUE equals 1 in Python, but not in a cell."""
    return content != before or isinstance(content, bool) is not isinstance(before, bool)
