"""What comes out of the printer: pages of blank, filled, longest and largest forms, and of the summary.

All is printed twice: in the fonts of this machine, and in one whose Latin letters are half as wide as its
Chinese ones, as those of an office are; a page holds least there.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from collection import summarize
from reader import read
from template_builder import build, build_copy
from templates import CellMap, builtin, compile, load
from templates.text import Language
from tests.engines.engine import Prints
from tests.engines.onlyoffice import OnlyOffice
from tests.forms import INSPECTION_LIST, PROJECT_SCHEDULE, SIGNED_PLAN
from tests.office import Office

pytestmark = [
    pytest.mark.no_cover,  # thousands of evaluations: tracing them would take minutes
    pytest.mark.program,
]

DATA = Path(__file__).parent / "data"
SEED: dict[str, Any] = json.loads((DATA / "seed.json").read_text("utf-8"), parse_float=Decimal)["values"]
FORM = builtin("department-goals")
STANDARD = compile(FORM, {"year": 2020})
ROWS = {"output_rows": 20, "benefit_rows": 20, "satisfaction_rows": 20}
LARGEST = compile(
    FORM,
    {"year": 2020, "projects_shown": 200, "long_term_goals": 5, "annual_goals": 10}
    | {f"{of}_shown": number for of, number in ROWS.items()},
)
SHOWN = {"projects": 5, "output_rows": 4, "benefit_rows": 3, "satisfaction_rows": 1}
HIDING = compile(
    FORM, {"year": 2020, **ROWS, "projects": 200} | {f"{of}_shown": n for of, n in SHOWN.items()}
)
SHORT = compile(FORM, {"year": 2020, **SHOWN})

HALF_WIDTH = "Noto Sans Mono CJK SC"
ALIAS = """
<match target="pattern">
  <test name="family"><string>{of}</string></test>
  <edit name="family" mode="assign" binding="strong"><string>{font}</string></edit>
</match>"""
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include>/etc/fonts/fonts.conf</include>{aliases}</fontconfig>"""
PHRASES = (
    "组织实施年度重点工作，",
    "GB/T 2260-2007 platform upgrade ",
    "确保完成率≥95%；",
    "reach 100% of towns, ",
    "推进“数据共享”，",
)
TITLES = {
    "zh": ("2020年度部门整体绩效目标申报表", "单位：万元"),
    "en": ("Departmentalperformancegoalsdeclaration2020", "Unit:CNY10,000"),
}
HEADS = {"指标值确定依据", "项目名称", "年度目标", "Basis for the target", "Project", "Annual goals"}
LEVELS = ("产出指标", "效益指标", "满意度指标")
MOST_OF_A_TEXT = 1000
"""Characters of a paragraph that pages may part."""
PARTED = 60
"""Characters of a text that the pages of a copy may part."""
MOST_OF_A_LINE = 0.35
WHITE = 0.2
"""What part of a line is white above its signs, and below them."""
BODY = (80.0, 785.0)
A4_WIDTH, A4_HEIGHT, EDGE = 595.3, 841.9, 15.0


