"""Chromium without a window: what a page holds once it is open, how wide it is, and what it asks for.

No name of a machine leads anywhere in it, so nothing leaves this one whatever a page asks for.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path

__all__ = ["Chromium"]

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_LIMIT = 120.0  # seconds for one page
_ELSEWHERE = re.compile(r"(https?|wss?|ftp):")
_BROWSERS_OWN = re.compile(r"https?://[\w.-]+\.(google|googleapis)\.com/")
"""What Chromium looks for whatever it shows: its updates, the time."""

_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')


class Chromium:
    """A browser on a profile of its own in `folder`, started anew for each page."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0

    def dom(self, page: Path, width: int = 1280) -> str:
        """Return the document of a page as it is once all in it has run, as HTML."""
        return self._run(page, width, "--dump-dom")

    def measure(self, page: Path, expression: str, width: int = 1280) -> str:
        """Return what an expression of JavaScript gives in a page of this width.

        The page stands in a frame, as no window is narrower than 500 pixels, and its policy is lifted: it
        must be harmless without it.
        """
        content = _POLICY.sub("", page.read_text(encoding="utf-8"))
        probe = f"<script>parent.document.documentElement.dataset.probe = String({expression})</script>"
        head, end, tail = content.rpartition("</body>")
        assert end, "the page has no body"
        framed = html.escape(head + probe + end + tail)
        frame = self._folder / "frame.html"
        inner = f'<iframe width="{width}" height="800" srcdoc="{framed}"></iframe>'
        frame.write_text(f'<!DOCTYPE html><meta charset="utf-8">{inner}', encoding="utf-8")
        found = re.search(r'data-probe="([^"]*)"', self.dom(frame))
        assert found is not None, "the probe has not run"
        return html.unescape(found[1])

    def picture(self, page: Path, to: Path, width: int, height: int) -> None:
        """Make a picture of the upper part of a page."""
        self._run(page, width, f"--screenshot={to}", height=height)

    def printed(self, page: Path) -> tuple[str, str]:
        """Print a page, and return what `pdfinfo` and `pdftotext` say of that."""
        paper = self._folder / "printed.pdf"
        self._run(page, 1280, "--no-pdf-header-footer", f"--print-to-pdf={paper}")
        said = (
            subprocess.run(command, capture_output=True, check=True, timeout=_LIMIT).stdout.decode()
            for command in (["pdfinfo", str(paper)], ["pdftotext", "-layout", str(paper), "-"])
        )
        info, text = said
        return info, text

    def requests(self, page: Path) -> list[str]:
        """Return the addresses in other places that opening a page asked for, without what a browser asks."""
        log = self._folder / "net.json"
        self._run(page, 1280, f"--log-net-log={log}", "--dump-dom")
        events = json.loads(log.read_text(encoding="utf-8"))["events"]
        urls = {str(event.get("params", {}).get("url", "")) for event in events}
        return sorted(url for url in urls if _ELSEWHERE.match(url) and not _BROWSERS_OWN.match(url))

    def _run(self, page: Path, width: int, *options: str, height: int = 900) -> str:
        program = next(filter(None, map(shutil.which, _NAMES)), None)
        assert program is not None, "Chromium is not installed: scripts/install-system.sh"
        self._number += 1
        command = [
            program,
            "--headless=new",
            "--no-sandbox",  # for a container, where there is none
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--hide-scrollbars",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={self._folder / f'profile-{self._number}'}",
            f"--window-size={width},{height}",
            *options,
            page.resolve().as_uri(),
        ]
        done = subprocess.run(command, capture_output=True, timeout=_LIMIT)
        assert done.returncode == 0, done.stderr.decode(errors="replace")
        return done.stdout.decode("utf-8")
