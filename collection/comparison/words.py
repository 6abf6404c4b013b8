"""What people call what became of departments, fields and items."""

from __future__ import annotations

from collections.abc import Mapping

from collection.comparison.departments import Move, Standing
from collection.comparison.fields import Basis
from collection.comparison.items import Fate, ItemPlan
from collection.comparison.sides import Sides
from templates import Text

__all__ = ["BASES", "MOVES", "STANDINGS", "excerpts", "fate_words", "heading"]

STANDINGS: Mapping[Standing, Text] = {
    Standing.BOTH: Text("两年都有", "both"),
    Standing.NEW: Text("新增", "new"),
    Standing.GONE: Text("减少", "gone"),
    Standing.NOT_BEFORE: Text("前一次未报", "no return earlier"),
    Standing.NOT_NOW: Text("后一次未报", "no return later"),
    Standing.NEITHER: Text("两次都未报", "no return"),
}
MOVES: Mapping[Move, Text] = {
    Move.NEW: Text("新增", "new"),
    Move.GONE: Text("减少", "gone"),
    Move.RENAMED: Text("更名", "renamed"),
    Move.RECODED: Text("编码改变", "other code"),
    Move.NOT_BEFORE: Text("前一次未报", "no return earlier"),
    Move.NOT_NOW: Text("后一次未报", "no return later"),
}
BASES: Mapping[Basis, Text] = {
    Basis.YEARLY: Text("逐年变化", "year on year"),
    Basis.PAST: Text("往年数不一致", "past year told otherwise"),
}
_AMOUNTS: Mapping[Fate, Text] = {
    Fate.BEGINS: Text("新增", "begins"),
    Fate.GROWS: Text("延续（增加）", "grows"),
    Fate.SHRINKS: Text("延续（减少）", "shrinks"),
    Fate.STAYS: Text("延续（不变）", "unchanged"),
    Fate.OTHER: Text("延续（不能比较）", "not comparable"),
    Fate.ENDS: Text("结束", "ends"),
}
_TARGETS: Mapping[Fate, Text] = {
    Fate.SHRINKS: Text("目标降低", "target fell"),
    Fate.GROWS: Text("目标提高", "target rose"),
    Fate.OTHER: Text("改动（不能比较高低）", "changed, not comparable"),
    Fate.BEGINS: Text("新增", "new"),
    Fate.ENDS: Text("取消", "gone"),
    Fate.STAYS: Text("不变", "unchanged"),
}

_COMPARED = Text("{form}：{before}与{after}比较", "{form}: {before} and {after} compared")
_SHOWN, _ALIKE = 40, 8
"""Characters that a line shows of a long text, and of what is alike before the first difference."""


def fate_words(plan: ItemPlan) -> Mapping[Fate, Text]:
    """Return what people call the fates of a table's items, in the order in which they are told."""
    followed = plan.followed
    return _AMOUNTS if followed is None or followed.kind.numeric else _TARGETS


def heading(sides: Sides) -> Text:
    """Return the title of a comparison: which form, which rounds."""
    words = {"before": sides.before.name, "after": sides.after.name}
    return _COMPARED.filled({"form": sides.after.cell_map.form.title, **words})


def excerpts(before: str, after: str) -> tuple[str, str]:
    """Return two texts as lines, long ones from shortly before where they differ.

    >>> excerpts("一" * 50 + "二", "一" * 50 + "三")
    ('…一一一一一一一一二', '…一一一一一一一一三')
    """
    lines = [" ".join(text.split()) for text in (before, after)]
    alike = next(
        (place for place, (one, other) in enumerate(zip(*lines, strict=False)) if one != other),
        min(map(len, lines)),
    )
    start = max(0, alike - _ALIKE) if max(map(len, lines)) > _SHOWN else 0
    return _cut(lines[0], start), _cut(lines[1], start)


def _cut(line: str, start: int) -> str:
    shown = line[start : start + _SHOWN]
    return ("…" if start and line else "") + shown + ("…" if len(line) > start + _SHOWN else "")
