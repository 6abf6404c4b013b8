"""Indicator targets as people type them, taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from templates.findings.finding import Severity
from templates.kinds.base import Note, Outcome
from templates.kinds.shared.clean import folded
from templates.kinds.shared.content import plain, plain_text, shifted
from templates.kinds.typed.marks import is_mark
from templates.kinds.typed.numerals import CHINESE, chinese_number
from templates.kinds.typed.operators import ABOUT, Operator, operator_after, operator_before
from templates.kinds.typed.qualities import quality_of
from templates.kinds.typed.units import TARGET_UNITS, target_unit

__all__ = ["Target", "parse_target", "read_number_target", "read_target"]

_LONGEST = 100
"""Characters: nothing longer is searched for a number."""

_NUMBER = r"[-+]?(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
_UNIT = r"[^\d\s.,，、;；。:：!！?？≥≤≧⩾⩽<>=~±+()（）-]{0,10}|[mM][23]"
_SINGLE = re.compile(rf"({_NUMBER})({_UNIT})")
_RANGE = re.compile(rf"({_NUMBER})({_UNIT}?)(?:[-~—–〜～]+|至|到)({_NUMBER})({_UNIT})")
_BETWEEN = re.compile(rf"({_NUMBER})({_UNIT}?)[≤≦][a-zA-Z]?[≤≦]({_NUMBER})({_UNIT})")
_TOLERANCE = re.compile(rf"({_NUMBER})({_UNIT}?)(?:±|\+/-|\+-)({_NUMBER})({_UNIT})")
_TREND = re.compile(
    r"(?:逐年|逐步|稳步|持续|明显|显著|进一步|不断|大幅|同比|环比|年均|平均|每年|(?:较|比)(?:上年|去年|上一年))*"
    r"(?:(?P<up>增长|提高|提升|增加|上升|增收)|(?P<down>下降|降低|减少|缩短|压缩|压减))(?:到|至|了|为)?(?=.*\d)"
)
_FRACTION = re.compile(rf"(百|千|万)分之([{CHINESE}]+(?:点[{CHINESE}]+)?|\d+(?:\.\d+)?)")
_FORMAT_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[[^\]]*\]'
    r"|(?P<number>[#0?][#0,.?]*|General)|(?P<percent>%)|(?P<sign>[-+ ¥￥‰≥≤<>=])|(?P<other>.)",
    re.DOTALL,
)
_FRACTION_SIGNS = {"百": "%", "千": "‰", "万": "‱"}
_CHINESE_NUMBER = re.compile(rf"(^|[-~—–〜～至到≥≤<>=])([{CHINESE}]+(?:点[{CHINESE}]+)?)(?=(.*))")
_NO_UNIT = re.compile("余|多|几|来|以|不|达|增|提|降|减")

_SIGNS = {"": "=", "=": "=", "＝": "=", "≥": ">=", "≤": "<=", ">": ">", "＞": ">", "<": "<", "＜": "<"}
_SIMPLE_UNITS = {
    spelling: unit.word
    for spelling, unit in {**TARGET_UNITS, "％": TARGET_UNITS["%"]}.items()
    if not re.search(r"\d|年|月|起|百分比", spelling)
}
"""Units with which a number is neither a date (`2020年`) nor anything that there is something to say of."""

_SIMPLE = re.compile(
    rf"([{''.join(_SIGNS)}]?)([0-9]+(?:\.[0-9]+)?)({'|'.join(sorted(_SIMPLE_UNITS, key=len, reverse=True))})"
)
"""What most targets are: a sign of comparison or none, a number, a usual unit."""

_MEMORY = 4096
"""Texts whose parts are remembered: the same targets come back from many departments."""


@dataclass(frozen=True, slots=True)
class Target:
    """A target taken apart.

    `kind` is `number`, `range` (both ends belong to it), `tolerance` (number ± number2), `text` (with its
    trend, if any), `grade`, `deadline`, `none` (`—`: there is no value) or `unclear`. `operator` is one of
    `>= <= > < = range +- about`. Numbers are as written, 95 for 95%. `trend` is up, down, hold or done.
    """

    kind: str
    operator: str | None = None
    number: Decimal | None = None
    number2: Decimal | None = None
    unit: str | None = None
    text: str = ""
    trend: str | None = None


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A target and the codes of what there is to say of its spelling; not `sure` where it may be misread."""

    target: Target
    codes: tuple[str, ...] = ()
    sure: bool = True


_UNCLEAR = _Parsed(Target("unclear"), ("target-unclear",))


