"""From a form and its parameters to the cell map."""

__all__: list[str] = []
