"""Where each cell of the form is now."""

__all__: list[str] = []
