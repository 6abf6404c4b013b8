"""The tables of a comparison, each with its columns and the rows that a department makes in it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from collection.comparison.comparison import Comparison, DepartmentChanges
from collection.comparison.fields import Basis, FieldChange, is_amount, is_percentage
from collection.comparison.items import Fate, ItemPlan
from collection.comparison.words import BASES, MOVES, STANDINGS, excerpts, fate_words
from collection.summary.tables import Subject
from collection.summary.workbook.columns import cell_of, fitted
from collection.summary.workbook.sheets import Line, leading, named
from template_builder.streaming.row_formulas import RowFormula, change, gap, growth, growth_between
from template_builder.streaming.stream_columns import StreamColumn
from templates import Field, Language, Text
from templates.kinds.base import Value
from templates.kinds.shared.content import plain, shifted
from templates.kinds.typed.units import money_words

__all__ = [
    "ComparisonSheet",
    "DepartmentSheet",
    "FieldSheet",
    "Figure",
    "ItemSheet",
    "MoveSheet",
    "item_sheets",
]

_STATUS, _CHANGE, _GROWTH = Text("情况", "What"), Text("增减", "Change"), Text("增减%", "In %")
_SHARE, _MONEY, _ANY = "0.0%", 10.0, "#,##0.00####"
_PERCENT = "%"
_STEP, _LARGE = Decimal("0.01"), Decimal(10) ** 15
_POINTS = 2
"""Places that a share moves to be in percent."""


class Figure(NamedTuple):
    """The columns of a main figure, from 0: then, now, the change, and that in percent."""

    before: int
    after: int
    change: int
    growth: int


class ComparisonSheet(ABC):
    """A table of the comparison that each department may have rows in."""

    title: Text
    columns: Sequence[StreamColumn]

    @abstractmethod
    def lines(self, department: DepartmentChanges) -> Iterator[Line]:
        """Yield the rows of a department."""


class DepartmentSheet(ComparisonSheet):
    """部门: a line for each department, with its main figures then and now."""

    title = Text("部门", "Departments")
    STATUS = 2

    def __init__(self, comparison: Comparison, language: Language) -> None:
        self._language = language
        columns = [*leading(language), _status(language)]
        self.figures: list[Figure] = []
        for one in comparison.plan.main:
            place = len(columns)
            self.figures.append(Figure(place, place + 1, place + 2, place + 3))
            shown = one.now.kind.column(one.now.limits)
            name = one.label.say(language)
            columns += [
                StreamColumn((name, side.name.say(language)), _MONEY, shown.number_format, shown.total)
                for side in (comparison.sides.before, comparison.sides.after)
            ]
            columns += _worked_out(place, language, gap(place, place + 1), name)
        self.columns = columns

    def lines(self, department: DepartmentChanges) -> Iterator[Line]:
        """Yield the row of the department."""
        cells = []
        for before, after in department.figures:
            cells += [cell_of(before, self._language), cell_of(after, self._language), None, None]
        said = STANDINGS[department.pair.standing].say(self._language)
        yield Line([*_whose(department, self._language), said, *cells])


class ItemSheet(ComparisonSheet):
    """A table of items, such as 项目: what was followed of each, then and now.

    Where that is no number, items that stayed the same have no line.
    """

    def __init__(self, comparison: Comparison, plan: ItemPlan, language: Language) -> None:
        self.title, self.plan, self._language = plan.table.title, plan, language
        self._fates = fate_words(plan)
        part = [_words(Text("所属部分", "Part"), 10.0, language)] if plan.several else []
        names = [_words(label, 24.0, language) for label in plan.labels]
        columns = [*leading(language), *part, *names, _status(language)]
        self.status = len(columns) - 1
        self.before, self.after = self.status + 1, self.status + 2
        self.is_numeric = plan.followed is not None and plan.followed.kind.numeric
        columns += self._followed(comparison, language)
        self.columns = fitted(columns)

    def _followed(self, comparison: Comparison, language: Language) -> Iterator[StreamColumn]:
        field, label = self.plan.followed, self.plan.follow_label
        if field is None or label is None:
            return
        shown = field.kind.column(field.limits)
        sides = [side.name.say(language) for side in (comparison.sides.before, comparison.sides.after)]
        name = label.say(language)
        if not self.is_numeric:
            yield from (StreamColumn((name, side), 18.0, "@", wrap=True) for side in sides)
            return
        yield from (StreamColumn((name, side), 13.0, shown.number_format, shown.total) for side in sides)
        yield from _worked_out(
            self.before, language, change(self.before, self.after), name, total=shown.total
        )

    def lines(self, department: DepartmentChanges) -> Iterator[Line]:
        """Yield a row for each item; a target that fell is marked."""
        whose = _whose(department, self._language)
        for one in department.items[self.plan.table.key]:
            if one.fate is Fate.STAYS and not self.is_numeric and self.plan.followed is not None:
                continue
            part = [one.part.say(self._language)] if self.plan.several else []
            names = [cell_of(name or None, self._language) for name in one.names]
            values = [] if self.plan.followed is None else [one.before, one.after]
            cells = [cell_of(value, self._language) for value in values]
            mark = "warning" if one.fate is Fate.SHRINKS and not self.is_numeric else None
            said = self._fates[one.fate].say(self._language)
            more = [None, None] if self.is_numeric else []
            yield Line([*whose, *part, *names, said, *cells, *more], mark)


class FieldSheet(ComparisonSheet):
    """字段: each field that says otherwise, with what it said and says."""

    title = Text("字段", "Fields")
    BASIS = 3

    def __init__(self, comparison: Comparison, language: Language) -> None:
        self._language = language
        unit = comparison.sides.after.cell_map.parameters.get("unit")
        self._unit = "" if unit is None else money_words(str(unit)).say(language)
        heads = [side.name.say(language) for side in (comparison.sides.before, comparison.sides.after)]
        self.columns = [
            *leading(language),
            _words(Text("项目", "Field"), 30.0, language),
            StreamColumn((Text("比较", "Compared").say(language),), 12.0, "@", wrap=True, marked=True),
            _words(Text("单位", "Unit"), 8.0, language),
            *(StreamColumn((head,), 16.0, _ANY, wrap=True) for head in heads),
            StreamColumn((_CHANGE.say(language),), 12.0, _ANY, formula=gap(5, 6)),
            StreamColumn((_GROWTH.say(language),), 8.6, _SHARE, formula=growth_between(5, 7, 4, _PERCENT)),
        ]

    def lines(self, department: DepartmentChanges) -> Iterator[Line]:
        """Yield a row for each changed field; of a past year's figure that is no plan, it is marked."""
        whose, language = _whose(department, self._language), self._language
        for one in department.fields:
            mark = None
            if one.basis is Basis.PAST:
                mark = "notice" if one.planned else "warning"
            unit = self._unit if is_amount(one.field) else _PERCENT if is_percentage(one.field) else None
            label, basis = one.label.say(language), BASES[one.basis].say(language)
            yield Line([*whose, label, basis, unit, *self._values(one), None, None], mark)

    def _values(self, one: FieldChange) -> Sequence[Decimal | int | str | None]:
        if isinstance(one.before, str) and isinstance(one.after, str):
            return excerpts(one.before, one.after)
        shown = [_shown(one.field, value) for value in (one.before, one.after)]
        return [
            excerpts(value, value)[0] if isinstance(value, str) else cell_of(value, self._language)
            for value in shown
        ]


