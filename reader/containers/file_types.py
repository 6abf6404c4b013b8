"""The types of file that can be opened: a table from each to what opens it.

A type is known by what the file holds; its name says nothing, as people rename files. A new type is a
member of `FileType`, a line in `file_type_of`, and an opener in `_OPENERS`. What is none is told by
`other_files`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from reader.containers.archive import Archive, archive_around, member
from reader.containers.limits import MOST_BYTES_OF_FILE
from reader.containers.other_files import code_of_archive, code_of_compound_file, code_of_file
from reader.containers.workbook import Workbook
from reader.containers.xlsx import is_package, main_part, open_xlsx
from reader.errors import UnreadableWorkbook, refusal

__all__ = ["FileType", "content_of", "file_type_of", "open_bytes", "open_file"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCAL_HEADER = b"PK\x03\x04"
_END_OF_DIRECTORY = b"PK\x05\x06"
_LONGEST_END = 22 + 65_535
_LONGEST_HEAD = 4_096
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_USUAL_STREAM = "Workbook".encode("utf-16-le")
_OLD_STREAM = re.compile("Book".encode("utf-16-le"), re.IGNORECASE)
"""`Workbook`, or `Book` before Excel 97; some programs write capitals."""

_BARE_STREAMS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00")
"""How a workbook of before Excel 95 begins, which is no compound file ([MS-XLS] 2.4.21)."""

_SPREADSHEETS = ("spreadsheetml.sheet.main+xml", "spreadsheetml.template.main+xml", "macroenabled.main+xml")
_BINARY = "sheet.binary.macroenabled.main"


class FileType(Enum):
    """What a file is, by its content."""

    XLSX = auto()
    """Open XML, and so .xlsm, .xltx and .xltm."""
    XLSB = auto()
    ODS = auto()
    FODS = auto()
    """The same in one XML document."""
    XLS = auto()
    XML_2003 = auto()
    """Excel's one XML document of 2002 and 2003, often called .xml or .xls."""
    ENCRYPTED = auto()
    """Any Office file under a password."""
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a file, and the checked archive that they are where they are one."""

    bytes: bytes
    archive: Archive | None = None


def _open_xlsx(content: Content) -> Workbook:
    return open_xlsx(_archive_of(content))


# What few files are is imported when the first of them is opened.


def _open_xlsb(content: Content) -> Workbook:
    from reader.containers.binary.xlsb import open_xlsb

    return open_xlsb(_archive_of(content))


def _open_xls(content: Content) -> Workbook:
    from reader.containers.binary.xls import open_xls

    return open_xls(content.bytes)


def _open_ods(content: Content) -> Workbook:
    from reader.containers.opendocument import open_ods

    return open_ods(_archive_of(content))


def _open_fods(content: Content) -> Workbook:
    from reader.containers.opendocument import open_fods

    return open_fods(content.bytes)


def _open_xml2003(content: Content) -> Workbook:
    from reader.containers.xml.spreadsheet2003 import open_xml2003

    return open_xml2003(content.bytes)


def _archive_of(content: Content) -> Archive:
    assert content.archive is not None
    return content.archive


_OPENERS: Mapping[FileType, Callable[[Content], Workbook]] = {
    FileType.XLSX: _open_xlsx,
    FileType.XLSB: _open_xlsb,
    FileType.XLS: _open_xls,
    FileType.ODS: _open_ods,
    FileType.FODS: _open_fods,
    FileType.XML_2003: _open_xml2003,
}


def open_file(path: Path, password: str | None = None) -> Workbook:
    """Open a file, or one within a .zip, and check it whole. Nothing is written or fetched.

    >>> open_file(Path("returned.xlsx")).sheets[0].grid()  # doctest: +SKIP

    Raises `UnreadableWorkbook`, with the code that says what the file is or what is wrong with it.
    """
    return open_bytes(content_of(path), password)


def content_of(path: Path) -> bytes:
    """Return the bytes of a file, or of one within a .zip.

    Raises `UnreadableWorkbook`: file-not-found, file-not-readable, too-large, or what is wrong with the .zip.
    """
    try:
        archive = None if path.exists() else archive_around(path)
        if archive is not None:
            return _packed(archive, path)
        if not path.exists():
            raise refusal("file-not-found", str(path))
        if path.stat().st_size > MOST_BYTES_OF_FILE:
            raise refusal("too-large", f"{path.stat().st_size // 2**20} MiB")
        return path.read_bytes()
    except OSError as error:
        raise refusal("file-not-readable", error.strerror or str(error)) from error


def _packed(archive: Path, path: Path) -> bytes:
    """Return the bytes of a file within an archive."""
    content = member(archive.read_bytes(), path.relative_to(archive).as_posix())
    if content is None:
        raise refusal("file-not-found", str(path))
    return content


def open_bytes(content: bytes, password: str | None = None) -> Workbook:
    """Open the bytes of a file, as `open_file` does; `password` opens one that is encrypted."""
    if not content:
        raise refusal("damaged", "0 bytes")
    if len(content) > MOST_BYTES_OF_FILE:
        raise refusal("too-large", f"{len(content) // 2**20} MiB")
    checked = Content(content, Archive(content) if _is_archive(content) else None)
    found = file_type_of(checked)
    if found is FileType.OTHER:
        raise _refusal_of_another(checked)
    if found is FileType.ENCRYPTED:
        return _open_encrypted(content, password)
    try:
        return _OPENERS[found](checked)
    except UnreadableWorkbook as refused:
        if found is FileType.XLS and refused.finding.code == "encrypted":
            return _open_encrypted(content, password)
        raise


def _open_encrypted(content: bytes, password: str | None) -> Workbook:
    if password is None:
        raise refusal("encrypted")
    from reader.containers.encryption import decrypted

    opened = decrypted(content, password)
    if opened == content:  # it would be opened again without an end
        raise refusal("damaged", "EncryptionInfo")
    return open_bytes(opened)


def _refusal_of_another(content: Content) -> UnreadableWorkbook:
    """Return the refusal of a file that is no workbook, which says what it is."""
    if content.archive is not None:
        return refusal(*code_of_archive(content.archive))
    if content.bytes.startswith(_OLE):
        return refusal(code_of_compound_file(content.bytes))
    return refusal(*code_of_file(content.bytes))


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
        return FileType.XLS if content.bytes.startswith(_BARE_STREAMS) else _type_of_text(content.bytes)
    return _type_of_archive(content.archive)


def _type_of_text(content: bytes) -> FileType:
    head = content[:_LONGEST_HEAD]
    if b"<office:document" in head and b"opendocument.spreadsheet" in head:
        return FileType.FODS
    if b"Workbook" in head and b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        return FileType.XML_2003
    return FileType.OTHER


def _type_of_ole(content: bytes) -> FileType:
    if _ENCRYPTED_STREAM in content:
        return FileType.ENCRYPTED
    is_workbook = _USUAL_STREAM in content or _OLD_STREAM.search(content)  # the first is quickly found
    return FileType.XLS if is_workbook else FileType.OTHER


def _type_of_archive(archive: Archive) -> FileType:
    if "mimetype" in archive and b"opendocument.spreadsheet" in archive.head("mimetype"):
        return FileType.ODS
    if not is_package(archive):
        return FileType.OTHER
    main = main_part(archive)
    if main is not None and _BINARY in main.content_type:
        return FileType.XLSB
    return FileType.XLSX if main is not None and main.content_type.endswith(_SPREADSHEETS) else FileType.OTHER
