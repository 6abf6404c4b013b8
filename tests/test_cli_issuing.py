"""The command line where it makes many workbooks, prefilled, locked and signed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

import cli
from reader import read
from templates import is_signed_with
from tests.test_cli import Run, refused, run

__all__ = ["run"]

SEED = Path(__file__).parent / "data" / "seed.json"
KEY = "0123456789abcdef0123"
ROSTER = """编码,单位名称,联系人,department.phone
219001,示例市财政局,李明,13800138000
219002,示例市教育局,,
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="gb18030")
    (tmp_path / "key.txt").write_text(KEY + "\n", encoding="utf-8")
    return tmp_path


def test_one_workbook_for_each_department(run: Run, files: Path) -> None:
    command = ("build", "department-goals", "--year", 2026, "--roster", "roster.csv", "-o", "out")
    assert run(*command, "--key", "key.txt", "--issuer", "示例市财政局") == (
        0,
        "",
        "已生成 2 份 Built 2 workbooks: out\n",
    )
    paths = sorted((files / "out").iterdir())
    assert [path.name for path in paths] == ["219001_示例市财政局.xlsx", "219002_示例市教育局.xlsx"]
    readings = [read(path, key=KEY.encode()) for path in paths]
    assert [reading.values["department"] for reading in readings] == [
        {"name": "示例市财政局", "filled_by": "李明", "phone": "13800138000"},
        {"name": "示例市教育局", "filled_by": None, "phone": None},
    ]
    stamps = [reading.stamp for reading in readings]
    assert [stamp.department for stamp in stamps if stamp] == ["219001", "219002"]
    assert all(stamp and is_signed_with(stamp, KEY.encode()) for stamp in stamps)
    book = openpyxl.load_workbook(paths[0])
    assert book["申报表"]["D5"].protection.locked
    assert not book["申报表"]["D6"].protection.locked
    assert (book.properties.title, book.properties.creator) == ("部门整体绩效目标申报表", None)
    assert book.properties.keywords is not None
    assert "year 2026" in book.properties.keywords


def test_a_signature_is_asked_for_with_the_key(run: Run, files: Path) -> None:
    build = ("build", "department-goals", "--year", 2026)
    assert run(*build, "-o", "plain.xlsx")[0] == 0
    assert run(*build, "-o", "signed.xlsx", "--key", "key.txt")[0] == 0
    for file, signed in (("plain.xlsx", False), ("signed.xlsx", True)):
        codes = {
            finding["code"]
            for finding in json.loads(run("read", file, "--key", "key.txt", "--format", "jsonl")[1])[
                "findings"
            ]
        }
        assert ("stamp-not-signed" in codes) is not signed
    assert "stamp-not-signed" not in run("read", "plain.xlsx", "--format", "json")[1]


def test_keys_that_are_none(run: Run, files: Path) -> None:
    (files / "short.txt").write_text("abc", encoding="utf-8")
    build = ("build", "department-goals", "--year", 2026, "-o", "a.xlsx")
    refused(run(*build, "--key", "short.txt", "--lang", "en"), "too short")
    refused(run("read", "a.xlsx", "--key", "missing.txt"), "missing.txt")


def test_last_year(run: Run, files: Path) -> None:
    status, out, err = run("build", "department-goals", "--last-year", SEED, "-o", "a.xlsx", "--lang", "en")
    assert (status, out) == (0, "")
    assert err.startswith("15 carried from last year: Department; ")
    assert "Check what was carried: For 2019, total income is 935.33" in err
    reading = read(files / "a.xlsx")
    assert reading.values["expenditure"]["basic"]["amount"] is None
    assert openpyxl.load_workbook(files / "a.xlsx")["Declaration"]["D5"].protection.locked
    build = ("build", "department-goals", "-o", "b.xlsx")
    assert run(*build, "--last-year", SEED, "--carry", "annual-goals")[0] == 0
    assert read(files / "b.xlsx").values["goals"]["annual"] != []
    refused(run(*build, "--last-year", SEED, "--carry", "nothing"), "annual-goals")
    refused(run(*build, "--last-year", SEED, "--roster", "roster.csv", "--lang", "en"), "not both")
    refused(run(*build, "--last-year", "missing.xlsx"), "missing.xlsx")
    refused(run(*build, "--last-year", SEED, "--year", "²"), "²")
    refused(run(*build, "--year", 2026, "--carry", "annual-goals"), "--last-year")


