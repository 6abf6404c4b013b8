"""The commands about forms themselves."""

__all__: list[str] = []
