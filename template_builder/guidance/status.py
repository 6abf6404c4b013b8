"""The status line: how much is still missing, what does not agree, and whether the form can be returned."""

from __future__ import annotations

from collections.abc import Sequence

from template_builder.guidance.nodes import (
    All,
    Compared,
    If,
    Joined,
    Node,
    Number,
    Parenthesized,
    SheetState,
    Sum,
    Words,
)
from templates.text import Language, Text

__all__ = ["READY", "status", "status_node"]

READY = Text("已填完，可以交回", "Complete: ready to return")
"""How the status of a form begins that can be returned."""

_STILL = Text("还有", "Still ")
_MISSING = Text("处未填", " to fill in")
_AND = Text("、", ", ")
_WRONG = Text("处不一致", " to correct")
_REMARKS = Text("（另有", " (remarks: ")
_REMARKS_END = Text("处提醒）", ")")
_EXPLAINED = (Text("处提醒，其中", ", explained: "), Text("处已说明）", ")"))
_END = Text("。", ".")


def status_node(
    totals: Sequence[Node[int]], language: Language, explained: Node[int] | None = None
) -> Node[str]:
    """Return what is said of a form with so many flags of each of `RANKS`.

    `explained` says how many of the remarks are, None where nothing can be explained.
    """
    missing, wrong, *remarks = totals
    nothing = Words("")

    def words(text: Text) -> Words:
        return Words(text.say(language))

    some = If(Compared(missing, ">", 0), Joined((missing, words(_MISSING))), nothing)
    both = All((Compared(missing, ">", 0), Compared(wrong, ">", 0)))
    others = If(Compared(wrong, ">", 0), Joined((wrong, words(_WRONG))), nothing)
    still = Joined((words(_STILL), some, If(both, words(_AND), nothing), others))
    ready = Compared(Sum((missing, wrong)), "=", 0)
    remarked = Sum(tuple(remarks))
    counted: tuple[Node[str | int], ...] = (words(_REMARKS_END),)
    if explained is not None:
        counted = (words(_EXPLAINED[0]), Parenthesized(explained), words(_EXPLAINED[1]))
    remark = Joined((words(_REMARKS), Parenthesized(remarked), *counted))
    return Joined(
        (If(ready, words(READY), still), If(Compared(remarked, ">", 0), remark, nothing), words(_END))
    )


def status(totals: Sequence[int], language: Language, explained: int | None = None) -> str:
    """Return what is said of a form with so many flags of each of `RANKS`, and so many remarks explained."""
    node = None if explained is None else Number(explained)
    return status_node(list(map(Number, totals)), language, node).value(SheetState({}, {}))
