"""A form as its author wrote it: read, checked against its schema, held as data."""

__all__: list[str] = []
