"""The commands for the letters of a round, and how they send them."""

__all__: list[str] = []
