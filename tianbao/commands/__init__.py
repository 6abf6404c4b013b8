"""The commands of `tianbao`, a module for each group."""

__all__: list[str] = []
