"""The servers through which a round gets and sends mail: their settings, passwords and connections."""

__all__: list[str] = []
