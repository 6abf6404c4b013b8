"""Forms that people damage in ONLYOFFICE, and that Gnumeric saves then; `tests.test_damage` has LibreOffice.

`make soak` tries all of the steps, the tests every third.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from template_builder import build
from tests.damage import FORM, Marked, marked_record
from tests.engines.gnumeric import Gnumeric
from tests.engines.onlyoffice import OnlyOffice
from tests.extent import extent
from tests.office import Office
from tests.test_damage import MARK, outcome

pytestmark = pytest.mark.no_cover  # what they cover is covered by tests that take less

STEPS = {
    "a row inserted into a list": ("insert", "29:29"),
    "rows inserted above the form": ("insert", "2:4"),
    "a row of a list deleted": ("delete", "28:28"),
    "a row of amounts deleted": ("delete", "10:10"),
    "a column inserted": ("insert column", "D:D"),
    "the numbers of rows deleted": ("delete column", "A:A"),
    "the numbers of columns deleted": ("delete", "1:1"),
    "the whole form unmerged": ("unmerge", "A1:N139"),
    "rows hidden": ("hide", "28:29"),
    "a label overwritten": ("paste", "C9", "粘贴的内容"),
    "the sheet renamed": ("rename", "我的表"),
}


@pytest.fixture(scope="module")
def marked() -> Marked:
    return marked_record()


@pytest.fixture(scope="module")
def form(marked: Marked, office: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The filled form, which somebody has taken the protection off."""
    folder = tmp_path_factory.mktemp("damage")
    build(FORM, folder / "form.xlsx", marked.values)
    office.damage(folder / "form.xlsx", [("unprotect",)], folder / "open.xlsx", MARK)
    return folder / "open.xlsx"


@pytest.mark.parametrize("name", list(STEPS)[:: extent(3, quick=3, soak=1)])
def test_one_thing(
    name: str, marked: Marked, form: Path, onlyoffice: OnlyOffice, gnumeric: Gnumeric, tmp_path: Path
) -> None:
    onlyoffice.damage(form, [STEPS[name]], tmp_path / "returned.xlsx")
    assert outcome(marked, tmp_path / "returned.xlsx") == ("read", [])
    gnumeric.fill(tmp_path / "returned.xlsx", {}, tmp_path / "again.xlsx")
    assert outcome(marked, tmp_path / "again.xlsx") == ("read", [])
