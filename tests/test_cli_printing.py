"""The command `print`: what it writes where, and how it ends."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import openpyxl
import pytest

import cli
from collection.printing import copies, libreoffice
from tests.collection.rounds import DEMO, returned

SEED = DEMO["departments"][0]["values"]
NAME = SEED["department"]["name"]

Result = tuple[int, str, str]


class Clerk:
    """Who prints, in an empty folder."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def prints(self, *arguments: object) -> Result:
        """Return exit status, standard output and standard error."""
        status = cli.main(["print", *map(str, arguments)])
        out, err = self._capsys.readouterr()
        return status, out, err


@pytest.fixture
def clerk(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clerk:
    monkeypatch.chdir(tmp_path)
    returned(tmp_path / "甲局.xlsx", SEED)
    return Clerk(capsys)


def words_in(path: str) -> set[object]:
    (sheet,) = openpyxl.load_workbook(path).worksheets
    return {cell.value for row in sheet.iter_rows() for cell in row}


def test_a_workbook_that_came_back_is_printed_whatever_is_wrong_in_it(clerk: Clerk) -> None:
    status, out, err = clerk.prints("甲局.xlsx", "-o", "成表.xlsx")
    assert (status, out) == (0, "")
    assert err == "已生成成表：成表.xlsx\n  表中有错误，可用 tianbao read 查看：甲局.xlsx\n"
    assert NAME in words_in("成表.xlsx")


def test_a_record_is_printed_as_its_workbook_is(clerk: Clerk) -> None:
    assert cli.main(["read", "甲局.xlsx", "--format", "json", "-o", "record.json"]) == 1
    assert clerk.prints("甲局.xlsx", "-o", "a.xlsx")[0] == clerk.prints("record.json", "-o", "b.xlsx")[0] == 0
    assert Path("a.xlsx").read_bytes() == Path("b.xlsx").read_bytes()


def test_several_go_into_a_folder_each_under_its_own_name(clerk: Clerk) -> None:
    Path("more").mkdir()
    for name in ("甲局.xlsx", "乙局.xlsx"):
        returned(Path("more", name), SEED)
    status, _, err = clerk.prints("甲局.xlsx", "more", "-o", "成表")
    assert status == 0
    assert err.startswith("已生成成表 3 份：成表\n")
    names = ["乙局_成表.xlsx", "甲局_成表-2.xlsx", "甲局_成表.xlsx"]
    assert sorted(path.name for path in Path("成表").iterdir()) == sorted(names)
    assert clerk.prints("甲局.xlsx", "-o", "copies", "--lang", "en")[0] == 0
    assert [path.name for path in Path("copies").iterdir()] == ["甲局_official-copy.xlsx"]
    assert "Department" in words_in("copies/甲局_official-copy.xlsx")


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_printed(clerk: Clerk) -> None:
    Path("damaged.xlsx").write_bytes(b"x")
    Path("values.json").write_text(json.dumps({"values": {}}), encoding="utf-8")
    status, out, err = clerk.prints("damaged.xlsx", "甲局.xlsx", "values.json", "-o", "out")
    assert (status, out) == (2, "")
    assert "未生成 2 份：" in err
    assert "damaged.xlsx: " in err
    assert "values.json: 记录没有写明是哪张表" in err
    assert [path.name for path in Path("out").iterdir()] == ["甲局_成表.xlsx"]
    assert clerk.prints("damaged.xlsx", "-o", "d.xlsx")[0] == 2
    assert not Path("d.xlsx").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("甲局.xlsx", "-o", "x.pdf", "--format", "xlsx"), "--format xlsx"),
        (("甲局.xlsx", "-o", "x.xlsx", "--format", "pdf"), "--format pdf"),
        (("甲局.xlsx", "-o", "x.doc"), ".xlsx 或 .pdf"),
        (("甲局.xlsx", "甲局.xlsx/../甲局.xlsx", "record.json", "-o", "x.xlsx"), "record.json"),
        (("甲局.xlsx", "twice.json", "-o", "x.xlsx"), "3 份成表"),
        (("nothing", "-o", "x.xlsx"), "没有找到工作簿"),
    ],
)
def test_a_mistake_is_named_and_nothing_is_written(
    clerk: Clerk, arguments: tuple[str, ...], words: str
) -> None:
    Path("nothing").mkdir()
    Path("twice.json").write_text("[{}, {}]", encoding="utf-8")
    before = sorted(path.name for path in Path().iterdir())
    status, out, err = clerk.prints(*arguments)
    assert (status, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1
    assert sorted(path.name for path in Path().iterdir()) == before


def test_without_libreoffice_nothing_is_written_and_what_to_install_is_told(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(libreoffice, "_usual_places", lambda: iter(()))
    status, out, err = clerk.prints("甲局.xlsx", "-o", "x.pdf")
    assert (status, out) == (2, "")
    assert "请安装 LibreOffice" in err
    assert not Path("x.pdf").exists()


def test_what_we_made_is_replaced_and_nothing_else(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [b"%PDF-1.6\n%%EOF\n"]
    monkeypatch.setattr(copies, "find_libreoffice", lambda: Path("soffice"))
    monkeypatch.setattr(copies, "pdf_files", lambda program, workbooks: made * len(workbooks))
    for name in ("a.xlsx", "a.pdf"):
        file = Path(name)
        assert clerk.prints("甲局.xlsx", "-o", name)[0] == 0
        first = file.read_bytes()
        assert clerk.prints("甲局.xlsx", "-o", name)[0] == 0
        assert file.read_bytes() == first
        for content in (b"of somebody else", first[: len(first) // 2]):
            file.write_bytes(content)
            assert clerk.prints("甲局.xlsx", "-o", name)[0] == 2
            assert file.read_bytes() == content
            assert clerk.prints("甲局.xlsx", "-o", name, "--overwrite")[0] == 0
            assert file.read_bytes() == first
    returned = Path("甲局.xlsx").read_bytes()
    for words in ((), ("--overwrite",)):
        assert clerk.prints("甲局.xlsx", "-o", "甲局.xlsx", *words)[0] == 2
        assert Path("甲局.xlsx").read_bytes() == returned


def test_one_file_that_must_be_left_alone_keeps_all_from_being_written(clerk: Clerk) -> None:
    Path("out").mkdir()
    Path("out", "甲局_成表.xlsx").write_bytes(b"x")
    returned(Path("乙局.xlsx"), SEED)
    assert clerk.prints("乙局.xlsx", "甲局.xlsx", "-o", "out")[0] == 2
    assert [path.name for path in Path("out").iterdir()] == ["甲局_成表.xlsx"]


def test_copies_in_the_folder_of_the_forms_are_not_taken_for_forms(clerk: Clerk) -> None:
    for _ in range(2):
        assert clerk.prints(".", "-o", ".")[0] == 0
        names = sorted(path.name for path in Path().iterdir())
        assert names == ["甲局.xlsx", "甲局_成表.xlsx"]
    returned(Path("乙局_成表.xlsx"), SEED)
    assert clerk.prints(".", "-o", ".")[0] == 0
    assert Path("乙局_成表_成表.xlsx").exists(), "a form is a form, whatever it is called"


def test_a_folder_that_is_not_there_is_no_place_for_one_file(clerk: Clerk) -> None:
    assert clerk.prints("甲局.xlsx", "-o", "gone/a.xlsx")[0] == 2
    assert not Path("gone").exists()


@pytest.mark.program
def test_the_name_chooses_pdf_and_the_same_form_gives_the_same_file(clerk: Clerk) -> None:
    assert clerk.prints("甲局.xlsx", "-o", "a.pdf")[0] == clerk.prints("甲局.xlsx", "-o", "b.PDF")[0] == 0
    assert Path("a.pdf").read_bytes() == Path("b.PDF").read_bytes()
    told = subprocess.run(["pdftotext", "-raw", "a.pdf", "-"], check=True, capture_output=True, text=True)
    assert NAME in told.stdout
    assert "第 3 页，共 3 页" in told.stdout
    assert clerk.prints("甲局.xlsx", "-o", "out", "--format", "pdf")[0] == 0
    assert Path("out", "甲局_成表.pdf").read_bytes() == Path("a.pdf").read_bytes()
