"""What the number in a cell is, in every file type: a number, or a date or time by its format."""

__all__: list[str] = []
