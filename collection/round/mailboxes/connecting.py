"""Connections to mail servers: what they trust, and the sentence for each way in which one fails."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from imap_tools.errors import UnexpectedCommandStatusError

from collection.errors import CollectionError

__all__ = ["Peer", "talking", "trust", "words_of"]


@dataclass(slots=True)
class Peer:
    """The server at the other end, as sentences name it; `is_connected` once it has answered."""

    host: str
    port: int
    user: str
    is_connected: bool = False


def trust(ca: Path | None) -> ssl.SSLContext:
    """Return what decides which servers are believed: the system's certificates, and those of the file `ca`.

    The file may hold the certificate of the server itself. Raises `CollectionError` where it cannot be read.
    """
    context = ssl.create_default_context()
    if ca is not None:
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        try:
            context.load_verify_locations(ca)
        except OSError as error:  # SSLError is one, and what is no certificate is among them
            raise CollectionError("mail-ca-unreadable", path=ca, reason=error.strerror or error) from error
    return context


@contextmanager
def talking(peer: Peer) -> Iterator[None]:
    """Say in a sentence why a server could not be spoken with: raise `CollectionError` for what libraries do.

    What a server says is told in its own words.
    """
    host, port = peer.host, peer.port
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise CollectionError(
            "mail-certificate-wrong", reason=error.verify_message, host=host, port=port
        ) from error
    except TimeoutError as error:
        raise CollectionError("mail-timed-out", host=host, port=port) from error
    except UnexpectedCommandStatusError as error:
        raise CollectionError("mail-refused", host=host, reason=words_of(error.command_result)) from error
    except imaplib.IMAP4.readonly as error:  # which imaplib takes for the end of a connection
        raise CollectionError("mail-refused", host=host, reason=_printable(str(error))) from error
    except (imaplib.IMAP4.abort, OSError, UnicodeError) as error:  # the last of names that are no hosts
        if peer.is_connected:
            raise CollectionError("mail-dropped", host=host, port=port) from error
        if isinstance(error, ssl.SSLError):
            raise CollectionError(
                "mail-tls-failed", reason=error.reason or error, host=host, port=port
            ) from error
        reason = getattr(error, "strerror", None) or error
        raise CollectionError("mail-unreachable", reason=reason, host=host, port=port) from error
    except imaplib.IMAP4.error as error:
        raise CollectionError("mail-refused", host=host, reason=_printable(str(error))) from error


def words_of(result: Any) -> str:
    """Return what a server said when it refused something."""
    said = (one for one in result[1] or () if isinstance(one, bytes))
    return _printable(" ".join(one.decode("utf-8", errors="replace") for one in said)) or str(result[0])


def _printable(text: str) -> str:
    """Return what a server said as it may be printed: in one line, without what terminals obey."""
    return "".join(char if char.isprintable() else "\ufffd" for char in " ".join(text.split()))
