"""Workbooks of tables of any length: rows go into the file as they come, and none is kept."""

__all__: list[str] = []
