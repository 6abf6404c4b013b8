"""Workbooks built, spoiled and read back: each must give its codes at its fields, and nothing else."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from reader import Reading, UnreadableWorkbook, read, unreadable
from templates import Finding, Severity, builtin, builtin_names, catalogue, compile, roll_forward
from tests.cases import Case, cases
from tianbao.output.json_output import json_text, reading_object

SHOULD_PASS, SHOULD_FAIL = tuple(cases("should_pass")), tuple(cases("should_fail"))

FOUND_IN_A_ROUND = frozenset(
    {"other-round", "department-repeated", "reading-ended"}
    | {"department-differs", "department-code-missing", "figure-amended"}
    | {"past-differs-from-last-round", "same-as-last-year", "carried-not-fitting"}
)
"""Codes of more files than one, or of the processes that read them: the tests of the collection have them."""

OF_NO_CELL = frozenset(
    {"active-content", "form-sheet-hidden", "form-sheet-missing"}
    | {"checks-not-run", "found-by-labels", "recognised-by-words", "form-row-missing", "sheet-duplicate"}
)
"""Codes of what stands in no cell, or no longer, and of the whole file."""

OF_THE_NEXT_YEAR = frozenset(
    {"carried-budget-not-actual", "carried-target-not-actual", "project-not-carried"}
)
"""Codes of a blank that is yet to be built."""

SLOT = re.compile(r"\{\w*\}")


def _read(case: Case, folder: Path) -> Reading:
    path = folder / "returned.xlsx"
    case.write(path)
    try:
        reading = read(path, [case.form], key=case.key, password=case.password)
    except UnreadableWorkbook as error:
        return unreadable(str(path), error.finding)
    if case.rolls is None:
        return reading
    following = compile(case.form, {**case.cell_map.parameters, "year": _year(case) + 1})
    return replace(
        reading, findings=roll_forward(case.cell_map, reading.values, following, case.rolls).findings
    )


def _year(case: Case) -> int:
    year = case.cell_map.parameters["year"]
    assert isinstance(year, int)
    return year


def _codes(reading: Reading) -> dict[str, set[str]]:
    """Return the codes of a reading, each with the fields it was found at."""
    found = defaultdict[str, set[str]](set)
    for finding in reading.findings:
        found[finding.code].update(location.field for location in finding.locations if location.field)
    return dict(found)


def _check(case: Case, reading: Reading) -> None:
    found = {
        code: fields
        for code, fields in _codes(reading).items()
        if code in case.codes or not fields <= case.remarks.get(code, frozenset())
    }
    assert found == {code: set(fields) for code, fields in case.codes.items()}
    for code, words in case.says.items():
        assert any(finding.code == code and words in finding.sentence("zh") for finding in reading.findings)
    for finding in reading.findings:
        _check_severity(case, finding)
        _check_words(finding, reading)
    for language in ("zh", "en"):
        _check_json(reading_object(reading, language), reading)


def _check_severity(case: Case, finding: Finding) -> None:
    expected = case.severity.get(finding.code, finding.message.severity)
    assert finding.severity == expected, f"{finding.code} is {finding.severity}, not {expected}"


def _check_words(finding: Finding, reading: Reading) -> None:
    for language in ("zh", "en"):
        for words in (finding.sentence(language), finding.remedy(language)):
            assert words.strip()
            assert not SLOT.search(words), f"{finding.code} leaves a slot: {words}"
            assert "“”" not in words, f"{finding.code} names nothing: {words}"
    if reading.cell_map is not None and finding.code not in OF_NO_CELL | OF_THE_NEXT_YEAR:
        assert finding.cell, f"{finding.code} names no cell"


def _check_json(described: Mapping[str, object], reading: Reading) -> None:
    written = json.loads(json_text(described))
    assert [entry["code"] for entry in written["findings"]] == [entry.code for entry in reading.findings]
    assert [entry["cell"] for entry in written["findings"]] == [entry.cell for entry in reading.findings]
    assert all(entry["message"] and entry["fix"] for entry in written["findings"])


@pytest.mark.parametrize("case", SHOULD_PASS, ids=lambda case: case.name)
def test_what_should_pass_has_notices_at_most(case: Case, tmp_path: Path) -> None:
    reading = _read(case, tmp_path)
    _check(case, reading)
    assert reading.status == ("findings" if reading.findings else "clean")
    assert {finding.severity for finding in reading.findings} <= {Severity.NOTICE}


@pytest.mark.parametrize("case", SHOULD_FAIL, ids=lambda case: case.name)
def test_what_should_fail_says_why(case: Case, tmp_path: Path) -> None:
    reading = _read(case, tmp_path)
    _check(case, reading)
    assert {finding.severity for finding in reading.findings} & {Severity.ERROR, Severity.WARNING}


def test_every_code_that_exists_is_given_by_a_case() -> None:
    given = {code for case in (*SHOULD_PASS, *SHOULD_FAIL) for code in case.codes}
    assert {*catalogue()} - given - FOUND_IN_A_ROUND == set()
    for form in map(builtin, builtin_names()):
        of_form = [case for case in (*SHOULD_PASS, *SHOULD_FAIL) if case.form.name == form.name]
        given = {code for case in of_form for code in case.codes}
        assert form.messages.keys() - catalogue().keys() - given - FOUND_IN_A_ROUND == set()
    assert all(case.codes.keys() <= case.form.messages.keys() for case in (*SHOULD_PASS, *SHOULD_FAIL))


def test_a_case_is_named_by_what_it_gives() -> None:
    """A case that should fail begins with one of its codes, so that the folder is a list of the codes."""
    strangers = [case.name for case in SHOULD_FAIL if not any(map(case.name.startswith, case.codes))]
    assert strangers == []
