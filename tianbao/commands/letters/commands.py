"""The commands that write letters, and send them: `tianbao round mail`, `remind`, `correct`, `receipts`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import typer

from tianbao.commands.options import Folder, Lang

__all__ = ["correct", "mail", "receipts", "remind", "send_receipts"]

_Send = Annotated[
    bool, typer.Option("--send", help="Send the letters too, by the server that round.toml names.")
]
_DryRun = Annotated[
    bool, typer.Option("--dry-run", help="With --send: show what would be sent to whom, and send nothing.")
]
_Yes = Annotated[bool, typer.Option("--yes", help="With --send: ask nobody whether to send.")]
_Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="CODE", help="With --send: to this department alone; repeatable."),
]
_Again = Annotated[
    list[str] | None,
    typer.Option(
        "--again",
        metavar="CODE",
        help="With --send: to this department even if it was, or may have been, sent; repeatable.",
    ),
]
_Sent = Annotated[
    list[str] | None,
    typer.Option(
        "--sent", metavar="CODE", help="Note that the letter to this department went out; repeatable."
    ),
]


def _command(name: str, says: str) -> Callable[..., None]:
    """Return a command that writes letters of a kind, and sends them where that is asked for."""

    def command(
        folder: Folder,
        send: _Send = False,
        dry_run: _DryRun = False,
        yes: _Yes = False,
        only: _Only = None,
        again: _Again = None,
        sent: _Sent = None,
        lang: Lang = "zh",
    ) -> None:
        from tianbao.commands.letters.sending import LETTERS, Wanted, post

        wanted = Wanted(send, dry_run, yes, only or (), again or (), sent or ())
        post(folder, *LETTERS[name], wanted, lang)

    command.__name__, command.__doc__ = name, says
    return command


mail = _command(
    "mail", "Write a letter with its workbook to each department, as drafts that any mail program sends."
)
remind = _command(
    "remind", "Write a letter to each department that has returned nothing readable, once on a day."
)
correct = _command(
    "correct", "Make a correction workbook and a letter for each department whose return has errors."
)
receipts = _command(
    "receipts", "Write a receipt (回执) to each department whose return has no errors, once for each return."
)


def send_receipts(folder: Path, language: Literal["zh", "en"]) -> None:
    """Send the receipts for what was collected, where the settings of the round want that."""
    from collection import open_round
    from tianbao.commands.letters.sending import LETTERS, Wanted, post

    if open_round(folder).settings.receipts:
        post(folder, *LETTERS["receipts"], Wanted(send=True, yes=True), language)
