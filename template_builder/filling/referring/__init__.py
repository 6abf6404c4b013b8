"""What refers to rows: rules and links of a sheet, tables, names, charts, what lies over the cells."""

__all__: list[str] = []
