"""From a file to grids: knows files, and nothing of forms."""

__all__: list[str] = []
