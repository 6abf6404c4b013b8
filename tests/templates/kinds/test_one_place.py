"""All that a kind decides is on the kind: nowhere else does anything hang on a kind's name."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from templates.kinds import KINDS

ROOT = Path(__file__).parents[3]
PACKAGES = ("templates", "template_builder", "reader", "collection", "tianbao")
MODULES = [
    ROOT / "cli.py",
    *(
        path
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if (ROOT / "templates" / "kinds") not in path.parents
    ),
]

COMPARED = re.compile(
    r"""KINDS\[["']|(?:\bof|field|leaf)\.kind(?:\.name)? *(?:==|!=|\bis\b|\bin\b|\bnot\b) *["'({\[]"""
    r"""|\bkind is KINDS"""
)
"""A kind taken or compared by its name."""

WORDS_OF_OTHERS = frozenset({"number", "text", "year"})
"""Names of kinds that are ordinary words elsewhere: the sort of an expression, a style, a parameter."""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_outside_of_the_kinds_hangs_on_the_name_of_one(path: Path) -> None:
    written = path.read_text(encoding="utf-8")
    assert not COMPARED.search(written)
    texts = {node.value for node in ast.walk(ast.parse(written)) if isinstance(node, ast.Constant)}
    assert not texts & (KINDS.keys() - WORDS_OF_OTHERS)


@pytest.mark.parametrize(
    "line",
    [
        'if place.field.kind.name == "share":',
        'total=kind is KINDS["money"],',
        'if field.kind.name in ("money", "number"):',
    ],
)
def test_the_search_finds_what_it_is_to_find(line: str) -> None:
    assert COMPARED.search(line)
