"""What rolls on from one year's form to the next, and from one form to another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from templates.findings.finding import Message
from templates.model.shape import Group, Leaf, Node, Repeat, leaves, node_at
from templates.path import Names, split_names

__all__ = ["BY_NUMBER", "Pair", "Roll", "RollFields", "lists_around", "pairs_of"]

BY_NUMBER = "item_number"
"""The `match` of a roll whose items meet by their numbers: the first the first, the second the second."""

RollFields = Mapping[str, "str | RollFields"]
"""The fields of an item that roll, new name to old; of a repeat within, the fields of its items."""


@dataclass(frozen=True, slots=True)
class Roll:
    """What a record prefills: `source` of it goes to `target`, both by their names.

    The record is of the form with the name `form`, `year` years from that of the blank: -1 is the year
    before. `when`, as it is written, is judged on the record (on each item, where a repeat rolls);
    `otherwise` is reported of what does not go on, `note` of what does. `fields` maps the fields of an item,
    new to old; empty means all of them. An `option` rolls only when asked for. By the fields `match` an item
    is known again that another roll has put there. With `add` a number is added to the one that is there.
    """

    target: Names
    source: Names
    form: str
    year: int = -1
    when: str | None = None
    fields: RollFields = field(default_factory=dict)
    locked: bool = False
    note: Message | None = None
    otherwise: Message | None = None
    option: str | None = None
    match: tuple[str, ...] = ()
    add: bool = False

    def is_of_the_year_before(self, form: str) -> bool:
        """Tell whether it rolls from the record of a form of the year before, as most do."""
        return self.form == form and self.year == -1


class Pair(NamedTuple):
    """Two parts of which one goes into the other, by their names in the groups around them."""

    new: Names
    old: Names
    fields: RollFields


def pairs_of(source: Group, target: Group, fields: RollFields) -> Iterator[Pair]:
    """Yield what of a group goes where in another: the `fields`, else all that both have and is filled in.

    A constant of the target that the source has too goes along; what neither has is left to the caller.
    """
    if not fields:
        for name, part in target.parts.items():
            beside = source.parts.get(name)
            if beside is not None and type(beside) is type(part) and _can_be_given(part):
                yield Pair((name,), (name,), {})
        return
    for name, part in target.parts.items():
        is_constant = isinstance(part, Leaf) and part.field.constant
        if is_constant and name not in fields and isinstance(source.parts.get(name), Leaf):
            yield Pair((name,), (name,), {})
    for new, old in fields.items():
        names = split_names(new)
        yield Pair(names, split_names(old), {}) if isinstance(old, str) else Pair(names, names, old)


def _can_be_given(node: Node) -> bool:
    """Tell whether anything of a node is not computed."""
    return any(leaf.field.formula is None for _, leaf in leaves(node))


def lists_around(shape: Node, names: Names) -> tuple[Names, ...]:
    """Return the names of the repeats that some names lead through, the outermost first, themselves too."""
    ways = (names[:length] for length in range(1, len(names) + 1))
    return tuple(way for way in ways if isinstance(node_at(shape, way), Repeat))
