"""A mail server on loopback: Dovecot, with its own configuration, ports and mailboxes, as a child process.

    with Dovecot("jixiao@example.cn", "secret") as server:
        server.deliver([message, ...])
        ...  # IMAP without TLS at 127.0.0.1, server.port

Everything of it lies in a folder that is removed at the end; nothing of the system's Dovecot is touched.
"""

from __future__ import annotations

import base64
import hashlib
import imaplib
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from imap_tools import MailBoxUnencrypted

__all__ = ["Dovecot", "dovecot_program"]

_HOST = "127.0.0.1"
_SECONDS_TO_START, _SECONDS_TO_END = 20.0, 10.0
_PLACES = os.pathsep.join(("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"))
_UNPRIVILEGED = "nobody"

_CONFIGURATION = """\
protocols = imap
listen = {host}
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = {ssl}
{certificate}
disable_plaintext_auth = no
auth_failure_delay = 0
{users}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{folder}/mail/%u
mail_fsync = never
mail_max_userip_connections = 100
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = {owner} home={folder}/mail/home
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""


def dovecot_program() -> str | None:
    """Return where Dovecot is installed; None where it is not."""
    return shutil.which("dovecot") or shutil.which("dovecot", path=_PLACES)


class Dovecot:
    """A running Dovecot with the mailbox of one user; it runs within a `with`.

    With a `certificate` (files in PEM: the chain, the key) `tls_port` speaks TLS, and `port` knows STARTTLS.
    Started by root, it reads mail as an unprivileged user, as Dovecot demands; else as whoever started it.
    Raises `OSError` where it cannot be started.
    """

    def __init__(self, user: str, password: str, certificate: tuple[Path, Path] | None = None) -> None:
        self.user, self.password, self._certificate = user, password, certificate
        self.host = _HOST
        self.port = self.tls_port = 0
        self.folder = Path()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        program = dovecot_program()
        if program is None:
            raise FileNotFoundError("Dovecot is not installed.")
        self.folder = Path(tempfile.mkdtemp(prefix="tianbao-"))  # short, as paths of sockets must be
        try:
            self._configure()
            self._process = subprocess.Popen(
                [program, "-F", "-c", str(self.folder / "dovecot.conf")],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            self._wait_until_it_answers(self._process)
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _configure(self) -> None:
        self.port = _free_port()
        self.tls_port = _free_port() if self._certificate else 0
        mail = self.folder / "mail"
        mail.mkdir()
        if os.getuid() == 0:
            from pwd import getpwnam  # which Windows has not

            owner = getpwnam(_UNPRIVILEGED)
            self.folder.chmod(0o755)
            os.chown(mail, owner.pw_uid, owner.pw_gid)
            users, static = "", f"uid={owner.pw_uid} gid={owner.pw_gid}"
        else:
            names = {"default_internal_user": _user(), "default_login_user": _user()}
            names["default_internal_group"] = _group()
            users = "\n".join(f"{name} = {value}" for name, value in names.items())
            static = f"uid={os.getuid()} gid={os.getgid()}"
        certificate = ""
        if self._certificate is not None:
            chain, key = self._certificate
            certificate = f"ssl_cert = <{chain.resolve()}\nssl_key = <{key.resolve()}"
        text = _CONFIGURATION.format(
            host=self.host,
            folder=self.folder,
            ssl="yes" if certificate else "no",
            certificate=certificate,
            users=users,
            password=_hashed(self.password),
            owner=static,
            port=self.port,
            tls_port=self.tls_port,
        )
        (self.folder / "dovecot.conf").write_text(text, encoding="utf-8")

    def _wait_until_it_answers(self, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + _SECONDS_TO_START
        while process.poll() is None and time.monotonic() < until:
            try:
                with socket.create_connection((self.host, self.port), timeout=_SECONDS_TO_START) as probe:
                    if probe.recv(4) == b"* OK":
                        return
            except OSError:
                pass  # it does not listen yet
            time.sleep(0.05)
        log = self.folder / "log"
        said = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        raise OSError(f"Dovecot did not start: {said}")

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            try:
                process.wait(_SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def use_mailbox_of(self, user: str) -> None:
        """Go on with the mailbox of another user, who has the same password; a new one is empty."""
        self.user = user

    def login(self, folder: str | None = "INBOX") -> MailBoxUnencrypted:
        """Return a connection of the user, which is to be closed by `logout` or a `with`."""
        box = MailBoxUnencrypted(self.host, self.port, timeout=_SECONDS_TO_START)
        try:
            box.login_utf8(self.user, self.password, folder)
        except BaseException:
            box.client.shutdown()
            raise
        return box

    def deliver(self, messages: Iterable[bytes], folder: str = "INBOX", at: datetime | None = None) -> None:
        """Put messages into a folder, which is made where it is missing, as received at a time (now)."""
        with self.login(None) as box:
            if folder != "INBOX" and not box.folder.exists(folder):
                box.folder.create(folder)
            for message in messages:
                box.append(message, folder, at or datetime.now(UTC))

    def flags(self, folder: str = "INBOX") -> Mapping[int, frozenset[str]]:
        """Return the flags of each message of a folder, by its UID, without opening it for changes."""
        with self.login(None) as box:
            box.folder.set(folder, readonly=True)
            kind, data = box.client.uid("FETCH", "1:*", "(UID FLAGS)")
        found = {}
        for line in data if kind == "OK" else ():
            if isinstance(line, bytes):
                uid = line.partition(b"UID ")[2].split()[0].rstrip(b")")
                found[int(uid)] = frozenset(flag.decode() for flag in imaplib.ParseFlags(line))
        return found


def _hashed(password: str) -> str:
    """Return a password as the configuration has it: salted and hashed (Dovecot's SSHA256)."""
    salt = secrets.token_bytes(8)
    digest = hashlib.sha256(password.encode() + salt).digest()
    return "{SSHA256.b64}" + base64.b64encode(digest + salt).decode()


def _user() -> str:
    from pwd import getpwuid

    return getpwuid(os.getuid()).pw_name


def _group() -> str:
    from grp import getgrgid

    return getgrgid(os.getgid()).gr_name


def _free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port: int = probe.getsockname()[1]
        return port
