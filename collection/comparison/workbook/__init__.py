"""The workbook of a comparison."""

__all__: list[str] = []
