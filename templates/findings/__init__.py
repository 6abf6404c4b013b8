"""What there is to say of a file or a call: findings, errors, and the catalogue of sentences."""

__all__: list[str] = []
