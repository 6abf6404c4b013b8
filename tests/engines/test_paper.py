"""What ONLYOFFICE prints: the laws of `tests.test_print` that hold in it as they do in LibreOffice.

It numbers the pages of each sheet anew, and draws the right-hand line of the last column at half its width.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

import tests.test_print as paper
from tests.engines.onlyoffice import OnlyOffice
from tests.test_print import FORMS, TITLES, Print, Printer

pytestmark = pytest.mark.no_cover

NAMES = ("blank", "filled", "longest")
LAWS = (
    paper.test_pages_end_where_we_end_them,
    paper.test_no_number_is_too_wide_for_its_cell,
    paper.test_no_page_is_empty,
    paper.test_no_word_leaves_its_page,
    paper.test_no_text_runs_into_another,
    paper.test_no_head_ends_a_page,
)


@pytest.fixture(scope="module")
def printer(onlyoffice: OnlyOffice, tmp_path_factory: pytest.TempPathFactory) -> Printer:
    """What prints by ONLYOFFICE, each form once."""
    return Printer(onlyoffice, tmp_path_factory.mktemp("workbooks"), tmp_path_factory.mktemp("paper"))


@pytest.fixture(scope="module", params=NAMES)
def printed(request: pytest.FixtureRequest, printer: Printer) -> Print:
    return printer.form(request.param)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__.removeprefix("test_"))
def test_a_law_of_paper_holds(printed: Print, law: Callable[[Print], None]) -> None:
    law(printed)


def test_the_pages_of_the_form_say_what_they_are(printed: Print) -> None:
    """Titles on top, department and number of the page below; nothing about a licence that is missing."""
    _, record, _ = FORMS[printed.workbook.stem]
    name = paper.folded(record["department"]["name"][:10] if record else "____")
    for number, page in enumerate(printed.form_pages, 1):
        assert all(title in page for title in TITLES["zh"])
        assert f"填报单位：{name}" in page
        assert f"第{number}页，共{len(printed.pages)}页" in page
    assert not any("Unregistered" in page for page in printed.pages)


def test_as_many_pages_as_we_say(printer: Printer) -> None:
    assert len(printer.form("blank").form_pages) <= 6
    assert len(printer.form("filled").form_pages) <= 6


@pytest.mark.parametrize("name", ["filled", "longest"])
def test_every_text_is_on_paper_whole(printer: Printer, name: str) -> None:
    paper.test_every_text_is_on_paper_whole(printer, name)
