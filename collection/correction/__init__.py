"""What goes back to a department: its own form, clean, with a mark wherever something was found."""

__all__: list[str] = []
