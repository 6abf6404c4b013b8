"""The quick looks before the patterns: they skip work, and never change what is read."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Context, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from templates.kinds import Choices, Limits, Raw, Term
from templates.kinds.registry import KINDS
from templates.kinds.shared.clean import cleaned, folded, key
from templates.kinds.shared.content import plain, rounded
from templates.kinds.typed import marks, targets, texts, units
from templates.kinds.typed.targets import parse_target, read_target
from tests.extent import extent

_ODD = "\u200b\ufeff\r\n\u2028\u2029\u3000\u00a0\u2212 \t\x0b\x0c\x1c\x85\u2003"
_WIDE = "￥％．，：（）［＝＠＋－０１ＸＡ"
_TELLING = (
    "_x000D_|_x000d_|_x000|<br>|<BR />|&#10;|&#xA;|（盖章）|(公章)|目标|长期目标|年度目标1：|1.|２、|（一）|①"
    "|⑳|一是|二是|；|;|。|同上|同目标一|“|〃|XX|××|X|请填写|请|示例：|例:|=|＝|@|＋|0|０|-|—|／|…|...|．．|略|无|甲|A|١"
)
_PIECES = st.one_of(st.sampled_from(_TELLING.split("|")), st.sampled_from(_ODD + _WIDE), st.text(max_size=4))
_TEXTS = st.lists(_PIECES, min_size=1, max_size=6).map("".join)
_MANY = settings(max_examples=extent(400, quick=80))


def slowly_cleaned(text: str) -> str:
    text = text.translate(dict.fromkeys(map(ord, "\u200b\ufeff")))
    return re.sub(r"(?:\r|_x000[dD]_)\n?|\u2028|\u2029", "\n", text).strip()


def slowly_folded(text: str) -> str:
    table = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    return text.translate(table | {0x3000: " ", 0xA0: " ", ord("￥"): "¥", 0x2212: "-"})


def slowly_plain(value: Decimal) -> Decimal:
    text = format(value, "f")
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text) if value else Decimal(0)


@given(_TEXTS)
@_MANY
def test_texts_are_cleaned_and_folded_as_without_a_look(text: str) -> None:
    assert cleaned(text) == slowly_cleaned(text)
    assert cleaned(cleaned(text)) == cleaned(text)
    assert folded(text) == slowly_folded(text)


@given(st.decimals(allow_nan=False, allow_infinity=False) | st.decimals(-(10**18), 10**18, places=4))
@_MANY
def test_numbers_are_made_plain_as_without_a_look(value: Decimal) -> None:
    if abs(value.adjusted()) < 400:
        assert str(plain(value)) == str(slowly_plain(value))
        assert str(rounded(value)) == str(slowly_plain(Context(prec=15).plus(value)))


@given(_TEXTS.map(cleaned).filter(bool))
@_MANY
def test_a_pattern_that_matches_is_not_skipped(text: str) -> None:
    if not texts._may_begin_marker(text):
        patterns = (texts._GOAL_MARKER, texts._NUMBER_MARKER, texts._GOAL_WITHOUT_COLON)
        assert not any(pattern.match(text) for pattern in patterns)
    bare = texts._may_begin_marker(text) and texts._BARE_MARKER.fullmatch(text)
    assert bool(bare) is bool(texts._BARE_MARKER.fullmatch(slowly_folded(text)))
    assert texts._WITHIN_MARKER.search(text) or not texts._NEXT_MARKER.search(text)
    assert text[-1] in texts._CLOSING or not texts._SEAL.search(text)
    assert "<" in text or "&#" in text or not texts._MARKUP.search(text)
    assert marks.is_mark(text) is bool(marks._MARK.fullmatch(slowly_folded(text)))


@given(_TEXTS.map(cleaned).filter(bool))
@_MANY
def test_doubts_are_those_of_the_patterns(text: str) -> None:
    expected = [
        code
        for code, found in (
            ("ditto", texts._DITTO.fullmatch(re.sub(r"\s+", "", text))),
            ("template-text-left", texts._SAMPLE.search(text)),
            ("number-in-text", slowly_folded(text) == "0"),
            ("text-like-formula", re.match("[=@+]", slowly_folded(text))),
        )
        if found
    ]
    assert [note.code for note in texts._doubts(text)] == expected


_SIMPLE_UNITS = st.sampled_from(sorted([*units.TARGET_UNITS, "％", "万人", "成", "度", ""]))
_NUMBERS = st.decimals(0, 10**6, places=3).map(str) | st.integers(0, 3000).map(str)


@given(st.sampled_from(["", *targets._SIGNS, "〉", "不低于", "约"]), _NUMBERS, _SIMPLE_UNITS)
@_MANY
def test_a_simple_target_is_read_as_any_other(sign: str, number: str, unit: str) -> None:
    """A space beside the number takes the long way."""
    text, spaced = f"{sign}{number}{unit}", f" {sign} {number} {unit}"
    assert parse_target(text) == replace(parse_target(spaced), text=text)
    long_way = read_target(spaced)
    assert [note.code for note in read_target(text).notes] == [note.code for note in long_way.notes]
    assert read_target(text).readable is long_way.readable


_TERM = st.sampled_from(["甲", "乙 类", "Ａ级", "a级", "其他", "其它", " 丙", "丁"])
_TERMS = st.lists(
    st.builds(Term, _TERM, st.lists(_TERM).map(tuple), st.lists(_TERM).map(tuple)), min_size=1, max_size=4
).map(tuple)
_CHOICES = st.builds(
    Choices,
    st.just("list"),
    st.dictionaries(st.sampled_from(["", "一", "二"]), _TERMS, min_size=1),
    refuse=st.dictionaries(_TERM, st.just("choice-ambiguous"), max_size=2),
)


def looked_up(text: str, choices: Choices, group: str | None) -> tuple[str, str] | None:
    """Return the value and the codes of a spelling by going through the list term by term."""
    for term in (*choices.terms(group), *choices.terms()):
        if key(text) == key(term.value):
            return term.value, ""
        for spelling in term.keep:
            if key(text) == key(spelling):
                return spelling, choices.kept
        if key(text) in map(key, term.fold):
            return term.value, "choice-spelled-differently"
    for spelling, code in choices.refuse.items():
        if key(text) == key(spelling):
            return text, code
    return None


@given(_CHOICES, st.sampled_from([None, "", "一", "三"]), _TERM.map(cleaned))
@_MANY
def test_the_table_of_a_list_says_what_its_terms_say(choices: Choices, group: str | None, text: str) -> None:
    outcome = KINDS["choice"].read(Raw(text), Limits(choices=choices, group=group))
    expected = looked_up(text, choices, group) or (text, "choice-unknown")
    assert (outcome.value, " ".join(note.code for note in outcome.notes)) == expected


@pytest.mark.parametrize("name", KINDS)
def test_a_cell_that_holds_nothing_is_a_blank_without_a_note(name: str) -> None:
    kind = KINDS[name]
    for raw in (Raw(None), Raw(None, "0%"), Raw("　"), Raw("\u200b")):
        outcome = kind.read(raw, kind.limits())
        assert (outcome.value, outcome.notes, outcome.readable) == (None, (), True)
