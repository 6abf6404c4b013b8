"""The streams of the terminal: in which encoding words leave, and what becomes of other characters."""

from __future__ import annotations

import codecs
import sys
from encodings import ascii
from functools import cache

__all__ = ["prepare", "write_utf_8"]

_ESCAPED = "tianbao-escaped"
_ASCII = "tianbao_ascii"


def prepare() -> None:
    """Let both streams keep the encoding that the terminal or PYTHONIOENCODING says, and refuse no character.

    One that the encoding lacks is written as `\\uXXXX`.
    """
    _register()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=_encoding(stream.encoding), errors=_ESCAPED)


def write_utf_8(text: str) -> None:
    """Write what a program reads to standard output: UTF-8 with `\\n`, whatever the terminal says."""
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:  # some other program's stream, which takes text alone
        sys.stdout.write(text)
        return
    sys.stdout.flush()
    buffer.write(text.encode("utf-8", "backslashreplace"))
    buffer.flush()


@cache
def _register() -> None:
    codecs.register_error(_ESCAPED, _escaped)
    codecs.register(_find)


def _escaped(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = map(ord, error.object[error.start : error.end])
    return "".join(f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}" for code in missing), error.end


def _encoding(name: str) -> str:
    """Return the encoding for a stream: ASCII by another name.

    Typer takes a stream that calls itself ASCII for one that is not set up, and would write UTF-8 into it.
    """
    return _ASCII if codecs.lookup(name).name == "ascii" else name


def _find(name: str) -> codecs.CodecInfo | None:
    if name != _ASCII:
        return None
    return codecs.CodecInfo(
        ascii.Codec.encode,
        ascii.Codec.decode,
        incrementalencoder=ascii.IncrementalEncoder,
        incrementaldecoder=ascii.IncrementalDecoder,
        streamwriter=ascii.StreamWriter,
        streamreader=ascii.StreamReader,
        name=_ASCII,
    )
