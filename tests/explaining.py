"""Explanations in the sheet: what a workbook shows with some of them, and forms that ask for them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from template_builder.guidance.cell_values import CellValues
from template_builder.guidance.guide import Guide
from template_builder.guidance.nodes import SheetState
from templates import Form, load
from templates.definition.versions import FORMS
from templates.kinds import Content
from templates.path import Tree

__all__ = ["demanding", "shown_with"]


def shown_with(guide: Guide, filling: Tree, explanations: Mapping[int, Content]) -> CellValues:
    """Return what every cell shows over a filling with explanations beside it, by their rows."""
    shown = dict(guide.values(filling))
    cells = [cell.address for cell in guide.cell_map.explanations if cell.row in explanations]
    assert len(cells) == len(explanations), "there is a cell for each"
    shown.update((cell, explanations[cell.row]) for cell in cells)
    state = SheetState(filling, shown)
    for address, node in guide.followers(cells).items():
        shown[address] = node.value(state)
    return shown


def demanding(folder: Path, *codes: str, form: str = "department-goals") -> Form:
    """Return a bureau's own copy of a form of the toolkit, with messages that must be explained."""
    source = (FORMS / f"{form}.yaml").read_text(encoding="utf-8")
    for code in codes:
        assert f"\n  {code}:\n" in source, code
        source = source.replace(f"\n  {code}:\n", f"\n  {code}:\n    explain: required\n")
    path = folder / f"{form}.yaml"
    path.write_text(source, encoding="utf-8")
    return load(path)
