"""What is learnt of a round: who had what, who sent again because of it, how long it took."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from collection import (
    EventKind,
    Round,
    Statistics,
    collect,
    correct_round,
    statistics_of_round,
    write_statistics,
)
from collection.round.incoming.verdicts import verdict_on
from collection.round.results.statistics.findings import Found, found_in
from collection.round.results.statistics.words import lead_lines, total_lines
from reader import Reading
from templates import Finding, Location, Message, Severity, Text, catalogue
from tests.collection.round.rosters import COMPLETE, begun, sent_back
from tests.collection.round.status.rounds import HOSTILE, at
from tests.collection.rounds import form_map, reading_of
from tests.test_cli import Run, refused, run

__all__ = ["run"]

SUMS, PHONE = "income-differs-from-expenditure", "required-missing"
TOTAL, TELEPHONE = "income.total.amount", "department.phone"


@cache
def messages() -> Mapping[str, Message]:
    cell_map = form_map(**COMPLETE["parameters"])
    return {**catalogue(), **{rule.message.code: rule.message for rule in cell_map.rules}}


def wrong(code: str, *fields: str, explained: bool = False, severity: Severity = Severity.ERROR) -> Finding:
    """Return a finding in some fields, or in none."""
    said = "情况属实" if explained else None
    places = tuple(Location(field, field, "申报表", "C3", explanation=said) for field in fields)
    message = messages()[code]
    return Finding(message, severity, places, slots={slot: Text("…") for slot in message.sentence.slots})


def came(round: Round, code: str, day: int, *findings: Finding, decision: EventKind | None = None) -> None:
    """Let a return of a department come on a day of March, in which this was found."""
    reading = reading_of(round.cell_map, COMPLETE["values"], *findings)
    with round.ledger() as ledger, ledger.transaction():
        digest = hashlib.sha256(repr((code, day, findings)).encode()).hexdigest()
        path = f"returned/{code}-{day}-{digest[:8]}.xlsx"
        ledger.add_file(digest, 1, path)
        moment = at(day).astimezone(UTC).isoformat()
        details = {"name": "表.xlsx", "path": path, "at": moment, "how": "stamp"}
        ledger.add(EventKind.RECEIVED, code, digest=digest, details=details)
        ledger.set_verdict(verdict_on(digest, round.rules, path, reading))
        if decision is not None:
            ledger.add(decision, code, digest=digest, details={"reason": "x"})


def learnt(round: Round) -> Statistics:
    with round.ledger() as ledger:
        return statistics_of_round(round, ledger)


def some_round(folder: Path) -> Round:
    """Return a round of three departments: one that mends, one that does not, one that is right at first."""
    round = begun(folder)
    came(round, "101001", 10, wrong(SUMS, TOTAL), wrong(PHONE, TELEPHONE))
    came(round, "101001", 12, wrong(PHONE, TELEPHONE))
    came(round, "101001", 16)
    came(round, "101002", 10, wrong(SUMS, TOTAL))
    came(round, "101002", 11, wrong(SUMS, TOTAL))
    came(round, "102001", 20)
    return round


def test_what_a_rule_costs_is_what_departments_sent_again(tmp_path: Path) -> None:
    found = learnt(some_round(tmp_path))
    rules = {rule.code: rule for rule in found.rules}
    sums, phone = rules[SUMS], rules[PHONE]
    assert (sums.departments, sums.returns, sums.resending, sums.resent, sums.unmended) == (2, 3, 1, 1, 1)
    assert (phone.departments, phone.returns, phone.resending, phone.resent, phone.unmended) == (
        1,
        2,
        1,
        1,
        1,
    )
    assert (sums.remaining, phone.remaining) == (1, 0)
    assert [rule.code for rule in found.rules] == [SUMS, PHONE], "what more departments had comes first"
    assert sums.is_of_form
    assert [count for _, count in sums.fields] == [2]
    assert "income" not in sums.fields[0][0].zh, "a field is called by its label"
    assert sums.groups == {"行政": 2}


def test_how_the_round_went(tmp_path: Path) -> None:
    found = learnt(some_round(tmp_path))
    assert (found.departments, found.returned, found.returns, found.resent) == (3, 3, 6, 3)
    assert (found.clean_at_first, found.clean) == (1, 2)
    assert (found.days, found.days_of_resenders) == (Decimal("3.0"), Decimal("6.0"))
    assert found.distribution == {1: 1, 2: 1, 3: 1}
    groups = {group.name: group for group in found.groups}
    offices, schools = groups["行政"], groups["教育"]
    assert (offices.departments, offices.returns, offices.clean_at_first, offices.resent) == (2, 5, 0, 3)
    assert offices.worst is not None
    assert offices.worst[1] == 2
    assert (schools.clean_at_first, schools.worst, schools.days) == (1, None, Decimal(0))


def test_what_nobody_returned_is_counted_as_none(tmp_path: Path) -> None:
    found = learnt(begun(tmp_path))
    assert (found.returned, found.returns, found.days, found.rules) == (0, 0, None, ())
    assert found.distribution == {0: 3}
    assert list(lead_lines(found, "zh")) == ["没有单位报错，没有为此要改的规则。"]
    assert all("{" not in line for language in ("zh", "en") for line in total_lines(found, language))


def test_what_was_set_aside_is_left_out_of_account(tmp_path: Path) -> None:
    round = begun(tmp_path)
    came(round, "101001", 10, wrong(SUMS, TOTAL), decision=EventKind.SET_ASIDE)
    came(round, "101001", 12)
    found = learnt(round)
    assert (found.rules, found.returns, found.clean_at_first, found.resent) == ((), 1, 1, 0)


def test_the_order_of_arrival_counts_not_that_of_collecting(tmp_path: Path) -> None:
    round = begun(tmp_path)
    came(round, "101001", 12)
    came(round, "101001", 10, wrong(SUMS, TOTAL))
    (rule,) = learnt(round).rules
    assert (rule.resent, rule.unmended) == (1, 0)


def test_what_turned_into_a_remark_is_mended(tmp_path: Path) -> None:
    round = begun(tmp_path)
    came(round, "101001", 10, wrong(SUMS, TOTAL))
    came(round, "101001", 12, wrong(SUMS, TOTAL, explained=True, severity=Severity.WARNING))
    error, warning = learnt(round).rules
    assert (error.severity, error.resent, error.remaining, error.explained) == (Severity.ERROR, 1, 0, 0)
    assert (warning.severity, warning.resent, warning.remaining, warning.explained) == (
        Severity.WARNING, 0, 1, 1,
    )  # fmt: skip


def test_the_lead_says_which_rule_and_where_and_whether_it_is_understood(tmp_path: Path) -> None:
    round = some_round(tmp_path)
    lines = list(lead_lines(learnt(round), "zh"))
    assert lines[0] == f"明年首先要改或讲明白的：收入合计等于支出合计（{SUMS}）。"
    assert lines[1].startswith("2 个单位出过这个错，占已交回的 67%；为改它多报 1 次，1 次重报仍未改对")
    assert "多半是没看懂" in lines[3]
    came(round, "102001", 21, wrong(SUMS, TOTAL))
    came(round, "102001", 22, wrong(PHONE, TELEPHONE, explained=True, severity=Severity.WARNING))
    came(round, "101002", 25)
    lines = list(lead_lines(learnt(round), "en"))
    assert lines[0].startswith("Change or explain first next year: ")
    assert lines[3].startswith("Once told, departments mend it")
    assert "1 explained it" in lines[4]


def test_a_check_of_all_forms_is_no_rule_to_change(tmp_path: Path) -> None:
    round = begun(tmp_path)
    came(round, "101001", 10, wrong("not-a-workbook"))
    (rule,) = learnt(round).rules
    assert (rule.code, rule.is_of_form, rule.fields) == ("not-a-workbook", False, ())
    assert "不是本表的规则" in next(iter(lead_lines(learnt(round), "zh")))


@pytest.mark.parametrize(
    "findings",
    [
        (),
        (wrong(SUMS, TOTAL),),
        (wrong(SUMS, TOTAL, "projects[1].name"), wrong(PHONE), wrong(PHONE, TELEPHONE)),
    ],
)
def test_findings_are_taken_out_of_a_reading_as_all_of_it_has_them(findings: Sequence[Finding]) -> None:
    values: dict[str, Any] = {**COMPLETE["values"], "tasks": '"findings": [{"message": {"code": "x"'}
    reading = reading_of(form_map(**COMPLETE["parameters"]), values, *findings)
    text = json.dumps(reading.to_dict(), ensure_ascii=False)
    assert found_in(text) == [
        Found(
            one.code,
            one.severity,
            one.message.title,
            tuple(place.field for place in one.locations if place.field),
            False,
        )
        for one in Reading.from_dict(json.loads(text)).findings
    ]
    compact = json.dumps(reading.to_dict(), separators=(",", ":"))  # as another version may write it
    assert found_in(compact) == found_in(text)


def test_nothing_is_found_where_nothing_was_read() -> None:
    assert found_in("") == []


def test_real_returns_are_counted_with_their_corrections(tmp_path: Path) -> None:
    round = begun(tmp_path)
    back = tmp_path / "back"
    back.mkdir()
    (back / "a.xlsx").write_bytes(sent_back(round, "101001", "甲局", wrong=1))
    (back / "b.xlsx").write_bytes(sent_back(round, "101002", "乙局"))
    (back / "丙中心.pdf").write_bytes(b"%PDF-1.7")
    collect(round, [back])
    correct_round(round)
    found = learnt(round)
    errors = {rule.code: rule.departments for rule in found.of(Severity.ERROR)}
    assert errors[SUMS] == 1
    assert len(errors) == 2
    assert (found.corrections, found.corrected, found.clean_at_first) == (1, 1, 1)


def test_the_command_leads_with_the_rule_to_change(run: Run, tmp_path: Path) -> None:
    some_round(tmp_path)
    status, out, err = run("round", "stats", "2026")
    assert (status, err) == (0, "")
    assert out.startswith("明年首先要改或讲明白的：收入合计等于支出合计")
    table = out.partition("错误：\n")[2].splitlines()
    assert table[0].split()[:4] == ["问题", "单位", "份数", "重报单位"]
    assert table[1].split()[1:7] == ["2", "3", "1", "1", "1", "1"]
    told = json.loads(run("round", "stats", "2026", "--format", "json", "--lang", "en")[1])
    assert told["rules"][0]["code"] == SUMS
    assert told["rules"][0]["further_returns"] == 1
    assert told["returns_per_department"] == {"1": 1, "2": 1, "3": 1}
    assert told["median_days_of_resenders"] == 6
    assert "Errors:" in run("round", "stats", "2026", "--lang", "en")[1]
    refused(run("round", "stats", "2026", "-o", "x.xlsx", "--format", "json"), "x.xlsx")
    refused(run("round", "stats", "2026", "-o", "x.html"), ".xlsx")
    refused(run("round", "stats", "nowhere"), "nowhere")


def test_a_long_table_says_how_much_more_there_is(run: Run, tmp_path: Path) -> None:
    round = begun(tmp_path)
    codes = [f"code-{number}" for number in range(15)]
    known = messages()[PHONE]
    named = [Finding(replace(known, code=code), Severity.ERROR) for code in codes]
    came(round, "101001", 10, *named)
    assert "还有 3 种" in run("round", "stats", "2026")[1]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_workbook_has_all_of_it(tmp_path: Path, language: Any) -> None:
    path = tmp_path / "stats.xlsx"
    write_statistics(learnt(some_round(tmp_path)), path, language)
    book = openpyxl.load_workbook(path)
    assert len(book.sheetnames) == 5
    lead = str(book.worksheets[0]["A2"].value)
    assert SUMS in lead
    errors = list(book.worksheets[1].iter_rows(values_only=True))
    row = next(row for row in errors if row[1] == SUMS)
    assert row[3:9] == (2, 3, 1, 1, 1, 1)
    groups = list(book.worksheets[4].iter_rows(values_only=True))
    assert next(row for row in groups if row[0] == "行政")[1:6] == (2, 2, 5, 0, 3)


def test_a_workbook_of_nothing_is_a_workbook(tmp_path: Path) -> None:
    write_statistics(learnt(begun(tmp_path)), tmp_path / "stats.xlsx")
    assert len(openpyxl.load_workbook(tmp_path / "stats.xlsx").sheetnames) == 5


def test_no_group_and_no_label_becomes_a_formula_or_a_command(run: Run, tmp_path: Path) -> None:
    rows = [
        f'10{number},局{number},,,"{words.replace(chr(34), chr(34) * 2)}",'
        for number, words in enumerate(HOSTILE[:5])
    ]
    round = begun(tmp_path, rows)
    came(round, "100", 10, wrong(SUMS, TOTAL))
    assert run("round", "stats", "2026", "-o", "s.xlsx")[0] == 0
    cells = [
        cell
        for sheet in openpyxl.load_workbook(tmp_path / "s.xlsx").worksheets
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)
    assert HOSTILE[2] in {cell.value for cell in cells}
