"""Signs and words of comparison, before a number and after it."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["ABOUT", "Operator", "operator_after", "operator_before"]

ABOUT = "about"
"""The operator of `约95%` and `95%左右`."""


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator as it was found: what it means, and whether it was spelled in words or by a lookalike."""

    meaning: str
    words: bool = False
    lookalike: bool = False


_BEFORE = {
    ">=": "≥ ≧ ⩾ >= => 不低于 不少于 不小于 不下于 大于等于 大于或等于 高于或等于 至少 最少"
    " 达到 达 确保 力争达到",
    "<=": "≤ ≦ ⩽ <= =< 不高于 不超过 不超 不大于 不多于 小于等于 小于或等于 低于或等于 至多 最多 未超过",
    ">": "> 〉 ﹥ 大于 高于 多于 超过 超 突破 优于",
    "<": "< 〈 ﹤ 小于 低于 少于 不足 不到 不满 未满 未达",
    "=": "= 等于 为",
    ABOUT: "约 大约 近 大概",
}
_AFTER = {
    ">=": "以上 及以上 (含)以上 以上(含) 起",
    "<=": "以下 及以下 (含)以下 以下(含) 以内 及以内 之内 内",
    ABOUT: "左右 上下",
}
_LOOKALIKES = frozenset("〉﹥〈﹤")


def _table(words: dict[str, str]) -> dict[str, Operator]:
    return {
        spelling: Operator(meaning, bool(re.search("[一-鿿]", spelling)), spelling in _LOOKALIKES)
        for meaning, spellings in words.items()
        for spelling in spellings.split()
    }


_BY_WORD_BEFORE = _table(_BEFORE)
_BY_WORD_AFTER = _table(_AFTER)
_LONGEST_BEFORE = sorted(_BY_WORD_BEFORE, key=len, reverse=True)
_LONGEST_AFTER = sorted(_BY_WORD_AFTER, key=len, reverse=True)


def operator_before(text: str) -> tuple[Operator | None, str]:
    """Take the operator off the front of a text of half width."""
    for spelling in _LONGEST_BEFORE:
        if text.startswith(spelling):
            return _BY_WORD_BEFORE[spelling], text.removeprefix(spelling)
    return None, text


def operator_after(text: str) -> tuple[Operator | None, str]:
    """Take the operator off the end of a text of half width.

    `起` is one only behind a unit (`95%起`): in `0起` it is the unit itself.
    """
    for spelling in _LONGEST_AFTER:
        rest = text.removesuffix(spelling)
        if rest != text and not (spelling == "起" and rest[-1:].isdigit()):
            return _BY_WORD_AFTER[spelling], rest
    return None, text
