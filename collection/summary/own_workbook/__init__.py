"""A round summed up in the bureau's own workbook, whose placeholders are filled in."""

__all__: list[str] = []
