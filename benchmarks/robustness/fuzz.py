"""Mutants of returned forms: `python -m benchmarks.robustness.fuzz [COUNT] [SEED]`.

Each mutant must be read or refused, in two seconds, without any other exception; and where its record is not
that of the form it was made of, there must be a finding that the form had not. A mutation is chosen so that
this can be said of it: bytes of an archive are changed under their checksums, or an entry is damaged in its
structure and its checksum put right. A mutation that writes another lawful value is none of these. Of files
without checksums (.xls, .fods) only the first can be said, as a changed byte may be a lawful digit.

The seed gives the same mutants on every machine; a defect is printed with its number, by which it is made
again.
"""

from __future__ import annotations

import io
import re
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from benchmarks.means.forms import different, form_map
from reader import Reading, UnreadableWorkbook, read
from template_builder import build

__all__ = ["Defect", "Mutant", "defects", "forms_filled", "mutants"]

_MOST_SECONDS = 2.0
_SEED = 20261126
_COUNT = 10_000
_FORMS = 3
_ARCHIVE = b"PK"
_WRONG = "another value without a finding"

_TAG = re.compile(rb"<[^>]*>")
_CELL = re.compile(rb"<c [^>]*?(?:/>|>.*?</c>)", re.DOTALL)
_ROW = re.compile(rb"<row .*?</row>", re.DOTALL)
_INDEX = re.compile(rb't="s"><v>[0-9]+')
_NO_XML = (b"&x;", b"&#0;", b"\xff", b"\0", b"]]>", b"<!--", b"<!DOCTYPE x>")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A spoilt file: its number, what was done, and the form that it was made of."""

    number: int
    how: str
    original: bytes
    content: bytes


@dataclass(frozen=True, slots=True)
class Defect:
    """A mutant that was not read as it must be, and why."""

    mutant: Mutant
    why: str


def mutants(count: int, seed: int = _SEED, originals: Sequence[bytes] = ()) -> Iterator[Mutant]:
    """Yield mutants of some files, or of forms in .xlsx, the same for each seed."""
    for number in range(count):
        random = Random(f"{seed} {number}")
        original = random.choice(originals or forms_filled())
        kinds = _OF_FILES if originals else {**_OF_FILES, **_OF_ENTRIES}
        how, change = random.choice(list(kinds.items()))
        if how in _OF_FILES:
            yield Mutant(number, how, original, change(original, random))
        else:
            yield Mutant(number, how, original, _with_entry_changed(original, change, random))


def defects(
    tried: Iterable[Mutant], outcomes: Counter[str], most_seconds: float = float("inf")
) -> Iterator[Defect]:
    """Read the mutants, count what becomes of them, and yield those that were not read as they must be."""
    for mutant in tried:
        start = time.perf_counter()
        try:
            outcome = _outcome(mutant)
        except Exception as error:  # what must never be
            yield Defect(mutant, f"raised {error!r}"[:200])
            continue
        outcomes[outcome] += 1
        if time.perf_counter() - start > most_seconds:
            yield Defect(mutant, "took too long")
        if outcome == _WRONG:
            yield Defect(mutant, outcome)


def _outcome(mutant: Mutant) -> str:
    try:
        reading = read(mutant.content)
    except UnreadableWorkbook as refused:
        return f"refused, {refused.finding.code}"
    usual = _usual(mutant.original)
    if reading.values == usual.values:
        return "read as it was"
    if _said(reading) - _said(usual):
        return "read, with a finding"
    return _WRONG if mutant.original.startswith(_ARCHIVE) else "read, with another digit"


def main(arguments: Sequence[str]) -> int:
    """Try as many mutants as the arguments say, and print what became of them."""
    count = int(arguments[0]) if arguments else _COUNT
    seed = int(arguments[1]) if len(arguments) > 1 else _SEED
    outcomes: Counter[str] = Counter()
    found = 0
    for defect in defects(mutants(count, seed), outcomes, _MOST_SECONDS):
        found += 1
        print(f"DEFECT: mutant {defect.mutant.number} ({defect.mutant.how}): {defect.why}")
    for outcome, number in outcomes.most_common():
        print(f"{number:8} {outcome}")
    print(f"{count} mutants of seed {seed}: {found} defects")
    return 1 if found else 0


@cache
def forms_filled() -> tuple[bytes, ...]:
    """Return some forms, filled in with different values, as they are built."""
    return tuple(_built(different(number)) for number in range(_FORMS))


def _built(values: Mapping[str, object]) -> bytes:
    stream = io.BytesIO()
    build(form_map(), stream, values)
    return stream.getvalue()


@cache
def _usual(content: bytes) -> Reading:
    return read(content)


def _said(reading: Reading) -> set[tuple[str, str | None]]:
    return {(found.code, at.cell) for found in reading.findings for at in found.locations} | {
        (found.code, None) for found in reading.findings
    }


# What is done to a whole file


def _flipped(content: bytes, random: Random) -> bytes:
    spoilt = bytearray(content)
    for _ in range(random.choice((1, 1, 2, 8))):
        spoilt[random.randrange(len(spoilt))] ^= 1 << random.randrange(8)
    return bytes(spoilt)


def _cut(content: bytes, random: Random) -> bytes:
    return content[: random.randrange(len(content))]


def _piece_gone(content: bytes, random: Random) -> bytes:
    start = random.randrange(len(content))
    return content[:start] + content[start + random.choice((1, 4, 100, 4096)) :]


def _piece_twice(content: bytes, random: Random) -> bytes:
    start = random.randrange(len(content))
    end = start + random.choice((1, 30, 1000))
    return content[:end] + content[start:]


def _zeroed(content: bytes, random: Random) -> bytes:
    start, length = random.randrange(len(content)), random.choice((1, 16, 512))
    return content[:start] + bytes(min(length, len(content) - start)) + content[start + length :]


_OF_FILES: Mapping[str, Callable[[bytes, Random], bytes]] = {
    "bits of the file flipped": _flipped,
    "the file cut off": _cut,
    "bytes of the file gone": _piece_gone,
    "bytes of the file twice": _piece_twice,
    "bytes of the file zero": _zeroed,
}


# What is done to an entry, whose checksum is right


def _with_entry_changed(content: bytes, change: Callable[[bytes, Random], bytes], random: Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    if change in _OF_ANY_PART:
        name = random.choice([name for name in parts if name.endswith((".xml", ".rels"))])
    parts[name] = change(parts[name], random)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for entry, part in parts.items():
            archive.writestr(entry, part)
    return stream.getvalue()


def _tag_gone(part: bytes, random: Random) -> bytes:
    return _without(part, random.choice(list(_TAG.finditer(part))))


def _tag_twice(part: bytes, random: Random) -> bytes:
    tag = random.choice(list(_TAG.finditer(part)))
    return part[: tag.end()] + part[tag.start() :]


def _cell_twice(part: bytes, random: Random) -> bytes:
    cell = random.choice(list(_CELL.finditer(part)))
    return part[: cell.end()] + part[cell.start() :]


def _rows_swapped(part: bytes, random: Random) -> bytes:
    first, second = sorted(random.sample(list(_ROW.finditer(part)), 2), key=lambda row: row.start())
    between = part[first.end() : second.start()]
    return part[: first.start()] + second[0] + between + first[0] + part[second.end() :]


def _row_twice(part: bytes, random: Random) -> bytes:
    row = random.choice(list(_ROW.finditer(part)))
    return part[: row.end()] + part[row.start() :]


def _index_beyond(part: bytes, random: Random) -> bytes:
    found = list(_INDEX.finditer(part))
    if not found:
        return part + b" "
    index = random.choice(found)
    return part[: index.start()] + b't="s"><v>4000000000' + part[index.end() :]


def _entity(part: bytes, random: Random) -> bytes:
    at = random.randrange(len(part))
    return part[:at] + random.choice(_NO_XML) + part[at:]


def _without(part: bytes, found: re.Match[bytes]) -> bytes:
    return part[: found.start()] + part[found.end() :]


_OF_ENTRIES: Mapping[str, Callable[[bytes, Random], bytes]] = {
    "a tag gone": _tag_gone,
    "a tag twice": _tag_twice,
    "a cell twice": _cell_twice,
    "a row twice": _row_twice,
    "two rows swapped": _rows_swapped,
    "an index beyond the texts": _index_beyond,
    "bytes that are no XML": _entity,
}
_OF_ANY_PART = frozenset((_tag_gone, _tag_twice, _entity))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
