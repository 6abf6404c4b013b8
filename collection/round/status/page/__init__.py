"""The status of a round as one page that opens in any browser, without a server, a script or a network."""

__all__: list[str] = []
