"""The form as it is signed and filed: what is filled in and nothing else, page by page."""

__all__: list[str] = []
