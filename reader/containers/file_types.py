"""The types of file that can be opened: a table from each to what opens it.

A type is known by what the file holds; its name says nothing, as people rename files. A new type is a
member of `FileType`, a line in `file_type_of`, and an opener in `_OPENERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from reader.containers.archive import Archive
from reader.containers.workbook import Workbook
from reader.containers.xlsx import is_package, main_part, open_xlsx
from reader.unreadable import refusal

__all__ = ["FileType", "file_type_of", "open_bytes", "open_file"]

_MOST_BYTES_OF_FILE = 32 * 2**20

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCAL_HEADER = b"PK\x03\x04"
_END_OF_DIRECTORY = b"PK\x05\x06"
_LONGEST_END = 22 + 65_535
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_OLD_STREAMS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_SPREADSHEETS = ("spreadsheetml.sheet.main+xml", "spreadsheetml.template.main+xml", "macroenabled.main+xml")
_BINARY = "sheet.binary.macroenabled.main"


class FileType(Enum):
    """What a file is, by its content."""

    XLSX = auto()
    """Open XML, and so .xlsm, .xltx and .xltm."""
    XLSB = auto()
    ODS = auto()
    XLS = auto()
    ENCRYPTED = auto()
    """Any Office file under a password."""
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a file, and the checked archive that they are where they are one."""

    bytes: bytes
    archive: Archive | None = None


def _open_xlsx(content: Content) -> Workbook:
    assert content.archive is not None
    return open_xlsx(content.archive)


_OPENERS: Mapping[FileType, Callable[[Content], Workbook]] = {FileType.XLSX: _open_xlsx}

_REFUSALS: Mapping[FileType, str] = {
    FileType.XLSB: "old-format",
    FileType.ODS: "old-format",
    FileType.XLS: "old-format",
    FileType.ENCRYPTED: "encrypted",
    FileType.OTHER: "not-a-workbook",
}
"""The codes of the findings for types that are known and not opened."""


def open_file(path: Path) -> Workbook:
    """Open a file and check it whole. Nothing is written or fetched.

    >>> open_file(Path("returned.xlsx")).sheets[0].grid()  # doctest: +SKIP

    Raises `UnreadableWorkbook`, with the code that says what the file is or what is wrong with it.
    """
    try:
        if not path.exists():
            raise refusal("file-not-found", str(path))
        if path.stat().st_size > _MOST_BYTES_OF_FILE:
            raise refusal("too-large", f"{path.stat().st_size // 2**20} MiB")
        content = path.read_bytes()
    except OSError as error:
        raise refusal("file-not-readable", error.strerror or str(error)) from error
    return open_bytes(content)


def open_bytes(content: bytes) -> Workbook:
    """Open the bytes of a file, as `open_file` does."""
    if not content:
        raise refusal("damaged", "0 bytes")
    checked = Content(content, Archive(content) if _is_archive(content) else None)
    found = file_type_of(checked)
    if found not in _OPENERS:
        raise refusal(_REFUSALS[found])
    return _OPENERS[found](checked)


def _is_archive(content: bytes) -> bool:
    """Tell whether to read a file as a zip archive, which may have other bytes before it."""
    if content.startswith(_OLE):
        return False
    return content.startswith(_LOCAL_HEADER) or _END_OF_DIRECTORY in content[-_LONGEST_END:]


def file_type_of(content: Content) -> FileType:
    """Return what a file is. Raises `UnreadableWorkbook` where a part that must tell is damaged."""
    if content.bytes.startswith(_OLE):
        return _type_of_ole(content.bytes)
    if content.archive is None:
        return FileType.OTHER
    return _type_of_archive(content.archive)


def _type_of_ole(content: bytes) -> FileType:
    if _ENCRYPTED_STREAM in content:
        return FileType.ENCRYPTED
    return FileType.XLS if any(name in content for name in _OLD_STREAMS) else FileType.OTHER


def _type_of_archive(archive: Archive) -> FileType:
    if "mimetype" in archive and b"opendocument" in archive.head("mimetype"):
        return FileType.ODS
    if not is_package(archive):
        return FileType.OTHER
    main = main_part(archive)
    if main is not None and _BINARY in main.content_type:
        return FileType.XLSB
    return FileType.XLSX if main is not None and main.content_type.endswith(_SPREADSHEETS) else FileType.OTHER
