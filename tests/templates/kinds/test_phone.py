"""Telephone numbers, row by row as people type them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from templates.findings.finding import Severity
from templates.kinds import KINDS, Raw
from templates.kinds.phone import PhoneLimits
from tests.templates.kinds.table import codes, read, rows


@rows(
    (64, "13800138000", "13800138000", ""),
    (64, Decimal("13800138000"), "13800138000", "phone-as-number"),
    (64, Decimal("1.3800138E10"), "13800138000", "phone-as-number"),
    (66, "138 0013 8000", "13800138000", "phone-separators"),
    (66, "138-0013-8000", "13800138000", "phone-separators"),
    (66, "１３８００１３８０００", "13800138000", "full-width-digits"),
    (66, "+86 13800138000", "13800138000", "phone-country-code"),
    (66, "008613800138000", "13800138000", "phone-country-code"),
    (66, "8613800138000", "13800138000", "phone-country-code"),
    (67, "0711-1234567", "0711-1234567", ""),
    (67, "（0711）1234567", "0711-1234567", "phone-separators"),
    (67, "0711 1234567", "0711-1234567", "phone-separators"),
    (67, "07111234567", "0711-1234567", "phone-separators"),
    (67, "0711－1234567", "0711-1234567", "phone-separators"),
    (67, "0711—1234567", "0711-1234567", "phone-separators"),
    (67, "01012345678", "010-12345678", "phone-separators"),
    (68, Decimal(7111234567), "7111234567", "phone-leading-zero-lost"),
    (69, "0711-1234567转801", "0711-1234567转801", ""),
    (69, "0711-1234567-801", "0711-1234567转801", "phone-separators"),
    (69, "0711-1234567*801", "0711-1234567转801", "phone-separators"),
    (69, "0711-1234567分机801", "0711-1234567转801", "phone-separators"),
    (69, "0711-1234567ext801", "0711-1234567转801", "phone-separators"),
    (70, "1234567", "1234567", "phone-without-area-code"),
    (70, "12345678", "12345678", "phone-without-area-code"),
    (70, "0711-1234567-8", "0711-1234567-8", "phone-unclear"),
    (70, "1234567/8", "1234567/8", "phone-unclear"),
    (71, "13800138000/0711-1234567", "13800138000/0711-1234567", "several-phones"),
    (71, "13800138000、0711-1234567", "13800138000、0711-1234567", "several-phones"),
    (71, "13800138000\n0711-1234567", "13800138000\n0711-1234567", "several-phones"),
    (71, "13800138000或0711-1234567", "13800138000或0711-1234567", "several-phones"),
    (72, "12800138000", "12800138000", "phone-unknown-pattern"),
    (72, "138OO138OOO", "13800138000", "letter-for-digit"),
    (73, "李明13800138000", "13800138000", "text-with-phone"),
    (73, "0711-1234567（办公室）", "0711-1234567", "text-with-phone"),
    (73, "400-123-4567", "400-123-4567", ""),
    (73, "12345", "12345", "phone-unknown-pattern"),
    (73, 12345, "12345", "phone-unknown-pattern"),
    (80, "略", "略", "none-in-required-text"),
    (0, "见上", "见上", "phone-unknown-pattern"),
    (0, True, "TRUE", "phone-unknown-pattern"),
    (33, " ", None, ""),
)
def test_phones(typed: Any, value: str | None, expected: str) -> None:
    outcome = read("phone", typed)
    assert (outcome.value, codes(outcome)) == (value, expected)
    assert outcome.readable
    assert outcome.counted, "no formula counts telephone numbers"


@rows(
    (65, "1.38E+10", None, "phone-digits-lost"),
    (72, "1380013800", None, "phone-wrong-length"),
    (72, "138001380000", None, "phone-wrong-length"),
)
def test_lost_digits_are_not_made_up(typed: str, value: None, expected: str) -> None:
    outcome = read("phone", typed)
    assert (outcome.value, codes(outcome), outcome.readable) == (typed, expected, False)


def test_the_leading_zero_is_proposed_and_not_put_in() -> None:
    assert read("phone", Decimal(7111234567)).notes[0].expected == "0711-1234567"


def test_a_mark_is_a_blank_and_an_error_where_a_phone_is_required() -> None:
    outcome = read("phone", "/", PhoneLimits(required=True))
    assert (outcome.value, codes(outcome)) == (None, "placeholder")
    assert outcome.notes[0].severity is Severity.ERROR
    assert read("phone", "/").notes[0].severity is None


def test_an_error_is_nothing_and_its_spelling_a_text() -> None:
    outcome = read("phone", Raw(None, error="#N/A"))
    assert (outcome.value, codes(outcome)) == (None, "error-value")
    outcome = read("phone", "#N/A")
    assert (outcome.value, codes(outcome)) == ("#N/A", "phone-unknown-pattern")


def test_a_phone_is_a_text_in_the_sheet() -> None:
    kind = KINDS["phone"]
    assert kind.number_format(PhoneLimits()) == "@"
    assert kind.validation(PhoneLimits()).type == "length"
    assert kind.schema(PhoneLimits()) == {"type": ["string", "null"], "maxLength": 40}
