"""One LibreOffice in a process group of its own, asked by lines of JSON through `office_server.py`."""

from __future__ import annotations

import shutil
import subprocess
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.line_process import LineProcess, ProgramError, child_environment

__all__ = ["OfficeProcess"]

SERVER = Path(__file__).with_name("office_server.py")
PYTHONS = (
    "/usr/bin/python3",
    "/usr/lib/libreoffice/program/python",
    "/opt/libreoffice/program/python",
    "/Applications/LibreOffice.app/Contents/Resources/python",
    "python3",
)


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
    raise ProgramError("No Python with the module uno was found: run scripts/install-system.sh.")


class OfficeProcess(LineProcess):
    """A LibreOffice that runs from the first request until `close`, with its profile and its log in `folder`.

    Without a `display` it has no window.
    """

    name = "LibreOffice"

    def __init__(self, folder: Path, display: str | None = None) -> None:
        super().__init__(folder)
        self._display = display

    def command(self) -> Sequence[str]:
        """Return how the server is started, on a profile that asks no questions."""
        profile = self.folder / "profile"
        _write_settings(profile)
        window = [] if self._display is None else ["--window"]
        pipe = f"tianbao-{uuid.uuid4().hex}"
        return [python_with_uno(), str(SERVER), str(profile.resolve()), pipe, *window]

    def environment(self) -> Mapping[str, str]:
        """Return the environment of the server, with its screen if it has one."""
        return child_environment() | ({} if self._display is None else {"DISPLAY": self._display})

    def is_end(self, sentence: str) -> bool:
        """Tell whether the bridge is gone, and the program with it."""
        return "DisposedException" in sentence


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
