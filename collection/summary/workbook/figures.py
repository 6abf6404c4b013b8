"""The figures that the pages of a summary show, as formulas over its tables, with what they come to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from collection.summary.workbook.body import Body
from collection.summary.workbook.sheets import Sheet
from collection.summary.workbook.tally import Tally
from template_builder.streaming.page import Formula
from template_builder.streaming.table_stream import TableStream
from templates import Language
from templates.language import address, sheet_prefix
from templates.path import join

__all__ = ["ByChoice", "Figure", "Figures", "GroupSum", "Share", "equal_to"]

_STATE = 2
"""The column of 总表, from 0, with the state of a department, which rows of departments alone have."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A main sum: what it is called, the reference to it with its value, and those of the year before."""

    name: str
    now: tuple[str, Decimal]
    before: tuple[str, Decimal] | None


@dataclass(frozen=True, slots=True)
class GroupSum:
    """The subtotals of a group: its name, how many departments it has, and their row in 总表."""

    name: str
    count: int
    row: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Share:
    """What makes up a whole: its name, and the parts with the references to their totals."""

    name: str
    parts: Sequence[tuple[str, tuple[str, Decimal]]]


@dataclass(frozen=True, slots=True)
class ByChoice:
    """Items of a sheet by the terms of a list: the column of the terms, and for each its count and sums.

    `sums` are the columns that are added up, by their numbers from 0.
    """

    stream: TableStream
    column: int
    sums: Sequence[int]
    terms: Mapping[str, Sequence[Decimal]]

    def rows(self) -> Iterator[list[str | Formula]]:
        """Yield a row for each term: how many items have it, and what they add up to."""
        terms = self.stream.range_of(self.column)
        for term, (count, *sums) in self.terms.items():
            is_term = equal_to(term)
            told: list[str | Formula] = [term, Formula(f"COUNTIF({terms},{is_term})", int(count))]
            for place, value in zip(self.sums, sums, strict=True):
                told.append(Formula(f"SUMIF({terms},{is_term},{self.stream.range_of(place)})", value))
            yield told


def equal_to(text: str) -> str:
    """Return the condition of COUNTIF that a cell holds a text, whatever signs of conditions are in it."""
    plain = re.sub(r"[~*?]", r"~\g<0>", text).replace('"', '""')
    return f'"={plain}"'


@dataclass(frozen=True)
class Figures:
    """What the tables that were written come to; the first of `tables` is 总表.

    `note` is the line under every title, `unit_words` what is put behind words for amounts.
    """

    body: Body
    tables: Sequence[tuple[Sheet, TableStream]]
    missing: TableStream
    findings: TableStream
    tally: Tally
    groups: Sequence[GroupSum]
    choices: Sequence[ByChoice]
    note: str
    unit_words: str
    overview_sheet: int
    language: Language

    @property
    def overview(self) -> TableStream:
        """The stream of 总表."""
        return self.tables[0][1]

    @property
    def main(self) -> Sequence[Figure]:
        """The sums of the first page, as the form names them."""
        found = []
        for figure in self.body.cell_map.summary.main:
            now = self._total(join(figure.of))
            if now is not None:
                before = None if figure.before is None else self._total(join(figure.before))
                found.append(Figure(self._name(join(figure.of)), now, before))
        return found

    def shares(self) -> Sequence[Share]:
        """Return what wholes are made up of: the columns of 总表 under one head that departments fill in."""
        sheet, stream = self.tables[0]
        wholes: dict[str, list[tuple[str, tuple[str, Decimal]]]] = {}
        for place, column in enumerate(stream.columns):
            if column.total and len(column.heads) > 1 and sheet.keys[place] in sheet.inputs:
                name = "·".join(column.heads[1:-1]) or column.heads[-1]
                wholes.setdefault(column.heads[0], []).append((name, stream.total(place)))
        return [Share(name, parts) for name, parts in wholes.items() if len(parts) > 1]

    def cell_of_main(self, row: int) -> str:
        """Return the reference to the first of the main sums in a row of 总表."""
        place = self.tables[0][0].keys.index(join(self.body.cell_map.summary.main[0].of))
        return f"{sheet_prefix(self.overview.name)}{address(row, place + 1)}"

    def state(self) -> Mapping[str, Formula]:
        """Return how many departments are where, by the words for it."""
        counted, missing = len(self.body.counted), len(self.body.missing)
        in_sums, not_there = self._in_sums(), self._not_there()
        told: dict[str, Formula] = {}
        if self.body.expected is not None:
            everybody = f"({in_sums.text}+{not_there.text})"
            rate = Decimal(counted) / (counted + missing) if counted + missing else Decimal(0)
            told["expected"] = Formula(everybody, counted + missing)
            told["counted"] = in_sums
            told["rate"] = Formula(f"IF({everybody}=0,0,{in_sums.text}/{everybody})", rate)
            told["missing"] = not_there
        else:
            told["counted"] = in_sums
        told["errors"] = self._errors()
        for name, number in (("accepted", self.body.accepted), ("late", self.body.late)):
            if number is not None:
                told[name] = Formula(str(number), number)
        return told

    def state_of(self, name: str) -> Formula:
        """Return how many departments are `sound`, have `errors`, or are `missing`."""
        errors, counted = self._errors(), self._in_sums()
        if name == "sound":
            return Formula(f"{counted.text}-{errors.text}", len(self.body.counted) - self.tally.with_errors)
        return errors if name == "errors" else self._not_there()

    def count_of(self, code: str, count: int) -> Formula:
        """Return how often something was found in the returns that count."""
        codes = self.findings.range_of(len(self.findings.columns) - 1)
        return Formula(f'COUNTIF({codes},"{code}")', count)

    def _in_sums(self) -> Formula:
        return Formula(f"COUNTA({self.overview.range_of(_STATE)})", len(self.body.counted))

    def _not_there(self) -> Formula:
        return Formula(f"COUNTA({self.missing.range_of(1)})", len(self.body.missing))

    def _errors(self) -> Formula:
        states = self.overview.range_of(_STATE)
        errors = self.overview.range_of(list(self.tables[0][0].keys).index("error"))
        return Formula(f'COUNTIFS({errors},">0",{states},"?*")', self.tally.with_errors)

    def _total(self, path: str) -> tuple[str, Decimal] | None:
        """Return the reference to the total of a field, and its value, on the first sheet that has it."""
        for sheet, stream in self.tables:
            if path in sheet.keys and stream.columns[place := sheet.keys.index(path)].total:
                return stream.total(place)
        return None

    def _name(self, path: str) -> str:
        for sheet, stream in self.tables:
            if path in sheet.keys:
                heads = stream.columns[sheet.keys.index(path)].heads
                return "·".join(heads[:-1] if len(heads) > 1 else heads)
        return path
