"""The workbooks that leave us, sheet by sheet."""

__all__: list[str] = []
