"""What is wrong with the source of an expression."""

from __future__ import annotations

__all__ = ["ExpressionError"]


class ExpressionError(ValueError):
    """An expression cannot stand: what is wrong, the remedy, and the column of the source, from 1.

    `column` is 0 where the mistake shows only when the expression is rendered.
    """

    def __init__(self, message: str, remedy: str, column: int = 0) -> None:
        super().__init__(f"{message} {remedy}")
        self.message = message
        self.remedy = remedy
        self.column = column
