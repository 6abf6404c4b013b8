"""Words in two languages."""

from __future__ import annotations

from templates import Text


def test_one_text_says_the_same_in_both_languages() -> None:
    assert Text("公式").say("en") == "公式"
    assert Text("甲", "A").say("en") == "A"


def test_slots_are_filled_once_and_unknown_ones_stay() -> None:
    text = Text("“{found}”应为“{expected}”{other}", "“{found}” should be “{expected}”{other}")
    filled = text.filled({"found": Text("{expected}"), "expected": Text("甲", "A")})
    assert filled == Text("“{expected}”应为“甲”{other}", "“{expected}” should be “A”{other}")
