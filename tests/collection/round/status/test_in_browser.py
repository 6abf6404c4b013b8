"""The page in a browser: it opens without a server, nothing in it runs, and it fits a telephone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from collection import status_page, write_status
from templates.text import LANGUAGES, Language
from tests.chromium import Chromium
from tests.collection.round.status.rounds import (
    HOSTILE,
    Came,
    at,
    hostile_round,
    overview,
    round_of,
    some_round,
)

TITLE = "2020年度部门整体绩效目标申报表 · 收表情况"
PHONE, DESK = 360, 1280


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "status.html"
    write_status(overview(some_round(tmp_path)), path)
    return path


@pytest.fixture
def hostile_page(tmp_path: Path) -> Path:
    (tmp_path / "hostile").mkdir()
    path = tmp_path / "hostile.html"
    write_status(overview(hostile_round(tmp_path / "hostile")), path)
    return path


def test_what_stands_in_the_page_is_shown(chromium: Chromium, page: Path) -> None:
    said = chromium.measure(page, "document.body.innerText")
    for words in ("距截止还有 3 天", "未交回的单位", "乙局", "无名.xlsx", "交回 2/2（100%）"):
        assert words in said
    shown = chromium.measure(page, "document.querySelector('svg').getBoundingClientRect().height")
    assert float(shown) > 100


def test_nothing_that_strangers_write_runs_even_without_the_policy(
    chromium: Chromium, hostile_page: Path
) -> None:
    assert chromium.measure(hostile_page, "document.title") == TITLE
    count = "document.querySelectorAll('script, img, a, iframe, object, embed, link, form').length"
    assert chromium.measure(hostile_page, count) == "1"  # the probe itself
    said = chromium.measure(hostile_page, "document.body.textContent")
    assert all(hostility in said for hostility in HOSTILE[:5])


def test_the_policy_of_the_page_stops_every_script(chromium: Chromium, page: Path) -> None:
    run = "<script>document.title='run'</script></body>"
    page.write_text(page.read_text(encoding="utf-8").replace("</body>", run), encoding="utf-8")
    assert f"<title>{TITLE}</title>" in chromium.dom(page)
    bare = re.sub("<meta http-equiv=[^>]*>", "", page.read_text(encoding="utf-8"))
    page.write_text(bare, encoding="utf-8")
    assert "<title>run</title>" in chromium.dom(page)


def test_the_page_asks_nobody_for_anything(chromium: Chromium, hostile_page: Path) -> None:
    assert chromium.requests(hostile_page) == []
    asking = hostile_page.with_name("asking.html")
    asking.write_text('<img src="http://example.com/x.png">', encoding="utf-8")
    assert chromium.requests(asking) == ["http://example.com/x.png"]


@pytest.mark.parametrize("width", [PHONE, 720, DESK])
def test_no_width_needs_scrolling_to_the_side(
    chromium: Chromium, page: Path, hostile_page: Path, width: int
) -> None:
    for one in (page, hostile_page):
        sizes = "[window.innerWidth, document.documentElement.scrollWidth]"
        assert chromium.measure(one, sizes, width) == f"{width},{width}"


def test_on_a_telephone_rows_become_cards(chromium: Chromium, page: Path) -> None:
    shown = "getComputedStyle(document.querySelector('tbody tr')).display"
    assert chromium.measure(page, shown, PHONE) == "table-row"  # the figures by day, which are narrow
    card = "getComputedStyle(document.querySelector('table.cards tbody tr')).display"
    assert (chromium.measure(page, card, PHONE), chromium.measure(page, card)) == ("block", "table-row")
    smallest = (
        "Math.min(...[...document.querySelectorAll('main *')].filter(e => e.innerText)"
        ".map(e => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert float(chromium.measure(page, smallest, PHONE)) >= 12
    cards = "[...document.querySelectorAll('table.cards')]"
    wide = f"{cards}.some(card => card.getBoundingClientRect().right > innerWidth)"
    assert chromium.measure(page, wide, PHONE) == "false"


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_taken_for_html_as_it_is_meant(chromium: Chromium, tmp_path: Path, language: Language) -> None:
    page = tmp_path / "status.html"
    written = status_page(overview(some_round(tmp_path)), language)
    page.write_text(written, encoding="utf-8")
    assert chromium.measure(page, "document.compatMode") == "CSS1Compat"
    dom = chromium.dom(page)
    for name in ("section", "table", "tr", "th", "td", "span", "details", "polyline"):
        assert dom.count(f"<{name}") == written.count(f"<{name}"), name


def test_on_paper_it_is_a4_and_what_is_folded_is_there(chromium: Chromium, tmp_path: Path) -> None:
    rows = [f"{number:06},第{number}局,,,一组," for number in range(1, 202)]
    page = tmp_path / "status.html"
    write_status(overview(round_of(tmp_path, rows, [Came("000201", at(20))])), page)
    assert 'open="open"' not in page.read_text(encoding="utf-8")
    info, text = chromium.printed(page)
    assert re.search(r"Page size: +59[45]\.?\d* x 84[12]\.?\d* pts", info)
    assert "第201局" in text  # it has returned, so only the folded list has it
    assert text.count("编码") > 5  # the head of a table stands on each of its pages
    assert "1 / " in text
