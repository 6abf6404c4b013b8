"""The functions of the language, each with its formula and its Python code."""

__all__: list[str] = []
