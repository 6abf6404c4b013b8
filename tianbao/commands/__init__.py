"""The commands of `tianbao`, a module a group."""

__all__: list[str] = []
