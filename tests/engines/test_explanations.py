"""What a department explains comes back with what it explains, whichever program saved it."""

from __future__ import annotations

from pathlib import Path
from random import Random

import openpyxl
import pytest

from collection.summary.summary import summary_tables
from reader import Reading, read
from template_builder import build
from template_builder.guidance.cell_values import contents_of
from template_builder.guidance.guide import Guide
from templates import compile
from templates.language import address
from tests.engines.cases import Workbook
from tests.engines.engine import Engine
from tests.engines.known_errors import recalculated
from tests.engines.stored import stored_values
from tests.engines.test_agreement import differences
from tests.explaining import demanding, shown_with
from tests.extent import extent
from tests.test_seed import FORM, REAL, SHEET

pytestmark = pytest.mark.no_cover  # what they cover is covered by tests that take less

AMOUNT, LEVEL2 = "expenditure.project.amount", "annual_goals[1].indicators[15].level2"
TYPED = {AMOUNT: "新增专项，见附件。", LEVEL2: "沿用主管部门的名称", "tasks": "无变化"}
"""What is typed beside some fields; of the last of them there is nothing to explain."""

ROWS = {path: cell.row for cell in FORM for path in cell.fields}
COLUMN = FORM.explanations[0].column
ABOVE = 2
"""How many rows are put in above all that is explained."""


def told(reading: Reading) -> dict[str, str | None]:
    """Return how the findings of some codes are explained."""
    codes = ("amount-changes-much", "level2-not-in-vocabulary", "income-differs-from-expenditure")
    return {found.code: found.explanation for found in reading.findings if found.code in codes}


def check(reading: Reading, below: int = 0) -> None:
    """Each text is where it was typed, and with what is found there."""
    assert told(reading) == {
        "amount-changes-much": TYPED[AMOUNT],
        "level2-not-in-vocabulary": TYPED[LEVEL2],
        "income-differs-from-expenditure": None,
    }
    assert {(found.sheet, found.cell, found.text) for found in reading.explanations} == {
        (SHEET, address(ROWS[path] + below, COLUMN), text) for path, text in TYPED.items()
    }
    assert reading.values == REAL


@pytest.mark.filterwarnings("ignore:Workbook contains no default style")  # as Gnumeric saves it
@pytest.mark.filterwarnings("ignore:(Conditional Formatting|Data Validation) extension")  # as ONLYOFFICE does
def test_an_explanation_comes_back_from_every_program(engine: Engine, tmp_path: Path) -> None:
    blank, returned, moved = (tmp_path / f"{name}.xlsx" for name in ("blank", "returned", "moved"))
    build(FORM, blank, REAL)
    typed: dict[str, object] = {address(ROWS[path], COLUMN): text for path, text in TYPED.items()}
    engine.fill(blank, {SHEET: typed}, returned, keyboard=True)
    assert stored_values(returned)[SHEET]["B2"] == "还有1处不一致（另有8处提醒，其中2处已说明）。"
    check(read(returned))
    book = openpyxl.load_workbook(returned)
    book[SHEET].insert_rows(ROWS["income.fiscal.amount"], ABOVE)
    for row in book[SHEET].row_dimensions.values():  # openpyxl leaves what is hidden where it was
        row.hidden = False
    book.save(moved)
    reading = read(moved)
    check(reading, ABOVE)
    (findings,) = (table for table in summary_tables([reading]) if table.key == "findings")
    keys = [column.key for column in findings.columns]
    rows = [dict(zip(keys, row, strict=True)) for row in findings.rows]
    explained = {row["code"]: row["explanation"] for row in rows if row["explanation"] is not None}
    assert explained["amount-changes-much"] == TYPED[AMOUNT]
    assert explained["level2-not-in-vocabulary"] == TYPED[LEVEL2]
    assert set(explained.values()) <= set(TYPED.values())


REMARKS = (
    "amount-changes-much",
    "goal-count-differs",
    "goal-heading-differs",
    "level2-not-in-vocabulary",
    "target-without-basis",
)
ODD = ("见附件。", "　", "/", " —— ", "0", "说明" * 200, "一行\n二行")
"""What may stand in a cell 说明; some of it explains nothing."""


def test_every_engine_counts_what_is_explained(engine: Engine, tmp_path: Path) -> None:
    """Of a form in which all remarks must be explained, and some are."""
    cell_map = compile(demanding(tmp_path, *REMARKS), {"year": 2020})
    guide, filling = Guide(cell_map), contents_of(cell_map, REAL)
    remarked = sorted({flag.address.row for flag in guide.flags if flag.demand})
    random, path = Random(11), tmp_path / "form.xlsx"
    build(cell_map, path, REAL)
    for number in range(extent(1, quick=1, soak=3)):
        texts = {
            row: random.choice(ODD) for row in random.sample(remarked, len(remarked) * (1 + number) // 3)
        }
        entered: dict[str, object] = {address(row, COLUMN): text for row, text in texts.items()}
        engine.fill(path, {SHEET: entered}, tmp_path / f"{number}.xlsx")
        workbook = Workbook(tmp_path / f"{number}.xlsx", guide, shown_with(guide, filling, texts))
        assert differences(workbook, recalculated(engine, workbook.path, tmp_path / "copy.xlsx")) == {}
