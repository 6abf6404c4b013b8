"""What a round says of itself, for people and for programs."""

__all__: list[str] = []
