"""What comes back from the departments."""

__all__: list[str] = []
