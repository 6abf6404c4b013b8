"""The records that something rolls from: read from files, and told apart by form and year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from collection.distribution.values_file import Record, read_form_name, read_record
from collection.errors import CollectionError, unreadable_file
from collection.summary.tables import value_or_none
from reader import Reading, UnreadableWorkbook, read
from templates import (
    CellMap,
    Form,
    RollSource,
    Text,
    ValuesError,
    builtin,
    builtin_names,
    check_years,
    compile,
    versions,
)
from templates.compiling.room import parameters_with_room
from templates.kinds import key
from templates.loading import rolled_forms, samples
from templates.records.carryover import years_between
from templates.records.department import department_field

__all__ = [
    "SourceRecord",
    "check_source",
    "check_together",
    "known_forms",
    "read_source",
    "source_of",
    "takes_words",
    "this_year",
    "titled",
]


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A record from which something may roll: its file, cell map and values, and whose it is.

    `code` is that of its department, where its stamp has one; `reading` what was read, of a workbook.
    """

    file: str
    cell_map: CellMap
    values: Mapping[str, Any]
    department: str | None
    code: str = ""
    reading: Reading | None = None

    @property
    def form(self) -> str:
        """The name of its form."""
        return self.cell_map.form.name

    @property
    def year(self) -> int | None:
        """The year that it is of, where its form has years."""
        year = self.cell_map.parameters.get("year")
        return year if isinstance(year, int) else None

    @property
    def words(self) -> Text:
        """The title of its form and its year, as a sentence says them."""
        return titled(self.cell_map.form.title, self.year)

    def newest(self, form: Form, this: CellMap) -> RollSource:
        """Return the record in the version that its form has now; `form` is the one into which it rolls."""
        source = known_forms(form)[self.form]
        cell_map = self.cell_map
        if cell_map.form.version != source.identity.version:
            known = {name: value for name, value in cell_map.parameters.items() if name in source.parameters}
            cell_map = compile(source, {**(this.parameters if source == form else {}), **known})
        return RollSource(cell_map, self.values)


def titled(title: Text, year: int | None) -> Text:
    """Return the title of a form with a year."""
    if year is None:
        return Text(f"“{title.zh}”", f"“{title.en}”")
    return Text(f"{year}年度“{title.zh}”", f"“{title.en}” for {year}")


def known_forms(form: Form) -> dict[str, Form]:
    """Return the forms from which something rolls into a form, by their names."""
    others = {source.name: source for _, source in rolled_forms(form)}
    own = {form.name: form} if any(name == form.name for name, _ in form.takes) else {}
    return own | others


def takes_words(form: Form, year: int | None) -> Text:
    """Return the forms and years from which something rolls into a form, of one year if that is known."""
    known = known_forms(form)
    said = [
        titled(known[name].identity.title, year + offset)
        if year is not None and "year" in known[name].parameters
        else _of_some_year(known[name].identity.title, offset)
        for name, offset in form.takes
    ]
    return Text("或".join(one.zh for one in said), " or ".join(one.en for one in said))


def _of_some_year(title: Text, offset: int) -> Text:
    if offset == 0:
        return Text(f"同一年度“{title.zh}”", f"“{title.en}” for the same year")
    if offset == -1:
        return Text(f"上年度“{title.zh}”", f"“{title.en}” for the year before")
    return Text(f"{-offset}年前的“{title.zh}”", f"“{title.en}” of {-offset} years before")


def read_source(path: Path, form: Form, parameters: Mapping[str, object]) -> SourceRecord:
    """Return the record in a file, a workbook or JSON, from which something rolls into a form.

    Raises:
        CollectionError: the file cannot be read.
        ParameterError, ValuesError: it is of no form from which something rolls, or does not say its year.
    """
    if not form.takes:
        raise ValuesError("rolls-from-nothing", form=form.name)
    if path.is_dir():
        raise CollectionError("source-is-a-folder", path=path)
    if path.suffix.lower() == ".json":
        return _from_json(path, form, parameters)
    try:
        reading = read(path, list(known_forms(form).values()))
    except UnreadableWorkbook as error:
        if error.finding.code == "unknown-form" and error.finding.found:
            raise _of_another_form(str(path), Text(error.finding.found), form) from error
        raise unreadable_file(path, error) from error
    return source_of(reading, form)


