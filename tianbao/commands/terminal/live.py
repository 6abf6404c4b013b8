"""What is looked at while it changes: drawn again in its place until the person has seen enough."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO

import typer

__all__ = ["live"]

_SECONDS = 2.0
"""How long a drawing stands before the next."""


def live(
    draw: Callable[[], str],
    *,
    file: TextIO | None = None,
    wait: Callable[[float], None] = time.sleep,
) -> None:
    """Draw a text in its place again and again until Ctrl-C; once, where it does not go to a terminal.

    What is longer than the terminal is high is shown whole at the end. `file` is standard output unless
    another is named, `wait` is what is done between two drawings.
    """
    out = sys.stdout if file is None else file
    if not out.isatty():
        typer.echo(draw(), file=out, nl=False)
        return
    from rich.console import Console  # takes longer to load than a short command takes
    from rich.live import Live
    from rich.text import Text

    last = draw()
    console = Console(file=out, highlight=False)
    shown = Live(Text(last), console=console, auto_refresh=False, transient=True)
    with suppress(KeyboardInterrupt), shown:  # which is how one stops looking
        while True:
            shown.refresh()
            wait(_SECONDS)
            last = draw()
            shown.update(Text(last))
    typer.echo(last, file=out, nl=False)
