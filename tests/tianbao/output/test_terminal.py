"""Text on a terminal: widths, breaks, and nothing that a terminal would obey."""

from __future__ import annotations

import pytest

from templates.text import width
from tianbao.output.terminal import grid_text, safe, wrapped


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("填报", 4), ("ａ", 2), ("e\u0301", 1), ("", 0)])
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


def test_no_character_reaches_the_terminal_as_a_command() -> None:
    assert safe("a\x1b[31mb\x07\u202ec\nd") == "a\ufffd[31mb\ufffd\ufffdc\nd"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one two three", ["  one two", "  three"]),
        ("abcdefghijkl", ["  abcdefgh", "  ijkl"]),
        ("a\nb", ["  a", "  b"]),
        ("填报说明填报", ["  填报说明", "  填报"]),
        ("", ["  "]),
    ],
)
def test_lines_break_where_they_may(text: str, lines: list[str]) -> None:
    assert wrapped(text, 10, "  ") == "\n".join(lines)


def test_chinese_breaks_between_characters_but_not_before_a_mark() -> None:
    assert wrapped("填报说明填报说明", 8).split("\n") == ["填报说明", "填报说明"]
    assert wrapped("填报说明。填报", 8).split("\n") == ["填报说明。", "填报"]


def test_columns_are_aligned_and_long_cells_cut() -> None:
    assert grid_text([("填", "b", "c"), ("aaa", "", "x")]) == "填   b  c\naaa     x\n"
    long = "长" * 40
    text = grid_text([(long, "1"), ("a\nb", long)])
    assert text.splitlines()[0] == "长" * 23 + "…  1"
    assert text.splitlines()[1].endswith(long)
    assert text.splitlines()[1].startswith("a b ")
