"""The bureau's own workbook, filled in with a round."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from collection.errors import CollectionError
from collection.outputs.outputs import ANYTHING, Outputs
from collection.outputs.results import WorkbookResult
from collection.round.folder import Round
from collection.round.results.summarizing import body_of_round
from collection.summary.own_workbook.filling import checked_plan, fill_own_workbook, read_template
from collection.summary.workbook.body import Body
from templates import Language

__all__ = ["fill_round_template"]


def fill_round_template(
    round: Round,
    template: Path,
    destination: Path,
    language: Language = "zh",
    *,
    outputs: Outputs = ANYTHING,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Body:
    """Fill the bureau's own workbook in with what `summarize_round` would sum up; return what is in it.

    Raises:
        CollectionError: the template must be corrected first, nothing that counts has come back, or the file
            must be left alone.
        BuildError: the workbook cannot be written.
    """
    outputs.check({destination: WorkbookResult()})
    opened = read_template(template)
    plan = checked_plan(template, opened, round.cell_map)
    with round.ledger() as ledger:
        body = body_of_round(round, ledger, destination)
        if not body.counted:
            raise CollectionError("round-nothing-counts")
        fill_own_workbook(body, opened, plan, destination, language, progress=progress)
    return body
