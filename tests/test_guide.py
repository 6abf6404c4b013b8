"""The guide for officers is true: its commands run in their order and say what it shows."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

import cli
from tests.guide import INBOX, LAST_YEAR, answer, returned_last_year
from tianbao.commands.rounds import rounds

PAGE = Path(__file__).parents[1] / "docs" / "officer.zh-CN.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
SECTIONS = (
    *("安装", "准备名单", "建立收表文件夹", "下发", "收取", "查看进度", "退改与催报"),
    *("电话核对", "汇总给领导", "查到出处", "与上年比较", "总结与归档", "常见问题"),
)
NEW = "round new 2026 "


class Officer:
    """Who does what the guide says, block by block."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capture = folder, capture
        self.roster = folder / "名单.csv"
        self.said = ""
        self.collected = 0

    def do(self, kind: str, block: str) -> None:
        match kind:
            case "csv" if not self.roster.exists():
                self.roster.write_text(block, encoding="utf-8-sig")
            case "csv":
                self._add_to_roster(block.strip())
            case "toml":
                self._set(block.strip())
            case "sh":
                for line in block.splitlines():
                    self._type(line)
            case "text":
                assert block.strip() in self.said.replace("\\", "/"), self.said

    def _type(self, line: str) -> None:
        program, *words = shlex.split(line)
        assert program == "tianbao"
        if INBOX in words:
            answer(self.folder, self.roster, self.collected)
            self.collected += 1
        if LAST_YEAR in words:
            returned_last_year(self.folder, self.roster)
        status = cli.main(words)
        self.said = "".join(self._capture.readouterr())
        assert status == 0, (line, self.said)

    def _add_to_roster(self, row: str) -> None:
        path = self.folder / "2026" / "roster.xlsx"
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[0]
        head = next(cells for cells in sheet.iter_rows(values_only=True) if "编码" in cells)
        names = self.roster.read_text("utf-8-sig").splitlines()[0].split(",")
        given = dict(zip(names, row.split(","), strict=True))
        sheet.append([given[str(name)] for name in head if name is not None])
        book.save(path)

    def _set(self, setting: str) -> None:
        path = self.folder / "2026" / "round.toml"
        name = setting.partition(" = ")[0]
        before = path.read_text(encoding="utf-8")
        if setting.startswith("["):  # a section of its own, which only the sample has before
            path.write_text(f"{before}\n{setting}\n", encoding="utf-8")
            return
        text, count = re.subn(rf"^{name} = .*$", setting, before, flags=re.MULTILINE)
        assert count == 1
        path.write_text(text, encoding="utf-8")


@pytest.mark.long
def test_the_commands_run_in_their_order_and_say_what_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tianbao.commands.demo.round.run_round", lambda *arguments: None)
    officer = Officer(tmp_path, capsys)
    for kind, block in BLOCK.findall(TEXT):
        officer.do(kind, block)
    assert officer.collected == 2
    letters = {path.name.split("_", 2)[0] for path in (tmp_path / "2026" / "letters").iterdir()}
    assert letters == {"219001", "219002", "219003", "219004", "219006"}
    assert (tmp_path / "2026" / "issued" / "219006_示例市残疾人联合会.xlsx").is_file()


def test_every_command_of_a_round_stands_in_the_guide() -> None:
    commands = set(re.findall(r"^tianbao round ([a-z-]+)", TEXT, re.MULTILINE))
    named = {command.name or "" for command in rounds.registered_commands}
    functions = {command.callback.__name__ for command in rounds.registered_commands if command.callback}
    assert commands <= named | functions
    assert functions - commands == {"set_aside", "reread"}


def test_the_sections_are_there_and_the_contents_lead_to_them() -> None:
    assert tuple(re.findall(r"^## (.*)$", TEXT, re.MULTILINE)) == SECTIONS
    for section in SECTIONS:
        assert f"[{section}](#{section})" in TEXT


def links(page: Path) -> Iterator[Path]:
    """Yield the files that a page leads to."""
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            yield page.parent / target


@pytest.mark.parametrize(
    "page",
    [
        *("docs/officer.zh-CN.md", "docs/form-language.md", "docs/form-language.zh.md", "docs/gallery.md"),
        *("README.md", "README.zh-CN.md"),
    ],
)
def test_links_and_pictures_lead_to_files(page: str) -> None:
    found = list(links(PAGE.parents[1] / page))
    assert found
    assert [path for path in found if not path.is_file()] == []


def test_pictures_are_small() -> None:
    for name in ("summary.png", "overview.png", "comparison.png"):
        assert (PAGE.parent / "pictures" / name).stat().st_size < 150_000
