"""The formula of an expression: addresses stand where the names of fields stood."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from templates.language.evaluation import evaluate
from templates.language.formulas import (
    Piece,
    address,
    areas,
    blank,
    compared,
    pieces,
    quoted,
    sheet_prefix,
    stripped,
)
from templates.language.functions.signatures import Arguments, ValueType
from templates.language.functions.table import FUNCTIONS
from templates.language.operations import sheet_fold
from templates.language.references import resolve
from templates.language.value_types import value_type_of
from templates.model.expression import (
    ARITHMETIC,
    LEVELS,
    Binary,
    Call,
    Expression,
    ItemNumber,
    Number,
    Ref,
    String,
    Unary,
    marks,
    may_hold_text,
)
from templates.model.page import CellAddress
from templates.path import Indices, Tree
from templates.text import Language

__all__ = ["Rendering", "render"]

_SIGNED = 6
_ATOM = 7


def render(
    expression: Expression,
    addresses: Tree,
    indices: Indices,
    language: Language = "zh",
    *,
    sheet: int = 0,
    sheet_names: Sequence[str] = (),
) -> str:
    """Return an expression as an Excel formula, without the leading `=`.

    `addresses` is a tree with a `CellAddress` as each of its leaves, `indices` are the numbers of the items
    that the expression stands in. The formula stands on the sheet number `sheet`; `sheet_names` are needed
    where it refers to another. Raises `ExpressionError` for what no formula can say.
    """
    return Rendering(addresses, indices, language, sheet, sheet_names).formula(expression)


class Rendering:
    """An expression on its way to a formula, at one place of the form."""

    def __init__(
        self,
        addresses: Tree,
        indices: Indices,
        language: Language,
        sheet: int = 0,
        sheet_names: Sequence[str] = (),
    ) -> None:
        self.addresses = addresses
        self.indices = indices
        self.language: Language = language
        self._sheet = sheet
        self._sheet_names = sheet_names

    def type_of(self, expression: Expression) -> ValueType:
        """Return what an expression gives."""
        return value_type_of(expression)

    def formula(self, expression: Expression) -> str:
        """Return the formula of one value."""
        return self._written(expression)[0]

    def number(self, expression: Expression) -> str:
        """Return the formula of a number to calculate with: a text in its cell counts 0, as in SUM."""
        return self._number(expression)[0]

    def areas(self, expression: Expression) -> list[str]:
        """Return the ranges of a column, each run of neighbouring cells as one; of a value, its formula."""
        if not isinstance(expression, Ref):
            return [self.formula(expression)]
        leaves = self._leaves(expression)
        if any(isinstance(leaf, str) for leaf in leaves):
            return self.cells(expression)
        return areas(leaves, self._prefix)

    def cells(self, expression: Expression) -> list[str]:
        """Return the address of each cell that a reference means; of a constant of the form, its words."""
        assert isinstance(expression, Ref), "the parser lets only fields stand here"
        return [self._cell(leaf) for leaf in self._leaves(expression)]

    def pieces(self, columns: Arguments) -> list[Piece]:
        """Return the rows of several columns, in pieces that lie together in each of them."""
        return pieces([self._leaves(column) for column in columns if isinstance(column, Ref)], self._prefix)

    def compared(self, expression: Expression) -> str | None:
        """Return the formula of a text as texts are compared; None where the value is no text."""
        if isinstance(expression, String):
            return quoted(sheet_fold(expression.value))
        return compared(self.formula(expression)) if value_type_of(expression) == "text" else None

    def fixed(self, expression: Expression) -> int | None:
        """Return the whole number that an expression without fields comes to, None for an error."""
        number = evaluate(expression, {}, self.indices)
        return int(number) if isinstance(number, Decimal) else None

    def _cell(self, leaf: CellAddress | str) -> str:
        if isinstance(leaf, str):
            return quoted(leaf)
        return self._prefix(leaf.sheet) + address(leaf.row, leaf.column)

    def _prefix(self, sheet: int) -> str:
        return "" if sheet == self._sheet else sheet_prefix(self._sheet_names[sheet])

    def _leaves(self, ref: Ref) -> list[Any]:
        found = resolve(self.addresses, ref, self.indices)
        return found if ref.column else [found]

    def _written(self, expression: Expression) -> tuple[str, int]:
        """Return the formula and how tightly its outermost operator binds."""
        match expression:
            case Number(value):
                return f"{value:f}", _SIGNED if value < 0 else _ATOM
            case String(value):
                return quoted(value), _ATOM
            case ItemNumber():
                return str(self.indices[-1] + 1), _ATOM
            case Ref():
                return self.cells(expression)[0], _ATOM
            case Unary(operator, operand):
                written, level = self._number(operand)
                return operator + (written if level == _ATOM else f"({written})"), _SIGNED
            case Binary(operator, left, right):
                return self._binary(operator, left, right)
            case Call(name, given):
                return FUNCTIONS[name].render(self, given), _ATOM

    def _number(self, expression: Expression) -> tuple[str, int]:
        written = self._written(expression)
        return (f"N({written[0]})", _ATOM) if may_hold_text(expression) else written

    def _binary(self, operator: str, left: Expression, right: Expression) -> tuple[str, int]:
        level = LEVELS[operator]
        if operator in ("=", "<>") and String("") in (left, right):
            tested = right if left == String("") else left
            if marks(tested):
                found = blank(self.formula(tested), marks=True)
                return (found, level) if operator == "=" else (f"NOT({found})", _ATOM)
            return f'{stripped(self.formula(tested))}{operator}""', level
        if operator in ("=", "<>"):
            texts = self.compared(left), self.compared(right)
            if all(texts):
                return operator.join(map(str, texts)), level
        part = self._number if operator in ARITHMETIC else self._written
        before, tightness = part(left)
        if tightness < level or (operator == "^" and tightness < _ATOM):
            before = f"({before})"
        behind, tightness = part(right)
        if tightness <= level or tightness == _SIGNED:
            behind = f"({behind})"
        return before + operator + behind, level