def parse_target(text: str) -> Target:
    """Take a target apart; what cannot be understood is of kind `unclear`. Never raises."""
    return replace(_parsed(text).target, text=text)


def read_target(text: str, *, past: bool = False) -> Outcome:
    """Read a target, or a `past` value, from a cleaned text that is not blank: its value is the text."""
    if _SIMPLE.fullmatch(text):
        return Outcome(text)
    if is_mark(text):
        return _marked(text, past=past)
    parsed = _parsed(text)
    notes = tuple(Note(code, text) for code in parsed.codes)
    if not parsed.sure:
        return Outcome(text, tuple(replace(note, severity=Severity.ERROR) for note in notes), readable=False)
    return Outcome(text, notes)


def _marked(text: str, *, past: bool) -> Outcome:
    """Read a mark: for a past value it says that there is none, for a target it is a blank."""
    if not past:
        return Outcome(None, (Note("placeholder", text),))
    return Outcome("—", () if set(text) == {"—"} else (Note("placeholder", text),))


def read_number_target(number: Decimal, number_format: str, *, past: bool = False) -> Outcome:
    """Read the text of a target from a number and the format it is shown in: 0.95 as `0%` is `95%`."""
    shown = _words_around(number_format)
    if shown is None:
        return read_target(plain_text(number), past=past)
    before, percent, after = shown
    text = before + plain_text(shifted(number, 2) if percent else number) + percent + after
    outcome = read_target(text, past=past)
    if not percent:
        return outcome
    return outcome._replace(notes=(Note("number-as-target"), *outcome.notes))


@lru_cache(maxsize=_MEMORY)
def _words_around(number_format: str) -> tuple[str, str, str] | None:
    """Return what a format shows before a number, its percent sign, and what behind; None if unclear.

    The first section counts, that of numbers from 0 on (ISO/IEC 29500-1, 18.8.31). Colours, conditions and
    locales such as `[$-804]` show nothing, nor do `_)` and `* `, which are room.
    """
    before, after, percent, numbers = "", "", "", 0
    for token in _FORMAT_TOKEN.finditer(number_format):
        if token["other"]:
            if token["other"] == ";":
                break
            return None
        numbers += token["number"] is not None
        percent = percent or token["percent"] or ""
        shown = token["quoted"] or token["escaped"] or token["currency"] or token["sign"] or ""
        before, after = (before, after + shown) if numbers else (before + shown, after)
    return (before.strip(), percent, after.strip()) if numbers == 1 else None


@lru_cache(maxsize=_MEMORY)
def _parsed(text: str) -> _Parsed:
    simple = _SIMPLE.fullmatch(text)
    if simple:
        sign, number, unit = simple.groups()
        return _Parsed(Target("number", _SIGNS[sign], _decimal(number), unit=_SIMPLE_UNITS[unit]))
    typed = re.sub(r"(?<!\d)\s+|\s+(?!\d)", "", folded(text).strip())
    if not typed or is_mark(typed):
        return _Parsed(Target("none"))
    if len(typed) > _LONGEST:
        return _UNCLEAR
    quality = quality_of(typed)
    if quality:
        return _Parsed(Target(quality.kind, trend=quality.trend), quality.codes)
    if typed in ("零", "不发生"):
        return _Parsed(Target("number", "=", Decimal(0)))
    codes: list[str] = []
    if re.search("[０-９](?!.*％)", text):
        codes.append("full-width-digits")
    parsed = _numeric(_in_digits(typed, codes))
    if parsed is None:
        return _Parsed(Target("text"), ("several-numbers",)) if _several(typed) else _UNCLEAR
    return replace(parsed, codes=(*codes, *parsed.codes)) if parsed.target.kind != "unclear" else parsed


def _several(typed: str) -> bool:
    return len(re.findall(r"\d+(?:\.\d+)?", typed)) > 1


