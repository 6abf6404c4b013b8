"""Official copies of what came back, as workbooks or as PDF files."""

__all__: list[str] = []
