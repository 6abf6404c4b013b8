"""The package: its parts, their content types, and the relationships between them.

ECMA-376 part 2 says what a package is, part 1 (section 15.2 and following) which parts a workbook has.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from tests.ooxml.faults import Fault

__all__ = ["MAIN", "RELATION", "Package", "Relationship", "package_faults", "read_package"]

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TYPES_PART = "[Content_Types].xml"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_RELATIONSHIPS = "application/vnd.openxmlformats-package.relationships+xml"

_KNOWN = {
    "officeDocument": f"{_OFFICE}spreadsheetml.sheet.main+xml",
    "core-properties": "application/vnd.openxmlformats-package.core-properties+xml",
    "extended-properties": f"{_OFFICE}extended-properties+xml",
    "custom-properties": f"{_OFFICE}custom-properties+xml",
    "worksheet": f"{_OFFICE}spreadsheetml.worksheet+xml",
    "styles": f"{_OFFICE}spreadsheetml.styles+xml",
    "sharedStrings": f"{_OFFICE}spreadsheetml.sharedStrings+xml",
    "theme": f"{_OFFICE}theme+xml",
    "comments": f"{_OFFICE}spreadsheetml.comments+xml",
    "vmlDrawing": f"{_OFFICE}vmlDrawing",
    "table": f"{_OFFICE}spreadsheetml.table+xml",
    "drawing": f"{_OFFICE}drawing+xml",
    "chart": f"{_OFFICE}drawingml.chart+xml",
}
"""The kinds of relationships that our workbooks have, by the last word of their type: what they lead to."""

_PICTURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8"}
"""The content types of pictures, and what their files begin with."""


_BESIDE = re.compile(r"(?:\.\./)*[\w.~%-]+(?:/[\w.~%-]+)*")
"""The path of a file as a link of ours has it: relative, with all but plain signs as `%41`."""


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship of a part: `kind` is the last word of its type, `target` the name of a part.

    Where it leads out of the file, `target` is what stands there.
    """

    id: str
    kind: str
    target: str
    external: bool


@dataclass(frozen=True, slots=True)
class Package:
    """The parts by name, those that are XML as trees, and the relationships of each ("": of the package)."""

    parts: Mapping[str, bytes]
    trees: Mapping[str, Element]
    relationships: Mapping[str, tuple[Relationship, ...]]

    def target(self, part: str, kind: str) -> str | None:
        """Return the part that a relationship of this kind leads to; None where there is none."""
        found = (entry.target for entry in self.relationships.get(part, ()) if entry.kind == kind)
        return next((target for target in found if target in self.trees), None)


def read_package(source: Path | bytes) -> tuple[Package, list[Fault]]:
    """Open a file or its bytes; what cannot be read of it is a fault."""
    faults: list[Fault] = []
    parts = _parts(source, faults)
    trees: dict[str, Element] = {}
    for name, content in parts.items():
        if name.endswith((".xml", ".rels", ".vml")):
            try:
                trees[name] = _tree(content)
            except ElementTree.ParseError as error:
                faults.append(Fault("xml-malformed", name, "", f"The part is no XML: {error}."))
    relationships = {
        _source_of(name): tuple(_relationships(_source_of(name), tree))
        for name, tree in trees.items()
        if name.endswith(".rels")
    }
    return Package(parts, trees, relationships), faults


@lru_cache(maxsize=64)
def _tree(content: bytes) -> Element:
    """Return what a part holds; nobody changes it, and most parts are the same in many workbooks."""
    return ElementTree.fromstring(content)


def _parts(source: Path | bytes, faults: list[Fault]) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as archive:
            for entry in archive.infolist():
                if entry.filename in parts:
                    faults.append(Fault("package-damaged", entry.filename, "", "The part is there twice."))
                parts[entry.filename] = archive.read(entry)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        faults.append(Fault("package-damaged", "", "", f"The file is no whole zip file: {error}."))
        return {}
    return parts