def test_values_go_before_those_of_last_year(run: Run, files: Path) -> None:
    (files / "v.json").write_text('{"department": {"phone": "13800138000"}, "tasks": "新"}', encoding="utf-8")
    build = ("build", "department-goals", "--last-year", SEED, "--values", "v.json", "-o", "a.xlsx")
    assert run(*build)[0] == 0
    values = read(files / "a.xlsx").values
    assert values["department"]["name"] == "鄂州市住房公积金中心"
    assert (values["department"]["phone"], values["tasks"]) == ("13800138000", "新")
    assert values["functions"].startswith("（一）") or values["functions"]


def test_locked_fields(run: Run, files: Path) -> None:
    (files / "v.json").write_text('{"department": {"name": "示例市财政局"}}', encoding="utf-8")
    build = ("build", "department-goals", "--year", 2026, "-o", "a.xlsx", "--values", "v.json")
    assert run(*build, "--lock", "department.name")[0] == 0
    assert openpyxl.load_workbook(files / "a.xlsx")["申报表"]["D5"].protection.locked
    refused(run(*build, "--lock", "department.phone"), "department.phone")
    refused(run(*build, "--lock", "department.fax"), "department.fax")
    many = ("build", "department-goals", "--year", 2026, "--roster", "roster.csv", "-o", "out")
    refused(run(*many, "--lock", "department.phone"), "department.phone")  # the second has none
    (files / "v.json").write_text('{"department": {"phone": "13800138000"}}', encoding="utf-8")
    assert run(*many, "--lock", "department.phone", "--values", "v.json")[0] == 0
    for path in (files / "out").iterdir():
        assert openpyxl.load_workbook(path)["申报表"]["G6"].protection.locked


def test_a_locked_value_that_nobody_could_correct_is_refused(run: Run, files: Path) -> None:
    build = ("build", "department-goals", "--year", 2026, "--lang", "en", "--values", "v.json", "-o")
    field = "income.fiscal.amount"

    def values(amount: object) -> None:
        (files / "v.json").write_text(
            json.dumps({"income": {"fiscal": {"amount": amount}}}), encoding="utf-8"
        )

    odd: tuple[object, ...] = ("很多", "752.2万元", "752.2", True)
    for amount in odd:  # the sheet counts no text
        values(amount)
        refused(run(*build, "a.xlsx", "--lock", field), field, f"“{amount}”", "locked")
        assert not (files / "a.xlsx").exists()
    values("很多")
    assert run(*build, "a.xlsx")[0] == 0
    assert read(files / "a.xlsx").values["income"]["fiscal"]["amount"] == "很多"
    values("—")
    refused(run(*build, "b.xlsx", "--lock", field), field, "blank")
    values(752.2)
    assert run(*build, "b.xlsx", "--lock", field)[0] == 0


def test_a_roster_mends_what_all_departments_have_in_common(run: Run, files: Path) -> None:
    """A locked value that cannot be is refused unless the roster has another for each department."""
    (files / "v.json").write_text('{"income": {"fiscal": {"amount": "很多"}}}', encoding="utf-8")
    build = (
        "build",
        "department-goals",
        "--year",
        2026,
        "--roster",
        "r.csv",
        "--values",
        "v.json",
        "-o",
        "out",
    )
    locked = (*build, "--lock", "income.fiscal.amount", "--lang", "en")
    for second, told in (("8", None), ("", "Row 3"), ("很多", "Row 3")):
        rows = f"单位名称,income.fiscal.amount\n甲局,7\n乙局,{second}\n"
        (files / "r.csv").write_text(rows, encoding="utf-8")
        status, out, err = run(*locked)
        assert (status, out) == ((2, "") if told else (0, ""))
        assert (told or "Built") in err
        assert "很多" in err or not told
        assert (files / "out").exists() is not bool(told)
        shutil.rmtree(files / "out", ignore_errors=True)
    (files / "r.csv").write_text("单位名称\n甲局\n", encoding="utf-8")
    refused(run(*locked), "income.fiscal.amount", "很多")
    assert run(*build)[0] == 0


