"""Messages that Outlook saved as files (.msg, [MS-OXMSG]).

`python-oxmsg` opens no message within a message, takes texts in no named code page for Latin, and holds all
streams before anything is asked for; so the streams are read here.
"""

from __future__ import annotations

from collections.abc import Iterator

from collection.round.incoming.mail.outlook.compound import CompoundError, Storage, open_compound
from collection.round.incoming.mail.outlook.properties import (
    BINARY,
    OBJECT,
    STRING8,
    UNICODE,
    OutlookFile,
    OutlookMessage,
    Properties,
    Property,
)

__all__ = ["read_msg"]

_PROPERTIES = "__properties_version1.0"
_ROOT_HEAD, _EMBEDDED_HEAD, _OTHER_HEAD = 32, 24, 8
"""Bytes before the properties: of the message, of one within another, of a recipient or an attachment."""

_SIZE = 16
_VARIABLE = (UNICODE, STRING8, BINARY)
_ATTACHMENTS, _RECIPIENTS = "__attach_version1.0_#", "__recip_version1.0_#"
_PACKAGE = "Package"
"""The stream of an object in a text that holds a workbook of Excel 2007 or later as it is."""

_OLD_WORKBOOKS = ("Workbook", "Book")
_DEEPEST, _MOST = 8, 500
"""Messages within messages, and attachments and recipients of one, that are looked at."""


def read_msg(content: bytes) -> OutlookMessage:
    """Return what a message holds. Raises `CompoundError` where it is none."""
    root = open_compound(content)
    if root.stream(_PROPERTIES) is None:
        raise CompoundError
    return _message(root, _ROOT_HEAD, 0)


def _message(storage: Storage, head: int, depth: int) -> OutlookMessage:
    properties = _properties(storage, head)
    recipients: list[str] = []
    attached: list[OutlookFile | OutlookMessage] = []
    is_whole = True
    try:
        names = list(storage.names(_RECIPIENTS))[:_MOST]
        for name in names:
            recipients += _address(storage.storage(name), properties)
    except CompoundError:
        is_whole = False
    names = list(storage.names(_ATTACHMENTS))
    for name in names[:_MOST]:
        try:
            one = storage.storage(name)
            assert one is not None, "names are those of storages"
            attached += _attached(one, properties, depth)
        except CompoundError:
            is_whole = False
    is_whole = is_whole and len(names) <= _MOST
    return OutlookMessage(properties, tuple(recipients), tuple(attached), is_whole)


def _properties(storage: Storage, head: int, around: Properties | None = None) -> Properties:
    """Return the properties of a storage: the short ones stand in one stream, each long one has its own."""
    table = storage.stream(_PROPERTIES) or b""
    values: dict[int, bytes] = {}
    for at in range(head, len(table) - _SIZE + 1, _SIZE):
        tag = int.from_bytes(table[at : at + 4], "little")
        if tag & 0xFFFF not in (*_VARIABLE, OBJECT):
            values.setdefault(tag, table[at + 8 : at + _SIZE])
    for which in Property:
        for kind in _VARIABLE:
            tag = which << 16 | kind
            content = storage.stream(f"__substg1.0_{tag:08X}")
            if content is not None:
                values[tag] = content
    return Properties(values, around)


def _address(storage: Storage | None, around: Properties) -> Iterator[str]:
    """Yield the address of a recipient, if it has one that is no name within Exchange."""
    if storage is None:
        return
    properties = _properties(storage, _OTHER_HEAD, around)
    for which in (Property.SMTP_ADDRESS, Property.ADDRESS):
        address = properties.text(which).strip()
        if "@" in address:
            yield address
            return


def _attached(storage: Storage, around: Properties, depth: int) -> Iterator[OutlookFile | OutlookMessage]:
    """Yield what is attached: a file, a message, or the workbook that an object in the text holds."""
    properties = _properties(storage, _OTHER_HEAD, around)
    content = properties.content(Property.ATTACH_DATA)
    within = storage.storage(f"__substg1.0_{Property.ATTACH_DATA << 16 | OBJECT:08X}")
    if within is None or content is not None:
        yield OutlookFile(properties, _name(properties), content or b"")
        return
    if within.stream(_PROPERTIES) is not None:
        if depth >= _DEEPEST:
            raise CompoundError
        yield _message(within, _EMBEDDED_HEAD, depth + 1)
        return
    packed = within.stream(_PACKAGE)
    if packed is not None:
        yield OutlookFile(properties, f"{_name(properties)}.xlsx", packed)
    elif any(within.stream(one) is not None for one in _OLD_WORKBOOKS):
        raise CompoundError  # it would have to be written as a file of its own


def _name(properties: Properties) -> str:
    for which in (Property.ATTACH_LONG_FILENAME, Property.ATTACH_FILENAME, Property.DISPLAY_NAME):
        name = properties.text(which).strip()
        if name:
            return name
    return ""
