"""Forms and cell maps go to another process and come back as what they were."""

from __future__ import annotations

import pickle
from concurrent.futures import ProcessPoolExecutor
from copy import deepcopy
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest

from templates import CellMap, Form, builtin, compile, load
from templates.loading import _defined
from tests.forms import TRAVEL_PLAN, YEARLY_EVALUATION

FORM = builtin("department-goals")


def again(what: object) -> object:
    return pickle.loads(pickle.dumps(what))


def test_a_form_comes_back_equal() -> None:
    for form in (FORM, load(TRAVEL_PLAN)):
        back = again(form)
        assert back == form
        assert hash(back) == hash(form)
        assert isinstance(back, Form)
        assert back.identity == form.identity
        assert back.source.lines == form.source.lines
        assert compile(back, {"year": 2026}).digest == compile(form, {"year": 2026}).digest


def test_a_form_of_the_toolkit_travels_by_its_name() -> None:
    assert again(FORM) is FORM
    assert len(pickle.dumps(FORM)) < 100


def test_a_form_is_made_again_once_in_a_process() -> None:
    assert again(load(TRAVEL_PLAN)) is again(load(TRAVEL_PLAN))
    assert _defined.cache_info().maxsize is not None


def test_the_forms_that_roll_into_a_form_travel_with_it() -> None:
    form = load(YEARLY_EVALUATION)
    back = again(form)
    assert isinstance(back, Form)
    assert back.sources == form.sources != ()
    assert compile(back, {"year": 2026}).rolls == compile(form, {"year": 2026}).rolls


def test_forms_are_equal_whose_definitions_are_the_same_text(tmp_path: Path) -> None:
    text = TRAVEL_PLAN.read_text(encoding="utf-8")
    here, there, other = (tmp_path / name for name in ("a.yaml", "b.yaml", "c.yaml"))
    here.write_text(text, encoding="utf-8")
    there.write_text(text, encoding="utf-8")
    other.write_text(text.replace("version: 3", "version: 4"), encoding="utf-8")
    assert load(here) == load(there) != load(other)
    assert len({load(here), load(there), load(other)}) == 2
    assert load(here) != "travel-plan"


def test_a_cell_map_comes_back_equal() -> None:
    for form in (FORM, load(TRAVEL_PLAN)):
        cell_map = compile(form, {"year": 2026})
        back = again(cell_map)
        assert isinstance(back, CellMap)
        assert back == cell_map == deepcopy(cell_map)
        assert hash(back) == hash(cell_map)
        assert back.cells == cell_map.cells
        assert back.rules == cell_map.rules
        assert back is again(cell_map), "it is compiled once"


def test_cell_maps_are_equal_that_were_made_from_the_same() -> None:
    first = compile(FORM, {"year": 2020})
    assert first == compile(FORM, {"year": "2020"})
    assert first != compile(FORM, {"year": 2021})
    assert first != compile(FORM, {"year": 2020, "projects": 11})
    assert first != FORM


def test_a_cell_map_that_was_changed_by_hand_is_equal_to_itself_alone() -> None:
    cell_map = compile(FORM, {"year": 2020})
    changed = replace(cell_map, rules=())
    assert changed == changed
    assert changed not in (cell_map, replace(cell_map, rules=()))
    with pytest.raises(TypeError, match="changed by hand"):
        pickle.dumps(changed)


def looked_at(cell_map: CellMap) -> tuple[CellMap, str, int]:
    """Do some work in another process."""
    return cell_map, cell_map.digest, len(cell_map.rules)


@pytest.mark.program
def test_cell_maps_go_to_another_process_and_back() -> None:
    maps = [compile(form, {"year": 2026}) for form in (FORM, load(TRAVEL_PLAN))]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        found = list(pool.map(looked_at, maps))
    assert found == [(cell_map, cell_map.digest, len(cell_map.rules)) for cell_map in maps]
