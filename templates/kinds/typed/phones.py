"""Telephone numbers as people type them."""

from __future__ import annotations

import re
from decimal import Decimal

from templates.kinds.base import Limits, Note, Outcome
from templates.kinds.shared.cell_readers import unreadable
from templates.kinds.shared.clean import compact, folded
from templates.kinds.shared.content import plain_text
from templates.kinds.typed.marks import says_nothing

__all__ = ["read_phone", "read_phone_number"]

_LONGEST = 100
_OPEN = Limits()
_USUAL = re.compile(r"1[3-9][0-9]{9}|(?:010|02[0-9]|0[3-9][0-9]{2})-[0-9]{7,8}")
"""What most numbers are: in their usual form."""

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(010|02\d|0[3-9]\d{2})-?(\d{7,8})")
_SERVICE = re.compile(r"[48]00-?\d{3}-?\d{4}")
_EXTENSION = re.compile(r"(.*\d)(?:转|-|\*|分机|ext\.?)(\d{2,6})", re.IGNORECASE)
_ONE_DIGIT = re.compile(r"(?:0\d{2,3}-?)?\d{7,8}[-/]\d")
_SEVERAL = re.compile(r"[/、;,\n]|或")
_AMONG_WORDS = re.compile(r"[^\d+-]*?(1[3-9]\d{9}|0\d{2,3}-\d{7,8})[^\d-]*")
_DASHES = str.maketrans("—–", "--")


def read_phone(text: str, limits: Limits) -> Outcome:
    """Read a telephone number from a cleaned text that is not blank."""
    if _USUAL.fullmatch(text):
        return Outcome(text)
    nothing = says_nothing(text, limits)
    if nothing:
        return nothing
    typed = folded(text).translate(_DASHES)
    if re.fullmatch(r"\d\.\d+E\+?\d+", compact(typed), re.IGNORECASE):
        return unreadable(text, "phone-digits-lost")
    parts = [part for part in _SEVERAL.split(typed) if part.strip()]
    if len(parts) > 1 and len(text) <= _LONGEST and all(_usual(part)[0] for part in parts):
        return Outcome(text, (Note("several-phones"),))
    number, codes = _usual(typed)
    if number:
        if not codes and number != text:
            wide = number == compact(folded(text))
            codes = ("full-width-digits" if wide and re.search("[０-９]", text) else "phone-separators",)
        return Outcome(number, tuple(Note(code, text) for code in codes))
    return _unusual(text, compact(typed))


def _usual(typed: str) -> tuple[str | None, tuple[str, ...]]:
    """Return the usual form of one number, and what was put right beside its separators."""
    whole = compact(typed)
    codes: list[str] = []
    if re.search(r"\d", whole) and re.search("[Oo○〇]", re.sub("ext", "", whole)):
        whole = re.sub("[Oo○〇]", "0", whole)
        codes.append("letter-for-digit")
    bare = re.sub(r"^(?:\+86|0086|86(?=1[3-9]\d{9}$))-?", "", whole)
    if bare != whole:
        whole = bare
        codes.append("phone-country-code")
    return _number(whole), tuple(codes)


def _number(whole: str) -> str | None:
    if _SERVICE.fullmatch(whole):
        return whole
    digits = whole.replace("-", "")
    if _MOBILE.fullmatch(digits):
        return digits
    main, extension = whole, ""
    split = _EXTENSION.fullmatch(whole)
    landline = _landline(whole)
    if landline is None and split:
        main, extension = split[1], f"转{split[2]}"
        landline = _landline(main)
    return landline + extension if landline else None


def _landline(whole: str) -> str | None:
    match = _LANDLINE.fullmatch(re.sub(r"^[(](0\d{2,3})[)]-?", r"\1-", whole))
    return f"{match[1]}-{match[2]}" if match else None


def _unusual(text: str, whole: str) -> Outcome:
    """Read what has no usual form; nothing is made up, the text stays as it was typed."""
    if re.fullmatch(r"[1-9]\d{6,7}", whole):
        return Outcome(text, (Note("phone-without-area-code"),))
    if re.fullmatch(r"1[3-9]\d{7,}", whole):
        return unreadable(text, "phone-wrong-length")
    with_zero = _landline("0" + whole) if whole.isdigit() else None
    if with_zero:
        return Outcome(text, (Note("phone-leading-zero-lost", text, with_zero),))
    if _ONE_DIGIT.fullmatch(whole):
        return Outcome(text, (Note("phone-unclear", text),))
    among = _AMONG_WORDS.fullmatch(whole) if len(whole) <= _LONGEST else None
    if among and re.search("[一-鿿A-Za-z]", whole):
        return Outcome(among[1], (Note("text-with-phone", text, among[1]),))
    return Outcome(text, (Note("phone-unknown-pattern", text),))


def read_phone_number(number: Decimal) -> Outcome:
    """Read a telephone number from a cell that holds it as a number."""
    text = plain_text(number)
    outcome = read_phone(text, _OPEN)
    weighty = [note for note in outcome.notes if note.code not in ("phone-separators", "phone-country-code")]
    notes = tuple(weighty) or (Note("phone-as-number", text),)
    return Outcome(outcome.value, notes, outcome.readable, outcome.counted)
