"""A person at the keyboard: LibreOffice in a window on a screen of its own, typed into with xdotool.

Only this way protection and validation both act as they do for people. The cursor is put on a cell and a cell
is looked at through UNO, which changes nothing; every change is typed.
"""

from __future__ import annotations

import codecs
import os
import re
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from tests.line_process import child_environment, stop_group
from tests.office_process import OfficeProcess

__all__ = ["Entry", "Keyboard", "KeyboardError"]

SCREEN = "1280x900x24"
T = TypeVar("T")

LIMIT = 20.0  # seconds until a window, a dialog or a saved file must be there
PAUSE = 0.05  # seconds between two looks
KEY_DELAY = "25"  # milliseconds
GROUP_SIGNS, ROW_HEADS = 8, 33  # pixels from the left, in a workbook with one level of groups
SPARE_KEYS = range(136, 248)  # key codes of the screen's keyboard that have no character


class KeyboardError(Exception):
    """What was to happen on the screen did not happen in time."""


@dataclass(frozen=True)
class Entry:
    """What became of something typed: the dialog that appeared, if one did, and the cell afterwards."""

    dialog: str | None
    """The title of the dialog, which has been answered; None if the entry was taken without a question."""
    shown: str
    """The cell's text as it is shown."""
    content: str
    """The cell's content as it is edited: a formula, a number, a text."""
    refusal: str
    """What the cell's own dialog says; empty where the cell has no words of its own."""


