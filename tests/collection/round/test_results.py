"""What a round comes to: only returns that count are summed, and each figure leads back to its cell."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from collection import (
    CollectionError,
    EventKind,
    Round,
    amend,
    collect,
    decide,
    open_round,
    summarize_round,
    trace,
)
from collection.round.results.summarizing import body_of_round
from reader import Reading
from tests.collection.round.rosters import COMPLETE, begun, sent_back
from tests.collection.round.test_collecting import AFTER, BEFORE, put

AMOUNT = "income.fiscal.amount"
RIGHT: Decimal = COMPLETE["values"]["income"]["fiscal"]["amount"]


@pytest.fixture
def round(tmp_path: Path) -> Round:
    """A round in which the first department sent a wrong form and then a right one, the second one."""
    back = tmp_path / "back"
    back.mkdir()
    begun_round = begun(tmp_path)
    put(back, "a.xlsx", sent_back(begun_round, "101001", "甲局", wrong=1), BEFORE)
    put(back, "a-2.xlsx", sent_back(begun_round, "101001", "甲局"), AFTER)
    put(back, "b.xlsx", sent_back(begun_round, "101002", "乙局", wrong=1), BEFORE)
    put(back, "c.pdf", b"%PDF-1.7\n")
    collect(begun_round, [back])
    return open_round(begun_round.folder.path)


def summed(round: Round, tmp_path: Path) -> list[Reading]:
    """Return what is in the sums of the summary, which is written."""
    path = tmp_path / "summary.xlsx"
    names = [one.subject.name for one in summarize_round(round, path).counted]
    with round.ledger() as ledger:
        counted = body_of_round(round, ledger, path).counted
        assert [one.subject.name for one in counted] == names
        return [one.read() for one in counted]


def test_only_the_current_return_of_a_department_is_summed(round: Round, tmp_path: Path) -> None:
    amounts = [one.values["income"]["fiscal"]["amount"] for one in summed(round, tmp_path)]
    assert amounts == [RIGHT, RIGHT + 1]
    names = load_workbook(tmp_path / "summary.xlsx").sheetnames
    assert names, "it is a workbook"


@pytest.mark.parametrize("decision", [EventKind.REFUSED, EventKind.SET_ASIDE])
def test_what_was_refused_or_set_aside_is_in_no_sum(
    round: Round, tmp_path: Path, decision: EventKind
) -> None:
    decide(round, decision, "101002", "重报")
    names = [reading.values["department"]["name"] for reading in summed(round, tmp_path)]
    assert names == ["甲局"]
    assert not trace(round, "101002", AMOUNT).counts


def test_nothing_to_sum_up_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    empty = begun(tmp_path)
    with pytest.raises(CollectionError) as told:
        summed(empty, tmp_path)
    assert told.value.code == "round-nothing-counts"
    assert not (tmp_path / "summary.xlsx").exists()


def test_every_figure_leads_back_to_its_cell_and_file(round: Round) -> None:
    for code, content in (
        ("101001", sent_back(round, "101001", "甲局")),
        ("101002", sent_back(round, "101002", "乙局", wrong=1)),
    ):
        found = trace(round, code, AMOUNT)
        assert found.returned.digest == hashlib.sha256(content).hexdigest()
        assert found.address is not None
        sheet, _, cell = found.address.partition("!")
        kept = load_workbook(round.folder.path / found.returned.path)
        assert Decimal(str(kept[sheet][cell].value)) == found.value
        assert found.counts


def test_what_the_form_computes_leads_back_too(round: Round) -> None:
    found = trace(round, "101001", "income.total.amount")
    assert found.value == RIGHT + (COMPLETE["values"]["income"]["other"]["amount"] or 0)
    assert found.address is not None


@pytest.mark.parametrize(
    ("code", "field", "why"),
    [
        ("999", AMOUNT, "round-code-unknown"),
        ("102001", AMOUNT, "round-nothing-returned"),
        ("101001", "income.fiscal", "round-field-unknown"),
        ("101001", "projects[99].name", "round-field-unknown"),
        ("101001", "no.such", "round-field-unknown"),
    ],
)
def test_what_is_not_there_is_told(round: Round, code: str, field: str, why: str) -> None:
    with pytest.raises(CollectionError) as told:
        trace(round, code, field)
    assert told.value.code == why


def settled(round: Round, value: str, field: str = AMOUNT) -> None:
    amend(round, "101002", field, value, "电话核对")


def test_an_amended_figure_is_shown_wherever_it_is(round: Round, tmp_path: Path) -> None:
    wrong = summed(round, tmp_path)[1]
    settled(round, str(RIGHT))
    settled(round, str(RIGHT))
    with round.ledger() as ledger:
        assert len(ledger.events(EventKind.AMENDED)) == 1, "noted once"
    now = summed(round, tmp_path)[1]
    assert now.values["income"]["fiscal"]["amount"] == RIGHT
    assert now.computed["income"]["total"]["amount"] == wrong.computed["income"]["total"]["amount"] - 1
    assert [one.code for one in wrong.findings if one.severity == "error"] == [
        "income-differs-from-expenditure"
    ]
    assert [one.code for one in now.findings if one.severity == "error"] == []
    (notice,) = (one for one in now.findings if one.code == "figure-amended")
    assert (notice.field, notice.found, notice.expected) == (AMOUNT, str(RIGHT + 1), str(RIGHT))
    assert "电话核对" in notice.sentence("zh")
    assert f"{notice.sheet}!{notice.cell}" == now.addresses[AMOUNT]
    found = trace(round, "101002", AMOUNT)
    assert (found.value, found.address) == (RIGHT, now.addresses[AMOUNT])


def test_an_amendment_that_makes_a_mistake_says_so(round: Round, tmp_path: Path) -> None:
    settled(round, "1")
    errors = [one for one in summed(round, tmp_path)[1].findings if one.severity == "error"]
    assert "income-differs-from-expenditure" in [one.code for one in errors]
    cells = summed(round, tmp_path)[1].addresses.values()
    assert all(f"{place.sheet}!{place.cell}" in cells for one in errors for place in one.locations)


def test_a_later_return_takes_the_place_of_what_was_amended(round: Round, tmp_path: Path) -> None:
    settled(round, "1")
    put(tmp_path / "back", "later.xlsx", sent_back(round, "101002", "乙局"), AFTER)
    collect(round, [tmp_path / "back"])
    again = summed(open_round(round.folder.path), tmp_path)[1]
    assert again.values["income"]["fiscal"]["amount"] == RIGHT
    assert "figure-amended" not in [one.code for one in again.findings]


@pytest.mark.parametrize(
    ("code", "field", "value", "reason", "why"),
    [
        ("999", AMOUNT, "1", "电话", "round-code-unknown"),
        ("102001", AMOUNT, "1", "电话", "round-nothing-returned"),
        ("101002", AMOUNT, "1", " ", "round-reason-missing"),
        ("101002", AMOUNT, "很多", "电话", "round-value-unclear"),
        ("101002", "income.total.amount", "1", "电话", "round-field-computed"),
        ("101002", "income.fiscal", "1", "电话", "round-field-unknown"),
        ("101002", "projects[99].name", "某项目", "电话", "round-field-unknown"),
        ("101002", "no.such", "1", "电话", "round-field-unknown"),
    ],
)
def test_what_cannot_be_amended_is_told_and_not_noted(
    round: Round, code: str, field: str, value: str, reason: str, why: str
) -> None:
    with pytest.raises(CollectionError) as told:
        amend(round, code, field, value, reason)
    assert told.value.code == why
    with round.ledger() as ledger:
        assert ledger.events(EventKind.AMENDED) == []
