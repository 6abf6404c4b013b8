"""What an author of forms does: begin one, and see it checked and built at each save."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

from collection import CollectionError
from template_builder import BuildError
from templates import builtin, load
from tests.forms import TRAVEL_PLAN
from tests.small_forms import through_the_whole_job
from tests.test_cli import Run, refused, run
from tianbao.commands.terminal import opening, watching
from tianbao.commands.terminal.opening import OPENERS, open_with_system
from tianbao.commands.terminal.watching import watched

__all__ = ["run"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["培训.yaml", "plan-2026.yaml"])
def test_a_new_form_works_as_it_stands(run: Run, tmp_path: Path, name: str, language: str) -> None:
    status, out, _ = run("new", name, "--lang", language)
    assert (status, out) == (0, "")
    assert run("check", name, "--lang", language)[0] == 0
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert f"tianbao check --watch --open {name}" in text
    assert not re.search(r"<[a-z.]+>", text)
    form = load(tmp_path / name)
    assert form.name == ("plan-2026" if name.isascii() else "my-form")
    assert form.identity.title.zh == ("培训计划表" if name.isascii() else "培训")
    comments = [line for line in text.splitlines() if line.startswith("#")]
    assert len(comments) > 10
    assert comments[0].isascii() is (language == "en")
    readings = through_the_whole_job(form, tmp_path, fillings=2)
    assert [finding.code for finding in readings[0].findings] == ["required-missing"] * 2


def test_a_new_form_is_built_read_and_summed_up(run: Run, tmp_path: Path) -> None:
    run("new", "培训.yaml")
    assert run("build", "培训.yaml", "--year", 2026, "-o", "空白表.xlsx")[0] == 0
    book = openpyxl.load_workbook(tmp_path / "空白表.xlsx")
    cells = {cell.value: cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value}
    assert "2026年培训" in cells
    status, out, _ = run("read", "空白表.xlsx", "--form", "培训.yaml")
    assert (status, out.count("[required-missing]")) == (1, 2)
    assert run("summarize", "空白表.xlsx", "--form", "培训.yaml", "-o", "汇总.xlsx")[0] == 1
    assert (tmp_path / "汇总.xlsx").is_file()


def test_a_copy_is_a_form_of_its_own(run: Run, tmp_path: Path) -> None:
    assert run("new", "ours.yaml", "--from", "department-goals")[0] == 0
    assert run("new", "trips.yaml", "--from", TRAVEL_PLAN)[0] == 0
    assert run("new", "department-goals.yaml", "--from", "department-goals")[0] == 0
    assert run("new", "我们的.yaml", "--from", "department-goals")[0] == 0
    copies = {path.stem: load(path) for path in tmp_path.glob("*.yaml")}
    assert {stem: form.name for stem, form in copies.items()} == {
        "ours": "ours",
        "trips": "trips",
        "department-goals": "department-goals-copy",
        "我们的": "my-form",
    }
    assert {form.identity.version for form in copies.values()} == {"1"}
    assert copies["ours"].rules == builtin("department-goals").rules
    refused(run("new", "other.yaml", "--from", "department-goal", "--lang", "en"), "department-goals")


def test_a_copy_takes_its_pictures_along(run: Run, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    logo = next((Path(__file__).parents[1] / "docs" / "pictures" / "gallery").glob("*.png")).read_bytes()
    (tmp_path / "theirs" / "logo.png").write_bytes(logo)
    text = RIGHT + "- image: logo.png\n  rows: 2\n"
    (tmp_path / "theirs" / "form.yaml").write_text(text, encoding="utf-8")
    assert run("new", "ours.yaml", "--from", tmp_path / "theirs" / "form.yaml")[0] == 0
    assert (tmp_path / "logo.png").read_bytes() == logo
    assert run("check", "ours.yaml")[0] == 0


def test_nothing_is_replaced(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("form: mine\n", encoding="utf-8")
    for words in (
        ("new", "a.yaml"),
        ("new", "a.yaml", "--from", "department-goals"),
        ("new", "a.yaml", "--from", "a.yaml"),
    ):
        refused(run("--lang", "en", *words), "a.yaml")
    refused(run("--lang", "en", "new", "b.txt"), ".yaml")
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {
        "a.yaml": "form: mine\n"
    }


# Watching

RIGHT = """form: small
version: '1'
title: 小表
columns: [12, 12]
body:
- row: [{label: 甲}, {field: a, kind: text}]
"""
WRONG = RIGHT.replace("kind: text", "kind: texxt")


class Editor:
    """What happens to the file between two looks, step by step; then the author presses Ctrl-C."""

    def __init__(self, *steps: Callable[[], object]) -> None:
        self._steps = iter(steps)
        self._looks = itertools.count()

    def __call__(self, seconds: float) -> None:
        assert 0 < seconds < 1
        if next(self._looks) % 3 == 0:  # a change is seen at one look, and is whole at the next
            step = next(self._steps, None)
            if step is None:
                raise KeyboardInterrupt
            step()


@pytest.fixture
def watch(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str, str]]:
    """Let `check --watch` look at form.yaml while some steps happen; return what it printed."""

    def call(*steps: Callable[[], object], options: tuple[str, ...] = ()) -> tuple[int, str, str]:
        monkeypatch.setattr(watching.watched, "__defaults__", (Editor(*steps),))
        return run("check", "--watch", "form.yaml", *options)

    return call


def save(path: Path, text: str) -> Callable[[], object]:
    return lambda: path.write_text(text, encoding="utf-8")


Watch = Callable[..., tuple[int, str, str]]


def test_each_save_is_checked_and_what_is_right_is_built(watch: Watch, tmp_path: Path) -> None:
    path, blank = tmp_path / "form.yaml", tmp_path / "form.xlsx"
    save(path, WRONG)()
    found: list[bool] = []
    status, out, err = watch(
        lambda: found.append(blank.exists()),
        save(path, RIGHT),
        lambda: found.append(blank.exists()),
        save(path, RIGHT.replace("甲", "乙乙")),
        save(path, ""),
        path.unlink,
        save(path, RIGHT),
    )
    assert status == 0
    assert found == [False, True]
    assert "texxt" in out
    assert out.count("没有错误") == 3
    assert err.count("已生成 Built: form.xlsx") == 3
    assert "文件不在了" in err
    assert err.endswith("已停止 Stopped.\n")
    book = openpyxl.load_workbook(blank)
    assert "甲" in {cell.value for row in book.worksheets[0].iter_rows() for cell in row}


def test_a_blank_that_is_open_elsewhere_stops_nothing(
    watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "form.yaml"
    save(path, RIGHT)()
    is_open: list[bool] = []

    def check_place(place: Path) -> None:
        if is_open:
            raise BuildError("file-open-elsewhere", path=place)

    monkeypatch.setattr("collection.outputs.outputs.check_place", check_place)

    def opened() -> None:
        is_open.append(True)
        save(path, RIGHT + "# 1\n")()

    def closed() -> None:
        is_open.clear()
        save(path, RIGHT + "# 1 2\n")()

    status, out, err = watch(opened, closed)
    assert (status, out.count("没有错误"), err.count("已生成")) == (0, 3, 2)
    assert BuildError("file-open-elsewhere", path="form.xlsx").sentence("zh") in err


def test_a_blank_in_which_somebody_typed_stays(watch: Watch, tmp_path: Path) -> None:
    path, blank = tmp_path / "form.yaml", tmp_path / "form.xlsx"
    save(path, RIGHT)()
    watch()
    book = openpyxl.load_workbook(blank)
    sheet = book.worksheets[0]
    (label,) = (cell for row in sheet.iter_rows() for cell in row if cell.value == "甲")
    sheet.cell(label.row, label.column + 1).value = "某局"
    book.save(blank)
    before = blank.read_bytes()
    status, _, err = watch()
    assert (status, blank.read_bytes()) == (0, before)
    assert "已生成" not in err
    assert "form.xlsx" in err
    assert "已生成" in watch(options=("--overwrite",))[2]


def test_the_blank_is_opened_once(watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "form.yaml"
    save(path, RIGHT)()
    opened: list[Path] = []
    monkeypatch.setattr(opening, "OPENERS", dict.fromkeys(OPENERS, opened.append))
    assert watch(save(path, RIGHT + "# 1\n"), options=("--open",))[0] == 0
    assert opened == [tmp_path / "form.xlsx"]


def test_a_parameter_of_the_blank_is_this_year_unless_it_is_given(watch: Watch, tmp_path: Path) -> None:
    from datetime import date

    path = tmp_path / "form.yaml"
    form = (
        RIGHT.replace("label: 甲", 'label: "{year}年"')
        + "parameters:\n  year: {minimum: 2000, maximum: 2100}\n"
    )
    for options, year in (
        ((), date.today().year),
        (("--year", "2031"), 2031),
        (("--set", "year=2032"), 2032),
    ):
        save(path, form)()
        assert watch(options=options)[0] == 0
        book = openpyxl.load_workbook(tmp_path / "form.xlsx")
        assert f"{year}年" in {cell.value for row in book.worksheets[0].iter_rows() for cell in row}
    _, _, err = watch(options=("--year", "1999"))
    assert "2000" in err


def test_options_of_watching_go_with_it(run: Run, tmp_path: Path) -> None:
    save(tmp_path / "form.yaml", RIGHT)()
    for option in (("--open",), ("--year", 2026), ("--set", "a=1"), ("--overwrite",)):
        refused(run("check", "form.yaml", *option), "--watch")


def states(path: Path, *steps: Callable[[], object]) -> Iterator[bool]:
    left = iter(steps)

    def wait(seconds: float) -> None:
        step = next(left, None)
        if step is None:
            raise KeyboardInterrupt
        step()

    return watched(path, wait)


def test_a_file_that_is_being_saved_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "form.yaml"
    save(path, "a")()
    looks = states(
        path, save(path, ""), save(path, "ab"), lambda: None, lambda: None, path.unlink, lambda: None
    )
    assert next(looks) is True
    assert next(looks) is True
    assert path.read_text(encoding="utf-8") == "ab"
    assert next(looks) is False
    with pytest.raises(KeyboardInterrupt):
        next(looks)


def test_a_file_that_an_editor_replaces_is_seen(tmp_path: Path) -> None:
    path, other = tmp_path / "form.yaml", tmp_path / "form.tmp"
    save(path, "a")()
    save(other, "abc")()
    looks = states(path, lambda: other.replace(path), lambda: None)
    assert [next(looks), next(looks)] == [True, True]


@pytest.mark.parametrize(
    ("system", "program"), [("darwin", "open"), ("linux", "xdg-open"), ("freebsd14", "xdg-open")]
)
def test_a_file_is_opened_with_the_program_of_the_system(
    system: str, program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[list[str]] = []
    monkeypatch.setattr(
        "tianbao.commands.terminal.opening.subprocess.run", lambda words, **options: called.append(words)
    )
    open_with_system(tmp_path / "表.xlsx", system)
    assert called == [[program, str(tmp_path / "表.xlsx")]]


def test_windows_opens_a_file_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    monkeypatch.setattr("tianbao.commands.terminal.opening.os.startfile", opened.append, raising=False)
    open_with_system(tmp_path / "表.xlsx", "win32")
    assert opened == [tmp_path / "表.xlsx"]


def test_a_file_that_no_program_opens_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(words: list[str], **options: object) -> None:
        raise FileNotFoundError(2, "No such file or directory", words[0])

    monkeypatch.setattr("tianbao.commands.terminal.opening.subprocess.run", missing)
    with pytest.raises(CollectionError) as caught:
        open_with_system(tmp_path / "表.xlsx", "linux")
    assert "表.xlsx" in caught.value.sentence("zh")
