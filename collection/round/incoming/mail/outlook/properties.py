"""The properties of messages and attachments ([MS-OXPROPS]), as Outlook stores them in both its formats."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import IntEnum

from collection.round.incoming.mail.words import decoded_bytes

__all__ = [
    "BINARY",
    "OBJECT",
    "STRING8",
    "UNICODE",
    "OutlookFile",
    "OutlookMessage",
    "Properties",
    "Property",
    "filetime",
]

STRING8, UNICODE, BINARY, OBJECT = 0x001E, 0x001F, 0x0102, 0x000D
"""Types of properties: a text in a code page, in UTF-16, bytes, and an object within."""

_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_WESTERN = frozenset({1252, 28591, 28605, 20127})
"""Code pages that Windows names where nobody set it up for Chinese, whatever is in the text.

Of short names, UTF-8 would fit many that are GB 2312; Outlook writes none in it without saying so."""


def filetime(at: datetime) -> bytes:
    """Return a time as a property stores it."""
    return struct.pack("<Q", (at - _EPOCH) // timedelta(microseconds=1) * 10)


class Property(IntEnum):
    """The numbers of the properties that are looked at."""

    MESSAGE_CLASS = 0x001A
    SUBJECT = 0x0037
    SUBMIT_TIME = 0x0039
    TRANSPORT_HEADERS = 0x007D
    SENDER_ADDRESS = 0x0C1F
    DELIVERY_TIME = 0x0E06
    BODY = 0x1000
    HTML = 0x1013
    DISPLAY_NAME = 0x3001
    ADDRESS = 0x3003
    ATTACH_DATA = 0x3701
    ATTACH_EXTENSION = 0x3703
    ATTACH_FILENAME = 0x3704
    ATTACH_METHOD = 0x3705
    ATTACH_LONG_FILENAME = 0x3707
    ATTACH_LONG_PATHNAME = 0x370D
    ATTACH_MIME_TAG = 0x370E
    ATTACH_CONTENT_ID = 0x3712
    ATTACH_FLAGS = 0x3714
    SMTP_ADDRESS = 0x39FE
    INTERNET_CODE_PAGE = 0x3FDE
    MESSAGE_CODE_PAGE = 0x3FFD
    SENDER_SMTP_ADDRESS = 0x5D01
    SENT_REPRESENTING_SMTP_ADDRESS = 0x5D02
    ATTACHMENT_HIDDEN = 0x7FFE


@dataclass(frozen=True, slots=True)
class Properties:
    """Properties by their tags: the number of each, and the type of what is stored."""

    values: Mapping[int, bytes]
    around: Properties | None = None
    """Those of the message around, which names the code page of all in it."""

    def text(self, which: Property) -> str:
        """Return a text, empty where there is none: one that can be written down again, without NULs."""
        raw = self.values.get(which << 16 | UNICODE)
        if raw is not None:
            return raw.decode("utf-16-le", errors="replace").replace("\0", "")
        raw = self.values.get(which << 16 | STRING8)
        return "" if raw is None else self.in_code_page(raw)

    def in_code_page(self, raw: bytes) -> str:
        """Return a text in the code page of the message, else in the first that fits."""
        page = self._code_page()
        if page is None or page in _WESTERN:
            with suppress(ValueError):
                return raw.decode("gb2312").replace("\0", "")
        return decoded_bytes(raw, f"cp{page}" if page else None).replace("\0", "")

    def _code_page(self) -> int | None:
        for which in (Property.MESSAGE_CODE_PAGE, Property.INTERNET_CODE_PAGE):
            page = self.number(which)
            if page:
                return page
        return None if self.around is None else self.around._code_page()

    def content(self, which: Property, kind: int = BINARY) -> bytes | None:
        """Return bytes; None where there are none."""
        return self.values.get(which << 16 | kind)

    def number(self, which: Property) -> int | None:
        """Return a whole number of 32 bits."""
        raw = self.values.get(which << 16 | 0x0003)
        return None if raw is None or len(raw) < 4 else int(struct.unpack_from("<I", raw)[0])

    def flag(self, which: Property) -> bool:
        """Tell whether a property is set."""
        return self.values.get(which << 16 | 0x000B, b"\0")[:1] not in (b"", b"\0")

    def time(self, which: Property) -> datetime | None:
        """Return a time: stored are tenths of microseconds since 1601."""
        raw = self.values.get(which << 16 | 0x0040)
        if raw is None or len(raw) < 8:
            return None
        with suppress(OverflowError):
            return _EPOCH + timedelta(microseconds=struct.unpack_from("<Q", raw)[0] // 10)
        return None


@dataclass(frozen=True, slots=True)
class OutlookFile:
    """A file that is attached, with what its properties say of it."""

    properties: Properties
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class OutlookMessage:
    """A message as Outlook keeps it, with files and messages in it.

    `recipients` are the addresses to which it, or what it reports on, was sent. `is_whole` is false where
    there is more in it than could be taken out.
    """

    properties: Properties
    recipients: tuple[str, ...] = ()
    attached: tuple[OutlookFile | OutlookMessage, ...] = field(default=())
    is_whole: bool = True
