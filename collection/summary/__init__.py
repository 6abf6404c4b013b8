"""A round summed up."""

__all__: list[str] = []
