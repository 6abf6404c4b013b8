"""What the type of a file does not tell, and which checks are therefore not run: said once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reader.containers import Aspect, Grid
from reader.judge.finding_report import FindingReport, FoundAt
from templates import Text

__all__ = ["check_what_is_unknown"]

_ASPECTS = {
    Aspect.FORMULAS: Text("公式", "formulas"),
    Aspect.FORMATS: Text("数字格式", "number formats"),
    Aspect.COMMENTS: Text("批注", "comments"),
    Aspect.HIDDEN: Text("行和列是否隐藏", "which rows and columns are hidden"),
    Aspect.MERGES: Text("合并单元格", "merged cells"),
    Aspect.STRIKE: Text("删除线", "strike-through"),
}
_CHECKS = {
    Aspect.FORMULAS: Text("公式是否被改动、填写处是否是公式", "changed formulas, formulas in entries"),
    Aspect.FORMATS: Text("百分比和日期是否按数字显示", "numbers shown as percentages or dates"),
    Aspect.COMMENTS: Text("批注", "comments"),
    Aspect.HIDDEN: Text("隐藏的内容", "hidden content"),
    Aspect.MERGES: Text("合并单元格里的内容", "content under merged cells"),
    Aspect.STRIKE: Text("带删除线的内容", "content that is struck through"),
}
_WHOLE = FoundAt(None)


def check_what_is_unknown(grids: Sequence[Grid], report: FindingReport) -> None:
    """Report which checks a file's type does not allow; one that tells all is not spoken of."""
    found = frozenset().union(*(grid.unknown for grid in grids))
    if found:
        unknown = [aspect for aspect in Aspect if aspect in found]
        slots = {
            "found": _in_a_row(_ASPECTS[aspect] for aspect in unknown),
            "expected": _in_a_row(_CHECKS[aspect] for aspect in unknown),
        }
        report.add("checks-not-run", _WHOLE, slots=slots)


def _in_a_row(texts: Iterable[Text]) -> Text:
    row = list(texts)
    return Text("、".join(text.zh for text in row), ", ".join(text.en for text in row))
