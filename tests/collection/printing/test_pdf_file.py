"""PDF files of ours: without their time, and known again while nobody changed them."""

from __future__ import annotations

from collection.printing.pdf_file import is_as_written, settled


def pdf(created: str, name: str, words: str = "一") -> bytes:
    """What LibreOffice writes at the end of a PDF file."""
    text = (
        f"%PDF-1.6\n({words})\n<</Producer(LibreOffice)\n/CreationDate(D:{created}Z')>>\n"
        f"trailer\n<</Size 1\n/ID [ <{name}>\n<{name}> ]\n"
        f"/DocChecksum /{name[::-1]}\n>>\nstartxref\n9\n%%EOF\n"
    )
    return text.encode()


ONE, OTHER = pdf("20261126041420", "F5" * 16), pdf("20270101000000", "0A" * 16)


def test_the_time_leaves_no_trace() -> None:
    assert settled(ONE) == settled(OTHER)
    assert settled(ONE) != settled(pdf("20261126041420", "F5" * 16, "二"))


def test_no_byte_before_the_end_moves() -> None:
    assert settled(ONE).index(b"startxref") == ONE.index(b"startxref")
    assert settled(ONE).startswith(ONE[: ONE.index(b"/CreationDate")])
    assert b"%%EOF" in settled(ONE)[-1024:]


def test_it_is_known_again_while_nobody_changed_it() -> None:
    made = settled(ONE)
    assert is_as_written(made)
    assert not is_as_written(ONE)
    assert not is_as_written(made + b"x")
    assert not is_as_written(made.replace(b"LibreOffice", b"LibreOfficf"))
    assert not is_as_written(b"")


def test_a_file_of_another_program_only_gets_the_mark() -> None:
    other = b"%PDF-1.7\n/CreationDate (D:2026)\n%%EOF"
    assert settled(other).startswith(other + b"\n%")
    assert is_as_written(settled(other))
