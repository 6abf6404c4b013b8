"""Messages as Outlook sends them where it was not told to write for others: winmail.dat ([MS-OXTNEF])."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from collection.round.incoming.mail.outlook.properties import (
    BINARY,
    OBJECT,
    STRING8,
    UNICODE,
    OutlookFile,
    OutlookMessage,
    Properties,
    Property,
    filetime,
)
from reader.containers.limits import MOST_BYTES_INFLATED

__all__ = ["TNEF", "TnefError", "read_tnef"]

TNEF = b"\x78\x9f\x3e\x22"
"""How a winmail.dat begins."""

_HEAD = 6
_MESSAGE_LEVEL, _ATTACHMENT_LEVEL = 1, 2
_CODE_PAGE, _CLASS, _SUBJECT, _FROM = 0x9007, 0x8008, 0x8004, 0x8000
_SENT, _RECEIVED, _BODY, _PROPERTIES = 0x8005, 0x8006, 0x800C, 0x9003
_RENDERING, _TITLE, _DATA, _OF_ATTACHMENT = 0x9002, 0x8010, 0x800F, 0x9005
"""Attributes, without the types of what they hold, which their numbers tell."""

_FILLING = b"\0\r\n\t "
"""What programs on the way leave behind the last attribute."""

_OLD_TEXTS = {
    _CLASS: Property.MESSAGE_CLASS,
    _SUBJECT: Property.SUBJECT,
    _BODY: Property.BODY,
}
_OLD_TIMES = {_SENT: Property.SUBMIT_TIME, _RECEIVED: Property.DELIVERY_TIME}
_CLASSES = {"IPM.Microsoft Mail.Note": "IPM.Note", "IPM.Microsoft Mail.Non-Delivery": "REPORT.IPM.Note.NDR"}
"""What the old programs called the classes of messages."""

_SIZES = {0x0002: 2, 0x0003: 4, 0x0004: 4, 0x000A: 4, 0x000B: 2}
"""Bytes of values of each type, which take up a multiple of four; of those that are not named, eight."""

_LONG = (STRING8, UNICODE, BINARY, OBJECT)
_CLSID, _SEVERAL, _NAMED = 0x0048, 0x1000, 0x8000
_IS_MESSAGE = bytes.fromhex("0703020000000000c000000000000046")
"""Before an object that is a message within (IID_IMessage)."""

_DEEPEST, _MOST, _MOST_VALUES = 8, 500, 20_000
"""Messages within messages, attachments of one, and values of a list of properties that are looked at."""


class TnefError(ValueError):
    """What is to be a winmail.dat is none, or damaged."""


@dataclass(slots=True)
class _Attached:
    """An attachment while its attributes come in."""

    title: bytes = b""
    content: bytes = b""
    values: dict[int, bytes] = field(default_factory=dict)


@dataclass(slots=True)
class _Room:
    """How many bytes more may be taken out: a message within repeats the bytes of the one around."""

    left: int


def read_tnef(content: bytes) -> OutlookMessage:
    """Return what a message holds. Raises `TnefError` where it is none."""
    return _message(content, 0, _Room(MOST_BYTES_INFLATED))


def _message(content: bytes, depth: int, room: _Room) -> OutlookMessage:
    if content[: len(TNEF)] != TNEF or depth > _DEEPEST:
        raise TnefError
    room.left -= len(content)
    if room.left < 0:
        raise TnefError
    values: dict[int, bytes] = {}
    attached: list[_Attached] = []
    is_whole = True
    for level, attribute, data, is_sound in _attributes(content):
        is_whole = is_whole and is_sound
        try:
            if level == _MESSAGE_LEVEL:
                _take(values, attribute, data)
            elif level == _ATTACHMENT_LEVEL and len(attached) <= _MOST:
                _attach(attached, attribute, data)
        except TnefError:
            is_whole = False
    properties = Properties(values)
    found: list[OutlookFile | OutlookMessage] = []
    for one in attached[:_MOST]:
        try:
            found.append(_opened(one, properties, depth, room))
        except TnefError:
            is_whole = False
    return OutlookMessage(properties, (), tuple(found), is_whole and len(attached) <= _MOST)


def _attributes(content: bytes) -> Iterator[tuple[int, int, bytes, bool]]:
    """Yield each attribute: its level, its number, its bytes, and whether they are as they were written."""
    at = _HEAD
    while at < len(content):
        if at + 9 > len(content):
            yield 0, 0, b"", not content[at:].strip(_FILLING)
            return
        level, attribute, size = struct.unpack_from("<BII", content, at)
        data = content[at + 9 : at + 9 + size]
        check = content[at + 9 + size : at + 11 + size]
        yield level, attribute & 0xFFFF, data, check == (sum(data) & 0xFFFF).to_bytes(2, "little")
        at += 11 + size


def _take(values: dict[int, bytes], attribute: int, data: bytes) -> None:
    """Take over an attribute of the message; its properties, which come last, say all more exactly."""
    if attribute == _CODE_PAGE:
        values[Property.MESSAGE_CODE_PAGE << 16 | 0x0003] = data[:4]
    elif attribute == _CLASS:
        name = data.split(b"\0")[0].decode("ascii", errors="replace")
        values[Property.MESSAGE_CLASS << 16 | STRING8] = _CLASSES.get(name, name).encode()
    elif attribute in _OLD_TEXTS:
        values[_OLD_TEXTS[attribute] << 16 | STRING8] = data
    elif attribute in _OLD_TIMES:
        written = _time(data)
        if written is not None:
            values.setdefault(_OLD_TIMES[attribute] << 16 | 0x0040, written)
    elif attribute == _FROM and len(data) >= 8:
        _, _, name, address = struct.unpack_from("<4H", data)
        kind, _, said = data[8 + name : 8 + name + address].rstrip(b"\0").partition(b":")
        if kind.upper() == b"SMTP":
            values.setdefault(Property.SENDER_ADDRESS << 16 | STRING8, said)
    elif attribute == _PROPERTIES:
        values.update(_properties(data))


def _attach(attached: list[_Attached], attribute: int, data: bytes) -> None:
    """Take over an attribute of an attachment: the first of each is that on how it is drawn."""
    if attribute == _RENDERING:
        attached.append(_Attached())
        return
    if not attached:
        raise TnefError
    one = attached[-1]
    if attribute == _TITLE:
        one.title = data.split(b"\0")[0]
    elif attribute == _DATA:
        one.content = data
    elif attribute == _OF_ATTACHMENT:
        one.values.update(_properties(data))


def _opened(one: _Attached, around: Properties, depth: int, room: _Room) -> OutlookFile | OutlookMessage:
    properties = Properties(one.values, around)
    within = properties.content(Property.ATTACH_DATA, OBJECT)
    if within is not None and within.startswith(_IS_MESSAGE):
        return _message(within[len(_IS_MESSAGE) :], depth + 1, room)
    name = properties.text(Property.ATTACH_LONG_FILENAME) or properties.text(Property.ATTACH_FILENAME)
    content = one.content or properties.content(Property.ATTACH_DATA) or b""
    return OutlookFile(properties, name.strip() or properties.in_code_page(one.title).strip(), content)


def _properties(data: bytes) -> dict[int, bytes]:
    """Return a list of properties by their tags; of those with names or several values, nothing.

    Raises `TnefError` where it ends too early.
    """
    values: dict[int, bytes] = {}
    try:
        (count,) = struct.unpack_from("<I", data)
        at, left = 4, _MOST_VALUES
        for _ in range(min(count, _MOST_VALUES)):
            kind, number = struct.unpack_from("<HH", data, at)
            at += 4
            is_named = number >= _NAMED
            if is_named:
                at = _after_name(data, at)
            of = kind & ~_SEVERAL
            is_list = bool(kind & _SEVERAL)
            several = 1
            if is_list or of in _LONG:
                (several,) = struct.unpack_from("<I", data, at)
                at += 4
            left -= several
            if left < 0:
                raise TnefError
            for _ in range(several):
                value, at = _value(data, at, of)
                if not is_named and not is_list:
                    values.setdefault(number << 16 | of, value)
    except struct.error as error:
        raise TnefError from error
    return values


def _after_name(data: bytes, at: int) -> int:
    """Return where a property goes on after its name: a set, and a number or a text in it."""
    (kind,) = struct.unpack_from("<I", data, at + 16)
    (size,) = struct.unpack_from("<I", data, at + 20)
    return at + 24 + (0 if kind == 0 else -(-size // 4) * 4)


def _value(data: bytes, at: int, kind: int) -> tuple[bytes, int]:
    """Return a value, and where it ends."""
    if kind in _LONG:
        (size,) = struct.unpack_from("<I", data, at)
        at += 4
    else:
        size = 16 if kind == _CLSID else _SIZES.get(kind, 8)
    if at + size > len(data):
        raise TnefError
    return data[at : at + size], at + -(-size // 4) * 4


def _time(data: bytes) -> bytes | None:
    """Return a time of the old kind as properties have it; it is by the clock of whoever wrote it."""
    try:
        return filetime(datetime(*struct.unpack_from("<6H", data)).astimezone())
    except (struct.error, ValueError, OverflowError, OSError):
        return None
