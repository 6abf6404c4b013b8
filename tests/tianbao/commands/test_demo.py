"""The demonstration does the whole job, shows the errors of the real form, and leaves its workbooks."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from collection import CollectionError
from reader import read
from tests.collection.rounds import DEMO
from tianbao.commands.demo.forms import run_demo

SEED = Path(__file__).parents[2] / "data" / "seed.json"


def test_the_demonstration(tmp_path: Path) -> None:
    said: list[str] = []
    demo = run_demo(tmp_path / "demo", said.append)
    text = "\n".join(said)
    assert "2019年收入合计935.33，支出合计953.33，相差18。" in text
    assert "印的是 935.33，按明细计算应为 953.33" in text
    workbooks = [demo.blank, *demo.filled, demo.summary]
    assert sorted((tmp_path / "demo").iterdir()) == sorted(workbooks)
    assert all(str(path) in text for path in workbooks)
    assert openpyxl.load_workbook(demo.summary)["总表"].max_row == 9


def test_the_departments_show_what_they_are_to_show(tmp_path: Path) -> None:
    demo = run_demo(tmp_path, lambda line: None, language="en")
    real, clean, slips = map(read, demo.filled)
    assert real.values == DEMO["departments"][0]["values"]
    errors = [finding.code for finding in real.findings if finding.severity == "error"]
    assert errors == ["income-differs-from-expenditure"]
    assert clean.status == "clean"
    assert len({finding.code for finding in slips.findings if finding.severity == "error"}) >= 5


def test_the_real_department_is_the_real_one() -> None:
    seed = json.loads(SEED.read_text(encoding="utf-8"), parse_float=Decimal)
    assert DEMO["departments"][0]["values"] == seed.get("values", seed)


def test_the_folder_must_be_one_that_can_be_made(tmp_path: Path) -> None:
    with pytest.raises(CollectionError, match=r"cannot be created \(No such file"):
        run_demo(tmp_path / "no" / "demo", print)
    (tmp_path / "file").write_text("")
    with pytest.raises(CollectionError, match=r"This is a file"):
        run_demo(tmp_path / "file", print)
