"""What the departments are sent."""

__all__: list[str] = []
