"""What a person is told of the changes between two filled forms, and the same as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from collection import Change
from collection.differences import ChangeKind
from templates import Language, Text
from templates.kinds.shared.content import plain_text
from tianbao.output.terminal import safe, wrapped

__all__ = ["change_object", "changes_text", "value_text"]

_NONE = Text("两份内容相同。", "The two say the same.")
_COUNT = Text("{count} 处不同：", "{count} differences:")
_BLANK = Text("（空）", "(blank)")
_MOVED = Text("第 {old} 项移到第 {new} 项", "item {old} is now item {new}")
_KINDS: Mapping[ChangeKind, Text] = {
    ChangeKind.CHANGED: Text("更改", "changed"),
    ChangeKind.ADDED: Text("新增", "added"),
    ChangeKind.REMOVED: Text("删去", "removed"),
    ChangeKind.MOVED: Text("移动", "moved"),
}


def changes_text(changes: Sequence[Change], language: Language = "zh", columns: int = 100) -> str:
    """Say what changed, in two lines for each field: what it is called, and what it was and is."""
    if not changes:
        return _NONE.say(language) + "\n"
    lines = [_COUNT.filled({"count": Text(str(len(changes)))}).say(language)]
    for change in changes:
        head = f"{_KINDS[change.kind].say(language)}  {safe(change.label.say(language))}  {change.field}"
        lines += ["", wrapped(head, columns, "  "), wrapped(_said(change, language), columns, "      ")]
    return "\n".join(lines) + "\n"


def _said(change: Change, language: Language) -> str:
    if change.kind is ChangeKind.MOVED:
        return _MOVED.filled({"old": Text(str(change.old)), "new": Text(str(change.new))}).say(language)
    old, new = (value_text(value, _BLANK.say(language)) for value in (change.old, change.new))
    if change.kind is ChangeKind.ADDED:
        return new
    return old if change.kind is ChangeKind.REMOVED else f"{old} → {new}"


def value_text(value: Any, blank: str = "") -> str:
    """Return a value of a record in one line; of an item, the values that are filled in."""
    match value:
        case None:
            return blank
        case Decimal():
            return plain_text(value)
        case Mapping():
            return "；".join(said for part in value.values() if (said := value_text(part)))
        case list() | tuple():
            return "；".join(map(value_text, value))
        case _:
            return str(value).replace("\n", "⏎")


def change_object(change: Change, language: Language = "zh") -> dict[str, Any]:
    """Return a change as plain data; the values of a moved item are its numbers in the lists, from 1."""
    return {
        "change": str(change.kind),
        "field": change.field,
        "was": change.was,
        "label": change.label.say(language),
        "old": change.old,
        "new": change.new,
    }
