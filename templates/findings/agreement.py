"""Where sheet and reader judge one entry differently: the codes, each with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from templates.text import Text

__all__ = ["Agreement", "agreement"]

_FILE = Path(__file__).with_name("agreement.yaml")


@dataclass(frozen=True, slots=True)
class Agreement:
    """The codes of errors that only the reader finds, and of what the reader mends and the sheet does not."""

    only_on_return: Mapping[str, Text]
    mended_on_return: Mapping[str, Text]


@cache
def agreement() -> Agreement:
    """Return both lists.

    >>> "date-from-text" in agreement().only_on_return
    True
    """
    written = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    lists = ({code: Text.of(why) for code, why in codes.items()} for codes in written.values())
    return Agreement(*map(MappingProxyType, lists))
