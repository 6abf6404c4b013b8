"""The charts of the page: what came back day by day, and how far each group is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from collection.round.states import STATE_WORDS
from collection.round.status.overview import Group, Overview
from collection.round.status.page.html import Html, element, joined
from collection.round.status.page.style import STATE_CLASS
from collection.round.status.words import BY_PROGRESS, NO_GROUP, share_words
from templates import Language, Text

__all__ = ["arrivals_chart", "bars", "legend"]

_WIDTH, _HEIGHT = 1000, 100
"""The units of the drawing, which is stretched to its place; texts stand around it in their own size."""

_NAME = Text("已交回单位数（逐日累计）", "Departments that have returned, day by day")
_SAID = Text(
    "{first} 至 {last}，累计交回 {count} 个，共 {total} 个单位。",
    "From {first} to {last}: {count} of {total} departments have returned.",
)
_NOTHING = Text("还没有收到能读取的表。", "Nothing that can be read has come back yet.")
_DEADLINE = Text("截止 {day}", "deadline {day}")
_BY_DAY = Text("逐日数字", "The figures by day")
_DAY, _NEW, _ALL = Text("日期", "Day"), Text("当日", "On that day"), Text("累计", "In all")


def arrivals_chart(overview: Overview, language: Language) -> Html:
    """Return how many departments had returned by the end of each day, as a line and as figures."""
    if not overview.arrivals:
        return element("p", _NOTHING.say(language))
    first, (last, count) = overview.arrivals[0][0], overview.arrivals[-1]
    total = overview.whole.total
    said = _SAID.say(language).format(first=f"{first:%m-%d}", last=f"{last:%m-%d}", count=count, total=total)
    end = overview.until_day
    place = _across(overview.state.deadline, first, end)
    mark = element(
        "span",
        _DEADLINE.say(language).format(day=f"{overview.state.deadline:%m-%d}"),
        style=f"left:{place:.1%};transform:translateX(-{place:.1%})",
    )
    half = total // 2
    scale = [str(total), str(half) if total % 2 == 0 else "", "0"]
    ends = [f"{first:%m-%d}", *([] if end == overview.state.deadline else [f"{end:%m-%d}"])]
    chart = element(
        "div",
        element("div", mark, class_="marks", aria_hidden="true"),
        element("div", *(element("span", one) for one in scale), class_="scale", aria_hidden="true"),
        _drawing(overview, _NAME.say(language), said),
        element("div", *(element("span", day) for day in ends), class_="days", aria_hidden="true"),
        class_="chart",
    )
    return joined(element("p", said, class_="soft"), chart, _figures(overview, language))


def _across(day: date, first: date, end: date) -> float:
    """Return where a day stands between two others, from 0 to 1."""
    return min(max((day - first).days / max((end - first).days, 1), 0.0), 1.0)


def _drawing(overview: Overview, name: str, said: str) -> Html:
    first, end, total = overview.arrivals[0][0], overview.until_day, max(overview.whole.total, 1)
    points = [
        (_across(day, first, end) * _WIDTH, _HEIGHT * (1 - count / total)) for day, count in overview.arrivals
    ]
    line = " ".join(f"{x:.1f},{y:.2f}" for x, y in points)
    area = f"{points[0][0]:.1f},{_HEIGHT} {line} {points[-1][0]:.1f},{_HEIGHT}"
    deadline = f"{_across(overview.state.deadline, first, end) * _WIDTH:.1f}"
    fixed = {"vector_effect": "non-scaling-stroke"}
    return element(
        "svg",
        element("title", name, id="arrivals-name"),
        element("desc", said, id="arrivals-said"),
        *(
            element("line", x1="0", y1=y, x2=str(_WIDTH), y2=y, class_="grid", **fixed)
            for y in ("0", str(_HEIGHT // 2), str(_HEIGHT))
        ),
        element("polygon", points=area, class_="area"),
        element("polyline", points=line, class_="line", **fixed),
        element("line", x1=deadline, y1="0", x2=deadline, y2=str(_HEIGHT), class_="deadline", **fixed),
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        preserveAspectRatio="none",
        role="img",
        aria_labelledby="arrivals-name arrivals-said",
    )


def _figures(overview: Overview, language: Language) -> Html:
    before, rows = 0, []
    for day, count in overview.arrivals:
        if count != before:
            rows.append(
                element(
                    "tr",
                    element("th", day.isoformat(), scope="row"),
                    element("td", str(count - before), class_="number"),
                    element("td", str(count), class_="number"),
                )
            )
        before = count
    head = element(
        "tr",
        element("th", _DAY.say(language), scope="col"),
        *(element("th", one.say(language), scope="col", class_="number") for one in (_NEW, _ALL)),
    )
    table = element("table", element("thead", head), element("tbody", *rows))
    return element("details", element("summary", _BY_DAY.say(language)), table, class_="aside")


def legend(overview: Overview, language: Language) -> Html:
    """Return what the tones and patterns of the states stand for, and how many departments are in each."""
    return element(
        "ul",
        *(
            element(
                "li",
                element("span", class_=f"key {STATE_CLASS[state]}", aria_hidden="true"),
                f"{STATE_WORDS[state].say(language)} {overview.whole.counts[state]}",
            )
            for state in BY_PROGRESS
            if overview.whole.counts[state]
        ),
        class_="legend",
    )


def bars(overview: Overview, language: Language) -> Html:
    """Return a bar for each group, parted by the states of its departments; the counts stand below it."""
    return element("ul", *(_bar(group, language) for group in overview.groups), class_="bars")


def _bar(group: Group, language: Language) -> Html:
    said = " · ".join(_counts(group, language))
    parts = (
        element("span", class_=STATE_CLASS[state], style=f"flex:{group.counts[state]}")
        for state in BY_PROGRESS
        if group.counts[state]
    )
    share = share_words(group.returned, group.total, language)
    return element(
        "li",
        element("span", group.name or NO_GROUP.say(language), class_="name"),
        element("div", *parts, class_="bar", aria_hidden="true"),
        element("span", f"{_RETURNED.say(language)} {group.returned}/{group.total}{share}", class_="of"),
        element("span", said, class_="counts"),
    )


_RETURNED = Text("交回", "returned")


def _counts(group: Group, language: Language) -> Iterator[str]:
    for state in BY_PROGRESS:
        if group.counts[state]:
            yield f"{STATE_WORDS[state].say(language)} {group.counts[state]}"
