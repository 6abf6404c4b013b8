"""The formulas of a template: taken apart, moved along with rows, worked out."""

__all__: list[str] = []
