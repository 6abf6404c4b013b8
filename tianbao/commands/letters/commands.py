"""The commands that write letters, and send them: `tianbao round mail`, `remind`, `correct`, `receipts`."""

from __future__ import annotations

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


def mail(
    folder: Folder,
    send: _Send = False,
    dry_run: _DryRun = False,
    yes: _Yes = False,
    only: _Only = None,
    again: _Again = None,
    sent: _Sent = None,
    lang: Lang = "zh",
) -> None:
    """Write a letter with its workbook to each department, as drafts that any mail program sends."""
    from collection import EventKind, mail_round
    from tianbao.commands.letters.sending import Wanted, post

    wanted = Wanted(send, dry_run, yes, only or (), again or (), sent or ())
    post(folder, EventKind.MAILED, lambda round, _: mail_round(round), wanted, lang)


def remind(
    folder: Folder,
    send: _Send = False,
    dry_run: _DryRun = False,
    yes: _Yes = False,
    only: _Only = None,
    again: _Again = None,
    sent: _Sent = None,
    lang: Lang = "zh",
) -> None:
    """Write a letter to each department that has returned nothing readable, once on a day."""
    from collection import EventKind, remind_round
    from tianbao.commands.letters.sending import Wanted, post

    wanted = Wanted(send, dry_run, yes, only or (), again or (), sent or ())
    post(folder, EventKind.REMINDED, remind_round, wanted, lang)


def correct(
    folder: Folder,
    send: _Send = False,
    dry_run: _DryRun = False,
    yes: _Yes = False,
    only: _Only = None,
    again: _Again = None,
    sent: _Sent = None,
    lang: Lang = "zh",
) -> None:
    """Make a correction workbook and a letter for each department whose return has errors."""
    from collection import EventKind, correct_round
    from tianbao.commands.letters.sending import Wanted, post

    wanted = Wanted(send, dry_run, yes, only or (), again or (), sent or ())
    post(folder, EventKind.CORRECTED, lambda round, _: correct_round(round), wanted, lang)


def receipts(
    folder: Folder,
    send: _Send = False,
    dry_run: _DryRun = False,
    yes: _Yes = False,
    only: _Only = None,
    again: _Again = None,
    sent: _Sent = None,
    lang: Lang = "zh",
) -> None:
    """Write a receipt (回执) to each department whose return has no errors, once for each return."""
    from collection import EventKind, receipt_round
    from tianbao.commands.letters.sending import Wanted, post

    wanted = Wanted(send, dry_run, yes, only or (), again or (), sent or ())
    post(folder, EventKind.RECEIPTED, lambda round, _: receipt_round(round), wanted, lang)


def send_receipts(folder: Path, language: Literal["zh", "en"]) -> None:
    """Send the receipts for what was collected, where the settings of the round want that."""
    from collection import EventKind, open_round, receipt_round
    from tianbao.commands.letters.sending import Wanted, post

    if open_round(folder).settings.receipts:
        wanted = Wanted(send=True, yes=True)
        post(folder, EventKind.RECEIPTED, lambda round, _: receipt_round(round), wanted, language)