def _in_digits(typed: str, codes: list[str]) -> str:
    """Return the text with Arabic digits and the usual signs of percent and per mille."""

    def fraction(match: re.Match[str]) -> str:
        number = "100" if match[2] == "百" else _digits(match[2])
        return match[0] if number is None else number + _FRACTION_SIGNS[match[1]]

    def number(match: re.Match[str]) -> str:
        digits, behind = _digits(match[2]), re.match(r"[^\d以及之内左右上下至到~—–〜～-]*", match[3])
        known = behind is not None and (not behind[0] or target_unit(behind[0]) or behind[0] == "成")
        return match[1] + digits if digits and (known or match[2] == "零") else match[0]

    signs = re.sub(r"(?<=\d)%[oOₒ]", "‰", typed)
    if signs != typed:
        codes.append("permille-mistyped")
    zeros = re.sub(r"(?<=\d)[Oo○〇]+(?=[\d.%‰]|$)", lambda letters: "0" * len(letters[0]), signs)
    if zeros != signs:
        codes.append("letter-for-digit")
    arabic = _CHINESE_NUMBER.sub(number, _FRACTION.sub(fraction, zeros))
    if arabic != zeros and not typed.startswith("零"):
        codes.append("chinese-numeral")
    return arabic


def _digits(number: str) -> str | None:
    if re.fullmatch(r"[\d.]+", number):
        return number
    value = chinese_number(number)
    return None if value is None else plain_text(value)


def _numeric(typed: str) -> _Parsed | None:
    """Take a text with a number apart, from the outside in."""
    if re.search(r"%[0。.]+$", typed):
        return replace(_UNCLEAR, sure=False)
    body = re.sub(r"(?<=.)[;,、。.]$", "", typed)
    codes = ("trailing-mark",) if body != typed else ()
    parsed = _two_numbers(body) or _one_number(body)
    return replace(parsed, codes=(*codes, *parsed.codes)) if parsed else None


def _one_number(body: str) -> _Parsed | None:
    """Read trend, operators, number and unit."""
    codes: list[str] = []
    capped = body.startswith("控制在")
    rising = _TREND.match(body)
    body = body[rising.end() :] if rising else body.removeprefix("控制在")
    before, body = operator_before(body)
    after, body = operator_after(body)
    single = _SINGLE.fullmatch(body)
    if not single or (capped and not (before or after)):
        return None
    target = _with_unit(single[1], single[2], codes)
    operator = _operator(before, after, codes, quiet=rising is not None)
    if target is None or operator is None:
        return _UNCLEAR
    if not target.unit and target.number:
        codes.append("target-without-unit")
    trend = None if rising is None else "up" if rising["up"] else "down"
    return _Parsed(replace(target, operator=operator, trend=trend), tuple(codes))


def _operator(
    before: Operator | None, after: Operator | None, codes: list[str], *, quiet: bool
) -> str | None:
    """Return what the operators on both sides mean together, None where they disagree."""
    found = [operator for operator in (before, after) if operator]
    meanings = {operator.meaning for operator in found}
    if len(meanings) > 1:
        return None
    if ABOUT in meanings:
        codes.append("target-approximate")
    elif len(found) > 1:
        codes.append("operator-twice")
    elif any(operator.lookalike for operator in found):
        codes.append("operator-lookalike")
    elif any(operator.words for operator in found) and not quiet:
        codes.append("operator-in-words")
    return meanings.pop() if meanings else "="


def _with_unit(number: str, unit: str, codes: list[str]) -> Target | None:
    """Return the number with the usual word of its unit, None where what stands behind is no unit."""
    value = _decimal(number)
    if unit == "成":
        return Target("number", number=plain(shifted(value, 1)), unit="%")
    if unit == "‱":
        return Target("number", number=shifted(value, -1), unit="‰")
    if unit == "百分比":
        codes.append("unit-in-words")
    word = _unit_word(unit) if unit else None
    return None if unit and word is None else Target("number", number=value, unit=word)


def _unit_word(unit: str) -> str | None:
    """Return the usual word for a unit; an unknown word is its own, unless it says more than a unit does."""
    known = target_unit(unit)
    if known:
        return known.word
    return None if _NO_UNIT.search(unit) else unit


def _two_numbers(body: str) -> _Parsed | None:
    """Read a range or a number with its tolerance."""
    for pattern, kind, operator in (
        (_TOLERANCE, "tolerance", "+-"),
        (_RANGE, "range", "range"),
        (_BETWEEN, "range", "range"),
    ):
        match = pattern.fullmatch(body)
        if match is None:
            continue
        words = {_unit_word(unit) for unit in (match[2], match[4]) if unit}
        if len(words) > 1 or None in words:
            return None
        number, number2 = _decimal(match[1]), _decimal(match[3])
        reversed_ = kind == "range" and number > number2
        if reversed_:
            number, number2 = number2, number
        target = Target(kind, operator, number, number2, words.pop() if words else None)
        return _Parsed(target, ("range-reversed",) if reversed_ else ())
    return None


def _decimal(number: str) -> Decimal:
    return plain(Decimal(number.replace(",", "")))
