"""What leads a clerk through a form: flags, messages, status line, the sheet 自检."""

__all__: list[str] = []
