"""A password that somebody types, which no screen shows."""

from __future__ import annotations

import sys

from templates.text import Language, Text

__all__ = ["typed_password"]

_ASKED = Text(
    "{user} 在 {host} 的密码（授权码），输入时不显示：", "Password of {user} at {host} (not shown): "
)


def typed_password(host: str, user: str, language: Language) -> str | None:
    """Ask for the password of a mailbox; return None where nobody is at a terminal, or nothing is typed.

    >>> typed_password("imap.163.com", "jixiao@163.com", "zh")
    """
    if sys.stdin is None or not sys.stdin.isatty():
        return None
    from getpass import getpass  # loads what only terminals need

    try:
        return getpass(_ASKED.say(language).format(user=user, host=host), sys.stderr) or None
    except EOFError:
        return None
