"""XML that nobody vouches for: parsing it, and workbooks that are one XML document."""

__all__: list[str] = []