def test_full_width_digits_are_digits(run: Run, files: Path) -> None:
    for number, words in enumerate(
        (
            ("--year", "２０２６"),
            ("--set", "year=２０２６"),
            ("--set", "year＝２０２６"),
            ("--set", " ｙｅａｒ = 2026"),
        )
    ):
        assert run("build", "department-goals", *words, "-o", f"{number}.xlsx")[0] == 0
        assert read(files / f"{number}.xlsx").stamp.parameters["year"] == 2026  # type: ignore[union-attr]
    assert run("read", "0.xlsx", "1.xlsx", "--jobs", "１", "--format", "json")[0] == 1
    refused(run("build", "department-goals", "--year", "²", "-o", "a.xlsx"), "²")
    for jobs in ("０", "-1", "二", "²"):
        refused(run("read", "0.xlsx", "--jobs", jobs), "--jobs", jobs)


@pytest.mark.parametrize(
    ("roster", "word"),
    [
        ("编码,名称\n1,某局\n", "名称"),
        ("编码,单位名称\n1,某局\n2,某局\n", "某局"),
        ("编码,单位名称\n1,某局\n1,某某局\n", "1"),
        ("单位名称,income.total.amount\n某局,3\n", "income.total.amount"),
        ("", "空"),
    ],
)
def test_rosters_that_cannot_be_used(run: Run, tmp_path: Path, roster: str, word: str) -> None:
    (tmp_path / "r.csv").write_text(roster, encoding="utf-8")
    command = ("build", "department-goals", "--year", 2026, "--roster", "r.csv", "-o", "out")
    status, out, err = run(*command)
    assert (status, out) == (2, "")
    assert word in err
    assert "Traceback" not in err
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_made(run: Run, files: Path) -> None:
    build = ("build", "department-goals", "--year", 2026, "--roster", "roster.csv", "--lang", "en")
    refused(run(*build, "-o", "no/such/folder"), "create its parent folder first")
    (files / "taken").write_text("", encoding="utf-8")
    refused(run(*build, "-o", "taken"), "This is a file")
    assert cli.FAILED == 2


def test_values_of_another_round_are_refused(run: Run, files: Path) -> None:
    build = ("build", "department-goals", "-o", "a.xlsx", "--values", SEED)
    refused(run(*build, "--year", 2026, "--lang", "en"), "year 2020", "--last-year")
    refused(run(*build, "--year", 2020, "--set", "unit=元", "--lang", "en"), "unit 万元")
    assert not (files / "a.xlsx").exists()
    assert run(*build, "--year", 2020)[0] == 0


def test_no_returned_workbook_is_overwritten(run: Run, files: Path) -> None:
    (files / "returned").mkdir()
    build = ("build", "department-goals", "--year", 2020, "--values", SEED)
    for name in ("a", "b"):
        assert run(*build, "-o", f"returned/{name}.xlsx")[0] == 0
    before = (files / "returned" / "a.xlsx").read_bytes()
    onto = ("-o", "returned/a.xlsx", "--lang", "en")
    refused(run("summarize", "returned", *onto), "must not be overwritten")
    refused(run("summarize", "returned/a.xlsx", *onto), "must not be overwritten")
    refused(run("read", "returned/a.xlsx", "--format", "json", *onto), "overwritten")
    assert (files / "returned" / "a.xlsx").read_bytes() == before
    for _ in range(2):  # what an earlier run left may be written anew
        assert run("summarize", "returned", "-o", "returned/sum.xlsx")[0] == 1
