"""From located cells to the record and its findings."""

__all__: list[str] = []
