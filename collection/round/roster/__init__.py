"""The roster of a round, and what becomes different in it."""

__all__: list[str] = []
