"""Messages that departments sent, as files: who sent them, when, and what is attached."""

__all__: list[str] = []
