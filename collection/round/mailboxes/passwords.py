"""The password of a mailbox: from the environment, from the system's keyring, or typed; never from a file."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from collection.errors import CollectionError

__all__ = ["IMAP_PASSWORD", "SMTP_PASSWORD", "password_of"]

IMAP_PASSWORD = "TIANBAO_IMAP_PASSWORD"
SMTP_PASSWORD = "TIANBAO_SMTP_PASSWORD"
"""The variables of the environment that hold a password."""


def password_of(
    host: str,
    user: str,
    variable: str,
    ask: Callable[[], str | None] | None = None,
    environment: Mapping[str, str] = os.environ,
) -> str:
    """Return the password of a user at a server: `password_of("imap.163.com", "a@163.com", IMAP_PASSWORD)`.

    It is the first of these that is not empty: the `variable` of the environment; what the system's keyring
    has of the user under the name of the host (`keyring set imap.163.com a@163.com` puts it there); what
    `ask` returns, which asks somebody at a terminal. Nobody is asked who need not be.

    Raises `CollectionError` where nobody says a password.
    """
    password = environment.get(variable) or _from_keyring(host, user) or (ask() if ask else None)
    if not password:
        raise CollectionError("mail-password-missing", user=user, host=host, variable=variable)
    return password


def _from_keyring(host: str, user: str) -> str | None:
    """Return what the system's keyring has; None where there is no keyring, or none that opens."""
    try:
        import keyring  # a slow import, which a password in the environment makes needless

        return keyring.get_password(host, user)
    except Exception:  # each system's keyring fails in its own way: no bus, no desktop, locked
        return None
