"""The status line: how much is still missing, what does not agree, and whether the form can be returned."""

from __future__ import annotations

from collections.abc import Sequence

from templates.language import quoted
from templates.text import Language, Text

__all__ = ["READY", "status", "status_formula"]

READY = Text("已填完，可以交回", "Complete: it can be returned")
"""How the status of a form begins that can be returned."""

_STILL = Text("还有", "Still ")
_MISSING = Text("处未填", " to fill in")
_AND = Text("、", ", ")
_WRONG = Text("处不一致", " to put right")
_REMARKS = (Text("（另有", " (remarks: "), Text("处提醒）", ")"))
_END = Text("。", ".")


def status(totals: Sequence[int], language: Language) -> str:
    """Return the status of a form with so many flags of each of `RANKS`."""
    missing, wrong, *rest = totals
    parts = [f"{number}{word.say(language)}" for number, word in _counted(missing, wrong) if number]
    said = _STILL.say(language) + _AND.say(language).join(parts) if parts else READY.say(language)
    remarks = sum(rest)
    if remarks:
        said += _REMARKS[0].say(language) + str(remarks) + _REMARKS[1].say(language)
    return said + _END.say(language)


def _counted(missing: int, wrong: int) -> tuple[tuple[int, Text], tuple[int, Text]]:
    return (missing, _MISSING), (wrong, _WRONG)


def status_formula(totals: Sequence[str], language: Language) -> str:
    """Return the formula (without `=`) of the same; `totals` are formulas of the numbers."""
    missing, wrong, *rest = totals

    def word(text: Text) -> str:
        return quoted(text.say(language))

    some = f'IF({missing}>0,{missing}&{word(_MISSING)},"")'
    between = f'IF(AND({missing}>0,{wrong}>0),{word(_AND)},"")'
    others = f'IF({wrong}>0,{wrong}&{word(_WRONG)},"")'
    said = f"IF({missing}+{wrong}=0,{word(READY)},{word(_STILL)}&{some}&{between}&{others})"
    remarks = "+".join(rest)
    more = f'IF({remarks}>0,{word(_REMARKS[0])}&({remarks})&{word(_REMARKS[1])},"")'
    return f"{said}&{more}&{word(_END)}"
