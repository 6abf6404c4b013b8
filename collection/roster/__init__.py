"""The departments of a round."""

__all__: list[str] = []
