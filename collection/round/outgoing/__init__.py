"""What goes out in a round: a signed blank for each department."""

__all__: list[str] = []
