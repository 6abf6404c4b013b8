"""How a form lies on paper: heights of rows, ends of pages, labels at the side."""

__all__: list[str] = []