class MoveSheet(ComparisonSheet):
    """变动: departments that are new or gone, have another name or code, or returned nothing in one round."""

    title = Text("变动", "Departments changed")
    MOVE = 2

    def __init__(self, comparison: Comparison, language: Language) -> None:
        self._language = language
        before, after = (
            side.name.say(language) for side in (comparison.sides.before, comparison.sides.after)
        )
        self.columns = [
            *leading(language),
            _status(language),
            *(
                StreamColumn((side, head.say(language)), wide, "@", wrap=True)
                for side in (before, after)
                for head, wide in (
                    (Text("编码", "Code"), 10.0),
                    (Text("单位", "Department"), 26.0),
                    (Text("状态", "State"), 12.0),
                )
            ),
        ]

    def lines(self, department: DepartmentChanges) -> Iterator[Line]:
        """Yield a row for each thing that became of the department."""
        language, pair = self._language, department.pair
        cells: list[str | None] = []
        for one in (pair.before, pair.after):
            told = (
                (None, None, None) if one is None else (one.code or None, one.name, one.state.say(language))
            )
            cells += told
        for move in pair.moves:
            yield Line([*_whose(department, language), MOVES[move].say(language), *map(_cell, cells)])


def item_sheets(comparison: Comparison, language: Language) -> list[ItemSheet]:
    """Return the sheets of the tables of items."""
    return [ItemSheet(comparison, plan, language) for plan in comparison.tables]


def _whose(department: DepartmentChanges, language: Language) -> tuple[str | None, str | None]:
    shown = department.pair.shown
    code, name = named(Subject(shown.code or None, shown.name, ""), language)
    return code if isinstance(code, str) else None, name if isinstance(name, str) else None


def _cell(text: str | None) -> str | None:
    cell = cell_of(text, "zh")
    return cell if isinstance(cell, str) else None


def _status(language: Language) -> StreamColumn:
    return StreamColumn((_STATUS.say(language),), 9.8, "@", wrap=True, marked=True)


def _words(head: Text, wide: float, language: Language) -> StreamColumn:
    return StreamColumn((head.say(language),), wide, "@", wrap=True)


def _worked_out(
    place: int, language: Language, formula: RowFormula, name: str, *, total: bool = False
) -> list[StreamColumn]:
    """Return the columns of a change and of that in percent, behind two columns from `place` on."""
    percent = growth(place, place + 2)
    return [
        StreamColumn((name, _CHANGE.say(language)), 9.6, _ANY, total, formula=formula),
        StreamColumn((name, _GROWTH.say(language)), 7.4, _SHARE, formula=percent),
    ]


def _shown(field: Field, value: Value) -> Value:
    """Return a value as the table has it: shares in percent, to two decimals."""
    if not isinstance(value, Decimal | int) or not is_percentage(field):
        return value
    percent = shifted(Decimal(value), _POINTS)
    return plain(percent.quantize(_STEP)) if abs(percent) < _LARGE else percent
