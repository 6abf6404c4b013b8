"""The catalogue: what each code means to a person, how much it matters, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from templates.findings.finding import Message, Severity
from templates.text import Text

__all__ = ["catalogue"]

_FILE = Path(__file__).with_name("catalogue.yaml")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def catalogue() -> Mapping[str, Message]:
    """Return the toolkit's own messages by their codes; a form adds those of its rules."""
    entries = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=_Loader)
    return MappingProxyType(
        {
            code: Message(
                code,
                Severity(entry["severity"]),
                Text(entry["zh"], entry["en"]),
                Text(entry["fix"]["zh"], entry["fix"]["en"]),
                Text(entry["name"]["zh"], entry["name"]["en"]) if "name" in entry else None,
                entry.get("explain") == "required",
            )
            for code, entry in entries.items()
        }
    )
