"""Small records of workbooks that should pass and of those that should not, as they come back.

A case file is a JSON object. Its `base` (`complete` where it names none) is a record in `bases/` in which
nothing is wrong (there may be `remarks`, notices that no case has to repeat), so a case says only what is
different: `parameters` of the form, `set` (a value at each path of the record; null takes it out, a path one
past the end of a list adds an item), `edits` of the workbook when it is built (see
`tests.workbooks.Workbook`), `fate` (what then becomes of the file: see `tests.workbooks.FATES`,
`tests.habits` and `tests.other_files`). With a `key` or a `password` it is read with that; with `rolls` (what
is carried on request) the record is rolled forward to the next year, and what counts is what that finds. Its
`codes` are all that must be found: each code with the fields it is found at; `severity` names those that here
are more or less severe than their message says, and `says` holds words of a finding's sentence in Chinese.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from io import BytesIO
from pathlib import Path
from typing import Any

from template_builder import build
from templates import CellMap, Form, builtin, builtin_names, compile, load
from templates.path import split
from tests.habits import HABITS
from tests.other_files import write
from tests.workbooks import FATES, Workbook

__all__ = ["Case", "cases"]

_FOLDER = Path(__file__).parent
_FORMS = _FOLDER.parent / "forms"
_KEYS = frozenset(
    {"base", "parameters", "set", "edits", "fate", "codes", "severity", "says", "key", "password", "rolls"}
)


@dataclass(frozen=True, slots=True)
class Case:
    """One case: how its workbook is made, and the codes with their fields that must be found in it."""

    name: str
    form: Form
    cell_map: CellMap
    values: Mapping[str, Any]
    edits: tuple[Mapping[str, Any], ...]
    fate: str | None
    codes: Mapping[str, tuple[str, ...]]
    remarks: Mapping[str, frozenset[str]]
    severity: Mapping[str, str]
    says: Mapping[str, str]
    key: bytes | None
    password: str | None
    rolls: tuple[str, ...] | None

    def write(self, path: Path) -> None:
        """Build the workbook, make the edits, and leave of the file what becomes of it."""
        stream = BytesIO()
        build(self.cell_map, stream, self.values)
        content = stream.getvalue()
        if self.edits:
            workbook = Workbook(content, self.cell_map)
            for edit in self.edits:
                workbook.edit(edit)
            content = workbook.content()
        if self.fate is None:
            path.write_bytes(content)
        else:
            known = {**FATES, **HABITS}
            (known.get(self.fate) or partial(write, self.fate))(path, content)


def cases(folder: str) -> Iterator[Case]:
    """Yield the cases of `should_pass` or `should_fail` in the order of their names."""
    for path in sorted((_FOLDER / folder).glob("*.json")):
        yield _case(path)


def _case(path: Path) -> Case:
    written = _parsed(path)
    unknown = written.keys() - _KEYS
    assert not unknown, f"{path.name}: {', '.join(unknown)} means nothing in a case"
    base = _parsed(_FOLDER / "bases" / f"{written.get('base', 'complete')}.json")
    values = deepcopy(base["values"])
    for field, value in written.get("set", {}).items():
        _set(values, field, value)
    form = _form(base["form"])
    return Case(
        path.stem,
        form,
        _cell_map(form, json.dumps(base["parameters"] | written.get("parameters", {}))),
        values,
        tuple(written.get("edits", ())),
        written.get("fate"),
        {code: tuple(fields) for code, fields in written["codes"].items()},
        {code: frozenset(fields) for code, fields in base.get("remarks", {}).items()},
        written.get("severity", {}),
        written.get("says", {}),
        written["key"].encode() if "key" in written else None,
        written.get("password"),
        tuple(written["rolls"]) if "rolls" in written else None,
    )


def _parsed(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    return found


@cache
def _cell_map(form: Form, parameters: str) -> CellMap:
    """Return the cell map at parameters that are given as JSON: most cases have the usual ones."""
    return compile(form, json.loads(parameters))


@cache
def _form(name: str) -> Form:
    return builtin(name) if name in builtin_names() else load(_FORMS / name)


def _set(values: Any, field: str, value: object) -> None:
    *path, last = split(field)
    for part in path:
        values = values[part]
    if value is None:
        del values[last]
    elif isinstance(values, list) and last == len(values):
        values.append(value)
    else:
        values[last] = value
