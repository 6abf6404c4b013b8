"""What the departments returned the year before, for the blanks of this year."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from collection.distribution.last_year import carried_into
from collection.errors import CollectionError
from collection.intake.files import find_files
from collection.intake.read_batch import read_each
from collection.roster.roster import Department
from collection.round.folder import Round, RoundFolder, open_round
from collection.round.ledger.ledger import Ledger
from collection.round.results.current import current_readings
from collection.summary.naming import department_of
from reader import Reading
from templates import Rolled, ValuesError
from templates.kinds import key

__all__ = ["LastYear"]


class LastYear:
    """The returns of the year before, in the folder of a round or in any other.

    A department is known again by its code, else by its name. Of several returns in a folder the one of the
    latest issue counts, then the one whose name comes last. Raises `CollectionError` where the folder holds
    none that can be read.
    """

    def __init__(self, folder: Path, round: Round) -> None:
        self._round = round
        self._by_code: dict[str, Reading] = {}
        self._by_name: dict[str, Reading] = {}
        for code, reading in _returned(folder, round):
            if code:
                self._by_code[code] = reading
            self._by_name[key(department_of(reading) or "")] = reading
        if not self._by_name:
            raise CollectionError("round-nothing-to-carry", path=folder)

    def of(self, departments: Sequence[Department]) -> dict[str, Rolled]:
        """Return what goes into the blanks of departments, by their codes, of those that returned something.

        Raises `ValuesError` where a return is not of the year before.
        """
        known = ((one.code or "", self._reading_of(one)) for one in departments)
        return {code: self._carried(reading) for code, reading in known if reading is not None}

    def keep(self, ledger: Ledger, departments: Sequence[Department]) -> set[str]:
        """Note in the ledger what the departments returned, for what they return now; return whose is new."""
        new = set()
        for one in departments:
            reading = self._reading_of(one)
            if reading is not None and one.code is not None:
                told = json.dumps(reading.to_dict(), ensure_ascii=False)
                if ledger.past(one.code) != told:
                    ledger.set_past(one.code, told)
                    new.add(one.code)
        return new

    def _reading_of(self, department: Department) -> Reading | None:
        return self._by_code.get(department.code or "") or self._by_name.get(key(department.name))

    def _carried(self, reading: Reading) -> Rolled:
        assert reading.cell_map is not None
        try:
            return carried_into(self._round.cell_map, self._round.form, reading.cell_map, reading.values)
        except ValuesError as error:
            raise ValuesError("at-place", place=reading.file, reason=error) from error


def _returned(folder: Path, round: Round) -> Iterator[tuple[str, Reading]]:
    """Yield the readings of a folder with the codes of their departments, what counts later."""
    if RoundFolder(folder).ledger.is_file():
        last = open_round(folder)
        with last.ledger() as ledger:
            yield from ((member.code, reading) for member, reading in current_readings(last, ledger))
        return
    readings = [one for one in read_each(find_files([folder]), [round.form]) if one.cell_map is not None]
    for reading in sorted(readings, key=lambda one: one.stamp.revision if one.stamp else 0):
        yield (reading.stamp.department if reading.stamp else ""), reading
