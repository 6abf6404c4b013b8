"""What commands print: reports, tables and JSON, as text; nothing here prints."""

__all__: list[str] = []
