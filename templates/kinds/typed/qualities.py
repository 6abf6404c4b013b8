"""Targets in words, without a number: trends, grades, deadlines."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Quality", "quality_of"]


@dataclass(frozen=True, slots=True)
class Quality:
    """What a target in words says: its kind, its trend if any, and what there is to say of it."""

    kind: str
    trend: str | None = None
    codes: tuple[str, ...] = ()


_TRENDS = {
    "up": "递增 提高 逐步提高 逐步提升 提升 增长 增加 持续增长 上升 明显改善 显著改善 改善 增强 优化"
    " 扩大 加强 完善",
    "down": "递减 下降 降低 逐步降低 减少 缩短 压缩 逐年下降",
    "hold": "保持 持平 稳定 持续 长期 不变 常态化 巩固",
    "done": "完成 已完成 按时完成 全部完成 达标 合格 通过 是 有 建立 健全 规范",
}
_GRADES = "好 较好 良好 优 优秀 良 高 较高 显著 明显 效果明显 效果显著 符合规定 严格执行"
_DEADLINES = "当天 当日 即时 及时 按时 实时 随时 年底前 年内 年底 年末 全年 每月 每年 每季度 每周 每天 每日"

_GRADE_WORDS, _DEADLINE_WORDS = frozenset(_GRADES.split()), frozenset(_DEADLINES.split())
_TREND_OF = {word: trend for trend, words in _TRENDS.items() for word in words.split()}
_LONG_TRENDS = sorted((word for word in _TREND_OF if len(word) > 1), key=len, reverse=True)
_ADVERBS = re.compile("(?:逐年|逐步|稳步|持续|明显|显著|进一步|不断|大幅|有所|有效|得到|基本)+")
_NOT = ("不", "不再", "未", "没有", "无")
_MANIFOLD = re.compile("翻[一两二三]?番|(?:增长|提高|增加)[一两二三]倍")
_DATE = re.compile(
    r"(?:19|20)\d{2}年(?:(?:年?[底末初中])|\d{1,2}月(?:份|[底末初中]|\d{1,2}[日号])?)?(?:之?前|以前|内)?"
    r"|\d{1,2}月(?:份?(?:[底末初中]|之?前|以前)|\d{1,2}[日号])(?:之?前|以前)?"
    r"|(?:19|20)\d{2}([-/.])\d{1,2}\1\d{1,2}"
)
_MANY = re.compile("[上数几多]|若干")


def quality_of(typed: str) -> Quality | None:
    """Return what a target in words says, or None where it is not of these words."""
    if typed in ("无", "没有", "暂无"):
        return Quality("unclear", codes=("target-none-or-nothing",))
    if typed in _DEADLINE_WORDS or _DATE.fullmatch(typed):
        return Quality("deadline")
    if typed in _TREND_OF:
        return Quality("text", _TREND_OF[typed])
    if typed in _GRADE_WORDS:
        return Quality("grade")
    if _MANIFOLD.fullmatch(typed):
        return Quality("text", "up", ("target-not-quantified",))
    if re.search(r"\d", typed):
        return None
    bare = _ADVERBS.sub("", typed, count=1)
    if bare in _TREND_OF:
        return Quality("text", _TREND_OF[bare])
    for word in _LONG_TRENDS:
        if (bare.startswith(word) or bare.endswith(word)) and not _MANY.match(bare):
            is_negated = bare.removesuffix(word).endswith(_NOT)
            return _negated(word) if is_negated else Quality("text", _TREND_OF[word])
    return None


def _negated(word: str) -> Quality | None:
    """Return what a trend says behind a 不: that nothing goes that way; of what is not done, nothing."""
    return Quality("text", "hold") if _TREND_OF[word] in ("up", "down") else None
