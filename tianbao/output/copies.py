"""What a person is told of official copies and corrections: where they are, and what became of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from collection import Corrected, PrintedCopy
from templates import Language, Text
from tianbao.output.terminal import safe

__all__ = ["copies_text", "corrections_text"]

_MADE = Text("已生成成表 {count} 份：{output}", "{count} official copies made: {output}")
_ONE = Text("已生成成表：{output}", "Official copy made: {output}")
_WRONG = Text("表中有错误，可用 tianbao read 查看：", "With errors, which `tianbao read` tells: ")
_FAILED = Text("未生成 {count} 份：", "{count} not made:")
_MOST_NAMES = 5
_CORRECTED = Text(
    "{file}：标出 {count} 处问题，更正表（第 {revision} 次下发）在 {path}",
    "{file}: {count} findings marked; issue {revision} of the form is {path}",
)


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


def corrections_text(corrected: Sequence[Corrected], language: Language = "zh") -> str:
    """Say where each correction is and what is other in it, and why some returns have none."""
    lines = []
    for one in corrected:
        if one.correction is None:
            continue
        words = {
            "file": safe(str(one.file)),
            "count": str(one.findings),
            "revision": str(one.correction.revision),
            "path": safe(str(one.path)),
        }
        lines.append(_CORRECTED.filled({name: Text(word) for name, word in words.items()}).say(language))
        lines += [f"  {safe(note)}" for note in one.correction.notes(language)]
    failed = [one.error for one in corrected if one.error is not None]
    if failed:
        lines.append(_FAILED.filled({"count": Text(str(len(failed)))}).say(language))
        lines += [f"  {safe(error.sentence(language))}" for error in failed]
    return "\n".join(lines) + "\n"
