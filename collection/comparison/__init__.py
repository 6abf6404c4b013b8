"""Two rounds side by side: what became different from one year to the next."""

__all__: list[str] = []
