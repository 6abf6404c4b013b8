"""What is learnt of a round, as lines for people and as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from collection.round.results.statistics.counting import GroupStatistics, RuleStatistics, Statistics
from collection.round.results.statistics.words import lead_lines, places_words, total_lines
from collection.round.status.words import NO_GROUP
from templates import Language, Severity, Text
from tianbao.output.terminal import grid_text, safe, wrapped

__all__ = ["statistics_text", "statistics_to_dict"]

_MOST_RULES = 12
"""Rules of a severity that a terminal shows; JSON and workbook have all."""

_ERRORS, _REMARKS = Text("错误：", "Errors:"), Text("警告和提示：", "Warnings and notices:")
_GROUPS, _MORE = (
    Text("分组：", "By group:"),
    Text("还有 {count} 种，见 --output 或 --format json", "{count} more"),
)
_ERROR_HEADS = (
    Text("问题", "What was found"),
    Text("单位", "Departments"),
    Text("份数", "Returns"),
    Text("重报单位", "Mended it"),
    Text("多报份数", "Further returns"),
    Text("重报仍错", "Not mended"),
    Text("现在仍有", "Still there"),
    Text("多出在", "Mostly in"),
)
_REMARK_HEADS = (
    *_ERROR_HEADS[:3],
    Text("现在仍有", "Still there"),
    Text("作了说明", "Explained"),
    Text("多出在", "Mostly in"),
)
_GROUP_HEADS = (
    Text("分组", "Group"),
    Text("单位数", "Departments"),
    Text("已交回", "Returned"),
    Text("份数", "Returns"),
    Text("一次报对", "Right at first"),
    Text("多报份数", "Further returns"),
    Text("用时（天）", "Days"),
    Text("最多的错误", "Most frequent error"),
)


def statistics_text(statistics: Statistics, language: Language, columns: int) -> str:
    """Return which rule to change or explain first, how the round went, and the figures rule by rule."""
    lines = [wrapped(line, columns) for line in lead_lines(statistics, language)]
    lines += ["", *(wrapped(line, columns) for line in total_lines(statistics, language))]
    errors = statistics.of(Severity.ERROR)
    if errors:
        lines += [
            "",
            _ERRORS.say(language),
            _table(_ERROR_HEADS, [_error(one, language) for one in errors], language),
        ]
    remarks = statistics.of(Severity.WARNING, Severity.NOTICE)
    if remarks:
        rows = [_remark(one, language) for one in remarks]
        lines += ["", _REMARKS.say(language), _table(_REMARK_HEADS, rows, language)]
    if any(group.name is not None for group in statistics.groups):
        rows = [_group(one, language) for one in statistics.groups]
        heads = [head.say(language) for head in _GROUP_HEADS]
        lines += ["", _GROUPS.say(language), grid_text([heads, *rows]).rstrip("\n")]
    return "\n".join(lines) + "\n"


def _table(heads: Sequence[Text], rows: Sequence[Sequence[str]], language: Language) -> str:
    shown = grid_text([[head.say(language) for head in heads], *rows[:_MOST_RULES]]).rstrip("\n")
    more = len(rows) - _MOST_RULES
    return shown if more <= 0 else f"{shown}\n{_MORE.say(language).format(count=more)}"


def _error(rule: RuleStatistics, language: Language) -> list[str]:
    counts = (rule.departments, rule.returns, rule.resending, rule.resent, rule.unmended, rule.remaining)
    return [safe(rule.title.say(language)), *map(str, counts), places_words(rule, language)]


def _remark(rule: RuleStatistics, language: Language) -> list[str]:
    counts = (rule.departments, rule.returns, rule.remaining, rule.explained)
    return [safe(rule.title.say(language)), *map(str, counts), places_words(rule, language)]


def _group(group: GroupStatistics, language: Language) -> list[str]:
    counts = (group.departments, group.returned, group.returns, group.clean_at_first, group.resent)
    return [
        NO_GROUP.say(language) if group.name is None else safe(group.name),
        *map(str, counts),
        "" if group.days is None else f"{group.days:f}",
        "" if group.worst is None else f"{safe(group.worst[0].say(language))} ({group.worst[1]})",
    ]


def statistics_to_dict(statistics: Statistics, language: Language) -> dict[str, Any]:
    """Return what is learnt as plain data: what `round stats --format json` prints."""
    return {
        "round": statistics.id,
        "deadline": statistics.deadline.isoformat(),
        "learnt": list(lead_lines(statistics, language)),
        "departments": statistics.departments,
        "returned": statistics.returned,
        "returns": statistics.returns,
        "clean_at_first": statistics.clean_at_first,
        "clean": statistics.clean,
        "further_returns": statistics.resent,
        "median_days": statistics.days,
        "median_days_of_resenders": statistics.days_of_resenders,
        "corrections": statistics.corrections,
        "corrected_departments": statistics.corrected,
        "returns_per_department": {str(count): of for count, of in statistics.distribution.items()},
        "rules": [_rule_to_dict(rule, language) for rule in statistics.rules],
        "groups": [_group_to_dict(group, language) for group in statistics.groups],
    }


def _rule_to_dict(rule: RuleStatistics, language: Language) -> dict[str, Any]:
    return {
        "code": rule.code,
        "severity": rule.severity.value,
        "title": rule.title.say(language),
        "of_form": rule.is_of_form,
        "departments": rule.departments,
        "returns": rule.returns,
        "resending_departments": rule.resending,
        "further_returns": rule.resent,
        "not_mended": rule.unmended,
        "remaining_departments": rule.remaining,
        "explained_departments": rule.explained,
        "fields": [{"label": label.say(language), "departments": count} for label, count in rule.fields],
        "groups": [{"group": name, "departments": count} for name, count in rule.groups.items()],
    }


def _group_to_dict(group: GroupStatistics, language: Language) -> dict[str, Any]:
    return {
        "group": group.name,
        "departments": group.departments,
        "returned": group.returned,
        "returns": group.returns,
        "clean_at_first": group.clean_at_first,
        "further_returns": group.resent,
        "median_days": group.days,
        "worst": None if group.worst is None else group.worst[0].say(language),
    }
