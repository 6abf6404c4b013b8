"""Letters to the departments: drafts that any mail program opens and sends."""

__all__: list[str] = []
