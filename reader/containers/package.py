"""A file, checked before any library sees it: from bytes to a package whose workbook part is known."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from posixpath import dirname, normpath
from posixpath import join as join_path

from reader.containers.archive import Archive
from reader.containers.markup import local_name, parse
from reader.unreadable import refusal

__all__ = ["Package", "Relation", "checked", "open_package"]

_MOST_BYTES_OF_FILE = 32 * 2**20

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCAL_HEADER = b"PK\x03\x04"
_END_OF_DIRECTORY = b"PK\x05\x06"
_LONGEST_END = 22 + 65_535
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_OLD_STREAMS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_CONTENT_TYPES = "[Content_Types].xml"
_SPREADSHEETS = ("spreadsheetml.sheet.main+xml", "spreadsheetml.template.main+xml", "macroenabled.main+xml")
_BINARY = "sheet.binary.macroenabled.main"


@dataclass(frozen=True, slots=True)
class Relation:
    """Where one part points to: the kind (`worksheet`), and the name of the part, None for outside."""

    kind: str
    target: str | None


@dataclass(frozen=True, slots=True)
class Package:
    """A sound archive with a workbook part, after ISO/IEC 29500-2."""

    archive: Archive
    workbook: str

    def relations(self, part: str) -> dict[str, Relation]:
        """Return what `part` points to, by the identifiers it uses."""
        return _relations(self.archive, part)


def open_package(path: Path) -> Package:
    """Open a file and check it whole. Raises `UnreadableWorkbook`; nothing is written or fetched."""
    try:
        if not path.exists():
            raise refusal("file-not-found", str(path))
        if path.stat().st_size > _MOST_BYTES_OF_FILE:
            raise refusal("too-large", f"{path.stat().st_size // 2**20} MiB")
        content = path.read_bytes()
    except OSError as error:
        raise refusal("file-not-readable", error.strerror or str(error)) from error
    return checked(content)


def checked(content: bytes) -> Package:
    """Check the bytes of a file. Raises `UnreadableWorkbook` with the code that says what they are."""
    if not content:
        raise refusal("damaged", "0 bytes")
    if content.startswith(_OLE):
        raise refusal(_kind_of_ole(content))
    if not content.startswith(_LOCAL_HEADER) and _END_OF_DIRECTORY not in content[-_LONGEST_END:]:
        raise refusal("not-a-workbook")
    archive = Archive(content)
    if "mimetype" in archive and b"opendocument" in archive.head("mimetype"):
        raise refusal("old-format")
    if _CONTENT_TYPES not in archive:
        raise refusal("not-a-workbook")
    return Package(archive, _workbook_part(archive))


def _kind_of_ole(content: bytes) -> str:
    if _ENCRYPTED_STREAM in content:
        return "encrypted"
    return "old-format" if any(name in content for name in _OLD_STREAMS) else "not-a-workbook"


def _workbook_part(archive: Archive) -> str:
    types: dict[str, str] = {}
    defaults: dict[str, str] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if local_name(tag) == "Override":
            types[attributes.get("PartName", "").lstrip("/")] = attributes.get("ContentType", "").lower()
        elif local_name(tag) == "Default":
            defaults[attributes.get("Extension", "")] = attributes.get("ContentType", "").lower()

    parse(_CONTENT_TYPES, archive.read(_CONTENT_TYPES), start)
    for relation in _relations(archive, "").values():
        if relation.kind == "officeDocument" and relation.target:
            part = relation.target
            declared = types.get(part) or defaults.get(part.rpartition(".")[2], "")
            if _BINARY in declared:
                raise refusal("old-format")
            if not declared.endswith(_SPREADSHEETS):
                raise refusal("not-a-workbook")
            if part not in archive:
                raise refusal("damaged", part)
            return part
    raise refusal("not-a-workbook")


def _relations(archive: Archive, part: str) -> dict[str, Relation]:
    folder, _, file = part.rpartition("/")
    name = f"{folder}/_rels/{file}.rels".lstrip("/")
    found: dict[str, Relation] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if local_name(tag) == "Relationship":
            kind = attributes.get("Type", "").rpartition("/")[2]
            outside = attributes.get("TargetMode") == "External"
            target = None if outside else _resolved(attributes.get("Target", ""), part)
            found[attributes.get("Id", "")] = Relation(kind, target)

    if name in archive:
        parse(name, archive.read(name), start)
    return found


def _resolved(target: str, part: str) -> str:
    """Return the part that `part` names as `target`; a target that climbs out of the package stays none."""
    return normpath(join_path("/", dirname(part), target.replace("\\", "/"))).lstrip("/")