class Keyboard:
    """One LibreOffice with a window, its profile and logs in `folder`. One start serves many checks."""

    def __init__(self, folder: Path, screen: str = SCREEN) -> None:
        self._folder = folder
        self._screen, self._display = _start_screen(folder, screen)
        self._office = OfficeProcess(folder, self._display)
        self._keys: dict[str, int] = {}
        self._window = ""
        self._path = folder

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def open(self, path: Path) -> None:
        """Show a workbook, in place of the one before."""
        self._office.ask("show", path=str(path.resolve()))
        self._path = path
        found = self._wait(lambda: self._search("LibreOffice Calc"), f"a window with {path.name}")
        self._window = found[0]

    def enter(self, sheet: str | None, cell: str, text: str, *, answer: str = "Return") -> Entry:
        """Go to a cell, type `text` and Return; the key `answer` answers a dialog, if one appears.

        `sheet` None is the first visible sheet. Return must move the cursor away from the cell.
        """
        before = self._office.ask("select", sheet=sheet, cell=cell)
        self._put_on_keys(text)
        self._xdotool("windowfocus", "--sync", self._window)
        self._xdotool("type", "--clearmodifiers", "--delay", KEY_DELAY, "--", text)
        self._xdotool("key", "--clearmodifiers", "Return")

        def settled() -> bool:
            now = self._office.ask("look", sheet=sheet, cell=cell)
            return bool(self.dialogs()) or now["cursor"] != before["cursor"]

        self._wait(settled, f"an end of typing {text!r} into {cell}")
        titles = self.dialogs()
        if titles:
            self.dismiss(answer)
            self.press("Escape")
        return replace(self.look(sheet, cell), dialog=titles[0] if titles else None)

    def look(self, sheet: str | None, cell: str) -> Entry:
        """Return what stands in a cell, without touching anything."""
        now: dict[str, Any] = self._office.ask("look", sheet=sheet, cell=cell)
        return Entry(None, now["shown"], now["content"], now["refusal"])

    def go_to(self, sheet: str | None, cell: str) -> None:
        """Put the cursor on a cell."""
        self._office.ask("select", sheet=sheet, cell=cell)

    def wait_for(self, sheet: str | None, cell: str, shown: str) -> None:
        """Wait until a cell shows a text."""
        self._wait(lambda: self.look(sheet, cell).shown == shown, f"{shown!r} in {cell}")

    def press(self, *keys: str) -> None:
        """Press keys, named as xdotool does (`ctrl+s`, `Delete`), one after the other, in the workbook."""
        self._xdotool("windowfocus", "--sync", self._window)
        self._xdotool("key", "--clearmodifiers", *keys)

    def open_group_below(self, cell: str) -> None:
        """Click the + beside the row of a cell, which opens the group of rows out of sight below it."""
        self._office.ask("select", sheet=None, cell=cell)
        last = self._wait(self._selected_head, f"the head of the row of {cell}")
        assert last is not None
        self._xdotool("mousemove", str(GROUP_SIGNS), str(last + 2), "click", "1")

    def _selected_head(self) -> int | None:
        """Return how far down the screen the head of the selected row reaches; None where none is seen."""
        strip = ("-crop", f"1x{SCREEN.split('x')[1]}+{ROW_HEADS}+0", "txt:-")
        colours = self._run("import", "-window", "root", *strip).decode()
        return max(
            (int(row) for row in re.findall(r"^0,(\d+): .*#0000(?:0000)?80", colours, re.M)), default=None
        )

    def dialogs(self) -> list[str]:
        """Return the titles of the dialogs that are open."""
        return [_title(self._xdotool("getwindowname", window)) for window in self._dialog_windows()]

    def dismiss(self, key: str = "Return") -> None:
        """Answer each open dialog with a key, until none is left."""

        def gone() -> bool:
            for window in self._dialog_windows():
                # A dialog that is just closing is no window to look at any more; the next look finds it gone.
                self._xdotool("windowfocus", window, must=False)
                self._xdotool("key", "--clearmodifiers", key, must=False)
                time.sleep(PAUSE)
            return not self._dialog_windows()

        self._wait(gone, "the dialogs' end")

    def screenshot(self, out: Path) -> None:
        """Take a picture of the whole screen."""
        self._run("import", "-window", "root", str(out))

    def save(self) -> None:
        """Press Ctrl+S and wait until the file is written."""
        written = self._path.stat().st_mtime_ns
        self.press("ctrl+s")

        def saved() -> bool:
            return self._path.stat().st_mtime_ns != written and not self._office.ask("modified")

        self._wait(saved, f"{self._path.name} saved")

    def close(self) -> None:
        """End the program and the screen, each by its own process id."""
        self._office.close()
        self._screen.terminate()  # so that it removes its lock and its socket
        try:
            self._screen.wait(LIMIT)
        except subprocess.TimeoutExpired:
            self._office.log("The screen did not end by itself and is stopped.")
        stop_group(self._screen)

    def _put_on_keys(self, text: str) -> None:
        """Give each character that is on no key a key of its own, for good.

        xdotool would lend it one for a moment, and a program that looks later finds another character there.
        """
        missing = {character for character in text if ord(character) > 126} - self._keys.keys()
        if not missing:
            return
        if len(self._keys) + len(missing) > len(SPARE_KEYS):
            self._keys.clear()
            missing = {character for character in text if ord(character) > 126}
        for character, code in zip(sorted(missing), SPARE_KEYS[len(self._keys) :], strict=False):
            self._keys[character] = code
        orders = [f"keycode {self._keys[character]} = U{ord(character):04X}" for character in sorted(missing)]
        self._run("xmodmap", *(part for order in orders for part in ("-e", order)))

    def _dialog_windows(self) -> list[str]:
        named = self._search(".+")
        return [window for window in named if window != self._window]

    def _search(self, name: str) -> list[str]:
        return self._xdotool("search", "--onlyvisible", "--name", name, must=False).decode().split()

    def _xdotool(self, *arguments: str, must: bool = True) -> bytes:
        return self._run("xdotool", *arguments, must=must)

    def _run(self, *command: str, must: bool = True) -> bytes:
        environment = child_environment() | {"DISPLAY": self._display}
        done = subprocess.run(command, capture_output=True, env=environment, timeout=LIMIT)
        if must and done.returncode != 0:
            raise KeyboardError(f"{' '.join(command)}: {done.stderr.decode(errors='replace').strip()}")
        return done.stdout

    def _wait(self, condition: Callable[[], T], what: str) -> T:
        """Return what `condition` gives once it is true. Raises KeyboardError, with a picture, if never."""
        latest = time.monotonic() + LIMIT
        while not (found := condition()):
            if time.monotonic() > latest:
                picture = self._folder / "failed.png"
                self.screenshot(picture)
                raise KeyboardError(f"Waited {LIMIT:.0f} s in vain for {what}; the screen is in {picture}.")
            time.sleep(PAUSE)
        return found


def _start_screen(folder: Path, size: str) -> tuple[subprocess.Popen[bytes], str]:
    """Start Xvfb on a display number that it finds free; return it and the display's name."""
    reading, writing = os.pipe()
    # Without -noreset the screen starts afresh when its last client goes, and refuses the next one meanwhile.
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp", "-noreset"]
    with (folder / "screen.log").open("ab") as log, os.fdopen(reading, "rb") as answers:
        screen = subprocess.Popen(
            command, stdout=log, stderr=log, pass_fds=(writing,), start_new_session=True
        )
        os.close(writing)
        number = answers.readline().decode().strip()  # at its end, too, Xvfb closes the pipe
    if not number:
        stop_group(screen)
        raise KeyboardError(f"Xvfb did not start; {folder / 'screen.log'} says why.")
    return screen, f":{number}"


def _latin(error: UnicodeError) -> tuple[str, int]:
    """Decode the bytes of compound text that are no ISO 2022: the upper half of Latin 1."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("compound-text", _latin)


def _title(name: bytes) -> str:
    """Return a window's title: without a window manager it comes as compound text, Chinese in ISO 2022."""
    for long, short in ((b"\x1b$(A", b"\x1b$A"), (b"\x1b$(B", b"\x1b$B")):
        name = name.replace(long, short)
    return name.strip().decode("iso2022_jp_2", errors="compound-text")
