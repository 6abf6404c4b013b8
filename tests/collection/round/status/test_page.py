"""The page: what stands in it, that it asks for nothing, and that a stranger's text is a text there."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collection import Overview, status_page
from collection.round.status.page.html import element, escaped, joined
from collection.round.status.page.style import STATE_CLASS, STYLE
from templates.text import LANGUAGES, Language
from tests.collection.round.status.rounds import (
    HOSTILE,
    ROWS,
    Came,
    at,
    hostile_round,
    overview,
    round_of,
    some_round,
)

VOID = {"meta"}
KNOWN = {
    *("html", "head", "meta", "title", "style", "body", "header", "main", "footer", "section"),
    *("h1", "h2", "p", "dl", "dt", "dd", "div", "span", "strong", "small", "ul", "li", "details", "summary"),
    *("table", "thead", "tbody", "tr", "th", "td", "svg", "desc", "line", "polygon", "polyline"),
}


class Parsed(HTMLParser):
    """A page as a browser takes it: its elements, what they say, and that each is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] != "style" and data.strip():
            self.words.append(data.strip())


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Overview:
    return overview(some_round(tmp_path_factory.mktemp("some")))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Overview:
    return overview(hostile_round(tmp_path_factory.mktemp("hostile")))


def test_the_page_says_what_a_chief_asks(seen: Overview) -> None:
    words = Parsed(status_page(seen)).words
    assert words[:2] == ["2020年度部门整体绩效目标申报表 · 收表情况"] * 2
    assert words[2:4] == ["截止日期 2026-03-31，", "距截止还有 3 天"]
    at_returned = words.index("已交回")
    assert words[at_returned : at_returned + 13] == [
        *("已交回", "3", "/ 5（60%）", "可接收、已接收", "2", "有错误、已退回", "1"),
        *("未交回", "2", "迟报", "0", "更正未交回", "1"),
    ]
    heads = [
        *("交回进度", "分组情况", "未交回的单位", "已发更正表、尚未交回的单位", "各单位情况"),
        "未能归属的文件和邮件",
    ]
    assert [word for word in words if word in heads] == heads
    assert {"交回 2/2（100%）", "交回 0/2（0%）", "不能读取 1 · 未报 1", "无名.xlsx", "x@example.com"} <= set(
        words
    )
    assert {"看不出是哪个单位的", "凭文件名认出", "理由：电话核对", "3 / 0", "b@example.cn"} <= set(words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_says_its_language(seen: Overview, language: Language) -> None:
    tag = {"zh": "zh-CN", "en": "en"}[language]
    assert status_page(seen, language).startswith(f'<!DOCTYPE html>\n<html lang="{tag}">')


def test_an_english_page_has_no_chinese_but_that_of_people_and_the_form(seen: Overview) -> None:
    theirs = [entry for row in ROWS for entry in row.split(",")]
    theirs += ["无名.xlsx", "电话核对", "2020年度部门整体绩效目标申报表"]
    text = "\n".join(Parsed(status_page(seen, "en")).words)
    for words in sorted(filter(None, theirs), key=len, reverse=True):
        text = text.replace(words, "")
    assert re.findall(r"[\u4e00-\u9fff，。：（）]+", text) == []


def test_the_same_day_gives_the_same_page(seen: Overview) -> None:
    assert status_page(seen) == status_page(seen)
    assert status_page(replace(seen, today=date(2026, 3, 29))) != status_page(seen)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_asks_for_nothing_and_runs_nothing(hostile: Overview, language: Language) -> None:
    page = status_page(hostile, language)
    parsed = Parsed(page)
    assert set(parsed.names) <= KNOWN
    asking = {"src", "href", "srcset", "data", "action", "poster", "background", "xlink:href"}
    assert not [one for one in parsed.attributes if one[1] in asking or one[1].startswith("on")]
    assert "default-src 'none'; style-src 'unsafe-inline'" in page
    styles = [STYLE, *(value for _, name, value in parsed.attributes if name == "style")]
    assert not [style for style in styles if re.search(r"url\(|@import|expression|://", style)]


def test_what_strangers_write_is_shown_as_they_wrote_it(hostile: Overview) -> None:
    page = status_page(hostile)
    words = " ".join(Parsed(page).words)
    for hostility in HOSTILE[:5]:
        assert words.count(hostility) >= 3
    assert "\ufffdgnp.exe &amp; \ufffd" in words
    assert "\u202e" not in page
    assert page.count("<script") == 0


@given(st.text(), st.text())
def test_any_text_comes_out_as_a_text(words: str, other: str) -> None:
    parsed = Parsed(f'<p title="{escaped(other)}">{escaped(words)}</p>')
    assert parsed.names == {"p": 1}
    assert [name for _, name, _ in parsed.attributes] == ["title"]
    made = Parsed(element("p", words, title=other))
    assert (made.names, made.attributes, made.words) == (parsed.names, parsed.attributes, parsed.words)
    escaped(words).encode()


def test_what_is_html_already_is_escaped_once() -> None:
    assert joined("<", element("b", ">", class_="x", aria_label="\"'")) == (
        '&lt;<b class="x" aria-label="&quot;&#x27;">&gt;</b>'
    )
    assert escaped(escaped("&")) == "&amp;"


def test_states_are_told_apart_without_colour(seen: Overview) -> None:
    """Each has words beside its tone, and no two have one pattern."""
    looks = [re.search(rf"\.{name} {{ background: ([^;]*);", STYLE) for name in STATE_CLASS.values()]
    assert len({look[1] for look in looks if look is not None}) == len(STATE_CLASS)
    parsed = Parsed(status_page(seen))
    keys = [value for tag, name, value in parsed.attributes if name == "class" and value.startswith("key ")]
    assert set(keys) <= {f"key {name}" for name in STATE_CLASS.values()}
    assert status_page(seen).count('<svg viewBox="0 0 1000 100"') == 1
    assert parsed.names["desc"] == 1
    assert {value for tag, name, value in parsed.attributes if (tag, name) == ("th", "scope")} == {
        "col",
        "row",
    }


def test_long_lists_are_folded(tmp_path: Path) -> None:
    rows = [f"{number:06},第{number}局,,,{'一二'[number % 2]}组," for number in range(1, 202)]
    (tmp_path / "few").mkdir()
    many = status_page(overview(round_of(tmp_path, rows)))
    few = status_page(overview(round_of(tmp_path / "few", rows[:200])))
    assert many.count('<details open="open">') == 0
    assert few.count('<details open="open">') == 2
    assert "还没有收到能读取的表。" in many


def test_what_came_late_is_marked(tmp_path: Path) -> None:
    late = overview(round_of(tmp_path, ROWS[:1], [Came("101001", at(30, 4))]), date(2026, 5, 2))
    page = status_page(late)
    assert "已过截止 32 天" in page
    assert "截止 03-31" in page
    assert '<span class="late">迟报</span>' in page
