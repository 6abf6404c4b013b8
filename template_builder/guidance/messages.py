"""The messages beside the form: what is wrong in each row, in the words of the catalogue, as one types."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from template_builder.guidance.areas import Aggregate, Area
from template_builder.guidance.columns import Columns
from template_builder.guidance.flags import Flag
from template_builder.guidance.form_nodes import Sentence, Sentences, Wording
from template_builder.guidance.nodes import CellReference, Compared, If, Joined, Node, Number
from template_builder.xlsx.contents import FORMULA_LIMIT
from templates.language import address
from templates.model.page import CellAddress
from templates.path import Tree
from templates.text import Language

__all__ = ["message_nodes"]


def message_nodes(
    flags: Sequence[Flag],
    beside: Sequence[Columns],
    addresses: Tree,
    language: Language,
    sheet_names: tuple[str, ...],
) -> Iterator[tuple[CellAddress, Node[object]]]:
    """Yield the formulas of each row that has flags: whether any is raised, and what they say.

    `beside` are the columns beside each sheet. A message that would be too long for one formula is put
    together from several, in hidden cells.
    """
    rules = {flag.number: flag.rule for flag in flags}
    wordings = {number: Wording.of(rule, language) for number, rule in rules.items()}
    rows: dict[tuple[int, int], list[Flag]] = defaultdict(list)
    for flag in flags:
        rows[flag.address.sheet, flag.address.row].append(flag)
    for (sheet, row), raised in sorted(rows.items()):
        columns = beside[sheet]
        yield CellAddress(sheet, row, columns.marked), _any_of(raised)
        pieces = _pieces([Sentence(flag, wordings[flag.number], addresses, sheet_names) for flag in raised])
        message: Node[str] = pieces[0]
        if len(pieces) > 1:
            cells = [CellAddress(sheet, row, columns.rest + number) for number in range(len(pieces))]
            yield from zip(cells, pieces, strict=True)
            message = Joined(tuple(map(CellReference, cells)))
        yield CellAddress(sheet, row, columns.message), message


def _any_of(flags: Sequence[Flag]) -> Node[int]:
    """Return the formula that gives 1 where any flag of a row is raised, else 0."""
    cells = sorted(flag.address for flag in flags)
    first, last = (address(cell.row, cell.column) for cell in (cells[0], cells[-1]))
    raised = Aggregate("SUM", (Area(f"{first}:{last}", tuple(cells)),))
    return If(Compared(raised, ">", 0), Number(1), Number(0))


def _pieces(sentences: Sequence[Sentence]) -> list[Sentences]:
    """Return sentences in as few formulas as hold them."""
    pieces: list[list[Sentence]] = []
    length = FORMULA_LIMIT
    for sentence in sentences:
        more = len(sentence.formula)
        if length + more < FORMULA_LIMIT:
            pieces[-1].append(sentence)
            length += more + len("&")
        else:
            pieces.append([sentence])
            length = more
    return [Sentences(tuple(piece)) for piece in pieces]
