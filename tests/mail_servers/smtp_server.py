"""An SMTP server on loopback, in a thread of its own, that accepts, refuses and breaks off as it is told."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.mail_servers.certificates import Certificates

__all__ = ["PASSWORD", "USER", "Accepted", "Behaviour", "SmtpServer"]

USER, PASSWORD = "jixiao@example.cn", "授权码".encode().hex()


@dataclass(frozen=True, slots=True)
class Accepted:
    """A message that the server said it took: from whom, to whom, every byte of it."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes


@dataclass(slots=True)
class Behaviour:
    """What the server does; tests may change it while it runs.

    `refused` has for addresses what is said of them, at `RCPT TO`; `too_large` how many bytes are too many,
    said after the message. `limit` is how many messages a connection may bring before it hears 421, or is
    closed without a word where `is_silent`. `breaks` says for an address when the connection breaks: `data`,
    in the middle of the message, or `answer`, after it, which the server keeps. `greeting` is said instead of
    a welcome, `sender_refused` to everybody who sends, `delay` how many seconds an answer takes; it
    speaks in `charset`.
    """

    refused: dict[str, str] = field(default_factory=dict)
    too_large: int | None = None
    limit: int | None = None
    is_silent: bool = False
    breaks: dict[str, str] = field(default_factory=dict)
    greeting: str | None = None
    sender_refused: str | None = None
    needs_login: bool = True
    delay: float = 0
    charset: str = "utf-8"


class SmtpServer:
    """The server, while it is used in a `with`; `accepted` is what it took, in that order."""

    def __init__(
        self, certificates: Certificates, security: str = "tls", behaviour: Behaviour | None = None
    ) -> None:
        self.behaviour = behaviour or Behaviour()
        self.accepted: list[Accepted] = []
        self.connections = 0
        self.at: list[float] = []
        """When it took each message, by `time.monotonic`."""
        self.port = 0
        self._context = certificates.server_context()
        self._security = security
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    async def _listen(self) -> asyncio.Server:
        context = self._context if self._security == "tls" else None
        return await self._loop.create_server(self._protocol, "127.0.0.1", 0, ssl=context)

    async def _end(self) -> None:
        self._server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _protocol(self) -> SMTP:
        self.connections += 1
        return _Protocol(
            _Handler(self),
            behaviour=self.behaviour,
            loop=self._loop,
            tls_context=self._context if self._security == "starttls" else None,
            authenticator=_is_user,
            auth_require_tls=self._security == "starttls",
            data_size_limit=2**25,
        )


def _is_user(server: SMTP, session: Session, envelope: Envelope, way: str, told: Any) -> AuthResult:
    is_right = isinstance(told, LoginPassword) and told == LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_right, handled=False)


class _Protocol(SMTP):
    def __init__(self, handler: _Handler, *, behaviour: Behaviour, **options: Any) -> None:
        super().__init__(handler, **options)
        self._behaviour = behaviour

    async def _handle_client(self) -> None:
        if self._behaviour.greeting is None:
            await super()._handle_client()
            return
        await self.push(self._behaviour.greeting)
        self.break_off()

    async def push(self, status: str | bytes) -> None:
        """Say something in the character set of the server, which need not be ASCII."""
        await super().push(status if isinstance(status, bytes) else status.encode(self._behaviour.charset))

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802, the name that aiosmtpd gives it
        assert self.envelope is not None
        if any(self._behaviour.breaks.get(one) == "data" for one in self.envelope.rcpt_tos):
            await self.push("354 go on")
            self.break_off()
            return
        await super().smtp_DATA(arg)

    def break_off(self) -> None:
        """Close the connection without another word."""
        assert self.transport is not None
        self.transport.close()


class _Handler:
    """What aiosmtpd asks at each command."""

    def __init__(self, server: SmtpServer) -> None:
        self._server, self._count = server, 0

    async def handle_MAIL(  # noqa: N802
        self, server: _Protocol, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        behaviour = self._server.behaviour
        if behaviour.needs_login and not session.authenticated:
            return "530 5.7.0 Authentication required"
        if behaviour.limit is not None and self._count >= behaviour.limit:
            server.break_off() if behaviour.is_silent else None
            return "421 4.7.0 too many messages"
        if behaviour.sender_refused:
            return behaviour.sender_refused
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: _Protocol, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = self._server.behaviour.refused.get(address)
        if said is None:
            envelope.rcpt_tos.append(address)
        return said or "250 OK"

    async def handle_DATA(self, server: _Protocol, session: Session, envelope: Envelope) -> str:  # noqa: N802
        behaviour, content = self._server.behaviour, envelope.original_content
        assert isinstance(content, bytes)
        assert envelope.mail_from is not None
        if behaviour.delay:
            await asyncio.sleep(behaviour.delay)
        if behaviour.too_large is not None and len(content) > behaviour.too_large:
            return "552 5.3.4 信件太大 message too large"
        self._count += 1
        self._server.accepted.append(Accepted(envelope.mail_from, tuple(envelope.rcpt_tos), content))
        self._server.at.append(time.monotonic())
        if any(behaviour.breaks.get(one) == "answer" for one in envelope.rcpt_tos):
            server.break_off()
        return f"250 OK queued as {len(self._server.accepted)}"
