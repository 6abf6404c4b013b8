"""The front door for engineers."""

__all__: list[str] = []
