"""Values as a record holds them, generated for any kind and its limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from templates.kinds import Kind, Limits, Value
from templates.kinds.date import DateLimits
from templates.kinds.money import MoneyLimits
from templates.kinds.number import NumberLimits
from templates.kinds.target import TargetLimits
from templates.kinds.text import TextLimits

__all__ = ["values_of"]

_HEADS = "鄂州市住房公积金优化营商环境深改革落实风险防控ABxyz“《=@+"
_PUNCTUATION = "，。；：、（）“”《》,.;:()-/% ·\n　"
_TAILS = "局率度数A7。；”》"


def values_of(kind: Kind, limits: Limits) -> st.SearchStrategy[Value]:
    """Return a strategy of canonical values of a kind within its limits; a blank is always among them."""
    return st.one_of(st.none(), _BY_KIND[kind.name](limits))


def _money(limits: MoneyLimits) -> st.SearchStrategy[Value]:
    return st.decimals(0, 10**7, places=limits.decimals)


def _number(limits: NumberLimits) -> st.SearchStrategy[Value]:
    lowest = Decimal(-(10**6)) if limits.minimum is None else limits.minimum
    highest = Decimal(10**6) if limits.maximum is None else limits.maximum
    return st.decimals(lowest, highest, places=limits.decimals)


def _share(limits: Limits) -> st.SearchStrategy[Value]:
    return st.decimals(0, 1, places=6)


def _year(limits: Limits) -> st.SearchStrategy[Value]:
    return st.integers(2000, 2100)


def _date(limits: DateLimits) -> st.SearchStrategy[Value]:
    return st.dates(limits.earliest, limits.latest).map(limits.iso)


def _text(limits: TextLimits) -> st.SearchStrategy[Value]:
    """Texts that begin and end with a mark of a text, and have anything in between."""
    characters = st.one_of(
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
        st.characters(min_codepoint=ord("A"), max_codepoint=ord("z"), categories=["L"]),
        st.sampled_from("0123456789𠮷é" + _PUNCTUATION),
    )
    longest = min(limits.max_length or 200, 60)
    # a character outside of the basic plane counts twice
    inside = st.text(characters, max_size=max(0, (longest - 2) // 2))
    return st.builds(lambda *parts: "".join(parts), st.sampled_from(_HEADS), inside, st.sampled_from(_TAILS))


def _choice(limits: Limits) -> st.SearchStrategy[Value]:
    assert limits.choices is not None, "a choice has its list"
    terms = limits.choices.terms(limits.group)
    return st.sampled_from([spelling for term in terms for spelling in (term.value, *term.keep)])


def _phone(limits: Limits) -> st.SearchStrategy[Value]:
    return st.one_of(
        st.from_regex(r"\A1[3-9][0-9]{9}\Z"),
        st.from_regex(r"\A(010|02[0-9]|0[3-9][0-9]{2})-[2-8][0-9]{6,7}(转[0-9]{2,5})?\Z"),
    )


def _target(limits: TargetLimits) -> st.SearchStrategy[Value]:
    number = st.decimals(0, 10**5, places=2).map(lambda value: f"{value.normalize():f}")
    unit = st.sampled_from(["%", "％", "‰", "个", "个工作日", "万人", "次/年", "公里", ""])
    sign = st.sampled_from(["", "≥", "≤", "＞", "＜", "=", "不低于"])
    words = ["提高", "递增", "当天", "完成", "良好", "无", "2020年12月底前", "零事故", "多次"]
    return st.one_of(
        st.builds("{}{}{}".format, sign, number, unit),
        st.builds("{}-{}{}".format, number, number, unit),
        st.sampled_from([*words, "—"] if limits.past else words),
    )


_BY_KIND: Mapping[str, Callable[[Any], st.SearchStrategy[Value]]] = {
    "money": _money,
    "number": _number,
    "share": _share,
    "year": _year,
    "text": _text,
    "choice": _choice,
    "phone": _phone,
    "target": _target,
    "date": _date,
}
