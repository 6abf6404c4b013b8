"""The departments of two rounds, each beside what it was: known again by its code, else by its name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from collection.comparison.sides import Side
from collection.summary.workbook.body import Counted
from templates import Text
from templates.kinds import key

__all__ = ["Department", "Move", "Pair", "Standing", "paired"]


class Standing(StrEnum):
    """Which of the two rounds have a return of a department that counts, and why one has none."""

    BOTH = "both"
    NEW = "new"
    """The earlier round did not know it."""
    GONE = "gone"
    """The later round does not know it."""
    NOT_BEFORE = "not-before"
    """Nothing of it counts in the earlier round, which knew it."""
    NOT_NOW = "not-now"
    NEITHER = "neither"


class Move(StrEnum):
    """What became of a department itself."""

    NEW = "new"
    GONE = "gone"
    RENAMED = "renamed"
    RECODED = "recoded"
    NOT_BEFORE = "not-before"
    NOT_NOW = "not-now"


@dataclass(frozen=True, slots=True)
class Department:
    """A department in one of the rounds; `counted` is its return, `state` how it stands without one."""

    code: str
    name: str
    counted: Counted | None
    state: Text


@dataclass(frozen=True, slots=True)
class Pair:
    """A department in both rounds; None where one of them does not know it."""

    before: Department | None
    after: Department | None

    @property
    def shown(self) -> Department:
        """The department as it is called now, or was called last."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def standing(self) -> Standing:
        """Which rounds have a return of it."""
        had, has = (one is not None and one.counted is not None for one in (self.before, self.after))
        if had and has:
            return Standing.BOTH
        if self.before is None and has:
            return Standing.NEW
        if self.after is None and had:
            return Standing.GONE
        if has:
            return Standing.NOT_BEFORE
        return Standing.NOT_NOW if had else Standing.NEITHER

    @property
    def moves(self) -> tuple[Move, ...]:
        """What became of the department."""
        return tuple(self._moves())

    def _moves(self) -> Iterator[Move]:
        before, after = self.before, self.after
        if before is None:
            yield Move.NEW
        elif after is None:
            yield Move.GONE
        else:
            if key(before.name) != key(after.name):
                yield Move.RENAMED
            if before.code and after.code and key(before.code) != key(after.code):
                yield Move.RECODED
        if before is not None and before.counted is None:
            yield Move.NOT_BEFORE
        if after is not None and after.counted is None:
            yield Move.NOT_NOW


def paired(before: Side, after: Side) -> list[Pair]:
    """Return the departments of both rounds: those of the later one in its order, then those that are gone.

    Codes come first; what they leave is matched by names. Of several with one name, the first are matched.
    """
    were, are = _departments(before), _departments(after)
    found: dict[int, Department] = {}
    left = dict(enumerate(were))
    for of in (lambda one: key(one.code), lambda one: key(one.name)):
        _match(are, left, found, of)
    pairs = [Pair(found.get(number), one) for number, one in enumerate(are)]
    return [*pairs, *(Pair(one, None) for one in left.values())]


def _match(
    are: list[Department],
    left: dict[int, Department],
    found: dict[int, Department],
    of: Callable[[Department], str],
) -> None:
    """Match what has no match yet by one thing that departments have, as far as they have it."""
    known: defaultdict[str, list[int]] = defaultdict(list)
    for number, one in left.items():
        known[of(one)].append(number)
    for number, one in enumerate(are):
        same = known.get(of(one), []) if number not in found and of(one) else []
        if same:
            found[number] = left.pop(same.pop(0))


def _departments(side: Side) -> list[Department]:
    body = side.body
    counted = [
        Department(one.subject.code or "", one.subject.name or one.subject.file, one, one.state)
        for one in body.counted
    ]
    missing = [Department(one.code or "", one.name, None, one.state) for one in body.missing]
    return [*counted, *missing]