def _source_of(name: str) -> str:
    """Return the part whose relationships `xl/_rels/workbook.xml.rels` holds."""
    folder, _, base = name.rpartition("_rels/")
    return folder + base.removesuffix(".rels")


def _relationships(source: str, tree: Element) -> Iterator[Relationship]:
    for element in tree:
        target, is_external = element.get("Target", ""), element.get("TargetMode") == "External"
        path = posixpath.normpath(posixpath.join("/", posixpath.dirname(source), target)).lstrip("/")
        yield Relationship(
            element.get("Id", ""),
            element.get("Type", "").rpartition("/")[2],
            path if target and not is_external else target,
            is_external,
        )


def package_faults(package: Package) -> Iterator[Fault]:
    """Look at the content types and the relationships."""
    kinds = {entry.kind for entry in package.relationships.get("", ())}
    if package.parts and "officeDocument" not in kinds:
        yield Fault("package-damaged", "_rels/.rels", "", "No relationship leads to a workbook.")
    types = _content_types(package)
    for name in package.parts:
        if name.endswith(".rels") and types.get(name) != _RELATIONSHIPS:
            yield Fault("content-type", name, "", f"The content type is {types.get(name)}.")
        elif name != _TYPES_PART and name not in types:
            yield Fault("content-type", name, "", "The part has no content type.")
    for source, relationships in package.relationships.items():
        ids = [relationship.id for relationship in relationships]
        for id in {id for id in ids if ids.count(id) > 1}:
            yield Fault("relationship-id", source, id, "Two relationships have this id.")
        for relationship in relationships:
            yield from _relationship_faults(package, types, source, relationship)
    for part, tree in package.trees.items():
        yield from _use_faults(part, tree, {entry.id for entry in package.relationships.get(part, ())})


def _content_types(package: Package) -> dict[str, str]:
    """Return the content type of each part that has one."""
    tree = package.trees.get(_TYPES_PART)
    if tree is None:
        return {}
    defaults = {entry.get("Extension", "").lower(): entry for entry in tree.iter(f"{_TYPES}Default")}
    overrides = {entry.get("PartName", ""): entry for entry in tree.iter(f"{_TYPES}Override")}
    found: dict[str, str] = {}
    for name in package.parts:
        entry = overrides.get(f"/{name}", defaults.get(name.rpartition(".")[2].lower()))
        if entry is not None:
            found[name] = entry.get("ContentType", "")
    return found


def _relationship_faults(
    package: Package, types: Mapping[str, str], source: str, relationship: Relationship
) -> Iterator[Fault]:
    at, target = relationship.id, relationship.target
    if relationship.external and relationship.kind == "hyperlink":
        if not _BESIDE.fullmatch(target):
            yield Fault("part-foreign", source, at, f"The link leads to no file beside ours: {target}.")
    elif relationship.external:
        yield Fault("part-foreign", source, at, f"The relationship leads out of the file, to {target}.")
    elif relationship.kind not in _KNOWN and relationship.kind != "image":
        yield Fault("part-foreign", source, at, f"{relationship.kind} is no kind of part that we make.")
    elif target not in package.parts:
        yield Fault("relationship-target", source, at, f"There is no part “{target}”.")
    elif relationship.kind == "image":
        begins = _PICTURES.get(types.get(target, ""))
        if begins is None or not package.parts[target].startswith(begins):
            yield Fault(
                "content-type", target, "", f"The part is no picture as its type says: {types.get(target)}."
            )
    elif target in types and types[target] != _KNOWN[relationship.kind]:
        yield Fault("content-type", target, "", f"{types[target]} is no content type of {relationship.kind}.")


def _use_faults(part: str, tree: Element, known: set[str]) -> Iterator[Fault]:
    """Look for ids of relationships in a part, wherever but in cells, which have none."""
    for child in tree:
        for element in () if child.tag == f"{MAIN}sheetData" else child.iter():
            for attribute, value in element.attrib.items():
                if attribute.startswith(RELATION) and value not in known:
                    yield Fault("relationship-id", part, value, "The part has no relationship of this id.")
