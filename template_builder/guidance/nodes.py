"""Formulas as trees: a node can be written as a formula and worked out as a value, and knows what it reads.

All that leads a clerk through a form is put together from these, and from the nodes of `form_nodes`, which
say what the form's own expressions say. Whoever changes a text or a light changes one tree, and with it the
formula, the value that is stored with it, and what is worked out again when a cell changes.

    light = If(Compared(CellReference(count), ">", 0), Words("有误"), Words("通过"))
    light.formula           # IF(C12>0,"有误","通过")
    light.value(state)      # "有误", where the cell `count` shows 3
    light.depends_on        # {count}
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Generic, Literal, TypeVar

from templates.language import address, quoted
from templates.model.page import CellAddress
from templates.path import Tree

__all__ = [
    "All",
    "CellReference",
    "Compared",
    "Difference",
    "If",
    "Joined",
    "Node",
    "Number",
    "Parenthesized",
    "Picker",
    "SheetState",
    "Sum",
    "Words",
    "picker",
]

Picker = Callable[[Mapping[CellAddress, Any]], tuple[Any, ...]]
"""What picks the contents of some cells from all that are shown."""

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class SheetState:
    """What formulas are worked out from: the filling of the form, and what the cells show by their addresses.

    A node finds in `shown` every cell that it depends on; so nodes are worked out in their order.
    """

    filling: Tree
    shown: Mapping[CellAddress, Any]


def picker(cells: Sequence[CellAddress]) -> Picker:
    """Return what picks the contents of cells: one call for all of them, which is what makes totals fast."""
    if len(cells) > 1:
        return itemgetter(*cells)
    return lambda shown: tuple([shown[cell] for cell in cells])


class Node(ABC, Generic[T_co]):
    """A formula or a part of one."""

    __slots__ = ()

    @property
    @abstractmethod
    def formula(self) -> str:
        """The formula, without the leading `=`."""

    @abstractmethod
    def value(self, state: SheetState) -> T_co:
        """Return what the formula gives."""

    @property
    def parts(self) -> tuple[Node[object], ...]:
        """The nodes that this one is put together from."""
        return ()

    @property
    def depends_on(self) -> frozenset[CellAddress]:
        """The cells that the formula reads."""
        return frozenset().union(*(part.depends_on for part in self.parts))


@dataclass(frozen=True, slots=True)
class Words(Node[str]):
    """A text."""

    text: str

    @property
    def formula(self) -> str:
        return quoted(self.text)

    def value(self, state: SheetState) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Number(Node[int]):
    """A whole number."""

    number: int

    @property
    def formula(self) -> str:
        return str(self.number)

    def value(self, state: SheetState) -> int:
        return self.number


@dataclass(frozen=True, slots=True)
class CellReference(Node[Any]):
    """What a cell shows; `prefix` stands before its address where the formula is on another sheet."""

    address: CellAddress
    prefix: str = ""

    @property
    def formula(self) -> str:
        return self.prefix + address(self.address.row, self.address.column)

    def value(self, state: SheetState) -> Any:
        return state.shown[self.address]

    @property
    def depends_on(self) -> frozenset[CellAddress]:
        return frozenset([self.address])


@dataclass(frozen=True, slots=True)
class Sum(Node[int]):
    """Numbers added by `+`."""

    terms: tuple[Node[int], ...]

    @property
    def formula(self) -> str:
        return "+".join(term.formula for term in self.terms)

    def value(self, state: SheetState) -> int:
        return sum(term.value(state) for term in self.terms)

    @property
    def parts(self) -> tuple[Node[object], ...]:
        return self.terms


@dataclass(frozen=True, slots=True)
class Difference(Node[int]):
    """One number less another."""

    whole: Node[int]
    part: Node[int]

    @property
    def formula(self) -> str:
        return f"{Parenthesized(self.whole).formula}-{Parenthesized(self.part).formula}"

    def value(self, state: SheetState) -> int:
        return self.whole.value(state) - self.part.value(state)

    @property
    def parts(self) -> tuple[Node[object], ...]:
        return self.whole, self.part


@dataclass(frozen=True, slots=True)
class Parenthesized(Node[T_co]):
    """A node in parentheses."""

    inner: Node[T_co]

    @property
    def formula(self) -> str:
        return f"({self.inner.formula})"

    def value(self, state: SheetState) -> T_co:
        return self.inner.value(state)

    @property
    def parts(self) -> tuple[Node[object], ...]:
        return (self.inner,)


@dataclass(frozen=True, slots=True)
class Compared(Node[bool]):
    """A number compared with a fixed one."""

    left: Node[int]
    operator: Literal["=", ">"]
    right: int

    @property
    def formula(self) -> str:
        return f"{self.left.formula}{self.operator}{self.right}"

    def value(self, state: SheetState) -> bool:
        left = self.left.value(state)
        return left == self.right if self.operator == "=" else left > self.right

    @property
    def parts(self) -> tuple[Node[object], ...]:
        return (self.left,)


@dataclass(frozen=True, slots=True)
class All(Node[bool]):
    """`AND`: whether all conditions hold."""

    conditions: tuple[Node[bool], ...]

    @property
    def formula(self) -> str:
        return f"AND({','.join(condition.formula for condition in self.conditions)})"

    def value(self, state: SheetState) -> bool:
        return all(condition.value(state) for condition in self.conditions)

    @property
    def parts(self) -> tuple[Node[object], ...]:
        return self.conditions


@dataclass(frozen=True, slots=True)
class If(Node[T_co]):
    """`IF`: one node or the other."""

    condition: Node[bool]
    then: Node[T_co]
    otherwise: Node[T_co]

    @property
    def formula(self) -> str:
        return f"IF({self.condition.formula},{self.then.formula},{self.otherwise.formula})"

    def value(self, state: SheetState) -> T_co:
        return (self.then if self.condition.value(state) else self.otherwise).value(state)

    @property
    def parts(self) -> tuple[Node[object], ...]:
        return self.condition, self.then, self.otherwise


@dataclass(frozen=True, slots=True)
class Joined(Node[str]):
    """Texts and whole numbers put together by `&`."""

    pieces: tuple[Node[str | int], ...]

    @property
    def formula(self) -> str:
        return "&".join(piece.formula for piece in self.pieces)

    def value(self, state: SheetState) -> str:
        return "".join([str(piece.value(state)) for piece in self.pieces])

    @property
    def parts(self) -> tuple[Node[object], ...]:
        return self.pieces
