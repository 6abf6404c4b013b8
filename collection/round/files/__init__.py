"""Files that must outlast a power cut, and those that nobody else may read."""

__all__: list[str] = []
