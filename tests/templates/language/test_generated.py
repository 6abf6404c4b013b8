"""Random expressions: what is rendered gives in the engines what is evaluated here."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from templates.language import ExcelError, evaluate, render
from templates.path import Tree
from tests.extent import extent
from tests.office import Office
from tests.templates.language.chance import Chance
from tests.templates.language.desk import HEIGHT, addresses, agrees, ironcalc_values, parsed, write

BATCH = 20
BATCHES = extent(60, quick=20)
FOR_LIBREOFFICE = 400

Drawn = tuple[str, Tree]


def _draw(seeds: Iterable[int]) -> list[Drawn]:
    chances = [Chance(Random(seed)) for seed in seeds]
    return [(chance.expression(), chance.cells()) for chance in chances]


def _write(path: Path, drawn: Sequence[Drawn]) -> None:
    formulas = [
        render(parsed(source), addresses(place * HEIGHT), ()) for place, (source, _) in enumerate(drawn)
    ]
    write(path, (cells for _, cells in drawn), formulas)


def _differences(drawn: Sequence[Drawn], shown: Sequence[object]) -> list[tuple[object, ...]]:
    """Return where an engine shows something else; which of several errors it shows is all one."""
    found: list[tuple[object, ...]] = []
    for (source, cells), value in zip(drawn, shown, strict=True):
        ours = evaluate(parsed(source), cells, ())
        if isinstance(ours, ExcelError) and isinstance(value, str) and value.startswith("#"):
            continue
        if not agrees(ours, value):
            found.append((source, ours, value, cells))
    return found


@settings(max_examples=BATCHES, deadline=None)
@given(seeds=st.lists(st.integers(0, 2**40), min_size=BATCH, max_size=BATCH))
def test_ironcalc(seeds: list[int]) -> None:
    drawn = _draw(seeds)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "drawn.xlsx"
        _write(path, drawn)
        assert _differences(drawn, ironcalc_values(path, len(drawn))) == []


def test_libreoffice(tmp_path: Path, office: Office) -> None:
    drawn = _draw(range(FOR_LIBREOFFICE))
    path = tmp_path / "drawn.xlsx"
    _write(path, drawn)
    sheet = office.recalculate(path)["S"]
    shown = [sheet.get(f"K{place * HEIGHT + 1}", "") for place in range(len(drawn))]
    assert _differences(drawn, shown) == []
