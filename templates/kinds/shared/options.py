"""Options that several kinds have: their JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from templates.kinds.shared.content import LONGEST_TEXT

__all__ = ["DECIMALS", "MAX_LENGTH"]

DECIMALS: Mapping[str, Any] = MappingProxyType(
    {"description": "How many decimals a number has at most.", "type": "integer", "minimum": 0, "maximum": 10}
)

MAX_LENGTH: Mapping[str, Any] = MappingProxyType(
    {
        "description": "How many characters a text has at most.",
        "type": "integer",
        "minimum": 1,
        "maximum": LONGEST_TEXT,
    }
)
