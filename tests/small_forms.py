"""Small forms that tests write down, and what becomes of each: mistakes, or workbooks and readings."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

from collection.summary.export import summarize
from reader import Reading, read
from template_builder import build, build_copy, check_building
from templates import DefinitionError, Form, compile, load
from tests.fillings import fitting

__all__ = ["HEAD", "loaded", "problems_of", "through_the_whole_job", "written"]

HEAD = "form: small\nversion: '1'\ntitle: 小表\ncolumns: [12, 12, 12, 12]\n"
"""What a small form begins with, where it does not itself say `form`."""


def written(folder: Path, text: str) -> Path:
    """Write a definition, with what it leaves out."""
    path = folder / "small.yaml"
    path.write_text(text if text.startswith("form:") else HEAD + text, encoding="utf-8")
    return path


def loaded(folder: Path, text: str) -> Form:
    """Return a small form that is right."""
    form = load(written(folder, text))
    check_building(form)
    return form


def problems_of(folder: Path, text: str) -> list[tuple[int, str]]:
    """Return the lines and the codes of what `check` tells of a small form, as it tells it."""
    try:
        loaded(folder, text)
    except DefinitionError as error:
        return [(problem.line, problem.what.code) for problem in error.problems]
    return []


def through_the_whole_job(form: Form, folder: Path, *, fillings: int = 1) -> list[Reading]:
    """Build, read back and sum up a blank of a form and some that are filled in; return the readings.

    Nothing moved, and what is read is built and read again as it was.
    """
    given = {name: one.sample for name, one in form.parameters.items() if one.default is None}
    cell_map = compile(form, given)
    readings = []
    for number in range(fillings + 1):
        values: dict[str, Any] = fitting(cell_map, Random(number)) if number else {}
        path = folder / f"{number}.xlsx"
        build(cell_map, path, values)
        readings.append(read(path, [form]))
        build_copy(cell_map, folder / "copy.xlsx", readings[-1].values)
        codes = {finding.code for finding in readings[-1].findings}
        assert not codes & {"formula-moved", "row-inserted", "row-outside-form"}
        again = folder / "again.xlsx"
        build(cell_map, again, readings[-1].values)
        assert read(again, [form]).values == readings[-1].values
    build(cell_map, folder / "in English.xlsx", language="en")
    summarize(readings, folder / "summary.xlsx")
    return readings
