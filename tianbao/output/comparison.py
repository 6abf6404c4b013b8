"""What a person is told of the comparison of two rounds, and all of it as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from collection.comparison.comparison import Comparison, DepartmentChanges
from collection.comparison.departments import Department, Move, Standing
from collection.comparison.fields import FieldChange
from collection.comparison.items import ItemChange
from collection.comparison.notes import remarks
from collection.comparison.sides import Side
from collection.comparison.tally import Tally
from collection.comparison.words import MOVES, STANDINGS, fate_words, heading
from templates import Language, Text
from templates.kinds.shared.content import plain_text, written
from tianbao.output.terminal import grid_text, safe

__all__ = ["comparison_object", "comparison_text"]

_RETURNED = Text("{side} {count} 个单位", "{side}: {count} departments")
_NAMED = Text("{words} {count} 个", "{words}: {count}")
_PAST = Text("往年数不一致 {count} 处", "figures of past years told otherwise: {count}")
_SWAPPED = Text("命令中的先后与年度相反，已按年度排列。", "The rounds stand in the order of their years.")
_UNCOUNTED = Text("未计入 {count} 份，见说明", "{count} files do not count, see Notes")
_LARGEST = Text("{figure}增减最大的单位：", "Largest changes of {figure}:")
_WRITTEN = Text("已写入：{path}", "Written: {path}")
_NEXT = {"zh": "，", "en": ", "}


def comparison_text(
    comparison: Comparison, tally: Tally, language: Language, path: Path | None = None
) -> str:
    """Return a few lines: how many departments and items are new, changed, gone; the largest changes."""
    lines = [heading(comparison.sides).say(language)]
    if comparison.sides.swapped:
        lines.append(_SWAPPED.say(language))
    lines += [_NEXT[language].join(one) for one in _counts(comparison, tally, language) if one]
    largest = tally.largest()
    if largest:
        lines.append(_LARGEST.filled({"figure": comparison.plan.main[0].label}).say(language))
        rows = [
            [
                safe(one.name),
                written(one.before, 2),
                "→",
                written(one.after, 2),
                f"{'+' if one.change > 0 else ''}{written(one.change, 2)}",
                f"{100 * one.growth:+.1f}%" if one.before else "",
            ]
            for one in largest
        ]
        lines += ["  " + line for line in grid_text(rows).splitlines()]
    if path is not None:
        lines.append(_WRITTEN.filled({"path": Text(str(path))}).say(language))
    return "\n".join(lines) + "\n"


def _counts(comparison: Comparison, tally: Tally, language: Language) -> Iterator[list[str]]:
    def named(words: Text, count: int) -> str:
        return _NAMED.filled({"words": words, "count": Text(str(count))}).say(language)

    sides = (comparison.sides.before, comparison.sides.after)
    told = [
        _RETURNED.filled({"side": side.name, "count": Text(str(count))}).say(language)
        for side, count in zip(sides, tally.returned, strict=True)
    ]
    told.append(named(STANDINGS[Standing.BOTH], tally.standings[Standing.BOTH]))
    yield [*told, *(named(MOVES[move], tally.moves[move]) for move in Move if tally.moves[move])]
    for plan in comparison.tables:
        counts = {fate: tally.items[plan.table.key, fate] for fate in fate_words(plan)}
        found = [named(words, counts[fate]) for fate, words in fate_words(plan).items() if counts[fate]]
        if found:
            found[0] = f"{plan.table.title.say(language)}{'：' if language == 'zh' else ': '}{found[0]}"
        yield found
    past = sum(count for basis, count in tally.bases.items() if basis == "past")
    if past:
        yield [_PAST.filled({"count": Text(str(past))}).say(language)]
    uncounted = sum(len(side.body.uncounted) for side in sides)
    if uncounted:
        yield [_UNCOUNTED.filled({"count": Text(str(uncounted))}).say(language)]


def comparison_object(comparison: Comparison, language: Language = "zh") -> dict[str, Any]:
    """Return all of a comparison as plain data: what `compare --format json` prints."""
    tally = Tally()
    departments = []
    for department in comparison.departments():
        tally.add(department)
        departments.append(_department_object(comparison, department, language))
    sides = comparison.sides
    before, after = tally.returned
    least = comparison.least(tally.earlier)
    return {
        "before": _side_object(sides.before, before, language),
        "after": _side_object(sides.after, after, language),
        "swapped": sides.swapped,
        "unit": sides.after.cell_map.parameters.get("unit"),
        "counts": {
            "standings": {one.value: tally.standings[one] for one in Standing},
            "moves": {move.value: tally.moves[move] for move in Move},
            "fields": {str(basis): count for basis, count in sorted(tally.bases.items())},
            "items": {
                plan.table.key: {fate.value: tally.items[plan.table.key, fate] for fate in fate_words(plan)}
                for plan in comparison.tables
            },
        },
        "sums": [
            {
                "field": ".".join(one.names),
                "label": one.label.say(language),
                **_changed(sum_.before, sum_.after),
            }
            for one, sum_ in zip(comparison.plan.main, tally.sums, strict=True)
        ],
        "largest": [{"department": one.name, **_changed(one.before, one.after)} for one in tally.largest()],
        "departments": departments,
        "notes": [
            {
                "about": remark.about.say(language),
                "what": remark.what.say(language),
                "before": None if remark.before is None else remark.before.say(language),
                "after": None if remark.after is None else remark.after.say(language),
            }
            for remark in remarks(comparison, least)
        ],
    }


def _side_object(side: Side, returned: int, language: Language) -> dict[str, Any]:
    cell_map = side.cell_map
    return {
        "name": side.name.say(language),
        "place": side.folder,
        "form": cell_map.form.name,
        "version": cell_map.form.version,
        "parameters": dict(cell_map.parameters),
        "departments": returned,
    }


def _department_object(
    comparison: Comparison, department: DepartmentChanges, language: Language
) -> dict[str, Any]:
    pair = department.pair
    return {
        "before": _one(pair.before, language),
        "after": _one(pair.after, language),
        "standing": pair.standing.value,
        "moves": [move.value for move in pair.moves],
        "figures": [
            {"field": ".".join(one.names), **_changed(*values)}
            for one, values in zip(comparison.plan.main, department.figures, strict=True)
        ],
        "fields": [_field_object(one, language) for one in department.fields],
        "items": {
            key: [_item_object(one, language) for one in items] for key, items in department.items.items()
        },
    }


def _one(department: Department | None, language: Language) -> dict[str, Any] | None:
    if department is None:
        return None
    return {
        "code": department.code or None,
        "name": department.name,
        "state": department.state.say(language),
        "returned": department.counted is not None,
    }


def _field_object(one: FieldChange, language: Language) -> dict[str, Any]:
    return {
        "field": one.path,
        "label": one.label.say(language),
        "basis": one.basis.value,
        "source": one.source or None,
        "planned": one.planned,
        **_changed(one.before, one.after),
    }


def _item_object(one: ItemChange, language: Language) -> dict[str, Any]:
    return {
        "fate": one.fate.value,
        "part": one.part.say(language),
        "names": list(one.names),
        "was": one.was,
        "field": one.field,
        **_changed(one.before, one.after),
    }


def _changed(before: Any, after: Any) -> dict[str, Any]:
    """Return two values with their change, where both are numbers, and that in parts of what was."""
    numbers = isinstance(before, Decimal | int) and isinstance(after, Decimal | int)
    change = Decimal(after) - Decimal(before) if numbers else None
    growth = None if change is None or not before else change / abs(Decimal(before))
    told = None if growth is None else Decimal(plain_text(growth.quantize(Decimal("0.000001"))))
    return {"before": before, "after": after, "change": change, "growth": told}
