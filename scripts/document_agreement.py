"""Writes the lists of codes that sheet and reader judge differently into their page. A test checks it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "sheet-and-reader.md"

_TABLE = re.compile(r"(\| (error|finding) \| [^\n]*\n\|[-|]*\n)(?:\|[^\n]*\n)*")


def page() -> str:
    """Return the page with the lists there are."""
    sys.path.insert(0, str(ROOT))
    from templates import catalogue
    from templates.findings.agreement import agreement

    lists = {"error": agreement().only_on_return, "finding": agreement().mended_on_return}

    def written(table: re.Match[str]) -> str:
        return table[1] + "".join(
            f"| `{code}` | {catalogue()[code].title.opened().en} | {why.en} |\n"
            for code, why in lists[table[2]].items()
        )

    return _TABLE.sub(written, PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