def text(length: int, mark: object) -> str:
    """A text of Chinese and Latin words, `length` characters long, that is another for each `mark`."""
    start, end = sum(map(ord, str(mark))), f"【{mark}】"
    words = "".join(PHRASES[(start + at) % len(PHRASES)] for at in range(length // 8))
    return words[: length - len(end)].rstrip().ljust(length - len(end), "长") + end


def paragraphs(length: int, mark: str) -> str:
    """A text with a paragraph for every 150 characters."""
    parts = [text(149, f"{mark}{number}") for number in range(length // 150)]
    return "\n".join(parts).ljust(length, "终")


def unbroken(length: int, mark: str) -> str:
    """A text of Chinese signs alone, which take most room, without a paragraph."""
    sentences = (f"{mark}组织实施重点工作推进共享{chr(0x4E00 + at)}" for at in range(length // 14 + 1))
    return "".join(sentences)[:length]


def indicators(mark: str, *, past: bool) -> list[dict[str, Any]]:
    made = []
    for level1, level2, rows in (
        ("产出指标", "数量指标", 6),
        ("效益指标", "可持续影响指标", 4),
        ("满意度指标", "服务对象满意度指标", 2),
    ):
        for row in range(rows):
            name = f"{mark}{level1[0]}{row}"
            lengths = {"level3": 100, "target": 60, "basis": 200}
            lengths |= {"year_before_last": 60, "last_year": 60} if past else {}
            texts = {field: text(length, f"{name}{field[:2]}") for field, length in lengths.items()}
            made.append({"level1": level1, "level2": level2, **texts})
    return made


def longest() -> dict[str, Any]:
    """A record of the standard form in which every text is as long as it may be."""
    most = Decimal("9999999999.99")
    lines = {"amount": most, "year_before_last": most, "last_year": most}
    return {
        "department": {
            "name": text(120, "名"),
            "filled_by": text(60, "人"),
            "phone": "0711-3356789-88888888",
        },
        "income": {"fiscal": lines, "other": lines},
        "expenditure": {"basic": lines, "project": lines},
        "functions": paragraphs(3_000, "职"),
        "tasks": unbroken(3_000, "任"),
        "projects": [
            {
                "name": text(120, f"项{row}"),
                "type": "其他运转类",
                "total_budget": most,
                "year_budget": most,
                "purpose": text(280, f"途{row}"),
            }
            for row in range(10)
        ],
        "goals": {
            "long_term_end_year": 2023,
            "long_term": [text(200, f"远{row}") for row in range(5)],
            "annual": [text(200, f"近{row}") for row in range(3)],
        },
        "long_term_goals": [{"goal": text(200, "远标"), "indicators": indicators("远", past=False)}],
        "annual_goals": [
            {"goal": text(200, f"近标{row}"), "indicators": indicators(f"年{row}", past=True)}
            for row in range(3)
        ],
    }


LONGEST = longest()
MANY_LINES = {
    "functions": "\n".join(f"职〔{at}〕{'某某职责内容说明' * 8}职【{at}】" for at in range(1, 40)),
    "tasks": "\n".join(f"任〔{at}〕按时完成工作任务任【{at}】" for at in range(1, 121)),
}
"""Texts of more lines than a page has, in letters that can be read."""

LONG = {LONGEST["functions"], LONGEST["tasks"], *MANY_LINES.values()}
"""Texts over several rows, within which pages end."""

INSPECTIONS = compile(load(INSPECTION_LIST), {"year": 2026, "checks": 60})
"""A form that lies on its side, with logos, a long list under heads, and a foot to sign."""

INSPECTED = {
    "unit": "某区应急管理局",
    "filed": "2026-03-01",
    "checks": [
        {
            "place": f"第{at}检查点",
            "day": "2026-02-03",
            "cost": 100 * at,
            "defect": text(20 + 9 * at, f"患{at}"),
        }
        for at in range(1, 51)
    ],
}

NINE = {"projects": [{"name": f"项目{row}号"} for row in range(9)]}
FORMS: dict[str, tuple[CellMap, dict[str, Any], Language]] = {
    "blank": (STANDARD, {}, "zh"),
    "filled": (STANDARD, SEED, "zh"),
    "longest": (STANDARD, LONGEST, "zh"),
    "largest": (LARGEST, {}, "zh"),
    "lines": (STANDARD, MANY_LINES, "zh"),
    "english": (STANDARD, SEED, "en"),
    "hiding": (HIDING, {}, "zh"),
    "opened": (HIDING, NINE, "zh"),
    "short": (SHORT, {}, "zh"),
    "flat": (INSPECTIONS, INSPECTED, "zh"),
    "flat in English": (INSPECTIONS, INSPECTED, "en"),
}

STEPS = [
    {"what": f"第{at}步：调研、座谈、起草", "by": "2026-03-05", "cost": 2, "note": text(20 + 9 * at, at)}
    for at in range(40)
]
SCHEDULE = {
    "department": "某局",
    "filed": "2026-01-31",
    "approved": "2025-12",
    "projects": [{"name": "信息系统", "starts": "2026-03-01", "ends": "2026-09-30", "note": "分两期"}],
}
COPIES: dict[str, tuple[CellMap, dict[str, Any], Language]] = {
    "filled": (STANDARD, SEED, "zh"),
    "english": (STANDARD, SEED, "en"),
    "longest": (STANDARD, LONGEST, "zh"),
    "lines": (STANDARD, {**SEED, **MANY_LINES}, "zh"),
    "signed": (compile(load(SIGNED_PLAN), {"steps": 40}), {"unit": "某局", "steps": STEPS}, "zh"),
    "dates": (compile(load(PROJECT_SCHEDULE), {"year": 2026}), SCHEDULE, "zh"),
    "flat": (INSPECTIONS, INSPECTED, "zh"),
}


def texts_of(node: Any) -> Iterator[str]:
    """Yield every text of a record."""
    if isinstance(node, dict):
        for part in node.values():
            yield from texts_of(part)
    elif isinstance(node, list):
        for part in node:
            yield from texts_of(part)
    elif isinstance(node, str):
        yield node


def folded(words: str) -> str:
    return "".join(words.split())


@dataclass(frozen=True)
class Word:
    """A word with its box on the page, in points from the top left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def in_form(self) -> bool:
        """Tell whether it stands between titles and footer; what an end of a page cuts does not."""
        return BODY[0] < (self.top + self.bottom) / 2 < BODY[1]


@dataclass(frozen=True)
class Print:
    """A workbook and its PDF file."""

    workbook: Path
    pdf: Path

    @cached_property
    def pages(self) -> list[str]:
        """The words of each page, without white space."""
        return [folded(page) for page in _told("pdftotext", "-raw", self.pdf, "-").split("\f")[:-1]]

    @cached_property
    def words(self) -> list[list[Word]]:
        """The words of each page with their places."""
        told = ElementTree.fromstring(re.sub(r"[\x00-\x08]|<!DOCTYPE[^>]*>", "", self._boxes()))
        pages = [page for page in told.iter() if page.tag.endswith("}page")]
        return [
            [
                Word(
                    word.text or "", *(float(word.get(name, "")) for name in ("xMin", "yMin", "xMax", "yMax"))
                )
                for word in page
            ]
            for page in pages
        ]

    @cached_property
    def ink(self) -> list[float]:
        """What part of each page is not white, between the titles and the footer."""
        return [sum(map(sum, rows)) / sum(map(len, rows)) for rows in self._bodies]

    @cached_property
    def blank(self) -> list[float]:
        """What part of each page is white, from the last ink above the footer on."""
        return [
            next(count for count, row in enumerate(reversed(rows)) if any(row)) / len(rows)
            for rows in self._bodies
        ]

    @cached_property
    def _bodies(self) -> list[list[list[bool]]]:
        """The pictures of the pages between titles and footer, row by row: where they are dark."""
        folder = self.pdf.with_suffix("")
        folder.mkdir()
        subprocess.run(["pdftoppm", "-gray", "-r", "30", str(self.pdf), str(folder / "p")], check=True)
        return [_body(picture.read_bytes()) for picture in sorted(folder.glob("*.pgm"))]

    @cached_property
    def sheet(self) -> Worksheet:
        sheet = openpyxl.load_workbook(self.workbook).worksheets[0]
        assert isinstance(sheet, Worksheet)
        return sheet

    @property
    def breaks(self) -> list[int]:
        """The rows of the form after which we end a page."""
        return [one.id for one in self.sheet.row_breaks.brk]

    @property
    def form_pages(self) -> list[str]:
        """The words of the pages of the form itself: those with a department in the footer."""
        return [page for page in self.pages if "填报单位：" in page or "Printed:" in page]

    def _boxes(self) -> str:
        return _told("pdftotext", "-bbox", self.pdf, "-")


def _told(program: str, *arguments: object) -> str:
    command = [program, *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def _body(picture: bytes) -> list[list[bool]]:
    """Return where the rows of a picture (PGM) are dark, those between titles and footer."""
    head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", picture)
    assert head is not None
    width, height = int(head[1]), int(head[2])
    first, last = (round(height * edge / A4_HEIGHT) for edge in BODY)
    rows = (picture[head.end() + width * row :][:width] for row in range(first, last))
    return [[tone < 200 for tone in row] for row in rows]


class Printer:
    """A program with its fonts; each thing is printed once."""

    def __init__(self, office: Prints, workbooks: Path, folder: Path) -> None:
        self.office, self.workbooks, self._folder = office, workbooks, folder
        self._made: dict[str, Print] = {}

    def form(self, name: str) -> Print:
        """Print a form; its workbook is built when it is first printed in any font."""
        if name not in self._made:
            workbook = self.workbooks / f"{name}.xlsx"
            if not workbook.exists():
                cell_map, values, language = FORMS[name]
                build(cell_map, workbook, values, language=language)
            self._made[name] = self.print(workbook)
        return self._made[name]

    def copy(self, name: str) -> Print:
        """Print the official copy of a form."""
        if f"copy of {name}" not in self._made:
            workbook = self.workbooks / f"copy of {name}.xlsx"
            if not workbook.exists():
                cell_map, values, language = COPIES[name]
                build_copy(cell_map, workbook, values, language=language)
            self._made[f"copy of {name}"] = self.print(workbook)
        return self._made[f"copy of {name}"]

    def print(self, workbook: Path) -> Print:
        """Print any workbook."""
        pdf = self._folder / f"{workbook.stem}.pdf"
        self.office.to_pdf(workbook, pdf)
        return Print(workbook, pdf)


@pytest.fixture(scope="module")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all workbooks that are printed."""
    return tmp_path_factory.mktemp("workbooks")


@pytest.fixture(scope="module", params=["here", "office"])
def printer(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, workbooks: Path
) -> Iterator[Printer]:
    """What prints in the fonts of this machine, or in one like those of Chinese offices."""
    folder = tmp_path_factory.mktemp("print")
    fonts = folder / "fonts.conf"
    aliases = "".join(ALIAS.format(of=of, font=HALF_WIDTH) for of in ("宋体", "黑体"))
    fonts.write_text(FONTS.format(aliases=aliases), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch, Office(tmp_path_factory.mktemp("printing")) as office:
        if request.param == "office":
            patch.setenv("FONTCONFIG_FILE", str(fonts))
            assert HALF_WIDTH in _told("fc-match", "宋体")
        made = Printer(office, workbooks, folder)
        made.form("blank")  # the program starts here, with these fonts
        patch.undo()
        yield made


@pytest.fixture(params=["blank", "filled", "longest", "largest", "english", "lines"])
def printed(request: pytest.FixtureRequest, printer: Printer) -> Print:
    return printer.form(request.param)


@pytest.mark.parametrize(("name", "most"), [("blank", 12), ("filled", 12), ("english", 12), ("largest", 60)])
def test_pages_are_few(printer: Printer, name: str, most: int) -> None:
    assert len(printer.form(name).pages) <= most


def test_pages_end_where_we_end_them(printed: Print) -> None:
    """The program breaks no page by itself, so that none holds a row or two that did not fit above."""
    assert len(printed.form_pages) == len(printed.breaks) + 1


def test_no_number_is_too_wide_for_its_cell(printed: Print) -> None:
    assert all("##" not in page for page in printed.pages)


def test_no_page_is_empty(printed: Print) -> None:
    assert len(printed.ink) == len(printed.pages)
    assert min(printed.ink) > 0.005


def test_no_word_leaves_its_page(printed: Print) -> None:
    """Not even of the sheets beside the form, in whatever fonts."""
    for page in printed.words:
        assert all(word.left >= EDGE and word.right <= A4_WIDTH - EDGE for word in page)


def test_every_page_says_what_it_is(printed: Print) -> None:
    """The titles stand on top of each page of the form, and the number of the page on all."""
    english = "Page1of" in printed.pages[0]
    titles = TITLES["en" if english else "zh"]
    assert all(title in page for page in printed.form_pages for title in titles)
    for number, page in enumerate(printed.pages, 1):
        count = len(printed.pages)
        assert (f"Page{number}of{count}" if english else f"第{number}页，共{count}页") in page


def test_the_footer_names_the_department(printer: Printer) -> None:
    blank, filled = printer.form("blank"), printer.form("filled")
    assert all("填报单位：鄂州市住房公积金中心" in page for page in filled.form_pages)
    assert all(re.search("填报单位：_+打印日期", page) for page in blank.form_pages)


def pieces(words: str, pages: list[str]) -> int:
    """Into how many pieces the ends of pages part a text."""
    count, rest = 0, folded(words)
    while rest:
        count += 1
        length = 0
        for page in pages:
            for at in (found.start() for found in re.finditer(re.escape(rest[:8]), page)):
                fits = next(
                    (n for n, sign in enumerate(rest) if page[at + n : at + n + 1] != sign), len(rest)
                )
                length = max(length, fits)
        assert length, f"“{rest[:40]}” is not on paper"
        rest = rest[length:]
    return count


@pytest.mark.parametrize("name", ["filled", "english", "longest", "lines", "opened"])
def test_every_text_is_on_paper_whole(printer: Printer, name: str) -> None:
    printed, (_, record, language) = printer.form(name), FORMS[name]
    for words in texts_of(record):
        if language == "en" and words in LEVELS:  # a label, which is in English
            continue
        for paragraph in words.split("\n"):
            most = 2 if words in LONG and len(paragraph) > MOST_OF_A_TEXT else 1
            assert pieces(paragraph, printed.form_pages) <= most, paragraph


def check_apart(words: Iterable[Word]) -> None:
    """Hold that no word of a page lies on another."""
    inside = sorted(words, key=lambda word: word.top)
    for at, one in enumerate(inside):
        for other in inside[at + 1 :]:
            if other.top >= one.bottom:
                break
            across = min(one.right, other.right) - max(one.left, other.left)
            down = min(one.bottom, other.bottom) - other.top
            lower = min(one.bottom - one.top, other.bottom - other.top)
            assert across < 1 or down < MOST_OF_A_LINE * lower, (one, other)


def test_no_text_runs_into_another(printed: Print) -> None:
    """A row that is too low would show in lines that lie on those of the row above or below."""
    for page in printed.words:
        check_apart(filter(Word.in_form, page))


@pytest.mark.parametrize("name", ["blank", "filled", "english", "longest", "largest"])
def test_little_of_a_page_stays_blank(printer: Printer, name: str) -> None:
    """A block moves to the next page only where at most a third of its own stays blank.

    The fullest page is the measure: with wider digits all are smaller, and none is filled to its end.
    """
    printed = printer.form(name)
    used = [1 - blank for blank in printed.blank[: len(printed.form_pages) - 1]]
    assert len(used) > 2
    assert min(used) >= max(used) * 2 / 3


@pytest.mark.parametrize("name", ["blank", "filled", "english"])
def test_the_form_itself_takes_few_pages(printer: Printer, name: str) -> None:
    assert len(printer.form(name).form_pages) <= 6


def test_each_indicator_stays_on_one_page(printer: Printer) -> None:
    pages = printer.form("filled").form_pages
    for goal in [*SEED["long_term_goals"], *SEED["annual_goals"]]:
        for indicator in goal["indicators"]:
            words = [folded(text) for text in texts_of(indicator) if text not in LEVELS]
            assert any(all(word in page for word in words) for page in pages), words


def test_no_head_ends_a_page(printed: Print) -> None:
    """Below the heads of a list stands a row of it, on the same page."""
    sheet, heads = printed.sheet, set[int]()
    depth = {(of.min_row, of.min_col): of.max_row for of in sheet.merged_cells.ranges}
    for cells in sheet.iter_rows(max_col=9):
        for cell in cells:
            if cell.value in HEADS:
                heads.update(range(cell.row, depth.get((cell.row, cell.column), cell.row) + 1))
    assert len(heads) > 5
    assert not heads & set(printed.breaks)


def test_boxes_are_closed_where_a_page_ends(printed: Print) -> None:
    """Neither a label at the side nor a text is merged over the end of a page, but for the long texts."""
    for of in printed.sheet.merged_cells.ranges:
        if of.min_col > STANDARD.last_column:  # explanations, which do not print
            continue
        torn = any(of.min_row <= row < of.max_row for row in printed.breaks)
        assert not torn or printed.sheet.cell(of.min_row, of.min_col).value in LONG, of


def test_pages_end_between_the_lines_of_a_text(printer: Printer) -> None:
    """What the end of a page cuts is the white about a line: it stands on the pages before and after."""
    printed = printer.form("lines")
    assert len([row for row in printed.breaks if 15 <= row < 26]) > 2
    (edge,) = (word.top for page in printed.words for word in page if word.text.startswith("任〔1〕"))
    torn = 0
    for word in (word for page in printed.words[: len(printed.form_pages)] for word in page):
        if word.top < edge < word.bottom:
            below = (word.bottom - edge) / (word.bottom - word.top)
            assert below < WHITE or below > 1 - WHITE, (word, edge)
            torn += 1
    assert torn


@pytest.mark.parametrize(("name", "blocks"), [("longest", 4), ("largest", 15)])
def test_no_end_of_a_page_cuts_a_label(printer: Printer, name: str, blocks: int) -> None:
    """Each label at the side stands on one page, whole, and once."""
    words = [word.text for page in printer.form(name).words for word in page]
    for label in LEVELS:
        assert words.count(label) == blocks


def test_rows_out_of_sight_do_not_print(printer: Printer) -> None:
    """A form with rows out of sight prints as one that has no more than those in sight."""
    hiding, short = printer.form("hiding"), printer.form("short")
    pages = len(short.form_pages)
    assert hiding.form_pages == [
        page.replace(f"共{len(short.pages)}页", f"共{len(hiding.pages)}页") for page in short.form_pages
    ]
    assert hiding.ink[:pages] == pytest.approx(short.ink[:pages], rel=0.02)


def test_the_summary_prints(printer: Printer, tmp_path: Path) -> None:
    readings = [read(printer.form(name).workbook) for name in ("filled", "longest")]
    assert (readings[1].values["functions"], readings[1].values["tasks"]) == (
        LONGEST["functions"],
        LONGEST["tasks"],
    )
    summarize(readings, tmp_path / "summary.xlsx")
    printed = printer.print(tmp_path / "summary.xlsx")
    joined = "".join(printed.pages)
    assert "##" not in joined
    assert min(printed.ink) > 0.002
    count = len(printed.pages)
    for number, page in enumerate(printed.pages, 1):
        assert f"第{number}页，共{count}页" in page
        assert "2020年度部门整体绩效目标申报表·" in page
        assert "单位：万元" in page
    for words in (SEED["department"]["name"], LONGEST["department"]["name"]):
        assert pieces(words, printed.pages) == 1
    for project in [*SEED["projects"], *LONGEST["projects"]]:
        assert pieces(project["name"], printed.pages) == 1
        assert pieces(project["purpose"], printed.pages) == 1


# On its side, with logos and a foot to sign


def sizes_of(printed: Print) -> set[tuple[int, int]]:
    """Return the widths and heights of the pages of the form itself, in points."""
    last = str(len(printed.form_pages))
    told = _told("pdfinfo", "-f", "1", "-l", last, printed.pdf)
    return {(int(width), int(height)) for width, height in re.findall(r"size: +(\d+)[.\d]* x (\d+)", told)}


def pictures_on(printed: Print, page: int) -> int:
    told = _told("pdfimages", "-list", "-f", page, "-l", page, printed.pdf)
    return len(told.splitlines()) - 2


@pytest.mark.parametrize("name", ["flat", "flat in English"])
def test_a_form_on_its_side_ends_its_pages_where_we_do(printer: Printer, name: str) -> None:
    printed = printer.form(name)
    assert sizes_of(printed) == {(841, 595)}
    assert len(printed.form_pages) == len(printed.breaks) + 1 > 3
    heads = ("No.", "Defect", "Incharge") if name == "flat in English" else ("序号", "问题", "责任人")
    assert all(head in page for page in printed.form_pages for head in heads)
    for page in printed.words[: len(printed.form_pages)]:
        check_apart(page)
        assert all(word.left >= EDGE and word.right <= A4_HEIGHT - EDGE for word in page)


def test_the_texts_of_a_form_on_its_side_are_on_paper_whole(printer: Printer) -> None:
    pages = printer.form("flat").form_pages
    for words in texts_of(INSPECTED):
        if not words.startswith("2026-"):
            assert pieces(words, pages) == 1, words


def test_logos_stand_on_the_first_page(printer: Printer) -> None:
    for printed in (printer.form("flat"), printer.copy("flat")):
        assert [pictures_on(printed, page) for page in (1, 2)] == [2, 0]
    assert sizes_of(printer.copy("flat")) == {(841, 595)}


def test_there_is_room_to_sign_on_the_last_page(printer: Printer) -> None:
    for printed in (printer.form("flat"), printer.copy("flat")):
        last = len(printed.form_pages) - 1
        places = [
            next(word for word in printed.words[last] if word.text.startswith(start))
            for start in ("负责人：", "经办人：", "（盖章）", "日期：")
        ]
        assert len({round(word.top) for word in places}) == 1
        gaps = [right.left - left.right for left, right in pairwise(places)]
        assert min(gaps) > 70
        rows = [word for word in printed.words[last] if re.fullmatch(r"第\d+检查点|\d+", word.text)]
        assert any(word.bottom < places[0].top for word in rows)


# Official copies


@pytest.fixture(params=list(COPIES))
def copied(request: pytest.FixtureRequest, printer: Printer) -> Print:
    return printer.copy(request.param)


def check_texts(printed: Print, name: str) -> None:
    """Each text stands in a copy whole, a long one in parts."""
    _, record, _ = COPIES[name]
    for words in texts_of(record):
        if name == "english" and words in LEVELS:  # labels, which are in English
            continue
        for paragraph in words.split("\n"):
            most = 3 if len(words) >= PARTED else 1
            assert pieces(paragraph, printed.pages) <= most, paragraph


def check_pages(printed: Print) -> None:
    """The program ends pages where we end them, and numbers them."""
    count = len(printed.pages)
    assert count == len(printed.breaks) + 1
    for number, page in enumerate(printed.pages, 1):
        assert f"第{number}页，共{count}页" in page or f"Page{number}of{count}" in page
        assert "##" not in page


@pytest.mark.parametrize("name", ["filled", "longest", "english", "flat"])
def test_onlyoffice_prints_the_same_pages(onlyoffice: OnlyOffice, tmp_path: Path, name: str) -> None:
    cell_map, values, language = COPIES[name]
    build_copy(cell_map, tmp_path / "copy.xlsx", values, language=language)
    onlyoffice.to_pdf(tmp_path / "copy.xlsx", tmp_path / "copy.pdf")
    printed = Print(tmp_path / "copy.xlsx", tmp_path / "copy.pdf")
    check_pages(printed)
    check_texts(printed, name)


def test_the_copy_of_the_real_form_takes_at_most_four_pages(printer: Printer) -> None:
    for name in ("filled", "english"):
        assert len(printer.copy(name).pages) <= 4


def test_pages_of_a_copy_end_where_we_end_them(copied: Print) -> None:
    check_pages(copied)


def test_no_text_of_a_copy_runs_into_another(copied: Print) -> None:
    for page in copied.words:
        check_apart(word for word in page if word.bottom < BODY[1])


@pytest.mark.parametrize("name", list(COPIES))
def test_every_text_is_in_the_copy_whole(printer: Printer, name: str) -> None:
    check_texts(printer.copy(name), name)


def test_letters_of_a_copy_can_be_read(printer: Printer) -> None:
    """They are ten points high, and on paper hardly smaller: a Chinese sign is as wide as it is high."""
    name = SEED["projects"][0]["name"]
    (word,) = (word for page in printer.copy("filled").words for word in page if word.text == name)
    assert (word.right - word.left) / len(name) >= 9


def test_heads_and_labels_stand_anew_where_a_page_cuts_them(printer: Printer) -> None:
    pages = printer.copy("signed").pages
    assert len(pages) > 2
    for page in pages:
        assert all(head in page for head in ("步骤", "期限", "费用"))
    assert all("工作计划表（续）" in page for page in pages[1:])
    assert [page.count("单位（公章）：") for page in pages] == [0] * (len(pages) - 1) + [1]
    words = {cell.text.zh: folded(cell.text.en) for cell in STANDARD if cell.text}
    for head, label in (("项目主要支出方向和用途", "项目支出情况"), ("上年", "年度绩效指标")):
        found = [words[label] in page for page in printer.copy("english").pages]
        assert any(found)
        assert [words[head] in page for page in printer.copy("english").pages] == found


def test_a_copy_has_no_tints(printer: Printer, tmp_path: Path) -> None:
    subprocess.run(
        ["pdftoppm", "-r", "40", str(printer.copy("filled").pdf), str(tmp_path / "page")], check=True
    )
    for picture in tmp_path.glob("*.ppm"):
        head = re.match(rb"P6\s+\d+\s+\d+\s+255\s", picture.read_bytes())
        assert head is not None
        body = picture.read_bytes()[head.end() :]
        assert body[0::3] == body[1::3] == body[2::3]
        assert body.count(255) > 0.6 * len(body)
