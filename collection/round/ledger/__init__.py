"""What happened in a round, event by event."""

__all__: list[str] = []
