"""What people type, and what a kind makes of it."""

__all__: list[str] = []
