"""Amounts of money as people type them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from templates.findings.finding import Severity
from templates.kinds.base import Note, Outcome
from templates.kinds.shared.cell_readers import unreadable
from templates.kinds.shared.clean import folded
from templates.kinds.shared.content import plain, plain_text, shifted
from templates.kinds.typed.marks import is_mark
from templates.kinds.typed.numerals import CHINESE, Numeral, chinese_number, read_numeral, why_no_number
from templates.kinds.typed.units import MONEY_UNIT, money_places

__all__ = ["read_amount", "read_number", "read_plain_amount"]

_LONGEST = 100
"""Characters: nobody writes a longer number, and a whole essay is not searched for one."""

_NONE = frozenset(("无", "没有", "暂无", "不涉及"))
_HABITS = (
    "amount-with-unit",
    "full-width-separator",
    "thousands-separator",
    "full-width-digits",
    "trailing-mark",
    "number-as-text",
)
"""Codes of mere habits, the most telling first. A cell gets one of them, and none beside a weightier code."""

_APPROXIMATE = re.compile(
    r"(?:(?:大约|大概|约|近)(?P<after>.+?)|(?P<before>.+?))(?P<about>左右|上下)?", re.DOTALL
)
_CURRENCY = re.compile(r"(?:¥|RMB|CNY|人民币)\s*(.+)", re.IGNORECASE | re.DOTALL)
_WITH_UNIT = re.compile(
    rf"(.+?)\s*(?:[(（]({MONEY_UNIT})[)）]|({MONEY_UNIT})[整正]?)", re.IGNORECASE | re.DOTALL
)
_PART = re.compile(rf"([\d.]+)({MONEY_UNIT})", re.IGNORECASE)
_CHINESE = re.compile(rf"([{CHINESE}万萬亿億点點几数把多余廿卅]+)(元|圆|块)?[整正]?")
_TWICE = re.compile(r"(.+?)[(（](.*[\d" + CHINESE + r"].*)[)）]", re.DOTALL)

_MOST_DIGITS = 15
_IMPLAUSIBLE = Decimal(10) ** 11
"""Ten million 万元, in 元."""


def read_amount(text: str, unit: str | None) -> Outcome:
    """Read an amount in `unit` from a cleaned text that is not blank; None is a unit of no money."""
    return _outcome(text, _amount(text, unit), unit)


def read_number(text: str) -> Outcome:
    """Read a number without a unit from a cleaned text that is not blank."""
    return _outcome(text, _amount(text, None), None)


def read_plain_amount(number: Decimal, unit: str | None) -> Outcome:
    """Read an amount from a cell that holds a number."""
    codes = _implausible(number, unit)
    return (
        Outcome(number, tuple(Note(code, plain_text(number)) for code in codes)) if codes else Outcome(number)
    )


def _outcome(text: str, numeral: Numeral, unit: str | None) -> Outcome:
    if is_mark(text) or text in _NONE:
        return Outcome(None, (Note("placeholder-for-amount", text),))
    if numeral.value is None:
        return unreadable(text, *numeral.codes, severity=Severity.ERROR)
    codes = (*numeral.codes, *_implausible(numeral.value, unit), "number-as-text")
    return Outcome(numeral.value, tuple(Note(code, text) for code in _telling(codes)))


def _telling(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the codes worth telling of one cell."""
    given = tuple(dict.fromkeys(codes))
    weighty = tuple(code for code in given if code not in _HABITS)
    return weighty or tuple(code for code in _HABITS if code in given)[:1]


def _implausible(value: Decimal, unit: str | None) -> tuple[str, ...]:
    if unit is None:
        return ()
    if value.copy_abs() > _most(unit) or (len(str(value)) > _MOST_DIGITS and _digits(value) > _MOST_DIGITS):
        return ("amount-implausible",)
    return ()


def _digits(value: Decimal) -> int:
    return len(value.as_tuple().digits)


