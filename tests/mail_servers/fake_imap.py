"""An IMAP server as some providers have it, with habits that Dovecot has not, in a thread on loopback."""

from __future__ import annotations

import re
import socketserver
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Thread
from types import TracebackType
from typing import Self

__all__ = ["FakeImap"]

_FETCH = re.compile(r"UID FETCH ([\d,]+) \((.*)\)$")


@dataclass(slots=True)
class FakeImap:
    """A server with one folder, which answers what the toolkit asks; it runs within a `with`.

    `wants_id` lets it refuse folders to clients that have not said what they are, as 163 does. `refused` are
    UIDs that it does not give, alone or with others. With `has_uid_last` the UID stands behind the message.
    `validity` is its UIDVALIDITY, empty for none. `answers` replace what it says to a command, by its first
    word.
    """

    messages: Mapping[int, bytes]
    capabilities: str = "IMAP4rev1 ID"
    wants_id: bool = False
    refused: frozenset[int] = frozenset()
    has_uid_last: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)
    validity: str = "7"
    heard: list[str] = field(default_factory=list)
    port: int = 0
    _server: socketserver.ThreadingTCPServer | None = None

    def __enter__(self) -> Self:
        fake = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                fake._serve(self.rfile.readline, self.wfile.write)

        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        self._server, self.port = server, server.server_address[1]
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()

    def _serve(self, read: Callable[[], bytes], write: Callable[[bytes], object]) -> None:
        write(b"* OK ready\r\n")
        has_said_id = False
        while line := read().decode().rstrip("\r\n"):
            tag, _, command = line.partition(" ")
            self.heard.append(command)
            word = command.split()[0]
            has_said_id |= word == "ID"
            answer = self.answers.get(word)
            if answer is None and word == "EXAMINE" and self.wants_id and not has_said_id:
                answer = "NO EXAMINE Unsafe Login. Please contact kefu@188.com for help"
            if answer is None:
                for piece in self._said(command):
                    write(piece)
                answer = "NO not given" if self._is_refused(command) else "OK done"
            write(f"{tag} {answer}\r\n".encode())
            if word == "LOGOUT":
                return

    def _is_refused(self, command: str) -> bool:
        fetch = _FETCH.match(command)
        return fetch is not None and "BODY" in fetch[2] and bool(self.refused & set(_numbers(fetch[1])))

    def _said(self, command: str) -> Sequence[bytes]:
        if command == "CAPABILITY":
            return [f"* CAPABILITY {self.capabilities}\r\n".encode()]
        if command.startswith("EXAMINE"):
            valid = f"* OK [UIDVALIDITY {self.validity}] valid\r\n" if self.validity else ""
            return [f"* {len(self.messages)} EXISTS\r\n{valid}".encode()]
        if command.startswith("UID SEARCH"):
            return [f"* SEARCH {' '.join(map(str, self.messages))}\r\n".encode()]
        if command == "LOGOUT":
            return [b"* BYE\r\n"]
        fetch = _FETCH.match(command)
        if fetch is None or self._is_refused(command):
            return []
        return [piece for uid in _numbers(fetch[1]) for piece in self._message(uid, "BODY" in fetch[2])]

    def _message(self, uid: int, is_whole: bool) -> Sequence[bytes]:
        content = self.messages[uid]
        number = list(self.messages).index(uid) + 1
        size = f'RFC822.SIZE {len(content)} INTERNALDATE " 1-Apr-2030 08:00:00 +0800"'
        first, last = ("", f" UID {uid}") if self.has_uid_last else (f"UID {uid} ", "")
        if not is_whole:
            return [f"* {number} FETCH ({first}{size}{last})\r\n".encode()]
        head = f"* {number} FETCH ({first}{size} BODY[] {{{len(content)}}}\r\n"
        return [head.encode(), content, f"{last})\r\n* {number} FETCH (FLAGS ())\r\n".encode()]


def _numbers(uids: str) -> list[int]:
    return [int(one) for one in uids.split(",")]
