"""What a person is told of official copies: how many there are, and what became of the other forms."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from collection import PrintedCopy
from templates import Language, Text
from tianbao.output.terminal import safe

__all__ = ["copies_text"]

_MADE = Text("已生成成表 {count} 份：{output}", "{count} official copies made: {output}")
_ONE = Text("已生成成表：{output}", "Official copy made: {output}")
_WRONG = Text("表中有错误，可用 tianbao read 查看：", "With errors, which `tianbao read` tells: ")
_FAILED = Text("未生成 {count} 份：", "{count} not made:")
_MOST_NAMES = 5


def copies_text(copies: Sequence[PrintedCopy], output: Path, language: Language = "zh") -> str:
    """Say where the copies are, which forms have errors all the same, and why some have no copy."""
    made = [copy for copy in copies if copy.path is not None]
    words = {"count": Text(str(len(made))), "output": Text(safe(str(output)))}
    lines = []
    if made:
        lines.append((_MADE if len(copies) > 1 else _ONE).filled(words).say(language))
    wrong = [safe(copy.source.place) for copy in made if copy.has_errors]
    if wrong:
        names = ", ".join(wrong[:_MOST_NAMES]) + (f" … ({len(wrong)})" if len(wrong) > _MOST_NAMES else "")
        lines.append(f"  {_WRONG.say(language)}{names}")
    failed = [copy.error for copy in copies if copy.error is not None]
    if failed:
        lines.append(_FAILED.filled({"count": Text(str(len(failed)))}).say(language))
        lines += [f"  {safe(error.sentence(language))}" for error in failed]
    return "\n".join(lines) + "\n"
