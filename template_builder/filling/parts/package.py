"""The package of a workbook that somebody made: its parts, how they refer to each other, its sheets.

Parts that nobody changes keep their bytes. ECMA-376 part 2 (packages) and part 1, 12 (parts of a workbook).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote

from template_builder.filling.parts.xml_tree import Element, parsed
from template_builder.xlsx.errors import BuildError

__all__ = ["Package", "SheetPart", "relationship_id"]

_TYPES = "[Content_Types].xml"
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_TEMPLATE = "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"
_STRICT = "http://purl.oclc.org/ooxml/"


class Relation(NamedTuple):
    """What a part refers to: the last word of the relationship's type, and the part."""

    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet: its name, its part, and whether it has cells, as a sheet that is a chart has none."""

    name: str
    part: str
    has_cells: bool


class Package:
    """The parts of a workbook by their names; `tree` gives one to change.

    Raises `BuildError` for what can be no template: template-damaged, template-strict, template-with-macros,
    template-signed.
    """

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._parts = dict(parts)
        self._trees: dict[str, Element] = {}
        self._changed: set[str] = set()
        if _TYPES not in self._parts:
            raise BuildError("template-not-xlsx")
        if not all(name.isascii() for name in self._parts):
            raise BuildError("template-damaged", part=_TYPES)
        self.book = next(
            (one.target for one in self.relations("").values() if one.kind == "officeDocument"), ""
        )
        if self.book not in self._parts:
            raise BuildError("template-damaged", part=self.book or "_rels/.rels")
        self._check()
        self.sheets = tuple(self._sheets())

    def _check(self) -> None:
        root = self.tree(self.book)
        if any(value.startswith(_STRICT) for name, value in root.attributes.items() if "xmlns" in name):
            raise BuildError("template-strict")
        kind = self.content_type(self.book)
        if "macroenabled" in kind.lower() or any("vbaproject" in name.lower() for name in self._parts):
            raise BuildError("template-with-macros")
        if kind not in (_MAIN, _TEMPLATE):
            raise BuildError("template-not-xlsx")
        if any(name.lower().startswith("_xmlsignatures/") for name in self._parts):
            raise BuildError("template-signed")

    def __contains__(self, part: str) -> bool:
        return part in self._parts

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts, in their order."""
        return tuple(self._parts)

    def content(self, part: str) -> bytes:
        """Return the bytes of a part as they stand in the template."""
        return self._parts[part]

    def tree(self, part: str) -> Element:
        """Return the tree of a part. Raises `BuildError` (template-damaged)."""
        if part not in self._trees:
            if part not in self._parts:
                raise BuildError("template-damaged", part=part)
            self._trees[part] = parsed(part, self._parts[part])
        return self._trees[part]

    def touch(self, part: str) -> None:
        """Note that the tree of a part was changed."""
        self._changed.add(part)

    def put(self, part: str, content: bytes) -> None:
        """Put a part in, or other bytes for one."""
        self._parts[part] = content
        self._trees.pop(part, None)

    def relations(self, part: str) -> dict[str, Relation]:
        """Return what a part refers to within the package, by the names that it has for it."""
        return {
            one.attributes.get("Id", ""): Relation(
                one.attributes.get("Type", "").rpartition("/")[2],
                _resolved(part, one.attributes.get("Target", "")),
            )
            for one in self._relation_elements(part)
            if one.attributes.get("TargetMode") != "External"
        }

    def _relation_elements(self, part: str) -> list[Element]:
        name = relations_name(part)
        return self.tree(name).elements if name in self._parts else []

    def related(self, part: str, kind: str) -> Iterator[str]:
        """Yield the parts that a part refers to by relationships of a type, each that is there."""
        for one in self.relations(part).values():
            if one.kind == kind and one.target in self._parts:
                yield one.target

    def content_type(self, part: str) -> str:
        """Return what the package says that a part is."""
        by_ending = ""
        for one in self.tree(_TYPES).elements:
            if one.attributes.get("PartName", "").lstrip("/") == part:
                return one.attributes.get("ContentType", "")
            if one.attributes.get("Extension", "").lower() == part.rpartition(".")[2].lower():
                by_ending = one.attributes.get("ContentType", "")
        return by_ending

    def of_type(self, ending: str) -> list[str]:
        """Return the parts whose content type ends so."""
        return [part for part in self._parts if self.content_type(part).endswith(ending)]

    def declare(self, part: str, content_type: str, kind: str) -> None:
        """Add the content type of a new part, and the relationship that leads to it from the package."""
        types, relations = self.tree(_TYPES), self.tree(relations_name(""))
        if self.content_type(part) != content_type:
            name = {"PartName": f"/{part}", "ContentType": content_type}
            types.children.append(types.sibling("Override", name))
            self.touch(_TYPES)
        if not any(one.target == part for one in self.relations("").values()):
            known = set(self.relations(""))
            number = next(number for number in range(1, len(known) + 2) if f"rId{number}" not in known)
            found = {"Id": f"rId{number}", "Type": kind, "Target": part}
            relations.children.append(relations.sibling("Relationship", found))
            self.touch(relations_name(""))

    def become_workbook(self) -> None:
        """Say that the package is a workbook, where it was a template by its type (.xltx)."""
        for one in self.tree(_TYPES).elements:
            if one.attributes.get("ContentType") == _TEMPLATE:
                one.attributes["ContentType"] = _MAIN
                self.touch(_TYPES)

    def drop(self, part: str, owner: str) -> None:
        """Leave a part out, and what says that it is there."""
        types, relations = self.tree(_TYPES), self.tree(relations_name(owner))
        for one in types.elements:
            if one.attributes.get("PartName", "").lstrip("/") == part:
                types.remove(one)
                self.touch(_TYPES)
        for one in relations.elements:
            if _resolved(owner, one.attributes.get("Target", "")) == part:
                relations.remove(one)
                self.touch(relations_name(owner))
        del self._parts[part]

    def parts(self) -> dict[str, bytes]:
        """Return all parts as they are now."""
        return {
            name: self._trees[name].to_bytes() if name in self._changed else content
            for name, content in self._parts.items()
        }

    def _sheets(self) -> Iterator[SheetPart]:
        relations = self.relations(self.book)
        listed = self.tree(self.book).child("sheets")
        for one in [] if listed is None else listed.elements:
            found = relations.get(relationship_id(one))
            if found is None or found.target not in self._parts:
                raise BuildError("template-damaged", part=self.book)
            yield SheetPart(one.attributes.get("name", ""), found.target, found.kind == "worksheet")


def relationship_id(element: Element) -> str:
    """Return the name of the relationship that an element mentions (`r:id`)."""
    for name, value in element.attributes.items():
        if ":" in name and name.rpartition(":")[2] in ("id", "embed"):
            return value
    return ""


def relations_name(part: str) -> str:
    """Return the part that holds the relationships of a part; of the package for an empty name."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _resolved(part: str, target: str) -> str:
    target = unquote(target)
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))
