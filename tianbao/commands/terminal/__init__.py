"""The terminal that a command talks to: its streams, its colours, its lines of progress, its Tab key."""

__all__: list[str] = []
