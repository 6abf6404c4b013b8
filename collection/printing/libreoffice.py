"""The LibreOffice of this machine, which makes PDF files of workbooks."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from collection.errors import CollectionError

__all__ = ["find_libreoffice", "pdf_files"]

_NAMES = ("soffice", "libreoffice")
_START_LIMIT, _FILE_LIMIT = 120.0, 30.0
"""Seconds that the program may take to start, and for each file."""

_WINDOWS = ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)", "LOCALAPPDATA")
_UNIX = (
    "/usr/bin/soffice",
    "/usr/local/bin/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "~/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_OPTIONAL = Path("/opt")
"""Where the packages of LibreOffice itself put it on Linux, a folder for each version."""


def find_libreoffice() -> Path:
    """Return the program: the one that the shell knows, else the one in a usual place.

    Raises `CollectionError`, which says what to install.
    """
    for name in _NAMES:
        if found := shutil.which(name):
            return Path(found)
    for place in _usual_places():
        if place.is_file():
            return place
    raise CollectionError("libreoffice-missing")


def _usual_places() -> Iterator[Path]:
    """Yield where installers put the program, on Windows, macOS and Linux."""
    for name in _WINDOWS:
        folder = os.environ.get(name)
        if folder:
            for programs in (Path(folder), Path(folder) / "Programs"):
                for found in sorted(programs.glob("LibreOffice*/program"), reverse=True):
                    yield from (found / "soffice.com", found / "soffice.exe")  # .com waits for the end
    yield from (Path(place).expanduser() for place in _UNIX)
    yield from sorted(_OPTIONAL.glob("libreoffice*/program/soffice"), reverse=True)


def pdf_files(program: Path, workbooks: Sequence[bytes]) -> list[bytes]:
    """Return the PDF file of each workbook, made by one run of the program.

    It has a profile of its own, so that it neither meets nor changes that of the person at this machine.
    Raises `CollectionError` where it gives no PDF file.
    """
    with TemporaryDirectory(prefix="tianbao-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        files = [folder / f"{number}.xlsx" for number in range(1, len(workbooks) + 1)]
        for file, workbook in zip(files, workbooks, strict=True):
            file.write_bytes(workbook)
        profile = (folder / "profile").as_uri()
        options = ["--headless", "--norestore", "--convert-to", "pdf", "--outdir", str(folder)]
        command = [str(program), f"-env:UserInstallation={profile}", *options, *map(str, files)]
        said = _run(command, _START_LIMIT + _FILE_LIMIT * len(files))
        try:
            return [file.with_suffix(".pdf").read_bytes() for file in files]
        except FileNotFoundError as error:
            raise CollectionError("libreoffice-failed", program=program, reason=said) from error


def _run(command: Sequence[str], limit: float) -> str:
    """Run a program to its end, or end it at the limit, and return the last line of what it says."""
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            start_new_session=True,  # so that what it starts itself is ended with it
        )
    except OSError as error:
        raise CollectionError("libreoffice-failed", program=command[0], reason=error.strerror) from error
    with process:
        try:
            said, _ = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            _end(process)
            return f"{limit:.0f} s"
        except BaseException:
            _end(process)
            raise
    lines = said.decode("utf-8", "replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), f"exit {process.returncode}")


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform != "win32":
        with contextlib.suppress(ProcessLookupError):  # it ended by itself
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
