"""说明: what one must know to read a comparison."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from collection.comparison.comparison import Comparison
from collection.comparison.sides import Side, Sides
from collection.summary.naming import label_of
from templates import CellMap, Form, Text
from templates.kinds.shared.content import plain_text
from templates.kinds.typed.units import money_words
from templates.model.shape import leaves
from templates.path import Names, join

__all__ = ["Remark", "remarks"]

_NONE = Text("—")
_YES, _NO = Text("有", "yes"), Text("无", "no")
_ROUNDS, _FIELDS = (
    Text("比较的两次", "What is compared"),
    Text("只在一次里有的填报项", "Fields of one round only"),
)
_PARAMETERS, _AMOUNTS = Text("不同的参数", "Parameters that differ"), Text("金额", "Amounts")
_HOW, _LEFT_OUT = Text("怎样比较", "How it is compared"), Text("未计入的文件", "Files that do not count")
_CONVERTED = Text(
    "{before}的金额以{was}填报，已换算为{unit}（精确，不四舍五入）",
    "Amounts of {before} are in {was}; they were converted to {unit}, exactly",
)
_SWAPPED = Text(
    "命令中两次的先后与年度相反，已按年度排列",
    "The rounds were named the other way round; they stand in the order of their years",
)
_NOT_NEXT = Text(
    "两次不是相邻年度，往年数没有核对",
    "The years do not follow one another, so figures of past years were not checked",
)
_NO_ROSTER = Text(
    "没有名单，只知道返回的表：新增、减少的单位可能只是有一次未报",
    "There is no roster, only what came back: a new or gone department may have returned nothing once",
)
_DEPARTMENTS = Text(
    "单位先按编码、再按名称认定是同一个",
    "Departments are matched by code first, then by name",
)
_ITEMS = Text("“{table}”按“{fields}”认定是同一项", "“{table}”: matched by {fields}")
_FOLLOWED = Text("，比较“{field}”", ", compared by {field}")
_NOT_KNOWN = Text(
    "“{table}”没有两次都有的名称可供认定，没有比较",
    "“{table}” has no words in both forms to match it by, and was not compared",
)
_ONE_RETURN = Text(
    "有一次未报的单位，不比较填报项，项目和指标也不算新增或结束",
    "Of a department without a return in one round, nothing is compared, and no item begins or ends",
)
_LIKE = Text(
    "概况中的可比增减，只算两年都有返回表的单位",
    "“Like for like” on the first page counts only departments with both returns",
)
_LEAST = Text(
    "按百分比排列的，只取{before}“{figure}”不少于 {least} 的单位",
    "In percent, only departments with {figure} of at least {least} in {before} are ranked",
)
_TARGETS = Text(
    "指标值：≥ 的越高越好，≤ 的越低越好，由此判断目标是提高还是降低；不变的不列出",
    "Targets: more is better behind ≥, less behind ≤; those that stayed the same are not listed",
)


class Remark(NamedTuple):
    """A line: what it is about, what it says, and how that is in the earlier and the later round."""

    about: Text
    what: Text
    before: Text | None = None
    after: Text | None = None


def remarks(comparison: Comparison, least: Decimal) -> Iterator[Remark]:
    """Yield all that is to be said; `least` is the figure from which on a change is told in percent."""
    sides = comparison.sides
    yield from _rounds(sides)
    if comparison.plan.places:
        words = {
            "before": sides.before.name,
            "was": money_words(str(sides.before.cell_map.parameters["unit"])),
            "unit": money_words(str(sides.after.cell_map.parameters["unit"])),
        }
        yield Remark(_AMOUNTS, _CONVERTED.filled(words))
    yield from _how(comparison, least)
    yield from _parameters(sides)
    yield from _fields(sides)
    for side in (sides.before, sides.after):
        for one in side.body.uncounted:
            named = Text(one.subject.name or one.subject.code or one.subject.file)
            told = (one.what, None) if side is sides.before else (None, one.what)
            yield Remark(_LEFT_OUT, named, *told)


def _rounds(sides: Sides) -> Iterator[Remark]:
    both = sides.before, sides.after

    def told(what: Text, values: Sequence[object]) -> Remark:
        before, after = (value if isinstance(value, Text) else Text(str(value)) for value in values)
        return Remark(_ROUNDS, what, before, after)

    yield told(Text("文件夹或文件", "Folder or file"), [side.folder for side in both])
    yield told(Text("表", "Form"), [side.cell_map.form.title for side in both])
    yield told(Text("表的版本", "Version of the form"), [side.cell_map.form.version for side in both])
    if any(side.year is not None for side in both):
        yield told(Text("年度", "Year"), [_NONE if side.year is None else side.year for side in both])
    units = [side.cell_map.parameters.get("unit") for side in both]
    if any(unit is not None for unit in units):
        yield told(
            Text("金额单位", "Unit of money"),
            [_NONE if unit is None else money_words(str(unit)) for unit in units],
        )
    yield told(Text("有名单", "Has a roster"), [_YES if side.has_roster else _NO for side in both])
    yield told(Text("计入的单位", "Departments that count"), [len(side.body.counted) for side in both])
    yield told(Text("未报的单位", "Departments without a return"), [_missing(side) for side in both])


def _missing(side: Side) -> Text:
    return Text(str(len(side.body.missing))) if side.has_roster else Text("不知道", "unknown")


def _how(comparison: Comparison, least: Decimal) -> Iterator[Remark]:
    sides = comparison.sides
    if sides.swapped:
        yield Remark(_HOW, _SWAPPED)
    if not sides.follow_one_another:
        yield Remark(_HOW, _NOT_NEXT)
    yield Remark(_HOW, _DEPARTMENTS)
    if not (sides.before.has_roster and sides.after.has_roster):
        yield Remark(_HOW, _NO_ROSTER)
    yield Remark(_HOW, _ONE_RETURN)
    yield Remark(_HOW, _LIKE)
    if comparison.plan.main:
        words = {
            "before": sides.before.name,
            "figure": comparison.plan.main[0].label,
            "least": Text(plain_text(least)),
        }
        yield Remark(_HOW, _LEAST.filled(words))
    for plan in comparison.tables:
        fields = Text(
            "、".join(label.zh for label in plan.labels), ", ".join(label.en for label in plan.labels)
        )
        said = _ITEMS.filled({"table": plan.table.title, "fields": fields})
        if plan.follow_label is not None:
            more = _FOLLOWED.filled({"field": plan.follow_label})
            said = Text(said.zh + more.zh, said.en + more.en)
        yield Remark(_HOW, said)
    if any(plan.followed is not None and not plan.followed.kind.numeric for plan in comparison.tables):
        yield Remark(_HOW, _TARGETS)
    for plan in comparison.not_compared:
        yield Remark(_HOW, _NOT_KNOWN.filled({"table": plan.table.title}))


def _parameters(sides: Sides) -> Iterator[Remark]:
    """Yield the parameters that differ, but for the year."""
    before, after = sides.before.cell_map.parameters, sides.after.cell_map.parameters
    for name in dict.fromkeys((*after, *before)):
        was, now = before.get(name), after.get(name)
        if was != now and name != "year":
            title = _parameter_title(sides, name)
            told = [_NONE if value is None else Text(str(value)) for value in (was, now)]
            yield Remark(_PARAMETERS, title, *told)


def _parameter_title(sides: Sides, name: str) -> Text:
    for side in (sides.after, sides.before):
        origin = side.cell_map.origin
        form = None if origin is None else origin.definition
        if isinstance(form, Form) and name in form.parameters:
            return form.parameters[name].title
    return Text(name)


def _fields(sides: Sides) -> Iterator[Remark]:
    """Yield the fields that one of the forms has alone, each with its path."""
    before, after = sides.before.cell_map, sides.after.cell_map
    had, has = _names(before), _names(after)
    for names in had:
        if names not in has:
            yield Remark(_FIELDS, _called(before, names), _YES, _NO)
    for names in has:
        if names not in had:
            yield Remark(_FIELDS, _called(after, names), _NO, _YES)


def _names(cell_map: CellMap) -> dict[Names, None]:
    return dict.fromkeys(names for names, _ in leaves(cell_map.shape))


def _called(cell_map: CellMap, names: Names) -> Text:
    label, path = label_of(cell_map, join(names)), join(names)
    return label if label.zh == path else Text(f"{label.zh}（{path}）", f"{label.en} ({path})")
