"""What is wrong with the source of an expression."""

from __future__ import annotations

from templates.findings.errors import Sentence, TianbaoError

__all__ = ["ExpressionError"]


class ExpressionError(TianbaoError, ValueError):
    """An expression cannot stand: what is wrong, the remedy, and the column of the source, from 1.

    `column` is 0 where the mistake shows only when the expression is rendered.
    """

    def __init__(self, what: str | Sentence, /, column: int = 0, **slots: object) -> None:
        super().__init__(what, **slots)
        self.column = column

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return self.what.message("en")

    @property
    def remedy(self) -> str:
        """How to mend it, in English."""
        return self.what.remedy("en")