def source_of(reading: Reading, form: Form) -> SourceRecord:
    """Return the record in a workbook. Raises `ValuesError` where nothing rolls from its form."""
    cell_map = reading.cell_map
    assert cell_map is not None
    if cell_map.form.name not in known_forms(form):
        raise _of_another_form(reading.file, titled(cell_map.form.title, None), form)
    code = reading.stamp.department if reading.stamp else ""
    return SourceRecord(
        reading.file, cell_map, reading.values, _department(cell_map, reading.values), code, reading
    )


def _of_another_form(file: str, found: Text, form: Form) -> ValuesError:
    title, known = titled(form.identity.title, None), takes_words(form, None)
    return ValuesError("source-of-another-form", file=file, found=found, this=title, known=known)


def _department(cell_map: CellMap, values: Mapping[str, Any]) -> str | None:
    names = department_field(cell_map)
    value = value_or_none(values, names) if names else None
    return None if value is None else str(value)


def _from_json(path: Path, form: Form, parameters: Mapping[str, object]) -> SourceRecord:
    record = read_record(path)
    source = _form_of(path, record, form)
    given = dict(record.parameters)
    if "year" in source.parameters and "year" not in given and parameters.get("year") is not None:
        year = form.parameters["year"].read(parameters["year"]) if "year" in form.parameters else None
        offset = next(offset for name, offset in form.takes if name == source.name)
        given |= {"year": year + offset} if isinstance(year, int) else {}
    named = next((one for one in versions(source) if one.identity.version == record.version), source)
    common = parameters if source == form else {}
    cell_map = compile(named, {**{name: value for name, value in common.items() if name != "year"}, **given})
    cell_map = compile(named, parameters_with_room(cell_map, record.values))
    return SourceRecord(str(path), cell_map, record.values, _department(cell_map, record.values))


def _form_of(path: Path, record: Record, form: Form) -> Form:
    """Return of which form a record is: as it says, else the first whose parameters and fields it has."""
    known, name = known_forms(form), read_form_name(path)
    if name is not None:
        if name not in known:
            found = builtin(name).identity.title if name in builtin_names() else Text(name)
            raise _of_another_form(str(path), titled(found, None), form)
        return known[name]
    fitting = [one for one in known.values() if record.parameters.keys() <= one.parameters.keys()]
    if len(fitting) > 1:
        fields = {one.name: compile(one, samples(one)).shape.parts.keys() for one in fitting}
        fitting = [one for one in fitting if record.values.keys() <= fields[one.name]] or fitting[:1]
    if not fitting:
        title = titled(form.identity.title, None)
        raise ValuesError("source-of-no-form", file=path, this=title, known=takes_words(form, None))
    return fitting[0]


def this_year(form: Form, sources: Iterable[SourceRecord]) -> int | None:
    """Return the year of a blank that all of some records roll into; of several the first.

    It is None where no year is known; where no year fits all of them, it is one that fits the first.
    """
    fitting: list[int] | None = None
    for source in sources:
        if source.year is not None:
            years = [source.year - offset for name, offset in form.takes if name == source.form]
            both = years if fitting is None else [year for year in fitting if year in years]
            fitting = both or fitting
    return min(fitting) if fitting else None


def check_source(source: SourceRecord, form: Form, this: CellMap) -> None:
    """Raise `ValuesError` where nothing rolls from the year of a record, or amounts of its unit would mix."""
    offset = years_between(this, source.cell_map)
    wanted = [year for name, year in form.takes if name == source.form]
    if source.form == form.name and wanted == [-1]:
        check_years(source.newest(form, this).cell_map, this)
    if offset is not None and offset not in wanted:
        year = this.parameters["year"]
        assert isinstance(year, int)
        raise ValuesError(
            "source-of-another-year",
            file=source.file,
            found=source.words,
            this=titled(this.form.title, year),
            known=takes_words(form, year),
        )


def check_together(sources: Sequence[SourceRecord]) -> None:
    """Raise `ValuesError` where two records are of the same form and year, or of different departments."""
    for number, source in enumerate(sources):
        for other in sources[:number]:
            if (source.form, source.year) == (other.form, other.year):
                raise ValuesError("source-twice", file=other.file, other=source.file, found=source.words)
            names = source.department, other.department
            if names[0] and names[1] and key(names[0]) != key(names[1]):
                raise ValuesError(
                    "source-of-another-department",
                    file=source.file,
                    found=names[0],
                    other=other.file,
                    wanted=names[1],
                )