@lru_cache(maxsize=32)
def _most(unit: str) -> Decimal:
    """Return the largest amount in a unit that can be believed."""
    return shifted(_IMPLAUSIBLE, -money_places(unit))


def _amount(text: str, unit: str | None) -> Numeral:
    """Read an amount, from the outside in: said twice, trailing mark, 约, currency, unit, number."""
    if len(text) > _LONGEST:
        return Numeral(None, ("not-a-number",))
    twice = _TWICE.fullmatch(text)
    if twice:
        return _agreed(_amount(twice[1], unit), _amount(twice[2], unit), text)
    codes: list[str] = []
    body = re.sub(r"(?<=[^。.,，;；、])[。.,，;；、]$", "", text).strip()
    if body != text:
        codes.append("trailing-mark")
    approximate = _APPROXIMATE.fullmatch(body)
    assert approximate is not None, "the pattern takes any text"
    if approximate["after"] or approximate["about"]:
        body = (approximate["after"] or approximate["before"]).strip()
        codes.append("amount-approximate")
    currency = _CURRENCY.fullmatch(body.replace("￥", "¥")) if unit else None
    numeral = _united(currency[1] if currency else body, unit)
    if currency and not set(numeral.codes) & {"amount-with-unit", "amount-converted"}:
        codes.append("currency-mark")
    if numeral.value is None:
        # what was taken off may be why: in `752.2元，50元` the unit hides that there are two numbers
        return numeral if numeral.codes != ("not-a-number",) else Numeral(None, (why_no_number(text),))
    return Numeral(numeral.value, (*codes, *numeral.codes))


def _agreed(first: Numeral, second: Numeral, text: str) -> Numeral:
    if first.value is not None and first.value == second.value:
        return Numeral(first.value, ("amount-twice",))
    both = first.value is not None and second.value is not None
    several = both or len(re.findall(r"\d+", folded(text))) > 1
    return Numeral(None, ("several-numbers" if several else "not-a-number",))


def _united(text: str, unit: str | None) -> Numeral:
    """Read a number with the unit typed behind it, and turn it into `unit`."""
    chinese = _CHINESE.fullmatch(text)
    if chinese:
        return _chinese(chinese[1], chinese[2], unit)
    parts = _PART.findall(folded(text))
    if unit and len(parts) > 1 and "".join(number + word for number, word in parts) == folded(text):
        return _mixed(parts, unit)
    typed = _WITH_UNIT.fullmatch(text)
    if not typed or unit is None:
        return read_numeral(text)
    numeral = read_numeral(typed[1])
    if numeral.value is None:
        return numeral
    typed_places, places = money_places(folded(typed[2] or typed[3])), money_places(unit)
    code = "amount-with-unit" if typed_places == places or not numeral.value else "amount-converted"
    return Numeral(plain(shifted(numeral.value, typed_places - places)), (code, *numeral.codes))


def _chinese(numeral: str, yuan: str | None, unit: str | None) -> Numeral:
    """Read a Chinese numeral: 万, 亿 or 元 in it make it absolute, else it is in the form's unit."""
    value = chinese_number(numeral)
    if value is None:
        return Numeral(None, ("chinese-numeral-unclear",))
    if unit and (yuan or re.search("[万萬亿億]", numeral)):
        value = plain(shifted(value, -money_places(unit)))
    return Numeral(value, ("chinese-numeral",))


def _mixed(parts: list[tuple[str, str]], unit: str) -> Numeral:
    """Read `752万2千元`: each part smaller than the one before."""
    places = [money_places(word) for _, word in parts]
    if sorted(places, reverse=True) != places or len(set(places)) < len(places):
        return Numeral(None, ("several-numbers",))
    total = Decimal(0)
    for (number, _), power in zip(parts, places, strict=True):
        value = read_numeral(number).value
        if value is None:
            return Numeral(None, ("two-decimal-points",))
        total += shifted(value, power - money_places(unit))
    return Numeral(plain(total), ("amount-mixed-units",))
