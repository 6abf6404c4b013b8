"""A reading as tables of pandas: the single fields, each list of the form, and the findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from templates import CellMap, Finding
from templates.model.shape import Group, Leaf, Node, Repeat
from templates.path import Tree, join

__all__ = ["frames_of"]

_Path = tuple[str | int, ...]


def frames_of(
    cell_map: CellMap | None,
    values: Mapping[str, Any],
    computed: Mapping[str, Any],
    findings: tuple[Finding, ...],
    addresses: Mapping[str, str],
) -> dict[str, pd.DataFrame]:
    """Return the tables of a reading, as `Reading.to_frames` says."""
    fields: list[dict[str, Any]] = []
    lists: dict[str, list[dict[str, Any]]] = {}
    if cell_map is not None:
        for path, value in _leaves(cell_map.shape, (values, computed), ()):
            numbers = [part for part in path if isinstance(part, int)]
            if not numbers:
                name = join(path)
                fields.append({"field": name, "value": value, "cell": addresses.get(name)})
                continue
            last = max(place for place, part in enumerate(path) if isinstance(part, int))
            rows = lists.setdefault(join([part for part in path[:last] if isinstance(part, str)]), [])
            if not rows or rows[-1]["item"] != tuple(numbers):
                rows.append({"item": tuple(numbers)})
            rows[-1][join(path[last + 1 :]) or "value"] = value
    return {
        "fields": pd.DataFrame(fields, columns=["field", "value", "cell"]),
        **{name: pd.DataFrame(rows) for name, rows in lists.items()},
        "findings": pd.DataFrame([*_found(findings)], columns=_FOUND),
    }


_FOUND = ["code", "severity", "field", "sheet", "cell", "found", "expected", "explanation", "zh", "en"]


def _found(findings: tuple[Finding, ...]) -> Iterator[dict[str, Any]]:
    """Yield a row for each place of each finding, and one for a finding of no place."""
    for finding in findings:
        said = {
            "code": finding.code,
            "severity": str(finding.severity),
            "expected": finding.expected,
            "zh": finding.sentence("zh"),
            "en": finding.sentence("en"),
        }
        if not finding.locations:
            yield said
        for at in finding.locations:
            place = {"field": at.field, "sheet": at.sheet, "cell": at.cell}
            yield {**said, **place, "found": at.found, "explanation": at.explanation}


def _leaves(node: Node, trees: tuple[Tree, Tree], path: _Path) -> Iterator[tuple[_Path, Any]]:
    """Yield the path and the value of each field, whether it was typed or is computed."""
    typed, computed = trees
    match node:
        case Leaf():
            yield path, computed if typed is None else typed
        case Group(parts):
            for name, part in parts.items():
                inner = tuple(tree.get(name) if isinstance(tree, Mapping) else None for tree in trees)
                yield from _leaves(part, (inner[0], inner[1]), (*path, name))
        case Repeat(item):
            ours = typed if isinstance(typed, list) else []
            others = computed if isinstance(computed, list) else []
            for number in range(max(len(ours), len(others))):
                pair = tuple(tree[number] if number < len(tree) else None for tree in (ours, others))
                yield from _leaves(item, (pair[0], pair[1]), (*path, number))
