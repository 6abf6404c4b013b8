"""What rolls on from one year's form to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from templates.findings.finding import Message
from templates.model.expression import Expression
from templates.path import Names

__all__ = ["Roll", "RollFields"]


RollFields = Mapping[str, "str | RollFields"]
"""The fields of an item that roll, new name to old; of a repeat within, the fields of its items."""


@dataclass(frozen=True, slots=True)
class Roll:
    """What last year's record prefills: `source` of last year goes to `target`, both by their names.

    `when` is judged on last year's form (on each item, where a repeat rolls); `otherwise`
    is reported of what does not go on, `note` of what does. `fields` maps the fields of an item, new to old;
    empty means all of them. An `option` rolls only when asked for.
    """

    target: Names
    source: Names
    when: Expression | None = None
    fields: RollFields = field(default_factory=dict)
    locked: bool = False
    note: Message | None = None
    otherwise: Message | None = None
    option: str | None = None
