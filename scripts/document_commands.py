"""Writes docs/commands.md from the help texts of the commands; a test checks that it is current."""

from __future__ import annotations

import sys
from pathlib import Path

from typer.main import get_command
from typer.testing import CliRunner

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "commands.md"

HEAD = """# The commands

Generated from the help texts by `python scripts/document_commands.py`.

Output for machines goes to stdout alone, all else to stderr. Exit status: 0 clean, 1 there are findings of
severity error, 2 a usage error or nothing readable.
"""


def document() -> str:
    """Return the page: the help text of the command, and of each of its commands."""
    sys.path.insert(0, str(ROOT))
    from cli import app

    runner = CliRunner(env={"COLUMNS": "96", "TERMINAL_WIDTH": "96", "NO_COLOR": "1"})
    names = sorted(get_command(app).commands)  # type: ignore[attr-defined] # the app is a group of commands
    parts = [HEAD]
    for words in ([], *([name] for name in names)):
        shown = runner.invoke(app, [*words, "--help"], prog_name="tianbao")
        title = " ".join(["tianbao", *words])
        parts.append(f"## `{title}`\n\n```text\n{shown.stdout.strip()}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
