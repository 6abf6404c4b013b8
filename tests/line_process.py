"""A program of another make in a process group of its own, asked by lines of JSON."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

__all__ = ["LineProcess", "ProgramDied", "ProgramError", "Served", "child_environment", "stop_group"]

REQUEST_LIMIT = 120.0  # seconds for one file
START_LIMIT = 90.0  # seconds, more than a server's own limit, so that its sentence arrives
STOP_LIMIT = 30.0  # seconds for an orderly end


class ProgramError(Exception):
    """A program refused a request; the text is its sentence."""


class ProgramDied(ProgramError):
    """A program ended, or did not answer in time."""


def child_environment() -> dict[str, str]:
    """Return an environment for office programs: English, UTF-8 for Chinese names, no Python of ours."""
    foreign = ("PYTHON", "LC_", "LANG", "COV_", "VIRTUAL_ENV", "DISPLAY")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return kept | {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


class LineProcess(ABC):
    """A server that runs from the first request until `close`; its own words go into a log in `folder`.

    It says `{"ready": true}` when it is, then answers each line `{"do": NAME, ...}` by one line,
    `{"result": ...}` or `{"error": SENTENCE}`, and ends at the end of its input.
    """

    name: str
    """What the program is called."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._server: subprocess.Popen[bytes] | None = None
        self._unread = b""

    @abstractmethod
    def command(self) -> Sequence[str]:
        """Return how the server is started; what it needs in its folder is there afterwards."""

    def environment(self) -> Mapping[str, str]:
        """Return the environment of the server."""
        return child_environment()

    def is_end(self, sentence: str) -> bool:
        """Tell whether an error says that the program behind the server is gone."""
        return False

    @property
    def process_id(self) -> int | None:
        """The id of the server's process and of its process group; None while nothing runs."""
        return None if self._server is None else self._server.pid

    def ask(self, action: str, **details: object) -> Any:
        """Return the server's answer. Raises ProgramError with its sentence, ProgramDied if it gives none."""
        if self._server is None:
            self._start()
        server = self._server
        assert server is not None
        assert server.stdin is not None
        request = json.dumps({"do": action, **details}, ensure_ascii=False)
        try:
            server.stdin.write(request.encode() + b"\n")
            server.stdin.flush()
        except BrokenPipeError:
            self._kill()
            raise ProgramDied(f"{self.name} had ended before the request.") from None
        answer = self._read_line(REQUEST_LIMIT)
        if "error" in answer:
            if self.is_end(answer["error"]):
                self._kill()
                raise ProgramDied(answer["error"])
            raise ProgramError(answer["error"])
        return answer["result"]

    def ask_again(self, action: str, **details: object) -> Any:
        """Return the answer to a request that may be put twice; a program that died is started once more."""
        try:
            return self.ask(action, **details)
        except ProgramDied as death:
            self.log(f"{death} It is started again.")
            return self.ask(action, **details)

    def close(self) -> None:
        """End the program: orderly, by the end of its input, else by the id of the group that we started."""
        server, self._server, self._unread = self._server, None, b""
        if server is None:
            return
        assert server.stdin is not None
        assert server.stdout is not None
        try:
            server.stdin.close()
            server.wait(STOP_LIMIT)
        except (BrokenPipeError, subprocess.TimeoutExpired):
            self.log(f"{self.name} did not end by itself and is stopped.")
        stop_group(server)
        server.stdout.close()

    def log(self, sentence: str) -> None:
        """Write a line among what the program itself says."""
        with self._log.open("a", encoding="utf-8") as log:
            log.write(sentence + "\n")

    @property
    def _log(self) -> Path:
        return self.folder / f"{self.name.lower()}.log"

    def _kill(self) -> None:
        server, self._server, self._unread = self._server, None, b""
        assert server is not None
        assert server.stdin is not None
        assert server.stdout is not None
        stop_group(server)
        server.stdout.close()
        try:
            server.stdin.close()
        except BrokenPipeError:
            self.log(f"{self.name} ended with a request unread.")

    def _start(self) -> None:
        command = self.command()
        with self._log.open("ab") as log:
            self._server = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=dict(self.environment()),
                start_new_session=True,  # one process group holds the server and all that it starts
            )
        answer = self._read_line(START_LIMIT)
        if "error" in answer:
            self._kill()
            raise ProgramDied(answer["error"])

    def _read_line(self, limit: float) -> dict[str, Any]:
        """Return the next answer. Raises ProgramDied, the program stopped, if `limit` seconds bring none."""
        server = self._server
        assert server is not None
        assert server.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(server.stdout, selectors.EVENT_READ)
            while b"\n" not in self._unread:
                if not selector.select(limit):
                    self._kill()
                    raise ProgramDied(f"{self.name} gave no answer within {limit:.0f} s.")
                piece = os.read(server.stdout.fileno(), 1 << 20)
                if not piece:
                    self._kill()
                    raise ProgramDied(f"{self.name} ended in the middle of a request.")
                self._unread += piece
        line, _, self._unread = self._unread.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        return answer


def stop_group(process: subprocess.Popen[bytes]) -> None:
    """End every process of the group that `process` leads, and wait for its leader."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:  # all of it has ended
        process.poll()
    process.wait(STOP_LIMIT)


class Served:
    """A program behind a `LineProcess`, from the first request until `close`."""

    def __init__(self, process: LineProcess) -> None:
        self._process = process

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def process_id(self) -> int | None:
        """The id of its process group; None before the first request."""
        return self._process.process_id

    def close(self) -> None:
        """End the program."""
        self._process.close()
