"""The package of an Office file, after ISO/IEC 29500-2: its parts, and what they point to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from posixpath import dirname, normpath
from posixpath import join as join_path
from types import MappingProxyType

from reader.containers.archive import Archive
from reader.containers.memo import remembered
from reader.containers.xml.parser import local_name, parse

__all__ = ["MainPart", "Relation", "is_package", "main_part", "relations"]

_CONTENT_TYPES = "[Content_Types].xml"


@dataclass(frozen=True, slots=True)
class Relation:
    """Where one part points to: the kind (`worksheet`), and the name of the part, None for outside."""

    kind: str
    target: str | None


@dataclass(frozen=True, slots=True)
class MainPart:
    """The part that a package is about, such as the workbook: its name and its type in lower case."""

    name: str
    content_type: str


def is_package(archive: Archive) -> bool:
    """Tell whether an archive is an Office file at all."""
    return _CONTENT_TYPES in archive


def main_part(archive: Archive) -> MainPart | None:
    """Return the main part that a package names, None where it names none."""
    types = _content_types(_CONTENT_TYPES, archive.read(_CONTENT_TYPES))
    for relation in relations(archive, "").values():
        if relation.kind == "officeDocument" and relation.target:
            part = relation.target
            declared = types.of_parts.get(part) or types.of_extensions.get(part.rpartition(".")[2], "")
            return MainPart(part, declared)
    return None


@dataclass(frozen=True, slots=True)
class _ContentTypes:
    of_parts: Mapping[str, str]
    of_extensions: Mapping[str, str]


@remembered
def _content_types(part: str, content: bytes) -> _ContentTypes:
    types: dict[str, str] = {}
    defaults: dict[str, str] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if local_name(tag) == "Override":
            types[attributes.get("PartName", "").lstrip("/")] = attributes.get("ContentType", "").lower()
        elif local_name(tag) == "Default":
            defaults[attributes.get("Extension", "")] = attributes.get("ContentType", "").lower()

    parse(part, content, start)
    return _ContentTypes(MappingProxyType(types), MappingProxyType(defaults))


def relations(archive: Archive, part: str) -> Mapping[str, Relation]:
    """Return what `part` points to, by the identifiers it uses; the package itself is the part `""`."""
    folder, _, file = part.rpartition("/")
    name = f"{folder}/_rels/{file}.rels".lstrip("/")
    return _relations(name, archive.read(name), part) if name in archive else {}


@remembered
def _relations(name: str, content: bytes, part: str) -> Mapping[str, Relation]:
    found: dict[str, Relation] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if local_name(tag) == "Relationship":
            kind = attributes.get("Type", "").rpartition("/")[2]
            outside = attributes.get("TargetMode") == "External"
            target = None if outside else _resolved(attributes.get("Target", ""), part)
            found[attributes.get("Id", "")] = Relation(kind, target)

    parse(name, content, start)
    return MappingProxyType(found)


def _resolved(target: str, part: str) -> str:
    """Return the part that `part` names as `target`; a target that climbs out of the package stays none."""
    return normpath(join_path("/", dirname(part), target.replace("\\", "/"))).lstrip("/")
