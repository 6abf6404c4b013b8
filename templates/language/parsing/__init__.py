"""From the source of an expression to its tree."""

__all__: list[str] = []
