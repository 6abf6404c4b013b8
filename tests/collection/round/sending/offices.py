"""Rounds that send by a server of the tests, and what becomes of their letters."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from collection import (
    DeliveryState,
    EventKind,
    Round,
    SendingReport,
    issue_round,
    mail_round,
    open_round,
    outbox_of,
    send_letters,
    state_of_round,
)
from tests.collection.round.rosters import begun
from tests.mail_servers.certificates import Certificates
from tests.mail_servers.smtp_server import PASSWORD, USER, SmtpServer

__all__ = ["DAY", "ROWS", "as_drafted", "begun_with", "outcomes", "send", "set_server", "written_in"]

DAY = date(2026, 4, 2)
ROWS = (
    "101001,甲局,李明,a@example.cn,,",
    "101002,乙局,王芳,b@example.cn,,",
    "101003,丁局,,d@example.cn,,",
    "102001,丙中心,,,,",
)


def set_server(round: Round, server: SmtpServer, certificates: Certificates, **told: str | int) -> Round:
    """Let a round send by a server, whose authority lies in its folder."""
    shutil.copyfile(certificates.ca, round.folder.path / "ca.pem")
    settings = {"host": "127.0.0.1", "port": server.port, "user": USER, "ca": "ca.pem", "per_minute": 6000}
    lines = [
        f'{name} = "{value}"' if isinstance(value, str) else f"{name} = {value}"
        for name, value in {**settings, **told}.items()
    ]
    path = round.folder.settings
    kept = path.read_text(encoding="utf-8").partition("\n[smtp]\n")[0]
    path.write_text(kept + "\n[smtp]\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return open_round(round.folder.path)


def written_in(folder: Path, rows: Sequence[str] = ROWS) -> Round:
    """Begin a round whose letters with blanks are written."""
    round = begun(folder, rows)
    (folder / "back").mkdir(exist_ok=True)
    issue_round(round)
    mail_round(round)
    return open_round(round.folder.path)


def begun_with(
    folder: Path, server: SmtpServer, certificates: Certificates, rows: Sequence[str] = ROWS
) -> Round:
    """Begin such a round, which sends by a server."""
    return set_server(written_in(folder, rows), server, certificates)


def send(
    round: Round,
    kind: EventKind = EventKind.MAILED,
    *,
    again: Sequence[str] = (),
    password: str | None = PASSWORD,
) -> SendingReport:
    """Send what there is to send of a kind."""
    return send_letters(round, outbox_of(round, kind, DAY, again=again), password)


def as_drafted(round: Round, content: bytes) -> bytes:
    """Return the draft of which a message was made: what comes after `From` and `Date`, with `X-Unsent`."""
    lines = content.split(b"\r\n", 2)
    assert [line.partition(b":")[0] for line in lines[:2]] == [b"From", b"Date"]
    return b"X-Unsent: 1\r\n" + lines[2]


def outcomes(round: Round, kind: EventKind = EventKind.MAILED) -> Mapping[str, DeliveryState]:
    """Return what became of the letters of a kind, by the codes of the departments."""
    with round.ledger() as ledger:
        departments = state_of_round(round, ledger).departments
    return {one.member.code: one.deliveries[kind].state for one in departments if kind in one.deliveries}
