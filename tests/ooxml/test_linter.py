"""The linter finds each fault by its code, and nothing in what is sound or just within the limits."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from openpyxl.utils import FORMULAE

from tests.ooxml import CODES, lint
from tests.ooxml.areas import area_of
from tests.ooxml.formulas import Scope, formula_faults
from tests.ooxml.functions import FUNCTIONS, VOLATILE
from tests.ooxml.further import OTHER_FAULTS, OTHER_FORMS, shared
from tests.ooxml.mutants import (
    TWENTY,
    Edit,
    Mutant,
    nested,
    specimen,
    summed,
    with_formula,
    with_list,
    with_sheet_name,
    with_text,
)

LATER_THAN_2007 = {"ECMA.CEILING", "ISO.CEILING", "NETWORKDAYS.INTL", "WORKDAY.INTL"}
IN_ONE_LANGUAGE = {"JIS"}
NOTHING = Scope()


@pytest.fixture(scope="module")
def sound() -> bytes:
    """A workbook without a fault."""
    return specimen()


def codes(content: bytes) -> set[str]:
    """Return the codes of a workbook's faults."""
    return {fault.code for fault in lint(content)}


def test_the_unspoiled_workbook_is_clean(sound: bytes, tmp_path: Path) -> None:
    path = tmp_path / "sound.xlsx"
    path.write_bytes(sound)
    assert lint(sound) == lint(path) == []


@pytest.mark.parametrize("mutant", [*TWENTY, *OTHER_FORMS, *OTHER_FAULTS], ids=lambda mutant: mutant.name)
def test_a_mutant_is_caught_by_its_code(sound: bytes, mutant: Mutant) -> None:
    faults = lint(mutant.of(sound))
    assert {fault.code for fault in faults} == {mutant.code}
    assert all(fault.sentence.endswith(".") for fault in faults)
    assert all(str(fault).endswith(f"[{fault.code}]") for fault in faults)


@pytest.mark.parametrize("sign", "[]")
def test_a_bracket_in_the_name_of_a_sheet_also_looks_like_another_file(sound: bytes, sign: str) -> None:
    assert codes(Mutant("", "", with_sheet_name(f"a{sign}b")).of(sound)) >= {"sheet-name"}


def test_twenty_faults_are_twenty_and_every_code_has_its_mutant() -> None:
    assert len({mutant.code for mutant in TWENTY}) == len(TWENTY) == 20
    assert {mutant.code for mutant in (*TWENTY, *OTHER_FORMS, *OTHER_FAULTS)} == set(CODES)
    assert {mutant.code for mutant in OTHER_FORMS} <= {mutant.code for mutant in TWENTY}


@pytest.mark.parametrize(
    "edit",
    [
        with_list('"' + "甲," * 127 + '乙"'),
        with_sheet_name("表" * 31),
        with_formula(summed(8_192)),
        with_formula(nested(64)),
        with_formula("SUM(ABS(1)" + ",1" * 254 + ")"),
        with_formula('"' + "a" * 254 + '"""'),
        with_formula("SUM(A1:XFD1048576,$2:$3,$A:$XFD,1E+3,.5,TRUE,#N/A,_lists!$A$1,{1,2})"),
        shared('<f t="shared" ref="E1000:F1000" si="990">A1</f>', '<f t="shared" si="990"/>'),
        with_text("字" * 32_767),
        with_text("𠮷" * 16_383 + "a"),
        with_text("_x000D_" * 32_767),
    ],
)
def test_what_is_just_allowed_is_no_fault(sound: bytes, edit: Edit) -> None:
    assert codes(Mutant("", "", edit).of(sound)) == set()


def test_lengths_are_counted_as_excel_does(sound: bytes) -> None:
    assert codes(Mutant("", "", with_text("𠮷" * 16_384)).of(sound)) == {"text-too-long"}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html/>"])
def test_what_is_no_package_is_damaged(content: bytes) -> None:
    assert codes(content) == {"package-damaged"}


def test_a_part_that_is_there_twice_is_damage(sound: bytes) -> None:
    stream = io.BytesIO(sound)
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/styles.xml", archive.read("xl/styles.xml"))
    assert codes(stream.getvalue()) == {"package-damaged"}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_bit_that_was_turned_is_damage(method: int) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.writestr("xl/styles.xml", "<styleSheet/>" * 100)
    content = bytearray(stream.getvalue())
    content[content.index(b"xl/styles.xml") + 20] ^= 1
    assert codes(bytes(content)) == {"package-damaged"}


def test_a_fault_says_where(sound: bytes) -> None:
    (merge,) = (mutant for mutant in OTHER_FORMS if mutant.name == "merged area twice")
    spoiled = merge.of(sound)
    with zipfile.ZipFile(io.BytesIO(spoiled)) as archive:
        merged = re.findall(r'<mergeCell ref="(.*?)"', archive.read("xl/worksheets/sheet1.xml").decode())
    (fault,) = lint(spoiled)
    assert (fault.part, fault.at) == ("xl/worksheets/sheet1.xml", merged[0])


@pytest.mark.parametrize("written", ["A1", "Z9", "AA1:XFD1048576", "B2:ZZ3"])
def test_an_area_is_said_as_it_is_read(written: str) -> None:
    assert str(area_of(written)) == written


def test_the_functions_are_those_of_the_standard() -> None:
    assert FUNCTIONS == FORMULAE - LATER_THAN_2007 - IN_ONE_LANGUAGE
    assert VOLATILE < FUNCTIONS


def formula_codes(*formulas: str, scope: Scope = NOTHING) -> list[str]:
    """Return the codes of the faults of formulas that stand beside one another, each with its place."""
    places = [(f"A{number}", formula) for number, formula in enumerate(formulas, 1)]
    return [f"{fault.at} {fault.code}" for fault in formula_faults("sheet", places, scope)]


def test_a_defined_name_and_a_quoted_sheet_are_known() -> None:
    formula = "'It''s'!A1+合计+Total&\"甲\"\"乙\""
    scope = Scope(frozenset({"it's"}), frozenset({"合计", "total"}))
    assert formula_codes(formula, scope=scope) == []
    assert formula_codes(formula) == ["A1 sheet-unknown", "A1 name-unknown", "A1 name-unknown"]


@pytest.mark.parametrize(
    ("formulas", "codes"),
    [
        (["(1", "2)"], ["A1 formula-syntax", "A2 formula-syntax"]),
        ([")(", ")("], ["A1 formula-syntax", "A2 formula-syntax"]),
        (["'甲", "'&1"], ["A1 formula-syntax", "A2 formula-syntax"]),
        (['"甲', '"&SUMME(1)'], ["A1 formula-syntax", "A2 formula-syntax"]),
        (["1", "SUMME(1)", "2"], ["A2 function-unknown"]),
        (['"甲\n乙"', "A1", "1"], []),
        (['"' + "𠮷" * 128 + '"', '"' + "a" * 200 + '"'], ["A1 formula-text"]),
    ],
)
def test_formulas_beside_one_another_hide_no_fault(formulas: list[str], codes: list[str]) -> None:
    assert formula_codes(*formulas) == codes
