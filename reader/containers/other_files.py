"""Files that are no workbooks: what each is, so that a person is told what to ask for."""

from __future__ import annotations

import codecs
import re

from reader.containers.archive import Archive

__all__ = ["code_of_archive", "code_of_compound_file", "code_of_file"]

_HEAD = 4_096
_PICTURES = re.compile(
    rb"\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\0\0\0\0|II\*\0|MM\0\*|RIFF.{4}WEBP|.{4}ftyp(?:hei|mif|avif)"
    rb"|\x01\0\0\0.{36} EMF|\xd7\xcd\xc6\x9a",
    re.DOTALL,
)
_PACKED = ((b"Rar!\x1a\x07", ".rar"), (b"7z\xbc\xaf\x27\x1c", ".7z"), (b"\x1f\x8b", ".gz"))
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta|style)[\s>]", re.IGNORECASE)
_MIME = re.compile(rb"^MIME-Version:.*^Content-Type:\s*multipart/", re.DOTALL | re.MULTILINE | re.IGNORECASE)
_ENCODINGS = ("utf-8-sig", "gb18030")
_BYTE_ORDERS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL = re.compile("[\0-\x08\x0e-\x1a\x1c-\x1f]")

_WORD = "WordDocument".encode("utf-16-le")
_POWERPOINT = "PowerPoint Document".encode("utf-16-le")

_WORD_PART = "word/document.xml"
_TEXT_RUN = re.compile(rb"<w:t(?: [^>]*)?>([^<]*)</w:t>")
_FORM_WORDS = ("绩效目标", "申报表")
_PACKAGE = "[Content_Types].xml"
_TABLE = b"<w:tbl>"


def code_of_file(content: bytes) -> tuple[str, str | None]:
    """Return the code of the finding for a file that is neither an archive nor a compound file."""
    head = content[:_HEAD]
    if b"%PDF-" in head[:1024]:
        return "pdf-file", None
    if _PICTURES.match(head):
        return "picture-file", None
    for signature, suffix in _PACKED:
        if head.startswith(signature):
            return "packed-file", suffix
    if head.startswith(b"{\\rtf"):
        return "word-document", None
    if _PAGE.search(head.replace(b"\0", b"")) or _MIME.search(head):
        return "web-page", None
    return ("text-file", None) if _is_text(content) else ("not-a-workbook", None)


def code_of_compound_file(content: bytes) -> str:
    """Return the code of the finding for a compound file (OLE) without a workbook in it."""
    if _WORD in content:
        return "word-document"
    return "presentation-file" if _POWERPOINT in content else "not-a-workbook"


def code_of_archive(archive: Archive) -> tuple[str, str | None]:
    """Return the code of the finding for an archive that is no workbook."""
    if _WORD_PART in archive:
        return ("word-form" if _holds_form(archive.read(_WORD_PART)) else "word-document"), None
    if "ppt/presentation.xml" in archive:
        return "presentation-file", None
    if "Index/Document.iwa" in archive or "Index.zip" in archive:
        return "numbers-file", None
    if "mimetype" in archive:
        kind = archive.head("mimetype")
        if b"opendocument.text" in kind:
            return "word-document", None
        if b"opendocument.presentation" in kind:
            return "presentation-file", None
    return ("not-a-workbook", None) if _PACKAGE in archive else ("packed-file", ".zip")


def _holds_form(document: bytes) -> bool:
    """Tell whether a Word document has the form in a table, by the words that every such form has."""
    text = b"".join(_TEXT_RUN.findall(document)).decode("utf-8", "replace")
    return _TABLE in document and all(word in text for word in _FORM_WORDS)


def _is_text(content: bytes) -> bool:
    if content.startswith(_BYTE_ORDERS):
        return True
    for encoding in _ENCODINGS:
        try:
            return not _CONTROL.search(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    return False
