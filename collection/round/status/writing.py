"""Writing the status of a round: as a page or as a workbook, as the name of the file says."""

from __future__ import annotations

from pathlib import Path

from collection.errors import CollectionError
from collection.outputs.outputs import ANYTHING, Outputs
from collection.outputs.results import PageResult, WorkbookResult, closed_page
from collection.round.status.overview import Overview
from collection.round.status.page.page import status_page
from collection.round.status.workbook import write_status_workbook
from template_builder import replace_file
from templates import Language

__all__ = ["write_status"]


def write_status(
    overview: Overview, destination: Path, language: Language = "zh", *, outputs: Outputs = ANYTHING
) -> None:
    """Write the status of a round to a page (.html) or a workbook (.xlsx).

    `outputs` says which files may be replaced.

    Raises:
        CollectionError: the name says something else, or the file must be left alone.
        BuildError: the file cannot be written.
    """
    match destination.suffix.lower():
        case ".html" | ".htm":
            outputs.check({destination: PageResult()})
            replace_file(destination, closed_page(status_page(overview, language)).encode())
        case ".xlsx":
            outputs.check({destination: WorkbookResult()})
            write_status_workbook(overview, destination, language)
        case _:
            raise CollectionError("status-of-another-suffix", path=destination)
