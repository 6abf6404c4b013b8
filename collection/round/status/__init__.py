"""The status of a round for people: seen as a whole, as a page and as a workbook."""

__all__: list[str] = []
