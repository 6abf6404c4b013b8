"""What may be written where, and what must be left alone."""

__all__: list[str] = []
