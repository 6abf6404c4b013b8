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

from collection.round.ledger.ledger import Member
from collection.round.settings.letter_texts import LetterText

__all__ = ["draft"]

_XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
"""What no header may hold: a line break in a name would begin another header."""


def draft(
    member: Member,
    letter: LetterText,
    slots: Mapping[str, str],
    workbook: tuple[str, bytes] | None,
    number: str,
) -> bytes:
    """Return a letter to a department, with a workbook attached; the same words give the same bytes.

    `workbook` is its name and its bytes, `number` what no other letter has. The department must have an
    address.
    """
    assert member.email is not None
    user, _, domain = member.email.rpartition("@")
    message = EmailMessage(policy=SMTP.clone(max_line_length=76))
    message["X-Unsent"] = "1"
    message["To"] = Address(_one_line(member.contact or member.name), user, domain)
    message["Subject"] = _one_line(_filled(letter.subject, slots))
    message["Message-ID"] = f"<{hashlib.sha256(number.encode()).hexdigest()[:32]}@tianbao.invalid>"
    message.set_content(_filled(letter.text, slots), charset="utf-8", cte="base64")
    if workbook is not None:
        name, content = workbook
        message.add_attachment(content, *_XLSX, filename=_one_line(name))
        message.set_boundary(f"=_{hashlib.sha256(number.encode() + content).hexdigest()[:32]}")
    return message.as_bytes()


def _filled(text: str, slots: Mapping[str, str]) -> str:
    """Return a text with its slots filled; what stands in a slot is never looked at for slots itself."""
    return re.sub(r"\{(\w+)\}", lambda found: slots.get(found[1], found[0]), text)


def _one_line(text: str) -> str:
    """Return a text for a header: without line breaks and what would be decoded to them (RFC 2047)."""
    return " ".join(_UNSEEN.sub(" ", text).replace("=?", "= ?").split())
