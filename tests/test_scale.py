"""The examples of docs/scale.md run, in a folder with a data set of two years."""

from __future__ import annotations

import builtins
import re
from pathlib import Path

import pytest

from collection import collect, export_round
from tests.collection.round.rosters import COMPLETE, begun, sent_back

PAGE = Path(__file__).parents[1] / "docs" / "scale.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def province(tmp_path: Path) -> Path:
    """A folder with the data set of two rounds, each with a return that is right and one that is wrong."""
    for year in (2020, 2021):
        place = tmp_path / str(year)
        (place / "sent").mkdir(parents=True)
        round = begun(place, parameters={**COMPLETE["parameters"], "year": year})
        for wrong, code, name in ((0, "101001", "甲局"), (1, "101002", "乙局")):
            (place / "sent" / f"{code}.xlsx").write_bytes(sent_back(round, code, name, wrong=wrong))
        collect(round, [place / "sent"])
        export_round(round, tmp_path / "province")
    return tmp_path


@pytest.mark.filterwarnings("ignore:The inplace keyword")  # Dask still calls pandas with it
def test_the_examples_run_in_their_order(province: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(province)
    assert len(EXAMPLES) == 5
    names: dict[str, object] = {}
    for number, example in enumerate(EXAMPLES):
        exec(builtins.compile(example, f"example {number}", "exec"), names)
