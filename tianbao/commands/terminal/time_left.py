"""The part of a line of progress that says how long the work still takes; rich is loaded with it."""

from __future__ import annotations

from rich.progress import Task, TimeRemainingColumn
from rich.text import Text

__all__ = ["TimeLeft"]


class TimeLeft(TimeRemainingColumn):
    """The time left, behind a word; nothing while it cannot be known."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self._word = word

    def render(self, task: Task) -> Text:
        """Return what is shown of a task."""
        if task.time_remaining is None:
            return Text("")
        return Text.assemble(f"{self._word} ", super().render(task))
