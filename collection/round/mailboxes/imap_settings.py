"""The settings of the mailbox that returns come to: `[imap]` in `round.toml`."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, get_args

from templates.findings.errors import Sentence

__all__ = [
    "IMAP_SAMPLE",
    "ImapSettings",
    "Security",
    "imap_problems",
    "imap_settings",
    "imap_text",
    "is_loopback",
]

Security = Literal["tls", "starttls", "none"]
"""How a connection is kept from others: TLS from the first byte, begun by STARTTLS, or not at all."""

_PORTS: Mapping[Security, int] = {"tls": 993, "starttls": 143, "none": 143}
_MOST_PORT, _MOST_SECONDS = 65_535, 3_600

IMAP_SAMPLE = """# 从邮箱收表：tianbao round collect 文件夹 --imap。去掉下面各行前的 # 并填写。
# Returns from a mailbox: remove the # before the lines that you need.
#   网易 163、126：host 为 "imap.163.com"、"imap.126.com"；在网页邮箱的设置里开启 IMAP，密码用授权码。
#   QQ：host 为 "imap.qq.com"，密码用授权码。腾讯企业邮："imap.exmail.qq.com"，用客户端专用密码。
#   新浪：host 为 "imap.sina.com"（sina.cn 为 "imap.sina.cn"），先开启 IMAP，密码用客户端授权码。
#   Coremail（单位自建）：host 一般是网页邮箱的域名，如 "mail.example.gov.cn"，端口等请问管理员。
#   网易企业邮："imap.qiye.163.com"；阿里企业邮："imap.qiye.aliyun.com"。
# 密码不写在这里：用环境变量 TIANBAO_IMAP_PASSWORD，或 keyring set HOST USER，或运行时输入。
# Passwords never stand here. 更多见 docs/mail.zh-CN.md
# [imap]
# host = "imap.163.com"
# user = "jixiao@163.com"
# port = 993
# folder = "INBOX"         # 收件箱 the inbox；可写几个 or several: ["INBOX", "绩效目标"]
# since = 2026-01-01       # 从哪天起收到的；不写则从建立本次收表的那天 default: the day the round began
# security = "tls"         # 或 or "starttls"（port = 143）
# ca = "office-ca.pem"     # 单位自签证书时 where the server's certificate is the office's own
# mark_read = false        # true：收过的邮件标为已读 mark what was fetched as read
# timeout = 60             # 秒 seconds
"""
"""What a new `round.toml` says of the mailbox."""


@dataclass(frozen=True, slots=True)
class ImapSettings:
    """Where returns come to: the server, the mailbox of a user there, and which folders are looked through.

    Messages count that the server received on the day `since` or later; None is the day the round began.
    `ca` is a file (PEM) of certificates that are trusted besides the usual ones, from the round's folder.
    `timeout` is how many seconds the server may be silent.
    """

    host: str
    user: str
    port: int = 993
    folders: tuple[str, ...] = ("INBOX",)
    since: date | None = None
    security: Security = "tls"
    ca: str | None = None
    mark_read: bool = False
    timeout: float = 60


def imap_settings(told: Mapping[str, Any]) -> ImapSettings:
    """Return the settings that `[imap]` holds, of which `imap_problems` found nothing wrong."""
    rest = dict(told)
    folder = rest.pop("folder", "INBOX")
    rest.setdefault("port", _PORTS[rest.get("security", "tls")])
    return ImapSettings(folders=(folder,) if isinstance(folder, str) else tuple(folder), **rest)


def imap_text(settings: ImapSettings | None) -> str:
    """Return `[imap]` as `round.toml` holds it: these settings, or the sample for those who fill it in."""
    if settings is None:
        return IMAP_SAMPLE
    folders = settings.folders[0] if len(settings.folders) == 1 else list(settings.folders)
    values: dict[str, Any] = {
        "host": settings.host,
        "user": settings.user,
        "port": settings.port,
        "folder": folders,
        "security": settings.security,
        "mark_read": settings.mark_read,
        "timeout": settings.timeout,
    }
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
    if settings.since is not None:
        lines.append(f"since = {settings.since.isoformat()}")
    if settings.ca is not None:
        lines.append(f"ca = {json.dumps(settings.ca, ensure_ascii=False)}")
    return "[imap]\n" + "\n".join(lines) + "\n"


def imap_problems(told: Any) -> Iterator[Sentence]:
    """Yield what is wrong in `[imap]`."""
    if not isinstance(told, dict):
        yield _wrong("imap", '[imap], host = "imap.163.com"')
        return
    for name in told:
        if "pass" in name.lower():
            yield Sentence.of("mail-password-in-settings", name=f"imap.{name}")
        elif name not in _CHECKS:
            yield Sentence.of("round-setting-unknown", name=f"imap.{name}")
    for name, (is_right, example) in _CHECKS.items():
        if (name in told or name in ("host", "user")) and not is_right(told.get(name)):
            yield _wrong(f"imap.{name}", example)
    if told.get("security") == "none" and not is_loopback(str(told.get("host", ""))):
        yield Sentence.of("mail-without-tls", name="imap.security")


def is_loopback(host: str) -> bool:
    """Tell whether a host is this very machine, so that nobody else hears what is said."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _wrong(name: str, example: str) -> Sentence:
    return Sentence.of("round-setting-wrong", name=name, example=example)


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and value.isprintable()


def _is_number(value: Any, most: int) -> bool:
    return type(value) in (int, float) and 0 < value <= most


def _are_folders(value: Any) -> bool:
    several = value if isinstance(value, list) else [value]
    return bool(several) and all(map(_is_word, several)) and len(set(several)) == len(several)


_CHECKS: Mapping[str, tuple[Any, str]] = {
    "host": (lambda value: _is_word(value) and " " not in value, 'host = "imap.163.com"'),
    "user": (_is_word, 'user = "jixiao@163.com"'),
    "port": (lambda value: type(value) is int and _is_number(value, _MOST_PORT), "port = 993"),
    "folder": (_are_folders, 'folder = "INBOX"'),
    "since": (
        lambda value: isinstance(value, date) and not isinstance(value, datetime),
        "since = 2026-01-01",
    ),
    "security": (lambda value: value in get_args(Security), 'security = "tls"'),
    "ca": (_is_word, 'ca = "office-ca.pem"'),
    "mark_read": (lambda value: isinstance(value, bool), "mark_read = false"),
    "timeout": (lambda value: _is_number(value, _MOST_SECONDS), "timeout = 60"),
}
