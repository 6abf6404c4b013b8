"""What the statistics of a round say, in sentences: first of all which rule to change or to explain."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from collection.round.results.statistics.counting import RuleStatistics, Statistics
from templates import Language, Severity, Text

__all__ = ["lead_lines", "places_words", "statistics_heading", "total_lines"]

_MOST_PLACES = 3
_HEADING = Text("{title} · 收表统计", "{title} · What is learnt")

_CHANGE = Text(
    "明年首先要改或讲明白的：{title}（{code}）。", "Change or explain first next year: {title} ({code})."
)
_CHECK = Text(
    "明年首先要讲明白的：{title}（{code}，各种表都有的检查，不是本表的规则）。",
    "Explain first next year: {title} ({code}, a check that every form has, no rule of this one).",
)
_COST = Text(
    "{departments} 个单位出过这个错，占已交回的 {share}；为改它多报 {resent} 次，{unmended} 次重报仍未改对，"
    "现在还有 {remaining} 个单位没改。",
    "{departments} departments had it, {share} of those that returned; {resent} further returns mended it, "
    "{unmended} did not, {remaining} departments still have it.",
)
_PLACES = Text("多出在：{places}。", "Mostly in: {places}.")
_NOT_UNDERSTOOD = Text(
    "重报也常常改不对，多半是没看懂：宜把填表说明写明白，或改规则。",
    "Further returns often do not mend it, so it is not understood: explain it better, or change the rule.",
)
_TOLD_TOO_LATE = Text(
    "退回后大多一次改对：道理是懂的，宜在填的时候就提醒。",
    "Once told, departments mend it: tell them while they fill the form in.",
)
_NOTHING = Text(
    "没有单位报错，没有为此要改的规则。", "No return had an error, so no rule calls for a change."
)
_TOO_STRICT = Text(
    "“{title}”（{code}）提醒过 {departments} 个单位，{explained} 个作了说明：说明大多成立的，规则可以放宽。",
    "“{title}” ({code}) was remarked at {departments} departments, and {explained} explained it: if they are "
    "right, relax the rule.",
)
_SENT = Text(
    "应报 {departments} 个单位，已交回 {returned} 个，共 {returns} 份；其中 {resent} 份是有错之后重报的。",
    "{returned} of {departments} departments returned {returns} files, {resent} after one with errors.",
)
_CLEAN = Text(
    "第一次就没有错误的 {first} 个（{share}），到现在没有错误的 {clean} 个；"
    "发出更正表 {corrections} 份（{corrected} 个单位）。",
    "{first} were free of errors at first ({share}), {clean} by now; "
    "{corrections} corrections were made, for {corrected} departments.",
)
_DAYS = Text(
    "从第一次交回到没有错误，中位数 {days} 天；重报过的单位，中位数 {resenders} 天。",
    "From the first return to one without errors: {days} days (median); where sent again, {resenders}.",
)
_TIMES = Text("各单位报送次数：{times}。", "Returns per department: {times}.")
_TIME = Text("{returns} 次 {departments} 个", "{returns}: {departments}")
_PLACE = Text("{label}（{count}）", "{label} ({count})")


def statistics_heading(statistics: Statistics, language: Language) -> str:
    """Return what the statistics of a round are called."""
    return _HEADING.filled_in({"title": statistics.title}, language)


def lead_lines(statistics: Statistics, language: Language) -> Iterator[str]:
    """Yield which rule to change or to explain next year, and why."""
    errors = statistics.of(Severity.ERROR)
    if errors:
        yield from _on_worst(errors[0], statistics, language)
    else:
        yield _NOTHING.say(language)
    remarks = statistics.of(Severity.WARNING, Severity.NOTICE)
    strict = max(remarks, key=lambda rule: rule.explained, default=None)
    if strict is not None and strict.explained:
        yield _said(
            _TOO_STRICT,
            language,
            title=strict.title,
            code=strict.code,
            departments=strict.departments,
            explained=strict.explained,
        )


def _on_worst(worst: RuleStatistics, statistics: Statistics, language: Language) -> Iterator[str]:
    words = _CHANGE if worst.is_of_form else _CHECK
    yield _said(words, language, title=worst.title, code=worst.code)
    yield _said(
        _COST,
        language,
        departments=worst.departments,
        share=_share(worst.departments, statistics.returned),
        resent=worst.resent,
        unmended=worst.unmended,
        remaining=worst.remaining,
    )
    if worst.fields:
        yield _said(_PLACES, language, places=places_words(worst, language))
    if worst.resent or worst.unmended:
        yield (_NOT_UNDERSTOOD if worst.unmended * 2 >= worst.resent else _TOLD_TOO_LATE).say(language)


def places_words(rule: RuleStatistics, language: Language) -> str:
    """Return the fields in which most departments had it, and how many."""
    shown = [_said(_PLACE, language, label=label, count=count) for label, count in rule.fields[:_MOST_PLACES]]
    return ("、" if language == "zh" else ", ").join(shown)


def total_lines(statistics: Statistics, language: Language) -> Iterator[str]:
    """Yield how much was sent, how soon it was right, and how often departments sent something."""
    yield _said(
        _SENT,
        language,
        departments=statistics.departments,
        returned=statistics.returned,
        returns=statistics.returns,
        resent=statistics.resent,
    )
    yield _said(
        _CLEAN,
        language,
        first=statistics.clean_at_first,
        share=_share(statistics.clean_at_first, statistics.returned),
        clean=statistics.clean,
        corrections=statistics.corrections,
        corrected=statistics.corrected,
    )
    if statistics.days is not None:
        resenders = statistics.days_of_resenders
        yield _said(_DAYS, language, days=_days(statistics.days), resenders=_days(resenders))
    times = [
        _said(_TIME, language, returns=returns, departments=departments)
        for returns, departments in statistics.distribution.items()
    ]
    yield _said(_TIMES, language, times=("，" if language == "zh" else ", ").join(times))


def _days(days: Decimal | None) -> str:
    return "—" if days is None else f"{days:f}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "—"


def _said(words: Text, language: Language, **slots: Text | str | int) -> str:
    return words.filled_in(
        {name: slot if isinstance(slot, Text) else Text(str(slot)) for name, slot in slots.items()}, language
    )
