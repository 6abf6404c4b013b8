"""The parts of a package as they lie in the archive, and what they say of themselves."""

__all__: list[str] = []
