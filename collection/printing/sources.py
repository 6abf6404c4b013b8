"""What official copies are made of: workbooks that came back, and records in JSON files."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from collection.distribution.values_file import parse_json
from collection.errors import CollectionError, unreadable_file
from collection.intake.files import find_files
from collection.outputs.workbooks import is_form
from collection.parameters import ROUND
from reader import Reading, ReadSettings, UnreadableWorkbook, read_source
from templates import CellMap, Form, Severity, Text, ValuesError, builtin, compile, versions
from templates.seal import is_as_sealed

__all__ = ["COPY_ENDING", "FilledForm", "Source", "sources_in"]

COPY_ENDING = Text("_成表", "_official-copy")
"""How the names of copies end that go into a folder."""

_LINES = ".jsonl"
_RECORDS = (".json", _LINES)
"""How the names of files end that hold records, not workbooks."""


class FilledForm(NamedTuple):
    """A form that was filled in: its cell map and its values, and whether there is an error in them."""

    cell_map: CellMap
    values: Mapping[str, Any]
    has_errors: bool = False


class Source(Protocol):
    """Where a filled form comes from."""

    @property
    def name(self) -> str:
        """The name of its file, without suffix."""

    @property
    def place(self) -> str:
        """What a person calls it."""

    def filled_form(self, forms: Sequence[Form], settings: ReadSettings) -> FilledForm:
        """Return the filled form. Raises `TianbaoError` where it cannot be read."""


@dataclass(frozen=True, slots=True)
class _WorkbookSource:
    """A workbook that came back."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def place(self) -> str:
        return str(self.path)

    def filled_form(self, forms: Sequence[Form], settings: ReadSettings) -> FilledForm:
        try:
            reading = read_source(self.path, forms, settings)
        except UnreadableWorkbook as error:
            raise unreadable_file(self.path, error) from error
        return _filled_form_of(reading)


@dataclass(frozen=True, slots=True)
class _RecordSource:
    """An entry of a JSON file: what `read --format json` prints for a file, or `Reading.to_dict` gives."""

    path: Path
    number: int
    """Its number in the file, from 1; 0 where it is the only one."""
    entry: Any

    @property
    def name(self) -> str:
        file = self.entry.get("file") if isinstance(self.entry, Mapping) else None
        if isinstance(file, str) and file:
            return Path(file.replace("\\", "/")).stem  # whatever machine it was read on
        return f"{self.path.stem}-{self.number}" if self.number else self.path.stem

    @property
    def place(self) -> str:
        return f"{self.path}[{self.number}]" if self.number else str(self.path)

    def filled_form(self, forms: Sequence[Form], settings: ReadSettings) -> FilledForm:
        try:
            return _filled_form(self.entry, forms)
        except ValuesError as error:
            raise ValuesError("at-place", place=self.place, reason=error) from error


def sources_in(paths: Sequence[Path]) -> list[Source]:
    """Return what there is in some files, and in the workbooks below some folders.

    Official copies that an earlier run has left in a folder are none.

    Raises:
        ValuesError: a JSON file cannot be read, or is none.
        CollectionError: there is nothing at all.
    """
    found: list[Source] = []
    named = set(paths)
    for path in find_files(paths):
        if path not in named and _is_copy(path):
            continue
        if path.suffix.lower() in _RECORDS and not os.path.isdir(path):
            found += _records(path)
        else:
            found.append(_WorkbookSource(path))
    if not found:
        raise CollectionError("no-workbook-found")
    return found


def _is_copy(path: Path) -> bool:
    """Tell whether a file is a copy as we wrote it, by its name and its content."""
    if not path.stem.rstrip("-0123456789").endswith((COPY_ENDING.zh, COPY_ENDING.en)):
        return False
    content = path.read_bytes()
    return is_as_sealed(content) and not is_form(content)


def _records(path: Path) -> Iterator[Source]:
    try:
        data = path.read_bytes()
        if path.suffix.lower() == _LINES:
            entries: Any = [parse_json(line) for line in data.splitlines() if line.strip()]
        else:
            entries = parse_json(data)
    except OSError as error:
        raise ValuesError("input-not-readable", path=path, reason=error.strerror or str(error)) from error
    except ValuesError as error:
        raise ValuesError("at-place", place=path, reason=error) from error
    entries = entries if isinstance(entries, list) else [entries]
    for number, entry in enumerate(entries, 1):
        yield _RecordSource(path, number if len(entries) > 1 else 0, entry)


def _filled_form(entry: Any, forms: Sequence[Form]) -> FilledForm:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("values"), Mapping):
        raise ValuesError("json-without-values")
    named = entry.get("form")
    if isinstance(named, Mapping):
        return _of_reading(entry, forms)
    if not isinstance(named, str):
        raise ValuesError("record-without-form")
    form = _version(entry.get("version"), next((one for one in forms if one.name == named), None), named)
    parameters = entry.get("parameters")
    if not isinstance(parameters, Mapping):
        parameters = {name: entry[name] for name in ROUND if name in entry}
    findings = entry.get("findings")
    has_errors = isinstance(findings, list) and any(
        isinstance(finding, Mapping) and finding.get("severity") == Severity.ERROR for finding in findings
    )
    return FilledForm(compile(form, parameters), entry["values"], has_errors)


def _of_reading(entry: Mapping[str, Any], forms: Sequence[Form]) -> FilledForm:
    try:
        reading = Reading.from_dict(entry, forms)
    except UnreadableWorkbook as error:
        raise ValuesError("record-unreadable", reason=error) from error
    except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError) as error:  # somebody edited it
        raise ValuesError("record-misshapen") from error
    return _filled_form_of(reading)


def _filled_form_of(reading: Reading) -> FilledForm:
    if reading.cell_map is None:  # of a file that could not be read
        raise ValuesError("json-without-values")
    has_errors = any(finding.severity is Severity.ERROR for finding in reading.findings)
    return FilledForm(reading.cell_map, reading.values, has_errors)


def _version(version: Any, given: Form | None, name: str) -> Form:
    """Return the version of a form that a record names; the newest where it names none that is known."""
    newest = builtin(name) if given is None else given
    return next((form for form in versions(newest) if form.identity.version == version), newest)
