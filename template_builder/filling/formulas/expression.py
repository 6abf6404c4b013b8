"""A formula worked out: operators as Excel binds them, and the functions of `values`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from template_builder.filling.formulas.tokens import Reference, Token, TokenKind
from template_builder.filling.formulas.values import (
    FUNCTIONS,
    Area,
    ErrorValue,
    Unknown,
    Value,
    apply,
    number,
    scalar,
)

__all__ = ["WORDS", "Expression", "Key", "Sheets"]

_BINDING = {
    **dict.fromkeys(("=", "<>", "<", "<=", ">", ">="), 1),
    "&": 2,
    **dict.fromkeys("+-", 3),
    **dict.fromkeys("*/", 4),
    "^": 5,
}
WORDS: Mapping[str, Value] = {"TRUE": True, "FALSE": False}
"""The words that are values."""

Key = tuple[str, int, int]
"""A cell: its sheet in small letters, its row, its column."""


class Sheets(Protocol):
    """What gives a formula in a cell the values that it refers to."""

    def values_of(self, reference: Reference, key: Key) -> Area:
        """Return the values at a reference. Raises `Unknown`."""

    def subtotal(self, kind: float, references: Sequence[Reference], key: Key) -> Value:
        """Return SUBTOTAL of some references. Raises `Unknown`."""


class Expression:
    """A formula being worked out, piece after piece."""

    def __init__(self, of: Sheets, parts: Sequence[Token], key: Key) -> None:
        self._of, self._parts, self._key, self._place = of, parts, key, 0

    def whole(self) -> Value | Area:
        """Return the result. Raises `Unknown`."""
        found = self._operation(0)
        if self._place != len(self._parts):
            raise Unknown
        return found

    def _next(self) -> str:
        return self._parts[self._place].text if self._place < len(self._parts) else ""

    def _take(self, text: str) -> None:
        if self._next() != text:
            raise Unknown
        self._place += 1

    def _operation(self, least: int) -> Value | Area:
        left = self._operand()
        while _BINDING.get(self._next(), 0) > least:
            sign = self._next()
            self._place += 1
            right = self._operation(_BINDING[sign])
            left = apply(sign, scalar(left), scalar(right))
        return left

    def _operand(self) -> Value | Area:
        if self._place >= len(self._parts):
            raise Unknown
        token = self._parts[self._place]
        self._place += 1
        found: Value | Area
        if token.text in ("-", "+"):
            value = number(scalar(self._operand()))
            found = value if isinstance(value, ErrorValue) or token.text == "+" else -value
        elif token.text == "(":
            found = self._operation(0)
            self._take(")")
        elif token.kind is TokenKind.NUMBER:
            found = float(token.text)
        elif token.kind is TokenKind.TEXT:
            found = token.text[1:-1].replace('""', '"')
        elif token.kind is TokenKind.ERROR:
            found = ErrorValue(token.text)
        elif token.reference is not None:
            found = self._of.values_of(token.reference, self._key)
        elif token.kind is TokenKind.NAME:
            found = self._named(token.text.upper())
        else:
            raise Unknown
        while self._next() == "%":
            self._place += 1
            found = apply("/", scalar(found), 100.0)
        return found

    def _named(self, name: str) -> Value:
        if self._next() != "(":
            if name in WORDS:
                return WORDS[name]
            raise Unknown
        self._place += 1
        if name == "SUBTOTAL":
            return self._subtotal()
        if name == "ROW" and self._next() == ")":
            self._place += 1
            return float(self._key[1])
        arguments: list[Value | Area] = []
        while self._next() != ")":
            arguments.append(self._operation(0))
            if self._next() != ")":
                self._take(",")
        self._place += 1
        if name not in FUNCTIONS:
            raise Unknown
        try:
            return FUNCTIONS[name](*arguments)
        except (TypeError, IndexError) as error:  # too many arguments, or too few
            raise Unknown from error

    def _subtotal(self) -> Value:
        kind = number(scalar(self._operation(0)))
        references = []
        while self._next() == ",":
            self._place += 1
            token = self._parts[self._place]
            if token.reference is None:
                raise Unknown
            references.append(token.reference)
            self._place += 1
        self._take(")")
        if isinstance(kind, ErrorValue):
            return kind
        return self._of.subtotal(kind, references, self._key)
