"""The page: what a chief reads first stands first, and nothing in it asks for anything else."""

from __future__ import annotations

from collections.abc import Iterator

from collection.round.states import State
from collection.round.status.overview import Overview
from collection.round.status.page.charts import arrivals_chart, bars, legend
from collection.round.status.page.html import Html, element, joined
from collection.round.status.page.lists import by_group, corrections, missing, nobodys, unattached
from collection.round.status.page.style import STYLE
from collection.round.status.words import days_left_words, heading, made_words, share_words, until_words
from templates import Language, Text

__all__ = ["status_page"]

_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
{title}
<style>{style}</style>
</head>
<body>
{body}
</body>
</html>
"""
_LANGUAGES = {"zh": "zh-CN", "en": "en"}

_ROUND = Text("收表：{name}", "Round: {name}")
_DUE = Text("截止日期 {day}，", "Due {day}, ")
_RETURNED, _READY = Text("已交回", "Returned"), Text("可接收、已接收", "Ready, accepted")
_ERRORS, _MISSING = Text("有错误、已退回", "Errors, refused"), Text("未交回", "Not returned")
_LATE, _CORRECTIONS = Text("迟报", "Late"), Text("更正未交回", "Corrections out")
_BY_DAY, _BY_GROUP = Text("交回进度", "What came back, by day"), Text("分组情况", "By group")
_NOT_RETURNED = Text("未交回的单位", "Departments that have not returned")
_NOT_CORRECTED = Text("已发更正表、尚未交回的单位", "Corrections sent and not returned")
_UNATTACHED = Text("缺扫描件", "Without a scan")
_NOT_ATTACHED = Text("缺盖章扫描件的单位", "Departments whose scan is missing")
_ALL = Text("各单位情况", "All departments")
_NOBODYS = Text("未能归属的文件和邮件", "Files and messages that are no department's")
_COUNT = Text("{count} 个", "{count}")
_FOOTER = Text(
    "“已交回”指收到了能读取的表。本页由 tianbao 生成，不含脚本，不访问网络。",
    "“Returned” means that something came that can be read. Made by tianbao; no script, no network.",
)


def status_page(overview: Overview, language: Language = "zh") -> str:
    """Return the status of a round as one HTML file; the same overview gives the same page."""
    name = heading(overview, language)
    body = joined(
        element("header", *_head(overview, name, language), _figures(overview, language)),
        element("main", *_sections(overview, language)),
        element("footer", element("p", _FOOTER.say(language))),
    )
    return _PAGE.format(language=_LANGUAGES[language], title=element("title", name), style=STYLE, body=body)


def _head(overview: Overview, name: str, language: Language) -> Iterator[Html]:
    yield element("h1", name)
    due = _DUE.say(language).format(day=overview.state.deadline.isoformat())
    yield element("p", due, element("strong", days_left_words(overview, language)), class_="due")
    named = _ROUND.say(language).replace("{name}", overview.name)
    made = made_words(overview, language) + until_words(overview, language)
    yield element("p", f"{named}　{made}", class_="soft")


def _figures(overview: Overview, language: Language) -> Html:
    whole = overview.whole
    counts = whole.counts
    share = f" / {whole.total}{share_words(whole.returned, whole.total, language)}"
    figures = (
        (_RETURNED, joined(str(whole.returned), element("small", share))),
        (_READY, str(counts[State.READY] + counts[State.ACCEPTED])),
        (_ERRORS, str(counts[State.ERRORS] + counts[State.REFUSED])),
        (_MISSING, str(len(overview.missing))),
        (_LATE, str(whole.late)),
        (_CORRECTIONS, str(whole.corrections)),
        *([(_UNATTACHED, str(whole.unattached))] if overview.state.asks_for_attachments else []),
    )
    entries = (
        element("div", element("dt", words.say(language)), element("dd", figure)) for words, figure in figures
    )
    return element("dl", *entries, class_="figures")


def _sections(overview: Overview, language: Language) -> Iterator[Html]:
    yield _section(_BY_DAY, None, arrivals_chart(overview, language), language)
    yield _section(_BY_GROUP, None, joined(legend(overview, language), bars(overview, language)), language)
    lists = (
        (_NOT_RETURNED, len(overview.missing), missing),
        (_NOT_CORRECTED, len(overview.corrections), corrections),
        (_NOT_ATTACHED, len(overview.unattached), unattached),
        (_ALL, overview.whole.total, by_group),
        (_NOBODYS, _count_of_nobodys(overview), nobodys),
    )
    for title, count, made in lists:
        if count:
            yield _section(title, count, made(overview, language), language)


def _count_of_nobodys(overview: Overview) -> int:
    state = overview.state
    return len(state.unassigned) + len(state.attachments) + len(state.messages)


def _section(title: Text, count: int | None, inner: Html, language: Language) -> Html:
    counted = (
        "" if count is None else element("span", _COUNT.say(language).format(count=count), class_="count")
    )
    return element("section", element("h2", title.say(language), counted), inner)
