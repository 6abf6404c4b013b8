"""The archive: any program reads it, and it tells nothing of when, where or by what it was written."""

from __future__ import annotations

import io
import zipfile
import zlib

from hypothesis import given
from hypothesis import strategies as st

from template_builder.xlsx.archive import BEST, Piece, archive, deflated, entry, packed, whole

PARTS = {
    "[Content_Types].xml": b"<Types/>",
    "xl/empty.xml": b"",
    "xl/a.xml": b"<a>" + b"x" * 70_000 + b"</a>",
}


def test_what_goes_in_comes_out_in_its_order() -> None:
    with zipfile.ZipFile(io.BytesIO(packed(PARTS))) as found:
        assert found.testzip() is None
        assert {name: found.read(name) for name in found.namelist()} == PARTS
        assert found.namelist() == list(PARTS)


def test_nothing_tells_of_the_machine() -> None:
    with zipfile.ZipFile(io.BytesIO(packed(PARTS))) as found:
        for one in found.infolist():
            assert one.date_time == (1980, 1, 1, 0, 0, 0)
            assert (one.create_system, one.create_version, one.extract_version) == (0, 20, 20)
            assert (one.extra, one.comment, one.external_attr, one.flag_bits) == (b"", b"", 0, 0)
            assert one.compress_type == zipfile.ZIP_DEFLATED
        assert found.comment == b""


@given(st.lists(st.binary(max_size=200), max_size=6))
def test_pieces_are_one_stream(contents: list[bytes]) -> None:
    pieces = [Piece(content, deflated(content, BEST, last=False)) for content in contents]
    made = entry("a", [*pieces, Piece(b"", deflated(b"", BEST, last=True))])
    together = b"".join(contents)
    stream = b"".join(chunk for piece in made.pieces for chunk in piece.chunks())
    assert (zlib.decompress(stream, -zlib.MAX_WBITS), made.packed_size) == (together, len(stream))
    assert (made.checksum, made.size) == (zlib.crc32(together), len(together))
    with zipfile.ZipFile(io.BytesIO(archive([made, whole("b", together)]))) as found:
        assert found.read("a") == found.read("b") == together
