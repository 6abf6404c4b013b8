"""The law of sheet and reader: what the sheet calls ready is no error to the reader, and the other way round.

Both are given the same odd entries. The exceptions are the two lists of `templates.findings.agreement`, which
stand on one page of the documentation with their reasons.
"""

from __future__ import annotations

import json
from decimal import Decimal
from itertools import islice
from pathlib import Path
from random import Random

import openpyxl
import pytest

from reader import read
from templates import builtin, builtin_names, compile, load
from templates.findings.agreement import agreement
from templates.language import address
from tests.agreement import Judges, Verdict
from tests.complete import complete
from tests.extent import extent
from tests.odd_entries import OddEntry, odd_entries
from tests.office import Office
from tests.test_referees import SMALL

pytestmark = pytest.mark.no_cover  # thousands of evaluations: tracing them would take minutes

ENTRIES = {
    "department-goals": 800,
    "department-self-evaluation": 150,
    "project-self-evaluation": 200,
    "travel-plan": 350,
    "project-schedule": 350,
    "fund-shares": 200,
    "level-weights": 600,
    "supply-plan": 300,
    "project-goals": 150,
}
"""How many entries are tried in each form, each with its kinds."""

IN_LIBREOFFICE = 50

BASES = {
    "department-self-evaluation": "department-self-evaluation",
    "project-self-evaluation": "project-self-evaluation",
    "travel-plan": "travel",
    "project-schedule": "schedule",
    "fund-shares": "shares",
    "level-weights": "weights",
    "supply-plan": "supplies",
    "project-goals": "project-goals",
}


@pytest.fixture(scope="module", params=sorted(ENTRIES))
def judges(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Judges:
    folder: Path = tmp_path_factory.mktemp("agreement")
    if request.param == "department-goals":
        return Judges(SMALL, complete(SMALL), folder)
    base = Path(__file__).parent / "cases" / "bases" / f"{BASES[request.param]}.json"
    written = json.loads(base.read_text(encoding="utf-8"), parse_float=Decimal)
    name = written["form"]
    form = builtin(name) if name in builtin_names() else load(Path(__file__).parent / "forms" / name)
    return Judges(compile(form, written["parameters"]), written["values"], folder, [form])


def said(entry: OddEntry, verdict: Verdict) -> str:
    """Return what is to be known of a verdict that breaks the law."""
    return f"{entry.field}: {', '.join(map(repr, entry.cells.values()))}: {verdict}"


@pytest.mark.program
def test_sheet_and_reader_agree_in_libreoffice(office: Office, tmp_path: Path) -> None:
    """Entries are put into cells, saved, and read; the program worked out the status line."""
    judges, lists = Judges(SMALL, complete(SMALL), tmp_path), agreement()
    blank, returned = tmp_path / "department-goals.xlsx", tmp_path / "returned.xlsx"
    typed = (
        entry
        for entry in odd_entries(SMALL, judges.right, Random(5))
        if all(
            raw.error is None and raw.formula is None and raw.serial is None for raw in entry.cells.values()
        )
    )
    for entry in islice(typed, IN_LIBREOFFICE):
        values = {address(at.row, at.column): raw.value for at, raw in entry.cells.items()}
        office.fill(blank, {None: values}, returned)
        status = openpyxl.load_workbook(returned, data_only=True)["申报表"]["B2"].value
        verdict = Verdict.of(status, read(returned))
        if verdict.ready:
            assert verdict.errors <= lists.only_on_return.keys(), said(entry, verdict)
        else:
            assert verdict.errors or verdict.codes & lists.mended_on_return.keys(), said(entry, verdict)


def test_sheet_and_reader_agree(judges: Judges) -> None:
    lists, name = agreement(), judges.cell_map.form.name
    count = extent(ENTRIES[name], ENTRIES[name] // 10, soak=10 * ENTRIES[name])
    entries = list(islice(odd_entries(judges.cell_map, judges.right, Random(11)), count))
    verdicts = [judges.verdict(entry) for entry in entries]
    unseen = [
        said(entry, verdict)
        for entry, verdict in zip(entries, verdicts, strict=True)
        if verdict.ready and verdict.errors - lists.only_on_return.keys()
    ]
    assert unseen == [], "the sheet says ready, and the reader finds an error"
    mended = [
        (entry, one) for entry, one in zip(entries, verdicts, strict=True) if not (one.ready or one.errors)
    ]
    unmended = [said(*one) for one in mended if not one[1].codes & lists.mended_on_return.keys()]
    assert unmended == [], "the sheet does not say ready, and the reader finds no error"
    assert len(mended) <= count / 4
    assert {True, False} == {verdict.ready for verdict in verdicts}
