"""The mail servers of the demonstration's round: a mailbox to collect from, and one that letters are sent to.

Both listen on this machine alone and end with the demonstration. Where one of them is not installed, messages
are saved as files instead.
"""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from collection.round.mailboxes.passwords import IMAP_PASSWORD
from tianbao.commands.demo.dovecot import Dovecot, dovecot_program

__all__ = ["Servers", "mail_servers"]

_HOST = "127.0.0.1"
_USER, _PASSWORD = "jixiao@bureau.example.cn", "demonstration"
_SETTINGS = """[imap]
host = "{host}"
port = {imap}
security = "none"   # 只在本机上演示 for this machine alone
user = "{user}"

[smtp]
host = "{host}"
port = {smtp}
security = "none"
from = "{user}"
per_minute = 6000

"""


class Servers:
    """The two servers, while they run; what is sent is saved in a folder, numbered as it came."""

    def __init__(self, mailbox: Dovecot, smtp_port: int) -> None:
        self._mailbox, self._smtp_port = mailbox, smtp_port

    def deliver(self, folder: Path) -> None:
        """Let the messages of a folder come to the mailbox."""
        self._mailbox.deliver(path.read_bytes() for path in sorted(folder.glob("*.eml")))

    @contextmanager
    def named_in(self, settings: Path) -> Iterator[None]:
        """Let the settings of a round name the servers; in the end they are as they were."""
        before = settings.read_bytes()
        told = _SETTINGS.format(host=_HOST, imap=self._mailbox.port, smtp=self._smtp_port, user=_USER)
        settings.write_bytes(before + b"\n" + told.encode())
        try:
            yield
        finally:
            settings.write_bytes(before)


@contextmanager
def mail_servers(sent: Path) -> Iterator[Servers | None]:
    """Start the servers; letters go to the folder `sent`. None where they are not there, or do not start."""
    with ExitStack() as stack:
        servers = None
        if dovecot_program() is not None and find_spec("aiosmtpd") is not None:
            try:
                mailbox = stack.enter_context(Dovecot(_USER, _PASSWORD))
                servers = Servers(mailbox, stack.enter_context(_smtp_server(sent)))
                stack.enter_context(_password_set())
            except OSError:
                servers = None  # as on a machine without them
        yield servers


@contextmanager
def _password_set() -> Iterator[None]:
    before = os.environ.get(IMAP_PASSWORD)
    os.environ[IMAP_PASSWORD] = _PASSWORD
    try:
        yield
    finally:
        if before is None:
            del os.environ[IMAP_PASSWORD]
        else:
            os.environ[IMAP_PASSWORD] = before


@contextmanager
def _smtp_server(sent: Path) -> Iterator[int]:
    """Run an SMTP server that saves what it takes; yield its port."""
    from aiosmtpd.controller import Controller

    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port: int = probe.getsockname()[1]
    controller = Controller(_Saving(sent), hostname=_HOST, port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


class _Saving:
    """What the SMTP server does with a message."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._count = folder.absolute(), 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 the library's name
        """Save the message."""
        self._count += 1
        self._folder.mkdir(exist_ok=True)
        to = re.sub(r"[^0-9A-Za-z@.-]", "_", envelope.rcpt_tos[0])
        (self._folder / f"{self._count:02}_{to}.eml").write_bytes(envelope.original_content)
        return "250 OK"
