"""Long parts in base64, which the parser does not go through line by line: they come out as it has them."""

from __future__ import annotations

from collections.abc import Callable
from email.encoders import encode_base64, encode_quopri
from email.message import Message
from email.mime.application import MIMEApplication
from email.mime.base import MIMEBase
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.parser import BytesParser
from email.policy import compat32
from random import Random

import pytest

from collection.round.incoming.mail import parts

LONG = Random(4).randbytes(20_000)


def _together(*parts: Message) -> Message:
    whole = MIMEMultipart()
    for part in parts:
        whole.attach(part)
    return whole


def _in_base64(content: bytes) -> Message:
    part = MIMEBase("message", "x-other")
    part.set_payload(content)
    encode_base64(part)
    return part


def _in_quotable(content: bytes) -> Message:
    part = MIMEBase("message", "rfc822")
    part.set_payload(content)
    encode_quopri(part)
    return part


def _said_to_be(text: str) -> Message:
    part = MIMEText("", "plain", "us-ascii")
    part.set_payload(text)
    part["Content-Transfer-Encoding"] = "base64"
    return part


MESSAGES = {
    "alone": MIMEApplication(LONG),
    "attached": _together(MIMEText("请查收。"), MIMEApplication(LONG)),
    "several": _together(MIMEApplication(LONG), MIMEText("中间"), MIMEApplication(LONG[::-1])),
    "in a message": _together(MIMEText("转发"), MIMEMessage(_together(MIMEApplication(LONG)))),
    "encoded message": _together(_in_base64(_together(MIMEApplication(LONG)).as_bytes())),
    "encoded twice": _together(_in_quotable(_together(MIMEApplication(LONG)).as_bytes())),
    "said to be": _together(_said_to_be("no base64: at all!\n" * 500), MIMEApplication(LONG)),
    "plain letters": _together(MIMEText("base64\n" * 1000, "plain", "us-ascii"), MIMEApplication(LONG)),
}


def _plain(part: Message) -> list[object]:
    payload = part.get_payload()
    if isinstance(payload, list):
        return [part.items(), *map(_plain, payload)]
    return [part.items(), payload, part.get_payload(decode=True)]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize(
    "cut", [lambda content: content, lambda content: content[:-900]], ids=["whole", "cut"]
)
@pytest.mark.parametrize("message", MESSAGES.values(), ids=list(MESSAGES))
def test_parts_are_what_the_parser_makes_of_them(
    message: Message, cut: Callable[[bytes], bytes], end: bytes
) -> None:
    content = cut(message.as_bytes().replace(b"\n", end))
    assert _plain(parts.parts_of(content).head) == _plain(
        BytesParser(parts._Part, policy=compat32).parsebytes(content)
    )
