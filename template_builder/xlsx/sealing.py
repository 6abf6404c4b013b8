"""The seal of a workbook (`templates.seal`) as its last part, with whatever way the others were written."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping

from template_builder.xlsx.archive import Entry, whole
from templates.seal import SEAL_PART, SEAL_PROPERTY, Seal, find_seal, parts_sum

__all__ = ["cells_of_seal", "sealed", "sealed_entries"]

_PART = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
    ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{name}">'
    "<vt:lpwstr>{seal}</vt:lpwstr></property></Properties>"
)


def sealed(parts: Mapping[str, bytes], cells: int) -> dict[str, bytes]:
    """Return the parts of a workbook with its seal, for the sum of what its `cells` hold."""
    others = {name: content for name, content in parts.items() if name != SEAL_PART}
    facts = ((name, zlib.crc32(content), len(content)) for name, content in others.items())
    return {**others, SEAL_PART: _part(cells, facts)}


def sealed_entries(entries: Iterable[Entry], cells: int) -> list[Entry]:
    """Return the entries of the archive that is the workbook, with that of its seal, as `sealed` does."""
    others = list(entries)
    facts = ((entry.name, entry.checksum, entry.size) for entry in others)
    return [*others, whole(SEAL_PART, _part(cells, facts))]


def cells_of_seal(part: bytes) -> int:
    """Return the sum of what the cells hold that a seal of ours has."""
    seal = find_seal(part)
    assert seal is not None, "a workbook that we have just written has its seal"
    return seal.cells


def _part(cells: int, facts: Iterable[tuple[str, int, int]]) -> bytes:
    return _PART.format(name=SEAL_PROPERTY, seal=Seal(cells, parts_sum(facts))).encode()
