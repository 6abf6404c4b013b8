"""The one way an XML part of a workbook is parsed: no document types, no other encodings, nothing fetched."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from reader.errors import refusal

__all__ = ["DEEPEST", "Parser", "local_name", "parse", "parse_all", "parser_of"]

Parser = expat.XMLParserType

DEEPEST = 32
"""How deep the elements of a worksheet may lie in each other."""

_ENCODINGS = frozenset({None, "utf-8", "us-ascii"})


def local_name(tag: str) -> str:
    """Return a tag or attribute without its prefix: `x:sheet` is `sheet`."""
    return tag.rpartition(":")[2]


def parser_of(
    part: str,
    start: Callable[[str, dict[str, str]], None] | None,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> Parser:
    """Return a parser that refuses a document type (entities come with it) and any encoding but UTF-8."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def doctype(*_: object) -> None:
        raise refusal("damaged", part)

    def declaration(version: str, encoding: str | None, standalone: int) -> None:
        if (encoding.lower() if encoding else None) not in _ENCODINGS:
            raise refusal("damaged", part)

    parser.StartDoctypeDeclHandler = doctype
    parser.XmlDeclHandler = declaration
    if start is not None:
        parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    if text is not None:
        parser.CharacterDataHandler = text
    return parser


def parse_all(part: str, content: bytes, parser: Parser) -> None:
    """Parse a whole part. Raises `UnreadableWorkbook` (damaged) where it is not well-formed UTF-8."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content[:4]:
        raise refusal("damaged", part)
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise refusal("damaged", part) from error


def parse(
    part: str,
    content: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Parse a whole part with the given handlers, as `parse_all` does."""
    parse_all(part, content, parser_of(part, start, end, text))
