"""The whole job on the data of one real department and of made-up ones, for newcomers."""

__all__: list[str] = []
