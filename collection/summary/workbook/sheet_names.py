"""Names that the sheets of a workbook can have."""

from __future__ import annotations

import re
from collections.abc import Sequence

from template_builder.xlsx.contents import NOT_XML

__all__ = ["distinct", "sheet_names"]

_LONGEST = 28
"""Characters of a name, of which Excel takes 31, a number behind it included."""


def sheet_names(titles: Sequence[str]) -> list[str]:
    """Return a name for each sheet that a workbook can have, each once."""
    stems = (
        re.sub(r"[\[\]:*?/\\]", " ", NOT_XML.sub("", title)).strip(" '")[:_LONGEST].strip(" '")
        for title in titles
    )
    return distinct([stem or "-" for stem in stems])


def distinct(names: Sequence[str]) -> list[str]:
    """Return the names with a number behind those that stood before, whatever the case of their letters."""
    found: dict[str, str] = {}
    for name in names:
        number, another = 1, name
        while another.casefold() in found:
            number += 1
            another = f"{name}~{number}"
        found[another.casefold()] = another
    return list(found.values())
