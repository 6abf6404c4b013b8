"""One layout, thousands of workbooks."""

__all__: list[str] = []
