"""A connection to the server that sends letters (SMTP, RFC 5321), encrypted unless it is on this machine.

Of each letter it tells apart what is needed to send no letter twice: it was accepted, it was refused, it
cannot have been accepted, or nobody knows.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from collection.errors import CollectionError
from collection.round.mailboxes.connecting import trust
from collection.round.mailboxes.smtp_settings import SmtpSettings

__all__ = ["Dropped", "Refused", "SmtpSession"]

_TO_CONNECT, _TO_ANSWER, _TO_LEAVE = 30.0, 300.0, 5.0
"""Seconds that a server has to greet; to take a letter, which some scan (RFC 5321, 4.5.3.2); to part."""

_NAME = "[127.0.0.1]"
"""What this machine calls itself. Its real name is nobody's business, and in Chinese no server takes it."""

_CLOSING, _NOT_LOGGED_IN = 421, (530, 535)
_WELL, _TEMPORARY = range(200, 400), range(400, 500)
_LONGEST = 300
_AT_LINE = re.compile(rb"^\.", re.MULTILINE)


class Refused(Exception):
    """The server did not take a letter; `words` are its own, in one line, with its code first."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code, self.words = code, words

    @property
    def is_temporary(self) -> bool:
        """Whether the server says that it may take the letter later."""
        return self.code in _TEMPORARY

    @property
    def is_about_login(self) -> bool:
        """Whether the server wants somebody to log in first."""
        return self.code in _NOT_LOGGED_IN


class Dropped(Exception):
    """The connection broke. `may_be_accepted`: after the whole letter was sent, and before the answer."""

    def __init__(self, reason: str, *, may_be_accepted: bool) -> None:
        super().__init__(reason)
        self.words, self.may_be_accepted = reason, may_be_accepted


class SmtpSession:
    """A connection that is open and logged in; used in a `with`, it is closed at the end.

    >>> with SmtpSession(settings, password, round.folder.path) as session:
    ...     session.send("a@163.com", "b@example.cn", message)
    """

    def __init__(self, settings: SmtpSettings, password: str | None, folder: Path) -> None:
        """Connect and log in; a `ca` is looked for in the `folder`.

        Raises `CollectionError`: the server cannot be reached, shows a certificate that nobody vouches for,
        does not encrypt, greets with a refusal, or refuses the password.
        """
        self._settings = settings
        host, port = settings.host, settings.port
        context = trust(None if settings.ca is None else folder / settings.ca)
        try:
            self._smtp = _connected(settings, context)
        except ssl.SSLCertVerificationError as error:
            reason = error.verify_message
            raise CollectionError("mail-certificate-wrong", host=host, port=port, reason=reason) from error
        except ssl.SSLError as error:
            reason = error.reason or str(error)
            raise CollectionError("mail-tls-failed", host=host, port=port, reason=reason) from error
        except smtplib.SMTPResponseException as error:
            reason = _words(error.smtp_code, error.smtp_error)
            raise CollectionError("smtp-not-ready", host=host, port=port, reason=reason) from error
        except smtplib.SMTPNotSupportedError as error:
            raise CollectionError("mail-tls-failed", host=host, port=port, reason="STARTTLS") from error
        except (OSError, UnicodeError) as error:
            raise _unreachable(settings, error) from error
        if settings.user:
            try:
                self._log_in(settings.user, password or "")
            except BaseException:
                self.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Take leave of the server; one that is gone already is not waited for."""
        with suppress(smtplib.SMTPException, OSError):
            if self._smtp.sock is not None:
                self._smtp.sock.settimeout(_TO_LEAVE)
            self._smtp.quit()
        self._smtp.close()

    def send(self, sender: str, recipient: str, content: bytes) -> str:
        """Send a letter to one address; return the words with which the server took it.

        Raises `Refused`, after which another letter may be sent, and `Dropped`, after which none can be.
        """
        smtp = self._smtp
        try:
            options = [f"size={len(content)}"] if smtp.has_extn("size") else []
            self._check(*smtp.mail(sender, options))
            self._check(*smtp.rcpt(recipient))
            self._check(*smtp.docmd("DATA"))
            smtp.send(_as_data(content))
        except (smtplib.SMTPException, OSError) as error:
            raise Dropped(str(error), may_be_accepted=False) from error
        try:
            code, words = smtp.getreply()
        except (smtplib.SMTPException, OSError) as error:
            raise Dropped(str(error), may_be_accepted=True) from error
        self._check(code, words)
        return _words(code, words)

    def _check(self, code: int, words: bytes) -> None:
        """Raise `Refused` where that is what the server said, and have it forget the letter."""
        if code in _WELL:
            return
        with suppress(smtplib.SMTPException, OSError):
            if code != _CLOSING:
                self._smtp.rset()
        raise Refused(code, _words(code, words))

    def _log_in(self, user: str, password: str) -> None:
        host, port = self._settings.host, self._settings.port
        reason: object
        try:
            self._smtp.login(user, password)
            return
        except smtplib.SMTPServerDisconnected as error:
            raise _unreachable(self._settings, error) from error
        except smtplib.SMTPResponseException as error:
            reason = _words(error.smtp_code, error.smtp_error)
            if error.smtp_code in _TEMPORARY:
                raise CollectionError("smtp-not-ready", host=host, port=port, reason=reason) from error
        except UnicodeError:
            reason = "non-ASCII"
        except smtplib.SMTPException as error:  # the server offers no way to log in that Python knows
            reason = error
        except OSError as error:
            raise _unreachable(self._settings, error) from error
        raise CollectionError("mail-password-refused", host=host, user=user, reason=reason)


def _unreachable(settings: SmtpSettings, error: Exception) -> CollectionError:
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return CollectionError("mail-unreachable", host=settings.host, port=settings.port, reason=reason)


def _connected(settings: SmtpSettings, context: ssl.SSLContext) -> smtplib.SMTP:
    """Return a connection that is encrypted, unless it is to this machine and the settings say otherwise."""
    host, port = settings.host, settings.port
    if settings.security == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(host, port, _NAME, timeout=_TO_CONNECT, context=context)
    else:
        smtp = smtplib.SMTP(host, port, _NAME, timeout=_TO_CONNECT)
    try:
        smtp.ehlo_or_helo_if_needed()
        if settings.security == "starttls":
            smtp.starttls(context=context)
            smtp.ehlo_or_helo_if_needed()
        if smtp.sock is not None:
            smtp.sock.settimeout(_TO_ANSWER)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _words(code: int, words: bytes | str) -> str:
    """Return what a server said in one line, without what a terminal would obey."""
    text = words if isinstance(words, str) else _decoded(words)
    shown = "".join(sign if sign.isprintable() else " " for sign in text)
    return f"{code} {' '.join(shown.split())}"[:_LONGEST].strip()


def _decoded(words: bytes) -> str:
    try:
        return words.decode("utf-8")
    except UnicodeDecodeError:
        return words.decode("gb18030", errors="replace")


def _as_data(content: bytes) -> bytes:
    """Return a message as it follows DATA: lines that begin with a dot get another (RFC 5321, 4.5.2)."""
    lines = b"\r\n".join(content.splitlines())  # all that Python takes for the end of a line of bytes: CR, LF
    return _AT_LINE.sub(b"..", lines) + b"\r\n.\r\n"
