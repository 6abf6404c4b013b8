"""Messages as Outlook and Exchange write them: .msg files and winmail.dat, opened as other messages are."""

__all__: list[str] = []
