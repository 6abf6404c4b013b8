"""One letter as a draft: a message as a file (.eml) that a mail program opens to be sent.

`X-Unsent: 1` is what makes Outlook, and others after it, open a saved message as a draft.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from collection.round.ledger.deliveries import message_id_of
from collection.round.ledger.ledger import Member
from collection.round.settings.letter_texts import LetterText

__all__ = ["draft", "header", "one_line"]

_XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
"""What no header may hold: a line break in a name would begin another header."""


_POLICY = SMTP.clone(max_line_length=76)


def draft(
    member: Member,
    letter: LetterText,
    slots: Mapping[str, str],
    attachment: tuple[str, bytes] | None,
    number: str,
    *,
    is_answer: bool = False,
) -> bytes:
    """Return a letter to a department, with a workbook where one is attached; same words give same bytes.

    `number` is what no other letter has. The department must have an address. A letter that a program writes
    as an answer says so in its head (RFC 3834), so that no program answers it.
    """
    assert member.email is not None
    message = EmailMessage(policy=_POLICY)
    message["X-Unsent"] = "1"
    message["To"] = _address(member.contact or member.name, member.email)
    message["Subject"] = one_line(_filled(letter.subject, slots))
    message["Message-ID"] = message_id_of(number)
    if is_answer:
        message["Auto-Submitted"] = "auto-generated"
    message.set_content(_filled(letter.text, slots), charset="utf-8", cte="base64")
    if attachment is not None:
        name, workbook = attachment
        message.add_attachment(workbook, *_XLSX, filename=one_line(name))
        message.set_boundary(f"=_{hashlib.sha256(number.encode() + workbook).hexdigest()[:32]}")
    return message.as_bytes()


def header(name: str, called: str, address: str) -> bytes:
    """Return a header with one address as it stands in a letter: `header("From", "某局", "a@example.cn")`."""
    message = EmailMessage(policy=_POLICY)
    message[name] = _address(called, address)
    return message.as_bytes().rstrip(b"\r\n") + b"\r\n"


def _address(called: str, address: str) -> Address:
    user, _, domain = address.rpartition("@")
    return Address(one_line(called), user, domain)


def _filled(text: str, slots: Mapping[str, str]) -> str:
    """Return a text with its slots filled; what stands in a slot is never looked at for slots itself."""
    return re.sub(r"\{(\w+)\}", lambda found: slots.get(found[1], found[0]), text)


def one_line(text: str) -> str:
    """Return a text for a header: without line breaks and what would be decoded to them (RFC 2047)."""
    return " ".join(_UNSEEN.sub(" ", text).replace("=?", "= ?").split())
