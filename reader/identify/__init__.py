"""Which form a grid is."""

__all__: list[str] = []
