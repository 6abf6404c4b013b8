"""What an officer sets for a round, and the texts of its letters."""

__all__: list[str] = []
