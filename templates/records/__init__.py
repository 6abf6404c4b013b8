"""Records and filled forms as plain trees: placing, computing, rolling forward."""

__all__: list[str] = []
