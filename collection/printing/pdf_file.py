"""PDF files of ours: the same pages are the same bytes, and a later run knows them again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from templates import Form
from templates.findings.errors import Sentence

__all__ = ["PdfResult", "is_as_written", "settled"]

_CREATED = re.compile(rb"/CreationDate\(D:\d{14}[^)]*\)")
_DATE = b"/CreationDate(D:20200101000000"
_NAMES = re.compile(rb"/ID \[ <([0-9A-F]{32})>\s+<\1> \]")
_CHECKSUM = re.compile(rb"/DocChecksum /[0-9A-F]{32}")
_MARK = b"%tianbao "
_CODE_BYTES = 16


@dataclass(frozen=True, slots=True)
class PdfResult:
    """A PDF file, as something that a command writes."""

    def misnamed(self, path: Path) -> Sentence | None:
        """A PDF file ends in .pdf."""
        return None if path.suffix.lower() == ".pdf" else Sentence.of("copy-of-another-suffix", path=path)

    def objection(self, path: Path, content: bytes, forms: Sequence[Form] = ()) -> Sentence | None:
        """A PDF file of ours is replaced while nobody has changed it."""
        if is_as_written(content):
            return None
        return Sentence.of("output-changed" if _MARK in content else "output-not-ours", path=path)


def settled(pdf: bytes) -> bytes:
    """Return a PDF file without the time at which it was made, and with a mark that it is ours.

    What stands in the place of the time is as long, for a PDF file counts its bytes. Its names for itself,
    which come of the time, come of its content. The mark is a comment behind its end.
    """
    pdf = _CREATED.sub(lambda found: _DATE + b"Z" * (len(found[0]) - len(_DATE) - 1) + b")", pdf)
    plain = _CHECKSUM.sub(b"", _NAMES.sub(b"", pdf))
    name = _code(plain).upper()
    pdf = _NAMES.sub(lambda found: found[0].replace(found[1], name), pdf)
    pdf = _CHECKSUM.sub(b"/DocChecksum /" + name, pdf)
    return pdf.rstrip(b"\n") + b"\n" + _MARK + _code(pdf.rstrip(b"\n")) + b"\n"


def is_as_written(pdf: bytes) -> bool:
    """Tell whether a PDF file is ours, and nobody has changed it."""
    content, mark, code = pdf.rpartition(b"\n" + _MARK)
    return bool(mark) and code == _code(content) + b"\n"


def _code(content: bytes) -> bytes:
    return blake2b(content, digest_size=_CODE_BYTES).hexdigest().encode()
