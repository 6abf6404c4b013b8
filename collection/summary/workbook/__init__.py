"""The summary as a workbook that an officer hands to the chief."""

__all__: list[str] = []
