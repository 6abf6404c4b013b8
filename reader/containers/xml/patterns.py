"""XML read by strict patterns, where what programs write is regular: quicker than a parser by far.

Whatever a pattern does not know is `Irregular` and goes to the parser, so these functions may say no to
sound XML, and must never say yes to anything that a parser would refuse or see otherwise.
"""

from __future__ import annotations

import re

__all__ = ["Irregular", "is_declared_utf8", "is_text", "text_between_tags"]

_MARK = b"\xef\xbb\xbf"
_DECLARATION = re.compile(
    rb"""(?:\xef\xbb\xbf)?<\?xml version="1\.0"(?: encoding="(?:UTF|utf)-8")?(?: standalone="yes")?\?>"""
)
_RARE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff&]|]]>")
"""What XML cannot hold in a text, CR, which a parser turns into a new line, and references."""

_REFERENCES = (
    ("&quot;", '"'),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&apos;", "'"),
    ("&#10;", "\n"),
    ("&#xA;", "\n"),
    ("&amp;", "&"),  # the last, as what it gives is the beginning of no other
)


class Irregular(Exception):
    """The XML is not what the patterns know: it may be anything, sound or not."""


def is_declared_utf8(content: bytes) -> bool:
    """Tell whether a part says in the usual way that it is UTF-8, or says nothing."""
    if not content.startswith((b"<?xml", _MARK + b"<?xml")):
        return True
    return _DECLARATION.match(content) is not None


def text_between_tags(written: bytes) -> str:
    """Return the text that a parser gives for bytes without `<`. Raises `Irregular`."""
    try:
        text = written.decode()
    except UnicodeDecodeError as error:
        raise Irregular from error
    if text.isprintable() and "&" not in text and "]]>" not in text:  # a quick look: most texts are such
        return text
    return _dereferenced(text) if _RARE.search(text) else text


def _dereferenced(text: str) -> str:
    """Return a text with the characters that references stand for, if there is nothing else rare in it."""
    if any(found != "&" for found in _RARE.findall(text)):
        raise Irregular
    unknown = text.count("&")
    for reference, character in _REFERENCES:
        if reference in text:
            unknown -= text.count(reference)
            text = text.replace(reference, character)
    if unknown:
        raise Irregular
    return text


def is_text(written: bytes) -> bool:
    """Tell whether bytes without `<` are a text in which there is nothing rare."""
    try:
        text_between_tags(written)
    except Irregular:
        return False
    return True
