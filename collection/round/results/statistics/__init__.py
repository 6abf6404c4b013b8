"""What is learnt of a round: which rule costs how many departments how many returns."""

__all__: list[str] = []
