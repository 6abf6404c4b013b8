"""One LibreOffice in a process group of its own, asked by lines of JSON through `office_server.py`."""

from __future__ import annotations

import json
import os
import selectors
import shutil
import signal
import subprocess
import uuid
from pathlib import Path
from typing import Any

__all__ = ["OfficeDied", "OfficeError", "OfficeProcess", "child_environment", "stop_group"]

REQUEST_LIMIT = 120.0  # seconds for one file
START_LIMIT = 90.0  # seconds, more than the server's own limit, so that its sentence arrives
STOP_LIMIT = 30.0  # seconds for an orderly end

SERVER = Path(__file__).with_name("office_server.py")
PYTHONS = (
    "/usr/bin/python3",
    "/usr/lib/libreoffice/program/python",
    "/opt/libreoffice/program/python",
    "/Applications/LibreOffice.app/Contents/Resources/python",
    "python3",
)


class OfficeError(Exception):
    """LibreOffice refused a request; the text is its sentence."""


class OfficeDied(OfficeError):
    """LibreOffice ended, or did not answer in time."""


def child_environment() -> dict[str, str]:
    """Return an environment for office programs: English, UTF-8 for Chinese names, no Python of ours."""
    foreign = ("PYTHON", "LC_", "LANG", "COV_", "VIRTUAL_ENV", "DISPLAY")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return kept | {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


def python_with_uno() -> str:
    """Return a Python interpreter that can import `uno`."""
    for name in PYTHONS:
        found = shutil.which(name)
        if found is None:
            continue
        command = [found, "-c", "import uno"]
        tried = subprocess.run(command, capture_output=True, env=child_environment(), timeout=60)
        if tried.returncode == 0:
            return found
    raise OfficeError("No Python with the module uno was found: run scripts/install-system.sh.")


class OfficeProcess:
    """A LibreOffice that runs from the first request until `close`, with its profile and its log in `folder`.

    Without a `display` it has no window.
    """

    def __init__(self, folder: Path, display: str | None = None) -> None:
        self._folder = folder
        self._display = display
        self._server: subprocess.Popen[bytes] | None = None
        self._unread = b""

    @property
    def process_id(self) -> int | None:
        """The id of the server's process and of its process group; None while nothing runs."""
        return None if self._server is None else self._server.pid

    def ask(self, action: str, **details: object) -> Any:
        """Return the server's answer. Raises OfficeError with its sentence, OfficeDied if it gives none."""
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
            raise OfficeDied("LibreOffice had ended before the request.") from None
        answer = self._read_line(REQUEST_LIMIT)
        if "error" in answer:
            if "DisposedException" in answer["error"]:  # the bridge is gone, the program with it
                self._kill()
                raise OfficeDied(answer["error"])
            raise OfficeError(answer["error"])
        return answer["result"]

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
            self.log("LibreOffice did not end by itself and is stopped.")
        stop_group(server)
        server.stdout.close()

    def log(self, sentence: str) -> None:
        """Write a line among what LibreOffice itself says."""
        with (self._folder / "office.log").open("a", encoding="utf-8") as log:
            log.write(sentence + "\n")

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
            self.log("LibreOffice ended with a request unread.")

    def _start(self) -> None:
        profile = self._folder / "profile"
        _write_settings(profile)
        command = [python_with_uno(), str(SERVER), str(profile.resolve()), f"tianbao-{uuid.uuid4().hex}"]
        environment = child_environment()
        if self._display is not None:
            command.append("--window")
            environment["DISPLAY"] = self._display
        with (self._folder / "office.log").open("ab") as log:
            self._server = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=environment,
                start_new_session=True,  # one process group holds the server and all that LibreOffice starts
            )
        answer = self._read_line(START_LIMIT)
        if "error" in answer:
            self._kill()
            raise OfficeDied(answer["error"])

    def _read_line(self, limit: float) -> dict[str, Any]:
        """Return the next answer. Raises OfficeDied, the program stopped, if `limit` seconds bring none."""
        server = self._server
        assert server is not None
        assert server.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(server.stdout, selectors.EVENT_READ)
            while b"\n" not in self._unread:
                if not selector.select(limit):
                    self._kill()
                    raise OfficeDied(f"LibreOffice gave no answer within {limit:.0f} s.")
                piece = os.read(server.stdout.fileno(), 1 << 20)
                if not piece:
                    self._kill()
                    raise OfficeDied("LibreOffice ended in the middle of a request.")
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


SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
{items}
</oor:items>
"""
SETTING = """<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">\
<value>{value}</value></prop></item>"""
CHOSEN = (
    ("Common/Save/Document", "WarnAlienFormat", "false"),  # saving as .xlsx asks nothing
    ("Common/Misc", "ShowTipOfTheDay", "false"),
    ("Common/Misc", "FirstRun", "false"),
    ("Calc/Input", "AutoInput", "false"),  # a text typed is not completed to a longer one of the same column
)


def _write_settings(profile: Path) -> None:
    user = profile / "user"
    user.mkdir(parents=True, exist_ok=True)
    items = [SETTING.format(path=path, name=name, value=value) for path, name, value in CHOSEN]
    text = SETTINGS.format(items="\n".join(items))
    (user / "registrymodifications.xcu").write_text(text, encoding="utf-8")
