"""Issuing: one workbook for each department of a roster, in one folder."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

from collection.distribution.prefill import overlaid
from collection.errors import CollectionError
from collection.folders import make_folder
from collection.outputs.outputs import ANYTHING, Outputs
from collection.outputs.results import WorkbookResult
from collection.roster.roster import Department, Roster, refuse, row_words
from template_builder import WorkbookTemplate, build, replace_file
from template_builder.xlsx.contents import units
from templates import CellMap, Language, Role, Rolled, ValuesError, stamp_texts
from templates.findings.errors import Sentence
from templates.kinds import Raw, Value
from templates.path import Path as FieldPath
from templates.path import Tree, join, split
from templates.records.locking import locked_marks

__all__ = ["Issued", "file_names", "issue", "safe_name", "unfit"]

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_MOST_BYTES = 140
"""Bytes of a file name without its suffix: some encrypted folders take 143 in all, most take 255."""

_MOST_BYTES_OF_CODE = 40
_STANDS_FIRST = re.compile(r"\d[\w-]*", re.ASCII)
"""A code that a file name may begin with: no name that Windows reserves begins with a digit."""

_LEAST_DIGITS = 3
_LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Issued:
    """What was issued: how many workbooks, and where they are."""

    count: int
    folder: Path


def issue(
    cell_map: CellMap,
    roster: Roster,
    folder: Path,
    values: Mapping[str, Any] | None = None,
    *,
    locked: Collection[str] = (),
    language: Language = "zh",
    password: str | None = None,
    issuer: str = "",
    stamp: Callable[..., str | Sequence[str]] | None = None,
    rolled: Mapping[int, Rolled] | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    outputs: Outputs = ANYTHING,
) -> Issued:
    """Write a workbook for each department into `folder`.

    If `folder` is missing, it is made; the folder around it must be there. `values` are what all departments
    have in common; what the roster says overrides them. A department's name (and code, where the form has a
    field for it) cannot be changed in its workbook, nor can the fields `locked`. `stamp` returns the text of
    the corner cell (of each, where the form has several sheets) for the code of a department, which is empty
    where it has none; where `rolled` has what goes from earlier forms into the workbooks of departments, by
    their rows, it is told the marks of what is `locked` there. `progress` is called with the number of
    workbooks that are done, and with that of all. `outputs` says which files in the folder may be replaced.
    Nothing is written before the whole roster is found right and every file may be written.

    Raises:
        CollectionError: the form does not say where a name goes, the roster does not fit it, the folder
            cannot be made, or a file in it must be left alone.
        ValuesError: the common values do not fit the form, or a locked field is unknown or blank.
        BuildError: a workbook cannot be written.
    """
    total = len(roster.departments)
    files = [folder / name for name in file_names(roster.departments)]
    blanks = Blanks(
        cell_map, roster, values, locked=locked, language=language, password=password, issuer=issuer
    )
    outputs.check_folder(folder)
    if os.path.isdir(folder):
        outputs.check(dict.fromkeys(files, WorkbookResult()))
    stamped = stamp or (lambda code, **marks: stamp_texts(cell_map, department=code, **marks))
    make_folder(folder)
    for number, (department, file) in enumerate(zip(roster.departments, files, strict=True), 1):
        text, own = partial(stamped, department.code or ""), (rolled or {}).get(department.row)
        workbook = blanks.blank(department, text()) if own is None else blanks.carried(department, text, own)
        replace_file(file, workbook)
        progress(number, total)
    return Issued(total, folder)


class Blanks:
    """The workbooks of the departments of a roster, made one by one; what is not said here is as in `issue`.

    Raises `CollectionError` where the roster does not fit the form, `ValuesError` where the values do not.
    """

    def __init__(
        self,
        cell_map: CellMap,
        roster: Roster,
        values: Mapping[str, Any] | None = None,
        *,
        locked: Collection[str] = (),
        language: Language = "zh",
        password: str | None = None,
        issuer: str = "",
    ) -> None:
        self._prefill = _Prefill(cell_map, roster)
        refuse(roster.file, self._prefill.problems())
        self._cell_map, self._values = cell_map, values or {}
        self._locked = frozenset({*self._prefill.locked, *locked})
        self._look: dict[str, Any] = {"language": language, "password": password, "issuer": issuer}
        self._template = WorkbookTemplate(
            cell_map, values, varying=self._prefill.varying, locked=self._locked, **self._look
        )
        self._prefill.check_locked(self._template.open_locks)

    def blank(self, department: Department, stamp: str | Sequence[str]) -> bytes:
        """Return the workbook of a department. Raises `BuildError` where it cannot be made."""
        return self._template.fill(self._prefill.values(department), stamp=stamp)

    def carried(
        self, department: Department, stamp: Callable[..., str | Sequence[str]], rolled: Rolled
    ) -> bytes:
        """Return the workbook of a department with values of its own, those of earlier forms; see `blank`.

        What the roster says overrides them, and they what all have in common. `stamp` returns the text of the
        corner cell for the marks of the cells that are `locked`.
        """
        filled = deepcopy(overlaid(rolled.values, self._values))
        for path, value in self._prefill.values(department).items():
            _put(filled, split(path), value)
        stream, locked = BytesIO(), self._locked | rolled.locked
        text = stamp(locked=locked_marks(self._cell_map, filled, rolled.locked))
        build(self._cell_map, stream, filled, stamp=text, locked=locked, **self._look)
        return stream.getvalue()


def _put(tree: Tree, path: FieldPath, value: Value) -> None:
    """Put a value into a record that may lack what is around it; a list gets as many items as it needs."""
    for part, following in pairwise(path):
        if isinstance(tree, list):
            assert isinstance(part, int)
            tree += [{} for _ in range(part + 1 - len(tree))]
            tree = tree[part]
        else:
            tree = tree.setdefault(part, [] if isinstance(following, int) else {})
    if isinstance(tree, list):
        assert isinstance(path[-1], int)
        tree += [None] * (path[-1] + 1 - len(tree))
    tree[path[-1]] = value


def file_names(departments: Sequence[Department]) -> list[str]:
    """Return the names of the departments' files: safe on Windows, macOS and Linux, and sorted as the roster.

    They begin with the codes (`101001_甲局.xlsx`) where these are in order and tell all departments apart,
    whatever the case of letters, else with a number, which the code follows (`001_101001_甲局.xlsx`).
    """
    codes = [safe_name(department.code or "", _MOST_BYTES_OF_CODE) for department in departments]
    names = [safe_name(department.name, _MOST_BYTES) for department in departments]
    if all(map(_STANDS_FIRST.fullmatch, codes)) and _ascend(codes):
        heads = codes
    else:
        digits = max(_LEAST_DIGITS, len(str(len(codes))))
        heads = ["_".join(filter(None, (f"{at:0{digits}}", code))) for at, code in enumerate(codes, 1)]
    return [_joined(head, name) for head, name in zip(heads, names, strict=True)]


def _ascend(codes: Sequence[str]) -> bool:
    """Tell whether names that begin with these codes are different and sorted, as all systems sort them."""
    folded = [f"{code}_".casefold() for code in codes]
    return all(first < second for first, second in pairwise(folded))


def _joined(head: str, name: str) -> str:
    room = _MOST_BYTES - len(head.encode()) - 1
    name = name.encode()[:room].decode(errors="ignore").rstrip(" .")
    return f"{head}_{name}.xlsx" if name else f"{head}.xlsx"


def safe_name(text: str, most: int = _MOST_BYTES) -> str:
    """Return a text as part of a file name, of as many bytes at most, without what some system refuses."""
    plain = unicodedata.normalize("NFC", text)
    plain = "".join(" " if unicodedata.category(sign) in _UNSEEN else sign for sign in plain)
    plain = " ".join(_FORBIDDEN.sub("_", plain).split())
    return plain.encode()[:most].decode(errors="ignore").strip(" .")


def unfit(cell_map: CellMap, roster: Roster) -> list[Sentence]:
    """Return what a roster says that the form cannot hold. Raises `CollectionError` if it holds no names."""
    return _Prefill(cell_map, roster).problems()


class _Prefill:
    """What the roster says, by the fields of the form that it goes into."""

    def __init__(self, cell_map: CellMap, roster: Roster) -> None:
        fields = {key: join(names) for key, names in cell_map.roster.items()}
        if "name" not in fields:
            raise CollectionError("form-without-name-field", form=cell_map.form.name)
        self._cells = {cell.path: cell for cell in cell_map if cell.role is Role.INPUT}
        self._fields = fields
        self.varying = tuple(dict.fromkeys((*fields.values(), *roster.fields)))
        self.locked = tuple(fields[key] for key in ("name", "code") if key in fields and _has(roster, key))
        self._roster = roster

    def values(self, department: Department) -> dict[str, Value]:
        """Return what is prefilled for a department; what the roster leaves blank is left as it was."""
        read = {
            path: self._read(path, raw, department.row)[0] for path, raw in self._raws(department).items()
        }
        return {path: value for path, value in read.items() if value is not None}

    def check_locked(self, problems: Mapping[str, Sentence]) -> None:
        """Check that the roster has a value for each department at the paths that are locked with a problem.

        Raises `ValuesError`, with the first row that has none.
        """
        for path, reason in problems.items():
            if path not in self.varying:
                raise ValuesError(reason)
            for department in self._roster.departments:
                raw = self._raws(department).get(path, Raw(None))
                if self._read(path, raw, department.row)[0] is None:
                    raise ValuesError("at-place", place=row_words(department.row), reason=reason)

    def problems(self) -> list[Sentence]:
        """Return what the form cannot hold: columns that are no field of it, then values."""
        problems = [
            Sentence.of("roster-field-not-to-fill-in", field=path)
            for path in self._roster.fields
            if path not in self._cells
        ]
        problems += [
            Sentence.of("roster-field-given-already", field=path, column=key)
            for key, path in self._fields.items()
            if path in self._roster.fields
            and any(getattr(department, key) for department in self._roster.departments)
        ]
        if problems:
            return problems
        for department in self._roster.departments:
            for path, raw in self._raws(department).items():
                value, wrong = self._read(path, raw, department.row)
                if value is None and path == self._fields["name"]:
                    wrong = wrong or _cannot_be(path, raw, department.row)
                if wrong:
                    problems.append(wrong)
        return problems

    def _raws(self, department: Department) -> dict[str, Raw]:
        """Return what the roster says of a department, by the fields that it goes into."""
        always = {path: Raw(getattr(department, key) or "") for key, path in self._fields.items()}
        return always | dict(department.values)

    def _read(self, path: str, raw: Raw, row: int) -> tuple[Value, Sentence | None]:
        """Return the value that a cell of the roster stands for, and why it cannot be prefilled."""
        cell = self._cells[path]
        assert cell.of is not None
        outcome = cell.of.kind.read(raw, cell.bounds)
        if not outcome.readable:
            return None, _cannot_be(path, raw, row)
        longest = cell.of.kind.longest(cell.bounds)
        if longest is not None and isinstance(outcome.value, str) and units(outcome.value) > longest:
            return None, Sentence.of("roster-text-too-long", row=row, field=path, most=longest)
        return outcome.value, None


def _cannot_be(path: str, raw: Raw, row: int) -> Sentence:
    text = str(raw.value)
    shown = text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
    return Sentence.of("roster-cannot-be", row=row, field=path, found=shown)


def _has(roster: Roster, key: str) -> bool:
    return all(getattr(department, key) for department in roster.departments)
