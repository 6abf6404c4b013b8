"""From the tree of an expression to a Python function."""

__all__: list[str] = []
