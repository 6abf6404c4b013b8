"""What a round says of itself, as lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from collection import RosterChange
from templates import Language, Text

__all__ = ["roster_changes"]

_SAID = {
    "joined": Text("名单新增：{now}", "New in the roster: {now}"),
    "left": Text(
        "名单中已没有：{now}（已有的材料保留）", "No longer in the roster: {now} (what came from it is kept)"
    ),
    "changed": Text("名单中有改动：{now}", "Changed in the roster: {now}"),
}
_RENAMED = Text("名单中改名：{before} → {now}", "Renamed in the roster: {before} → {now}")


def roster_changes(changes: Sequence[RosterChange], language: Language) -> Iterator[str]:
    """Yield a line for each department of which the roster says something else than before."""
    for change in changes:
        member, before = change.member, change.before or change.member
        said = _SAID[change.kind] if before.name == member.name else _RENAMED
        yield said.say(language).format(now=f"{member.code} {member.name}", before=before.name)
