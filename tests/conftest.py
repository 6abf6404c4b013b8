"""Fixtures for all tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from template_builder import workbook
from template_builder.bulk import slotted_workbook, workbook_template
from template_builder.xlsx import workbook_writer
from tests.keyboard import Keyboard
from tests.office import Office
from tests.ooxml.watch import lint_what_it_makes

__all__ = ["keyboard", "office", "sound_workbooks"]

# The usual run draws the same examples each time; `pytest --hypothesis-profile=search` looks for new ones.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=1000)
settings.load_profile("same")


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One LibreOffice for the whole session; it starts when a test first asks it something."""
    with Office(tmp_path_factory.mktemp("office")) as started:
        yield started


@pytest.fixture(scope="session")
def keyboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keyboard]:
    """One LibreOffice in a window for the whole session; whoever uses it opens a workbook first."""
    with Keyboard(tmp_path_factory.mktemp("keyboard")) as started:
        yield started


@pytest.fixture(scope="session", autouse=True)
def sound_workbooks() -> Iterator[None]:
    """Every workbook that is made in this process must be sound to the linter, without a test saying so."""
    with pytest.MonkeyPatch.context() as patch:
        lint_what_it_makes(patch, workbook_template, "archive")
        lint_what_it_makes(patch, slotted_workbook, "archive")
        lint_what_it_makes(patch, workbook, "packed")
        lint_what_it_makes(patch, workbook_writer, "packed")
        yield
