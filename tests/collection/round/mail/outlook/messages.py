"""Messages as Outlook writes them, made: .msg files ([MS-OXMSG]) and winmail.dat ([MS-OXTNEF])."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.collection.round.mail.outlook.compound_files import Tree, compound_file

__all__ = ["HEADERS", "Attached", "OutlookLetter", "msg", "tnef"]

HEADERS = (
    "Received: from mx.example.cn by mail.example.cn; Tue, 31 Mar 2026 23:30:00 +0800\r\n"
    "Received: from pc.example.cn by mx.example.cn; Wed, 1 Apr 2026 09:00:00 +0800\r\n"
    "From: {sender}\r\nSubject: =?gb2312?B?sajLzQ==?=\r\nDate: Wed, 01 Apr 2026 10:00:00 +0800\r\n"
    'Content-Type: multipart/mixed; boundary="x"\r\n\r\n'
)
_STRING8, _UNICODE, _BINARY, _OBJECT, _NUMBER, _FLAG, _TIME = 0x1E, 0x1F, 0x102, 0x0D, 0x03, 0x0B, 0x40
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_CODECS = {936: "gb18030", 950: "big5", 1252: "gb18030", 65001: "utf-8"}
_IS_MESSAGE = bytes.fromhex("0703020000000000c000000000000046")

Value = str | int | bool | bytes | datetime


@dataclass(frozen=True)
class Attached:
    """A file that is attached, a message, or an object in the text; `properties` are further ones."""

    name: str
    content: bytes | OutlookLetter | Tree
    properties: Mapping[int, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class OutlookLetter:
    """A message. Its texts are in Unicode, or in a code page; `kind` is its class."""

    attached: Sequence[Attached] = ()
    sender: str = "a@example.cn"
    subject: str = "报送"
    text: str = "请查收。"
    kind: str = "IPM.Note"
    recipients: Sequence[str] = ("bureau@example.cn",)
    headers: str = HEADERS
    code_page: int | None = None
    properties: Mapping[int, Value] = field(default_factory=dict)

    def values(self) -> Mapping[int, Value]:
        """Return its properties by their numbers."""
        told: dict[int, Value] = {0x001A: self.kind, 0x0037: self.subject, 0x1000: self.text}
        if self.headers:
            told[0x007D] = self.headers.replace("{sender}", self.sender)
        if self.code_page:
            told[0x3FFD] = self.code_page
        return {**told, 0x0C1F: self.sender, **self.properties}


def _kind_of(value: Value, code_page: int | None) -> int:
    match value:
        case bool():
            return _FLAG
        case int():
            return _NUMBER
        case datetime():
            return _TIME
        case bytes():
            return _BINARY
        case str():
            return _STRING8 if code_page else _UNICODE


def _raw(value: Value, code_page: int | None) -> bytes:
    match value:
        case bool():
            return struct.pack("<H", value)
        case int():
            return struct.pack("<I", value)
        case datetime():
            return struct.pack("<Q", int((value - _EPOCH).total_seconds()) * 10_000_000)
        case bytes():
            return value
        case str():
            return value.encode(_CODECS[code_page] if code_page else "utf-16-le")


def _storage(head: int, values: Mapping[int, Value], code_page: int | None) -> dict[str, bytes | Tree]:
    """Return a storage with properties."""
    table, streams = b"", {}
    for number, value in sorted(values.items()):
        kind, raw = _kind_of(value, code_page), _raw(value, code_page)
        tag = number << 16 | kind
        if kind in (_STRING8, _UNICODE, _BINARY):
            streams[f"__substg1.0_{tag:08X}"] = raw
            end = {_STRING8: 1, _UNICODE: 2}.get(kind, 0)
            raw = struct.pack("<II", len(raw) + end, 0)
        table += struct.pack("<II", tag, 6) + raw.ljust(8, b"\0")
    return {**streams, "__properties_version1.0": bytes(head) + table}


def msg(letter: OutlookLetter) -> bytes:
    """Return a message as Outlook saves it."""
    return compound_file(_message(letter, 32))


def _message(letter: OutlookLetter, head: int) -> Tree:
    tree = _storage(head, letter.values(), letter.code_page)
    for number, address in enumerate(letter.recipients):
        values: dict[int, Value] = {0x3001: address, 0x39FE: address}
        tree[f"__recip_version1.0_#{number:08X}"] = _storage(8, values, letter.code_page)
    for number, one in enumerate(letter.attached):
        is_file, is_message = isinstance(one.content, bytes), isinstance(one.content, OutlookLetter)
        method = 1 if is_file else 5 if is_message else 6
        values = {0x3705: method, 0x3707 if is_file else 0x3001: one.name, **one.properties}
        if isinstance(one.content, bytes):
            values[0x3701] = one.content
        storage = _storage(8, values, letter.code_page)
        if isinstance(one.content, OutlookLetter):
            storage["__substg1.0_3701000D"] = _message(one.content, 24)
        elif not isinstance(one.content, bytes):
            storage["__substg1.0_3701000D"] = one.content
        tree[f"__attach_version1.0_#{number:08X}"] = storage
    return tree


def _attribute(level: int, number: int, data: bytes) -> bytes:
    check = struct.pack("<H", sum(data) & 0xFFFF)
    return struct.pack("<BII", level, number, len(data)) + data + check


def _list(values: Mapping[int, Value], code_page: int | None) -> bytes:
    """Return a list of properties as a winmail.dat has it, with one that has a name and one of several."""
    written = struct.pack("<I", len(values) + 2)
    written += (
        struct.pack("<HH16sII", _UNICODE, 0x8001, bytes(16), 1, 6) + "甲乙丙".encode("utf-16-le") + b"\0\0"
    )
    written += struct.pack("<II4s", 1, 4, "丁\0".encode("utf-16-le"))
    written += struct.pack("<HHIII", 0x1003, 0x6789, 2, 7, 8)
    for number, value in sorted(values.items()):
        kind, raw = _kind_of(value, code_page), _raw(value, code_page)
        if kind == _BINARY and number == 0x3701:
            kind = _OBJECT
        written += struct.pack("<HH", kind, number)
        if kind in (_STRING8, _UNICODE, _BINARY, _OBJECT):
            raw += {_STRING8: b"\0", _UNICODE: b"\0\0"}.get(kind, b"")
            written += struct.pack("<II", 1, len(raw))
        written += raw + bytes(-len(raw) % 4)
    return written


def tnef(letter: OutlookLetter, *, titles_alone: bool = False) -> bytes:
    """Return a message as winmail.dat; with `titles_alone`, as old programs write it, without properties."""
    page = letter.code_page or 936
    codec = _CODECS[page]
    address = f"SMTP:{letter.sender}\0".encode()
    name = b"x\0"
    written = b"\x78\x9f\x3e\x22\x01\0" + _attribute(1, 0x00089006, struct.pack("<I", 0x10000))
    written += _attribute(1, 0x00069007, struct.pack("<II", page, 0))
    written += _attribute(1, 0x00078008, letter.kind.encode() + b"\0")
    written += _attribute(1, 0x00008000, struct.pack("<4H", 4, 0, len(name), len(address)) + name + address)
    written += _attribute(1, 0x00018004, letter.subject.encode(codec) + b"\0")
    written += _attribute(1, 0x00038005, struct.pack("<7H", 2026, 4, 1, 10, 0, 0, 3))
    if not titles_alone:
        values = {number: value for number, value in letter.values().items() if number != 0x3FFD}
        written += _attribute(1, 0x00069003, _list(values, letter.code_page))
    for one in letter.attached:
        written += _attribute(2, 0x00069002, struct.pack("<HIHHI", 1, 0, 0, 0, 0))
        written += _attribute(2, 0x00018010, one.name.encode(codec) + b"\0")
        values = {0x3707: one.name, **one.properties}
        if isinstance(one.content, OutlookLetter):
            values[0x3701] = _IS_MESSAGE + tnef(one.content)
        elif isinstance(one.content, bytes):
            written += _attribute(2, 0x0006800F, one.content)
        if not titles_alone:
            written += _attribute(2, 0x00069005, _list(values, letter.code_page))
    return written
