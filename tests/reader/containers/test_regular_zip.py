"""The quick way to inflate an archive: the bytes that `zipfile` gives, or nothing."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.containers.archive.regular_zip import inflate_regular
from tests.reader.spoil import Entry, parts, workbook, zipped

MANY = 2**30


def by_zipfile(content: bytes) -> dict[str, bytes] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {entry.filename.casefold(): archive.read(entry) for entry in archive.infolist()}
    except Exception:  # zipfile lets errors of struct, codecs and others through
        return None


def sound() -> list[Entry]:
    return [Entry(name, content.encode()) for name, content in parts().items()]


def test_a_regular_archive_is_inflated_whole() -> None:
    content = workbook()
    assert inflate_regular(content, MANY) == by_zipfile(content)
    assert len(by_zipfile(content) or {}) == 7
    assert inflate_regular(zipped([]), MANY) == {}
    assert inflate_regular(zipped([Entry("a", b"x" * 90_000)]), MANY) == {"a": b"x" * 90_000}
    assert inflate_regular(zipped([Entry("表", "字".encode(), flags=0x800)]), MANY) == {"表": "字".encode()}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK",
        workbook() + b"x",
        b"x" + workbook(),
        workbook()[:-1],
        zipped([Entry("a", b"x", crc=1)]),
        zipped([Entry("a", b"x", size=2)]),
        zipped([Entry("a", b"xy", size=1)]),
        zipped([Entry("a", b"x", flags=1)]),
        zipped([Entry("a", b"x", method=12)]),
        zipped([Entry("a", b"x", local_name="b")]),
        zipped([Entry("a", b"x"), Entry("A", b"x")]),
        zipped([Entry("a\0b", b"x")]),
        zipped([Entry("表", b"x")]),
        zipped([Entry("a0", b"x", local_name="a0"), Entry("a0", b"x")], overlap=True),
        zipped([Entry("a", b"x" * 1000)]).replace(b"PK\x05\x06\0\0", b"PK\x05\x06\1\0"),
    ],
)
def test_what_is_irregular_is_left_to_zipfile(content: bytes) -> None:
    assert inflate_regular(content, MANY) is None


def test_no_more_is_inflated_than_may_be() -> None:
    content = zipped([Entry("a", b"x" * 1000), Entry("b", b"x" * 1000)])
    assert inflate_regular(content, 2000)
    assert inflate_regular(content, 1999) is None
    assert inflate_regular(zipped([Entry("a", bytes(2**25 + 1))]), MANY) is None


@pytest.mark.parametrize("length", [10_000, 100_000])
def test_entries_of_any_length_are_what_the_directory_says(length: int) -> None:
    """Those that could come to more memory than there may be are inflated no further than they should."""
    noise = Random(4).randbytes(length)
    for entry in (Entry("a", noise), Entry("a", noise + bytes(length)), Entry("a", noise, method=0)):
        assert inflate_regular(zipped([entry]), MANY) == {"a": entry.content}
        for size in (0, 1, len(entry.content) - 1, len(entry.content) + 1, 2**24):
            assert inflate_regular(zipped([replace(entry, size=size)]), MANY) is None


def test_the_quick_way_forgets_nothing_that_differs() -> None:
    """What is remembered of a small entry is found again by its bytes, length and checksum together."""
    content = zipped([Entry("a", b"hello")])
    assert inflate_regular(content, MANY) == {"a": b"hello"}
    assert inflate_regular(zipped([Entry("a", b"hello", crc=7)]), MANY) is None
    assert inflate_regular(content, MANY) == {"a": b"hello"}


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_spoiled_archive_is_the_same_both_ways(data: st.DataObject) -> None:
    content = bytearray(zipped(sound()[:3]) if data.draw(st.booleans()) else workbook())
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    quick = inflate_regular(bytes(content), MANY)
    if quick is not None:
        assert quick == by_zipfile(bytes(content))
