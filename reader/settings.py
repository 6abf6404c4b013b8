"""How files are read: what a bureau sets for all that come back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from templates import Severity

__all__ = ["USUAL", "ReadSettings"]


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """The `key` by which stamps must be signed, the `password` of encrypted workbooks, and `severities`.

    These give findings another severity than their message has, by their codes. The settings can be pickled;
    key and password stand in no output.
    """

    key: bytes | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    severities: Mapping[str, Severity] = field(default_factory=dict)


USUAL = ReadSettings()
"""No signature asked for, no password, each finding as severe as its message says."""
