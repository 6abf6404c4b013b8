"""What departments returned before, of this form or of others, for the blanks of now."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from collection.distribution.last_year import cell_map_after, with_room_for
from collection.distribution.sources import (
    SourceRecord,
    check_source,
    known_forms,
    read_source,
    source_of,
    takes_words,
    titled,
)
from collection.errors import CollectionError
from collection.intake.files import find_files
from collection.intake.read_batch import read_each
from collection.roster.roster import Department
from collection.round.folder import RoundFolder, open_round
from collection.round.ledger.ledger import Ledger
from collection.round.results.current import current_readings
from reader import Reading
from templates import CellMap, Form, Rolled, ValuesError, carry_over
from templates.kinds import key
from templates.records.carryover import Carryover, years_between

__all__ = ["EarlierReturns"]


class EarlierReturns:
    """The returns of earlier rounds, in their folders or in any other, and single files.

    A department is known again by its code, else by its name. Of several returns of a form and a year in a
    folder the one of the latest issue counts, then the one whose name comes last. Raises `CollectionError`
    where there is none that can be read, `ValuesError` where nothing rolls from any of them.
    """

    def __init__(
        self, paths: Sequence[Path], form: Form, parameters: Mapping[str, object] | None = None
    ) -> None:
        self._form = form
        self.records: list[SourceRecord] = []
        for path in paths:
            self.records += _records(path, form, parameters or {})
        self._by_code: defaultdict[str, list[SourceRecord]] = defaultdict(list)
        self._by_name: defaultdict[str, list[SourceRecord]] = defaultdict(list)
        for record in self.records:
            self._by_code[record.code].append(record)
            self._by_name[key(record.department or "")].append(record)

    def of(self, department: Department, this: CellMap) -> list[SourceRecord]:
        """Return what rolls from the returns of a department into a cell map: one of each form and year.

        Raises `ValuesError` where it has returned something, but nothing of a year that rolls.
        """
        own = self._by_code.get(department.code, []) if department.code else []
        own = own or self._by_name.get(key(department.name), [])
        chosen: dict[tuple[str, int | None], SourceRecord] = {}
        for record in own:
            at = record.form, years_between(this, record.cell_map)
            if at[1] is None or at in self._form.takes:
                chosen[at] = record
        for record in chosen.values() if chosen else own[-1:]:
            try:
                check_source(record, self._form, this)
            except ValuesError as error:
                raise ValuesError("at-place", place=record.file, reason=error) from error
        return list(chosen.values())

    def rolled(
        self, this: CellMap, departments: Sequence[Department], options: Collection[str] = ()
    ) -> dict[int, Rolled]:
        """Return what goes into the blanks of departments that returned something, by their rows.

        Raises `ValuesError` where a return is of no year that rolls, or has more than there is room for.
        """
        return {
            row: self._into(this, carryover, files)
            for row, (carryover, files) in self._carried(this, departments, options).items()
        }

    def with_cell_map(
        self,
        departments: Sequence[Department],
        parameters: Mapping[str, object],
        options: Collection[str] = (),
    ) -> tuple[CellMap, dict[int, Rolled]]:
        """Return the same with a cell map that has room for what all of them returned.

        Parameters that are not given are those of before, the year the one that the returns roll into. Raises
        as `rolled` does, and `ParameterError` where the parameters do not fit the form.
        """
        this = cell_map_after(self._form, self.records, parameters)
        carried = self._carried(this, departments, options)
        larger = with_room_for(self._form, this, [one for one, _ in carried.values()], parameters)
        return larger, {
            row: self._into(larger, carryover, files) for row, (carryover, files) in carried.items()
        }

    def keep(self, ledger: Ledger, this: CellMap, departments: Sequence[Department]) -> set[str]:
        """Note in the ledger what was returned the year before, to be compared; return whose is new."""
        new = set()
        for one in departments:
            for record in self.of(one, this):
                is_last = record.form == this.form.name and years_between(this, record.cell_map) in (-1, None)
                if not is_last or record.reading is None or one.code is None:
                    continue
                told = json.dumps(record.reading.to_dict(), ensure_ascii=False)
                if ledger.past(one.code) != told:
                    ledger.set_past(one.code, told)
                    new.add(one.code)
        return new

    def _carried(
        self, this: CellMap, departments: Sequence[Department], options: Collection[str]
    ) -> dict[int, tuple[Carryover, str]]:
        carried = {}
        for department in departments:
            records = self.of(department, this)
            if records:
                sources = [record.newest(self._form, this) for record in records]
                files = ", ".join(record.file for record in records)
                carried[department.row] = (carry_over(this, sources, options), files)
        return carried

    @staticmethod
    def _into(this: CellMap, carryover: Carryover, files: str) -> Rolled:
        try:
            return carryover.into(this)
        except ValuesError as error:
            raise ValuesError("at-place", place=files, reason=error) from error


def _records(path: Path, form: Form, parameters: Mapping[str, object]) -> Iterator[SourceRecord]:
    """Yield the records of a folder or a file, what counts later."""
    if not form.takes:
        raise ValuesError("rolls-from-nothing", form=form.name)
    if os.path.isfile(path):
        yield read_source(path, form, parameters)
        return
    known, others, found = known_forms(form), list[Reading](), 0
    for code, reading in _returned(path, form):
        assert reading.cell_map is not None
        if reading.cell_map.form.name not in known:
            others.append(reading)
            continue
        record, found = source_of(reading, form), found + 1
        yield (
            record
            if not code
            else SourceRecord(record.file, record.cell_map, record.values, record.department, code, reading)
        )
    if not found and others:
        cell_map = others[0].cell_map
        assert cell_map is not None
        found_title, title = (titled(one, None) for one in (cell_map.form.title, form.identity.title))
        raise ValuesError(
            "source-of-another-form", file=path, found=found_title, this=title, known=takes_words(form, None)
        )
    if not found:
        raise CollectionError("round-nothing-to-carry", path=path)


def _returned(folder: Path, form: Form) -> Iterator[tuple[str, Reading]]:
    """Yield the readings of a folder with the codes of their departments, what counts later."""
    if RoundFolder(folder).ledger.is_file():
        last = open_round(folder)
        with last.ledger() as ledger:
            yield from ((member.code, reading) for member, reading in current_readings(last, ledger))
        return
    forms = list({form.name: form, **known_forms(form)}.values())
    readings = [one for one in read_each(find_files([folder]), forms) if one.cell_map is not None]
    for reading in sorted(readings, key=lambda one: one.stamp.revision if one.stamp else 0):
        yield (reading.stamp.department if reading.stamp else ""), reading
