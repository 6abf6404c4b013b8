"""Rounds whose returns come to a mailbox, and what a mailbox and a round hold."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from collection import EventKind, Round, open_round
from tests.collection.round.mail.mails import message, named
from tests.collection.round.rosters import sent_back
from tests.mail_servers.certificates import Certificates
from tianbao.commands.demo.dovecot import Dovecot

__all__ = ["files_of", "letters_of", "noted_in", "with_mailbox"]

_NAMES = ("甲局", "乙局", "丙中心")


def with_mailbox(round: Round, server: Dovecot, certificates: Certificates, **more: Any) -> Round:
    """Let the settings of a round name the mailbox at a server, and whatever else is given."""
    settings = {
        "host": server.host,
        "port": server.tls_port,
        "user": server.user,
        "ca": str(certificates.ca),
        **more,
    }
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in settings.items()]
    path = round.folder.settings
    text = path.read_text(encoding="utf-8").partition("\n[imap]\n")[0]
    path.write_text(text + "\n[imap]\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return open_round(round.folder.path)


def letters_of(round: Round, names: Mapping[str, str] | None = None) -> Sequence[bytes]:
    """Return a message of each department with its form, by the codes and names of the departments."""
    names = names or dict(zip(("101001", "101002", "102001"), _NAMES, strict=True))
    return [
        message([named(sent_back(round, code, name), f"{name}.xlsx")], subject=f"报送 {name}".encode())
        for code, name in names.items()
    ]


def files_of(folder: Path) -> Mapping[str, bytes]:
    """Return what a round keeps of what came, with the names."""
    paths = (path for name in ("returned", "mails") for path in (folder / name).rglob("*"))
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths if path.is_file()}


def noted_in(folder: Path) -> Sequence[tuple[EventKind, str | None, str | None, Mapping[str, str]]]:
    """Return what the ledger of a round says happened, without when."""
    with open_round(folder).ledger() as ledger:
        return [(one.kind, one.department, one.digest, one.details) for one in ledger.events()]
