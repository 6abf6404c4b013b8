"""A round for the file room: one archive with all but the key, and whether it is still as it was."""

__all__: list[str] = []
