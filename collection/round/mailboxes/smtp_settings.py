"""The settings by which letters are sent: `[smtp]` in `round.toml`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parseaddr, quote
from typing import Any, get_args

from collection.round.mailboxes.imap_settings import Security, is_loopback
from templates.findings.errors import Sentence

__all__ = ["SmtpSettings", "is_address", "smtp_problems", "smtp_settings", "smtp_text"]

_PORTS: Mapping[str, int] = {"tls": 465, "starttls": 587, "none": 25}
_USUAL_PER_MINUTE = 30
"""Letters in a minute that no service takes for a flood."""

_MOST_A_MINUTE = 6000
_LARGEST_PORT = 65535
_HOST = re.compile(r"[0-9A-Za-z:]([0-9A-Za-z.:-]*[0-9A-Za-z])?")
_ADDRESS = re.compile(r"[!#$%&'*+/=?^_`{|}~.\w-]+@[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*", re.ASCII)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

SMTP_SAMPLE = """# 发信：去掉需要的各行前的 # 并填写，用 tianbao round mail 文件夹 --send 发出。
# 密码不写在这里：见 docs/mail.zh-CN.md。
# Sending letters: remove the # before the lines that you need. Passwords never stand here.
#   163：smtp.163.com，465，tls；QQ：smtp.qq.com，465，tls；新浪：smtp.sina.com，465，tls（密码都用授权码）；
#   Coremail（单位自建）：主机和端口问管理员，一般是 mail.单位域名，465，tls，或 587，starttls。
# [smtp]
# host = "smtp.163.com"
# port = 465
# security = "tls"            # tls 或 or starttls
# user = "someone@163.com"
# from = "someone@163.com"    # 发件人，一般须与 user 相同 the sender, usually the same as the user
# per_minute = 30             # 每分钟至多几封 letters in a minute, at most
# ca = "ca.pem"               # 单位自建服务器的根证书 the authority of a server of your own

"""
"""What a new `round.toml` says of sending, for the officer to fill in."""


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """By which server letters are sent, and from whom.

    `per_minute` is the most letters that are sent in a minute; `ca` a file (PEM) with the authority that the
    server's certificate is from, where the system does not know it. `name` is what the sender is called.
    Without a `user` nobody logs in.
    """

    host: str
    port: int
    sender: str
    name: str = ""
    user: str = ""
    security: Security = "tls"
    per_minute: int = _USUAL_PER_MINUTE
    ca: str | None = None


def smtp_settings(told: Mapping[str, Any] | None) -> SmtpSettings | None:
    """Return what a table in which there are no `smtp_problems` says; None where there is no table."""
    if told is None:
        return None
    security = told.get("security", "tls")
    user = told.get("user", "")
    name, sender = parseaddr(told.get("from", user))
    return SmtpSettings(
        told["host"],
        told.get("port", _PORTS[security]),
        sender,
        name,
        user,
        security,
        told.get("per_minute", _USUAL_PER_MINUTE),
        told.get("ca"),
    )


def smtp_text(settings: SmtpSettings | None) -> str:
    """Return `[smtp]` as `round.toml` holds it: these settings, or the sample for those who fill it in."""
    if settings is None:
        return SMTP_SAMPLE
    sender = f'"{quote(settings.name)}" <{settings.sender}>' if settings.name else settings.sender
    values: dict[str, str | int | None] = {
        "host": settings.host,
        "port": settings.port,
        "security": settings.security,
        "user": settings.user or None,
        "from": sender,
        "per_minute": settings.per_minute,
        "ca": settings.ca,
    }
    lines = [
        f"{name} = {json.dumps(value, ensure_ascii=False)}"
        for name, value in values.items()
        if value is not None
    ]
    return "[smtp]\n" + "\n".join(lines) + "\n\n"


def smtp_problems(told: Any) -> Iterator[Sentence]:
    """Yield what is wrong in the table `[smtp]`."""
    if not isinstance(told, dict):
        yield Sentence.of("round-setting-wrong", name="smtp", example='[smtp]\nhost = "smtp.163.com"')
        return
    for name, value in told.items():
        check = _CHECKS.get(name)
        if "pass" in name.lower():
            yield Sentence.of("mail-password-in-settings", name=f"smtp.{name}")
        elif check is None:
            yield Sentence.of("round-setting-unknown", name=f"smtp.{name}")
        elif not check[0](value):
            yield Sentence.of("round-setting-wrong", name=f"smtp.{name}", example=check[1])
    if "host" not in told:
        yield Sentence.of("round-setting-wrong", name="smtp.host", example=_CHECKS["host"][1])
    if "from" not in told and not _is_sender(told.get("user", "")):
        yield Sentence.of("round-setting-wrong", name="smtp.from", example=_CHECKS["from"][1])
    if told.get("security") == "none" and not is_loopback(str(told.get("host", ""))):
        yield Sentence.of("mail-without-tls", name="smtp.security")


def is_address(text: str) -> bool:
    """Tell whether a text is an address that any server takes, and nothing else: it holds no header."""
    return _ADDRESS.fullmatch(text) is not None


def _is_line(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and not _UNSEEN.search(value)


def _is_sender(value: Any) -> bool:
    """Tell whether a text is an address, or a name with an address: `某局 <a@example.cn>`."""
    return _is_line(value) and is_address(parseaddr(value)[1])


def _is_count(value: Any, most: int) -> bool:
    return type(value) is int and 1 <= value <= most


_CHECKS: Mapping[str, Any] = {
    "host": (lambda value: _is_line(value) and bool(_HOST.fullmatch(value)), 'host = "smtp.163.com"'),
    "port": (lambda value: _is_count(value, _LARGEST_PORT), "port = 465"),
    "security": (lambda value: value in get_args(Security), 'security = "tls"'),
    "user": (_is_line, 'user = "someone@163.com"'),
    "from": (_is_sender, 'from = "someone@163.com"'),
    "per_minute": (lambda value: _is_count(value, _MOST_A_MINUTE), "per_minute = 30"),
    "ca": (_is_line, 'ca = "ca.pem"'),
}
"""What may stand in each setting, and an example of it."""
