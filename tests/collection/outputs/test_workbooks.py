"""A workbook is known as ours by what its cells hold, whichever program has saved it since."""

from __future__ import annotations

from pathlib import Path

import pytest

from collection.outputs.workbooks import is_form, workbook_objection
from template_builder import build
from templates.seal import is_as_sealed
from tests.collection.rounds import DEMO, form_map
from tests.engines.engine import Engine
from tests.engines.iron_calc import IronCalc
from tests.template_builder.parts import saved


@pytest.fixture(scope="module")
def prefilled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A form that we prefilled."""
    file = tmp_path_factory.mktemp("ours") / "a.xlsx"
    build(form_map(), file, DEMO["departments"][0]["values"])
    return file


def objection(file: Path) -> str | None:
    found = workbook_objection(file, file.read_bytes())
    return None if found is None else found.code


def test_each_program_keeps_the_seal_and_what_it_says(
    engine: Engine, prefilled: Path, tmp_path: Path
) -> None:
    file, typed = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    engine.fill(prefilled, {}, file)
    assert not is_as_sealed(file.read_bytes())
    # IronCalc, which is no office program, drops the properties, so that nobody can tell who filled it in
    assert objection(file) == ("output-filled-in" if isinstance(engine, IronCalc) else None)
    engine.fill(prefilled, {None: {"D6": "另一个人"}}, typed)
    assert objection(typed) == "output-filled-in"


def test_what_may_be_a_return_is_taken_for_one() -> None:
    blank = saved(lambda stream: build(form_map(), stream))
    assert is_form(blank)
    assert is_form(blank[:500])
