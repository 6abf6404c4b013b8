"""Writing .xlsx: the one writer of cells, the parts of a package, the archive."""

__all__: list[str] = []
