"""The seal of a workbook that was filled in (`templates.seal`), among the properties that it has."""

from __future__ import annotations

import zlib

from template_builder.filling.parts.package import Package
from template_builder.filling.parts.xml_tree import Element, parsed
from templates.seal import SEAL_PART, SEAL_PROPERTY, Seal, parts_sum

__all__ = ["with_seal"]

_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_ROOT = (
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
    b' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"/>'
)
_VALUE_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_FIRST = 2


def with_seal(package: Package, cells: int) -> dict[str, bytes]:
    """Return the parts of a workbook with its seal, for the sum of what its `cells` hold."""
    root = parsed(SEAL_PART, package.content(SEAL_PART) if SEAL_PART in package else _ROOT)
    package.declare(SEAL_PART, _TYPE, _KIND)
    parts = {name: content for name, content in package.parts().items() if name != SEAL_PART}
    facts = ((name, zlib.crc32(content), len(content)) for name, content in parts.items())
    _put(root, str(Seal(cells, parts_sum(facts))))
    return {**parts, SEAL_PART: root.to_bytes()}


def _put(root: Element, seal: str) -> None:
    for one in root.elements:
        if one.attributes.get("name") == SEAL_PROPERTY:
            root.remove(one)
    numbers = [int(one.attributes.get("pid", "0")) for one in root.elements]
    property = root.sibling(
        "property",
        {"fmtid": _FORMAT, "pid": str(max([_FIRST - 1, *numbers]) + 1), "name": SEAL_PROPERTY},
    )
    value = Element("vt:lpwstr", {"xmlns:vt": _VALUE_TYPES}, seal)
    property.children = [value]
    root.children.append(property)
