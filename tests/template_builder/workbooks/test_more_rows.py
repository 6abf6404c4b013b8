"""Where a clerk looks for one more row, the workbook says how to get it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from template_builder import build
from template_builder.workbooks.more_rows import prompt_with, row_prompts
from templates import CellMap, Language, Text, builtin, compile, load
from templates.kinds.base import Limits
from templates.text import LANGUAGES

FORM = builtin("department-goals")
USUAL = compile(FORM, {"year": 2020})
SHOWN = {"projects_shown": 20, "output_rows_shown": 9, "benefit_rows_shown": 6, "satisfaction_rows_shown": 3}
ALL_SHOWN = compile(FORM, {"year": 2020, **SHOWN})
HOW = {"zh": ("拖到下一个可见行", "取消隐藏", "“＋”"), "en": ("drag", "Unhide", "LibreOffice: click the +")}
LAST = {"zh": "索取行数更多的表", "en": "ask the bureau for a form with more rows"}


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    found: Language = request.param
    return found


@pytest.fixture(scope="module")
def sheets(language: Language, tmp_path_factory: pytest.TempPathFactory) -> list[Worksheet]:
    path = tmp_path_factory.mktemp("form") / "form.xlsx"
    build(USUAL, path, language=language)
    return list(openpyxl.load_workbook(path).worksheets)


def prompt_at(sheet: Worksheet, address: str) -> str:
    (found,) = (str(rule.prompt) for rule in sheet.data_validations.dataValidation if address in rule.sqref)
    return found


def boxes(cell_map: CellMap) -> Iterator[tuple[int, int, list[int]]]:
    """Yield, for each list with rows out of sight, how many are shown, its first input's column, its rows."""
    rows = [item.first_row for item in cell_map.items if item.names == ("projects",)]
    yield 10, 3, rows
    for blocks in ("long_term_goals", "annual_goals"):
        items = [item for item in cell_map.items if item.names == (blocks, "indicators")]
        for number in {item.indices[0] for item in items}:
            rows = [item.first_row for item in items if item.indices[0] == number]
            for shown, first, last in ((6, 0, 9), (4, 9, 15), (2, 15, 18)):
                yield shown, 4, rows[first:last]


def test_the_last_row_in_sight_says_how_to_open_more(sheets: list[Worksheet], language: Language) -> None:
    """So does each row behind it, the last in sight once it is opened; the very last says what then."""
    found = list(boxes(USUAL))
    assert len(found) == 13
    for shown, column, rows in found:
        told = [prompt_at(sheets[0], sheets[0].cell(row, column).coordinate) for row in rows]
        assert max(map(len, told)) <= 255
        how = [all(words in prompt for words in HOW[language]) for prompt in told]
        assert how == [False] * (shown - 1) + [True] * (len(rows) - shown) + [False]
        assert [LAST[language] in prompt for prompt in told] == [False] * (len(rows) - 1) + [True]


def test_so_do_the_self_check_and_the_instructions(sheets: list[Worksheet], language: Language) -> None:
    _, check, instructions = sheets
    for words in HOW[language]:
        assert words in str(check["A3"].value)
        assert words in str(instructions.cell(instructions.max_row, 1).value)
        assert all(words not in str(sheets[0].cell(row, 2).value) for row in range(1, 20))


def test_a_form_without_rows_out_of_sight_says_nothing_of_them(tmp_path: Path) -> None:
    build(ALL_SHOWN, tmp_path / "form.xlsx")
    assert row_prompts(ALL_SHOWN) == {}
    for sheet in openpyxl.load_workbook(tmp_path / "form.xlsx").worksheets:
        assert all("取消隐藏" not in str(value) for row in sheet.iter_rows(values_only=True) for value in row)


def test_a_list_of_lists_says_it_at_the_first_input_of_each_item(tmp_path: Path) -> None:
    path = tmp_path / "nested.yaml"
    path.write_text(
        "form: nested\nversion: 1\ntitle: 表\ncolumns: [10, 10]\nbody:\n"
        "- repeat: outer\n  rows: 3\n  shown: 1\n  body:\n"
        "  - row: [{label: 名}, {field: name, kind: text}]\n"
        "  - repeat: inner\n    rows: 3\n    shown: 2\n    row: [{label: 甲}, {field: a, kind: text}]\n",
        encoding="utf-8",
    )
    found = {row: "索取" in words.zh for (_, row, _), words in row_prompts(compile(load(path), {})).items()}
    assert found == {3: False, 7: False, 11: True, 5: False, 6: True, 9: False, 10: True, 13: False, 14: True}


@pytest.mark.parametrize(
    ("hint", "usual", "expected"),
    [
        ("请填。", "最多3个字。", "请填。最多3个字。再多一行。"),
        ("请填。", "长" * 250, "请填。再多一行。"),
        ("长" * 251, "长" * 255, "再多一行。"),
    ],
)
def test_a_prompt_that_would_be_too_long_keeps_what_matters(hint: str, usual: str, expected: str) -> None:
    limits = Limits(hint=Text(hint))
    prompt = Text((hint + usual)[:255] if len(hint) < 9 else usual)
    assert prompt_with(Text("再多一行。"), prompt, limits, "zh") == expected
