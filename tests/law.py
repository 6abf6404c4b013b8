"""The round-trip law of whole forms, and the records it is tried on.

A value is canonical if it is what its kind reads out of a cell, whatever somebody typed there. A record is
canonical if its values are, its items stand in the order of the form, and none of them is wholly blank.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st

from reader import Reading, read
from template_builder import build
from templates import Cell, CellMap, Form, Role
from templates.kinds import Kind, Limits, Raw, Value
from templates.path import set_value, split
from templates.records.filling import filling_from
from templates.records.record import record_of
from templates.text import NO_WORDS
from tests.strategies import values_of

__all__ = ["assert_round_trip", "canonical", "read_back", "records"]

NEVER = frozenset(
    {
        "computed-value-differs",
        "formula-moved",
        "share-rounded-differently",
        "row-inserted",
        "row-outside-form",
    }
)
"""Codes that no workbook gives which comes from us as it is."""

_CHARACTERS = st.characters(
    codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co"), include_characters="\n\t"
)
_PIECES = (
    "1、|2.|（3）|④|目标1：|长期目标2|年度目标三：|目标|一是|二是|；|。|\n|\n\n|\t| |　|\u00a0|\u200b"
    "|甲|鄂州市|推进“数据共享”工作|Ａｂ|１２|３．５|12|3.5|1-2|2020-1-2|100%|=1+1|＝|+86|-|@x|'|\"|“|http://a.b"
    "|_x0041_|_x005F_|_x000D_|<br>|&#10;|&amp;|无|略|同上|XX|/|——|…|#N/A|TRUE|1E5|（盖章）|例：|请填写"
    "|😀|𠮷|é|null|万元|％"
)
"""What texts are made of that a kind, a workbook or the XML in it might take for something else."""

_TYPED = st.one_of(
    st.lists(st.sampled_from(_PIECES.split("|")), min_size=1, max_size=5).map("".join),
    st.text(_CHARACTERS, max_size=20),
    st.text(_CHARACTERS, min_size=1, max_size=3).map(lambda text: text * 150),
    st.decimals(-(10**11), 10**11, places=4),
    st.sampled_from([Decimal("1E+3"), Decimal("-0.000001"), Decimal("123456789012345678.25")]),
)


def canonical(kind: Kind, limits: Limits) -> st.SearchStrategy[Value]:
    """Draw values of a kind: usual ones, and whatever it reads out of cells with anything in them."""
    read = _TYPED.map(lambda typed: kind.read(Raw(typed), limits).value)
    return values_of(kind, limits) | read


def records(
    cell_map: CellMap, fullness: Sequence[float] = (0.5, 0.02, 0.9, 0.0, 1.0)
) -> st.SearchStrategy[dict[str, Any]]:
    """Draw canonical records of a form: nearly blank ones, full ones, and anything between.

    `fullness` are the parts of the inputs that may be filled. A form may have thousands of inputs, so a few
    values are drawn for each sort of input, and chance, whose seed is drawn too, spreads them.
    """
    inputs = [cell for cell in cell_map if cell.role is Role.INPUT]
    pools = st.fixed_dictionaries(
        {
            sort: st.lists(canonical(_kind(cell), _limits(cell)), min_size=1, max_size=6)
            for sort, cell in {_sort(cell): cell for cell in inputs}.items()
        }
    )

    def spread(
        pools: Mapping[tuple[object, ...], Sequence[Value]], seed: int, filled: float
    ) -> dict[str, Any]:
        random = Random(seed)
        filling = filling_from(cell_map, {})
        for cell in inputs:
            value = random.choice(pools[_sort(cell)]) if random.random() < filled else None
            set_value(filling, split(cell.path), value)
        found: dict[str, Any] = record_of(cell_map.shape, filling)
        return found

    return st.builds(spread, pools, st.integers(0, 2**32), st.sampled_from(fullness))


def read_back(cell_map: CellMap, values: Mapping[str, Any], forms: Sequence[Form] = ()) -> Reading:
    """Build the workbook of a record and read it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        build(cell_map, path, values)
        return read(path, forms)


def assert_round_trip(cell_map: CellMap, values: Mapping[str, Any], forms: Sequence[Form] = ()) -> None:
    """The law: what is built of a canonical record is read as that record, and its totals as they are."""
    reading = read_back(cell_map, values, forms)
    assert reading.values == values
    assert [finding for finding in reading.findings if finding.code in NEVER] == []


def _sort(cell: Cell) -> tuple[object, ...]:
    """Return what the values of an input depend on."""
    return (_kind(cell), replace(_limits(cell), label=NO_WORDS, hint=None))


def _kind(cell: Cell) -> Kind:
    assert cell.of is not None
    return cell.of.kind


def _limits(cell: Cell) -> Limits:
    assert cell.limits is not None
    return cell.limits
