"""What comes back in a round: kept as it came, read, and whose it is."""

__all__: list[str] = []
