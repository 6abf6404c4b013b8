"""A round seen as a whole, as lines for people and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from collection import STATE_WORDS, DepartmentState, Overview, State
from collection.round.status.overview import Group
from collection.round.status.words import BY_PROGRESS, NO_GROUP, returned_words
from templates import Language, Text
from tianbao.output.round.states import state_table, state_to_dict
from tianbao.output.terminal import grid_text, safe, wrapped

__all__ = ["overview_text", "overview_to_dict"]

_HEADS = (Text("分组", "Group"), Text("单位数", "Departments"), Text("已交回", "Returned"))
_LATE = Text("迟报", "late")
_CORRECTIONS = Text(
    "已发更正表、尚未交回 {count} 个：{names}", "Corrections sent and not returned, {count}: {names}"
)
_UNATTACHED = Text("缺盖章扫描件 {count} 个：{names}", "Scan missing, {count}: {names}")
_MOST_NAMES = 20
"""Departments that a line names; JSON, page and workbook have all."""


def overview_text(overview: Overview, language: Language, columns: int) -> str:
    """Return a line for each department, then the groups, the corrections that are out, and the days left.

    What matters most comes last, where it still stands on the screen.
    """
    lines = [state_table(overview.state, language, columns)]
    if any(group.name is not None for group in overview.groups):
        lines.append(_groups(overview, language))
    for said, departments in ((_CORRECTIONS, overview.corrections), (_UNATTACHED, overview.unattached)):
        if departments:
            lines.append(wrapped(_named(said, departments, language), columns) + "\n")
    lines.append(wrapped(returned_words(overview, language), columns) + "\n")
    return "\n".join(lines)


def _named(said: Text, departments: Sequence[DepartmentState], language: Language) -> str:
    """Return a line with how many departments there are, and which."""
    names = [f"{one.member.code} {safe(one.member.name)}" for one in departments[:_MOST_NAMES]]
    more = ["…"] if len(departments) > _MOST_NAMES else []
    listed = ("、" if language == "zh" else ", ").join([*names, *more])
    return said.filled_in({"count": Text(str(len(departments))), "names": Text(listed)}, language)


def _groups(overview: Overview, language: Language) -> str:
    states = [state for state in BY_PROGRESS if overview.whole.counts[state]]
    heads = [*_HEADS, *(STATE_WORDS[state] for state in states), *([_LATE] if overview.whole.late else [])]
    rows = (list(_group(group, states, language))[: len(heads)] for group in overview.groups)
    return grid_text([[head.say(language) for head in heads], *rows])


def _group(group: Group, states: list[State], language: Language) -> Iterator[str]:
    yield NO_GROUP.say(language) if group.name is None else safe(group.name)
    yield from map(str, (group.total, group.returned, *(group.counts[state] for state in states), group.late))


def overview_to_dict(overview: Overview) -> dict[str, Any]:
    """Return a round as plain data: what `round status --format json` prints."""
    state = state_to_dict(overview.state)
    return {
        "round": state["round"],
        "deadline": state["deadline"],
        "today": overview.today.isoformat(),
        "days_left": overview.days_left,
        "counts": state["counts"],
        "returned": overview.whole.returned,
        "groups": [
            {
                "group": group.name,
                "departments": group.total,
                "returned": group.returned,
                "late": group.late,
                "counts": {one.value: count for one, count in group.counts.items()},
            }
            for group in overview.groups
        ],
        "corrections_out": [one.member.code for one in overview.corrections],
        "attachments_missing": [one.member.code for one in overview.unattached],
        "departments": state["departments"],
        "unassigned": state["unassigned"],
    }
