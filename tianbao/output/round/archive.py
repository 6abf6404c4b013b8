"""What went into an archive, and whether it is still as it was, as lines for people and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from collection import Archived, Verified
from collection.round.results.archive.contents import Difference
from collection.round.results.archive.index import WHAT_WORDS
from templates import Language, Text
from tianbao.output.terminal import safe

__all__ = ["archived_lines", "verified_lines", "verified_to_dict"]

_MOST_SHOWN = 20
_MEGABYTE = 1_000_000

_ARCHIVED = Text(
    "已归档 {files} 个文件，{size:.1f} MB，其中成表 {copies} 份：{path}",
    "Archived {files} files, {size:.1f} MB, of these {copies} official copies: {path}",
)
_DIGEST = Text(
    "归档的 SHA-256（请登记在移交单上）：{digest}", "SHA-256 of the archive, to be written down: {digest}"
)
_LEFT_OUT = Text("文件夹里的这些没有放进归档：{names}", "In the folder, but not archived: {names}")
_UNCOPIED = Text("没有成表：{code}：{why}", "No official copy: {code}: {why}")
_WRONG = Text("有 {count} 个文件不对：", "{count} files are not as they should be:")
_LETTERS = Text(
    "letters 里有 {count} 份草稿已删除或改动（不影响归档）。",
    "{count} drafts in letters/ were removed or changed, which does not matter.",
)
_MORE = Text("  ……还有 {count} 个", "  ... and {count} more")
_VERIFIED = Text(
    "核对了 {files} 个文件，台账登记的 {named} 个都在，内容都没有变。",
    "{files} files were looked at; all {named} that the ledger names are there, and none has changed.",
)
_NOT_VERIFIED = Text(
    "核对了 {files} 个文件，台账登记 {named} 个。", "{files} files were looked at; the ledger names {named}."
)


def archived_lines(archived: Archived, path: Path, language: Language) -> Iterator[str]:
    """Yield what was archived, its digest, what was left out, and what is not as it should be."""
    yield _ARCHIVED.say(language).format(
        files=archived.files, size=archived.size / _MEGABYTE, copies=archived.copies, path=path
    )
    if archived.digest:
        yield _DIGEST.say(language).format(digest=archived.digest)
    if archived.left_out:
        shown = [safe(name) for name in archived.left_out[:_MOST_SHOWN]]
        more = ["…"] if len(archived.left_out) > _MOST_SHOWN else []
        yield _LEFT_OUT.say(language).format(names=("、" if language == "zh" else ", ").join([*shown, *more]))
    for code, error in archived.uncopied:
        yield _UNCOPIED.say(language).format(code=safe(code), why=error.sentence(language))
    yield from _differences(archived.differences, language)


def verified_lines(verified: Verified, language: Language) -> Iterator[str]:
    """Yield how much was looked at, and what is not as it should be."""
    words = _NOT_VERIFIED if verified.differences else _VERIFIED
    yield words.say(language).format(files=verified.files, named=verified.named)
    yield from _differences(verified.differences, language)


def _differences(differences: Sequence[Difference], language: Language) -> Iterator[str]:
    errors = [one for one in differences if one.is_error]
    if errors:
        yield _WRONG.say(language).format(count=len(errors))
        yield from (
            f"  {safe(one.path)}: {WHAT_WORDS[one.what].say(language)}" for one in errors[:_MOST_SHOWN]
        )
    if len(errors) > _MOST_SHOWN:
        yield _MORE.say(language).format(count=len(errors) - _MOST_SHOWN)
    if len(errors) < len(differences):
        yield _LETTERS.say(language).format(count=len(differences) - len(errors))


def verified_to_dict(verified: Verified) -> dict[str, Any]:
    """Return the same as plain data: what `round verify --format json` prints."""
    return {
        "files": verified.files,
        "named": verified.named,
        "ok": not verified.has_errors,
        "differences": [
            {"file": one.path, "what": one.what.value, "error": one.is_error} for one in verified.differences
        ],
    }
