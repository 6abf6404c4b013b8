"""The amounts of a summary in another unit of money than that of its forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from collection.errors import CollectionError
from collection.summary.tables import merged
from collection.summary.workbook.body import Body
from collection.summary.workbook.rounding import Balanced, Column, balanced, parts_of, rounded_table, usual
from collection.summary.workbook.sheets import ItemSheet, Sheet
from template_builder.streaming.row_xml import StreamContent
from templates import CellMap, Language, Text
from templates.kinds.shared.content import plain_text, shifted
from templates.kinds.typed.units import money_places

__all__ = ["OtherUnit", "places_between"]

_CARRIES = Text(
    "舍位平衡：单独四舍五入应为 {usual}，为使各部分与合计相等，此处调整 {carries}。",
    "Rounded for itself this is {usual}; {carries} was added so that the parts add up to their total.",
)


def places_between(cell_map: CellMap, unit: str) -> int:
    """Return by how many places amounts of a form move to be in a unit: -4 from 万元 to 亿元.

    Raises `CollectionError` where the form's amounts have no unit, or the word is none.
    """
    own = cell_map.parameters.get("unit")
    try:
        return money_places(str(own)) - money_places(unit)
    except KeyError as error:
        raise CollectionError("unit-unknown", unit=unit) from error


@dataclass(frozen=True, slots=True)
class _Amounts:
    """Where a sheet has amounts: the columns, from 0, with the paths or keys of what they show."""

    sheet: Sheet
    places: Sequence[tuple[int, str]]


class OtherUnit:
    """The rows of a summary with its amounts in another unit, rounded so that the parts add up.

    All returns that count go by once before any row is written, as each amount depends on all others.
    """

    def __init__(self, body: Body, sheets: Sequence[Sheet], unit: str, language: Language) -> None:
        self._language = language
        self._places = places_between(body.cell_map, unit)
        self._amounts = [
            _Amounts(
                sheet,
                [
                    (place, key)
                    for place, (column, key) in enumerate(zip(sheet.columns, sheet.keys, strict=True))
                    if column.total and column.number_format != "0" and key is not None
                ],
            )
            for sheet in sheets
        ]
        self._map, self._groups = body.cell_map, [counted.group for counted in body.counted]
        self._rows = {id(one.sheet): _Rows(self._rounded(one, found)) for one, found in self._collected(body)}

    def row(
        self, sheet: Sheet, contents: Sequence[StreamContent]
    ) -> tuple[Sequence[StreamContent], Sequence[tuple[int, str]]]:
        """Return the next row of a sheet in the unit, and comments on its cells, by their columns from 0."""
        rows = self._rows.get(id(sheet))
        if rows is None:
            return contents, ()
        shown, comments = list(contents), []
        for place, amount in rows.next():
            if amount is None:
                continue
            shown[place] = amount.shown
            if amount.carries:
                words = {"usual": Text(plain_text(amount.usual)), "carries": Text(f"{amount.carries:+f}")}
                comments.append((place, _CARRIES.filled(words).say(self._language)))
        return shown, comments

    def _collected(self, body: Body) -> Iterator[tuple[_Amounts, dict[str, Column]]]:
        """Yield the amounts of each sheet that has any, by their paths or keys, in the unit."""
        found = [(one, {key: Column() for _, key in one.places}) for one in self._amounts if one.places]
        for counted in body.counted:
            reading = counted.read()
            tree = merged(reading.values, reading.computed)
            for one, columns in found:
                for line in one.sheet.lines(counted, reading, tree):
                    for place, key in one.places:
                        columns[key].amounts.append(self._moved(line.contents[place]))
        yield from found

    def _moved(self, content: StreamContent) -> Decimal | None:
        return shifted(Decimal(content), self._places) if isinstance(content, Decimal | int) else None

    def _rounded(
        self, amounts: _Amounts, columns: dict[str, Column]
    ) -> list[tuple[int, Sequence[Balanced | None]]]:
        if isinstance(amounts.sheet, ItemSheet):
            rounded = {key: _of_items(column.amounts) for key, column in columns.items()}
        else:
            rounded = dict(rounded_table(columns, parts_of(self._map, list(columns)), self._groups))
        return [(place, rounded[key]) for place, key in amounts.places]


class _Rows:
    """The rounded amounts of a sheet, a row at a time."""

    def __init__(self, columns: Sequence[tuple[int, Sequence[Balanced | None]]]) -> None:
        self._columns, self._row = columns, -1

    def next(self) -> Iterator[tuple[int, Balanced | None]]:
        """Yield the amounts of the next row with their columns, from 0."""
        self._row += 1
        for place, amounts in self._columns:
            yield place, amounts[self._row]


def _of_items(amounts: Sequence[Decimal | None]) -> list[Balanced | None]:
    present = [one for one in amounts if one is not None]
    shown = iter(balanced(present, usual(sum(present, Decimal(0)))))
    return [None if one is None else Balanced(next(shown), usual(one)) for one in amounts]
