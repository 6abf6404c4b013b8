"""What several kinds need: cleaning, cell contents, prompts, raw cells."""

__all__: list[str] = []
