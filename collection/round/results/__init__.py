"""What a round comes to: the readings that count, their summary, and where each figure came from."""

__all__: list[str] = []
