"""One collection round, in a folder of its own: its settings, its ledger, and what is handed out."""

__all__: list[str] = []
