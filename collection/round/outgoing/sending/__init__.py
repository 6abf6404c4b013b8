"""Sending the letters of a round, each once, and noting what became of it."""

__all__: list[str] = []
