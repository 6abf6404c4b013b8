"""Writes the examples of docs/form-language.md into the guide in Chinese: `python scripts/guide_examples.py`.

Both guides have the same examples in the same order; a test checks that. Where one was added, the guide in
Chinese needs an empty block of YAML at its place, and the words around it.
"""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"
ENGLISH, CHINESE = DOCS / "form-language.md", DOCS / "form-language.zh.md"

_BLOCK = re.compile(r"(```yaml\n)(.*?)```", re.DOTALL)


def page() -> str:
    """Return the guide in Chinese with the examples of the English one."""
    examples = [text for _, text in _BLOCK.findall(ENGLISH.read_text(encoding="utf-8"))]
    written = CHINESE.read_text(encoding="utf-8")
    count = len(_BLOCK.findall(written))
    if count != len(examples):
        raise SystemExit(f"The guide in Chinese has {count} examples, the English one {len(examples)}.")
    left = iter(examples)
    return _BLOCK.sub(lambda block: f"{block[1]}{next(left)}```", written)


if __name__ == "__main__":
    CHINESE.write_text(page(), encoding="utf-8")
