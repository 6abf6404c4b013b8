"""Forms that people damage in LibreOffice: what still stands in them is read right, the rest has a finding.

`make soak` tries 500 chains of operations; a chain is made again by its number.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from reader import UnreadableWorkbook, read
from template_builder import build
from tests.damage import (
    FORM,
    SUFFIXES,
    Marked,
    Operation,
    faults,
    marked_record,
    operation,
    singles,
)
from tests.extent import extent
from tests.office import Office

pytestmark = pytest.mark.no_cover  # what they cover is covered by tests that take less

CHAINS = extent(10, quick=4, soak=500)
ONE_BY_ONE = [(name, suffix) for name in singles() for suffix in SUFFIXES][:: extent(2, quick=2, soak=1)]
LONGEST = 6
MARK = '"tianbao"'


@pytest.fixture(scope="module")
def marked() -> Marked:
    return marked_record()


@pytest.fixture(scope="module")
def form(marked: Marked, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("damage") / "form.xlsx"
    build(FORM, path, marked.values)
    return path


def outcome(marked: Marked, file: Path) -> tuple[str, list[tuple[object, ...]]]:
    """Return whether a file was read or why it was refused, and what was misread in it."""
    try:
        reading = read(file)
    except UnreadableWorkbook as refused:
        return refused.finding.code, []
    return "read", list(faults(marked, reading, file))


def test_a_form_as_it_is(marked: Marked, form: Path) -> None:
    assert read(form).values == marked.values
    assert outcome(marked, form) == ("read", [])
    assert len(marked.places) > 100


def test_the_judge_sees_what_is_wrong(marked: Marked, form: Path) -> None:
    reading = read(form)
    first, second, *others = reading.values["projects"]
    kinds = {
        "read in another field": {**first, "name": first["purpose"]},
        "read as one item": {**first, "purpose": second["purpose"]},
        "read, and never written": {**first, "name": "别的"},
        "lost without a word": {**first, "name": None},
    }
    for kind, spoilt in kinds.items():
        values = {**reading.values, "projects": [spoilt, second, *others]}
        found = {str(fault[0]) for fault in faults(marked, replace(reading, values=values), form)}
        assert kind in found


@pytest.mark.parametrize(("name", "suffix"), ONE_BY_ONE)
def test_one_thing(
    name: str, suffix: str, marked: Marked, form: Path, office: Office, tmp_path: Path
) -> None:
    file = tmp_path / f"returned{suffix}"
    office.damage(form, [singles()[name]], file, MARK)
    assert outcome(marked, file) == ("read", [])


def test_chains(marked: Marked, form: Path, office: Office, tmp_path: Path) -> None:
    outcomes: Counter[str] = Counter()
    for number in range(CHAINS):
        random = Random(f"chain {number}")
        operations: list[Operation] = []
        file = form
        for step in range(random.randint(1, LONGEST)):
            operations.append(operation(random))
            following = tmp_path / f"{number}-{step}{random.choice(SUFFIXES)}"
            office.damage(file, operations[-1:], following, MARK)
            file = following
        how, found = outcome(marked, file)
        assert (number, operations, found) == (number, operations, [])
        outcomes[how] += 1
    assert outcomes["read"] > CHAINS * 0.8
    print(f"{CHAINS} chains: {dict(outcomes)}")
