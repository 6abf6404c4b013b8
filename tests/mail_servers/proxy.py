"""A proxy on loopback that ends connections after so many bytes, as networks do."""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Thread
from types import TracebackType
from typing import Self

__all__ = ["CuttingProxy"]

_PIECE = 4096


class CuttingProxy:
    """Forwards connections to a port of this machine; it runs within a `with`.

    After `cut_after` bytes of what the server says, the connection is gone; with None it stays. With
    `is_silent` it stays, and nothing more comes. `heard` is what clients said, `passed` how many bytes
    servers said on the last connection.
    """

    def __init__(self, target: int, cut_after: int | None = None, *, is_silent: bool = False) -> None:
        self.cut_after, self.is_silent = cut_after, is_silent
        self.heard, self.passed = b"", 0
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads: list[Thread] = []
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        self._run(self._serve)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for one in self._open:
            _end(one)
        for thread in self._threads:
            thread.join(10)
        for one in self._open:
            one.close()

    def _run(self, work: object, *arguments: object) -> None:
        thread = Thread(target=work, args=arguments, daemon=True)  # type: ignore[arg-type]  # any function
        thread.start()
        self._threads.append(thread)

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:  # the end of the `with`
                return
            server = socket.create_connection(("127.0.0.1", self._target))
            self._open += [client, server]
            self.passed = 0
            self._run(self._say, client, server)
            self._run(self._answer, server, client)

    def _say(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while piece := client.recv(_PIECE):
                self.heard += piece
                server.sendall(piece)
        _end(server)

    def _answer(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while piece := server.recv(_PIECE):
                if self.cut_after is not None:
                    piece = piece[: self.cut_after - self.passed]
                client.sendall(piece)
                self.passed += len(piece)
                if self.passed == self.cut_after and not self.is_silent:
                    break
        if not self.is_silent:
            _end(client)
            _end(server)


def _end(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
