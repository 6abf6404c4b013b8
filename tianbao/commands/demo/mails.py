"""The messages that departments send in the round of the demonstration, as mail programs save them (.eml)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

__all__ = ["Attached", "Mailbox", "Sender"]

_CHINA = timezone(timedelta(hours=8))
_POLICY = SMTP.clone(max_line_length=76)
_BUREAU = Address("示例市财政局绩效科", "jixiao", "bureau.example.cn")
_ON_THE_WAY = timedelta(seconds=40)

Attached = tuple[str, bytes]
"""A file as it is attached: its name and its bytes."""

Sender = tuple[str, str]
"""Who sends a message: a name and an address."""


class Mailbox:
    """A folder into which messages are saved, numbered in the order in which they came."""

    def __init__(self, folder: Path, first: datetime) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.count = 0
        self._at = first.replace(tzinfo=_CHINA)

    def save(
        self,
        sender: Sender,
        subject: str,
        body: str,
        attached: Sequence[Attached] = (),
        *,
        after: timedelta = timedelta(hours=3),
        headers: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Save a message that came some time after the one before."""
        self._at += after
        name, address = sender
        user, _, domain = address.partition("@")
        message = EmailMessage(policy=_POLICY)
        arrived = format_datetime(self._at + _ON_THE_WAY)
        message["Received"] = f"from mail.{domain} by mx.bureau.example.cn; {arrived}"
        message["From"] = Address(name, user, domain)
        message["To"] = _BUREAU
        message["Subject"] = subject
        message["Date"] = format_datetime(self._at)
        mark = hashlib.sha256(f"{address} {self._at} {subject}".encode()).hexdigest()[:24]
        message["Message-ID"] = f"<{mark}@{domain}>"
        for header, value in headers:
            message[header] = value
        message.set_content(body, charset="utf-8", cte="base64")
        for file, content in attached:
            message.add_attachment(content, "application", "octet-stream", filename=file)
        if attached:
            message.set_boundary(f"=_{mark}")
        self.count += 1
        path = self.folder / f"{self.count:02}_{name}.eml"
        path.write_bytes(message.as_bytes())
