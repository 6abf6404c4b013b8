"""One workbook a department: safe names, what is prefilled and locked, and nothing written by halves."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from collection import CollectionError, Department, Roster, issue, read_roster
from collection.distribution.distribution import file_names
from reader import read
from template_builder import build
from templates import CellMap, ValuesError, builtin, compile, load, stamp_text
from templates.kinds import Raw
from tests.extent import extent
from tests.hostile import HOSTILE
from tests.template_builder.parts import parts, saved

CELL_MAP = compile(builtin("department-goals"), {"year": 2020})
AMOUNT = "income.fiscal.amount"
RESERVED = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{sign}" for port in ("com", "lpt") for sign in "123456789¹²³"),
}


def roster(*departments: Department, fields: tuple[str, ...] = ()) -> Roster:
    return Roster("名单.csv", departments, fields)


def test_a_roster_becomes_a_folder_of_workbooks(tmp_path: Path) -> None:
    file = tmp_path / "名单.csv"
    file.write_bytes(
        "编码,单位名称,联系人,income.fiscal.amount\n219001,乙局,李明,752.2\n219002,甲局,,\n".encode("gb18030")
    )
    done: list[tuple[int, int]] = []
    issued = issue(CELL_MAP, read_roster(file), tmp_path / "out", progress=lambda *step: done.append(step))
    assert (issued.count, issued.folder) == (2, tmp_path / "out")
    assert done == [(1, 2), (2, 2)]
    files = sorted(issued.folder.iterdir())
    assert [one.name for one in files] == ["219001_乙局.xlsx", "219002_甲局.xlsx"]
    first, second = map(read, files)
    assert first.values["department"] == {"name": "乙局", "filled_by": "李明", "phone": None}
    assert first.values["income"]["fiscal"]["amount"] == Decimal("752.2")
    assert first.computed["income"]["total"]["amount"] == Decimal("752.2")
    assert second.values["department"]["filled_by"] is None
    assert second.values["income"]["fiscal"]["amount"] is None
    assert [one.stamp.department for one in (first, second) if one.stamp] == ["219001", "219002"]


def test_each_is_what_a_single_build_gives(tmp_path: Path) -> None:
    known = roster(Department(2, "甲局", "1", "李明"), Department(3, "长" * 120, "2"))
    issued = issue(CELL_MAP, known, tmp_path, {"functions": "职责"}, language="en", password="ab")
    for file, department in zip(sorted(issued.folder.iterdir()), known.departments, strict=True):
        own = {"name": department.name, "filled_by": department.contact}
        values = {"functions": "职责", "department": own}
        alone = saved(
            lambda stream, values=values, department=department: build(  # type: ignore[misc]
                CELL_MAP,
                stream,
                values,
                language="en",
                password="ab",
                locked=["department.name"],
                stamp=stamp_text(CELL_MAP, department=department.code or ""),
            )
        )
        assert parts(file) == parts(alone)


@pytest.mark.no_cover  # one of them covers the same
def test_of_many_each_reads_back_to_its_own(tmp_path: Path) -> None:
    departments = [
        Department(row, f"示例市第{row}局", f"{row:06d}", "李明")
        for row in range(2, 2 + extent(120, quick=40, soak=300))
    ]
    files = sorted(issue(CELL_MAP, roster(*departments), tmp_path).folder.iterdir())
    assert len(files) == len(departments)
    for at in random.Random(6).sample(range(len(files)), 30):
        reading, expected = read(files[at]), departments[at]
        assert reading.values["department"]["name"] == expected.name
        assert reading.stamp is not None
        assert reading.stamp.department == expected.code


def test_the_name_is_locked_and_the_contact_open(tmp_path: Path) -> None:
    issue(CELL_MAP, roster(Department(2, "甲局", None, "李明")), tmp_path)
    sheet = openpyxl.load_workbook(io.BytesIO((tmp_path / "001_甲局.xlsx").read_bytes())).worksheets[0]
    cells = {cell.path: sheet.cell(cell.row, cell.column) for cell in CELL_MAP if cell.of}
    assert (cells["department.name"].value, cells["department.filled_by"].value) == ("甲局", "李明")
    assert cells["department.name"].protection.locked
    assert not cells["department.filled_by"].protection.locked


def test_a_stamp_of_ones_own(tmp_path: Path) -> None:
    issue(
        CELL_MAP,
        roster(Department(2, "甲局", "7")),
        tmp_path,
        stamp=lambda code: stamp_text(CELL_MAP, department=f"signed {code}"),
    )
    stamp = read(tmp_path / "7_甲局.xlsx").stamp
    assert stamp is not None
    assert stamp.department == "signed 7"


@pytest.mark.parametrize(
    ("department", "fields", "told"),
    [
        (Department(7, "长" * 121), (), "Row 7: `department.name` may have at most 120 characters"),
        (Department(7, "/"), (), "Row 7: `department.name` cannot be “/”"),
        (Department(7, "甲", None, "长" * 61), (), "Row 7: `department.filled_by` may have at most 60"),
        (
            Department(7, "甲", values={AMOUNT: Raw("abc")}),
            (AMOUNT,),
            "Row 7: `income.fiscal.amount` cannot be",
        ),
        (Department(7, "甲"), ("no.field",), "The form has no input field `no.field`"),
        (Department(7, "甲"), ("income.total.amount",), "The form has no input field `income.total.amount`"),
        (Department(7, "甲"), ("department.name",), "The column `name` already gives"),
    ],
)
def test_what_does_not_fit_the_form_is_told_before_anything_is_written(
    tmp_path: Path, department: Department, fields: tuple[str, ...], told: str
) -> None:
    with pytest.raises(CollectionError) as caught:
        issue(CELL_MAP, roster(Department(2, "好局"), department, fields=fields), tmp_path / "out")
    assert told in str(caught.value)
    assert "名单.csv" in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_wrong_common_values_are_told_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(ValuesError):
        issue(CELL_MAP, roster(Department(2, "甲局")), tmp_path / "out", {"unknown": 1})
    assert not (tmp_path / "out").exists()


def test_a_locked_field_that_some_departments_leave_blank_is_told_before_anything_is_written(
    tmp_path: Path,
) -> None:
    known = roster(Department(2, "甲局", values={AMOUNT: Raw("1")}), Department(3, "乙局"), fields=(AMOUNT,))
    with pytest.raises(ValuesError, match=r"^Row 3: income\.fiscal\.amount is locked but blank"):
        issue(CELL_MAP, known, tmp_path / "out", locked=[AMOUNT])
    assert not (tmp_path / "out").exists()
    issue(CELL_MAP, known, tmp_path / "out", {"income": {"fiscal": {"amount": 2}}}, locked=[AMOUNT])
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_a_locked_field_that_nobody_fills_in_is_told_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(ValuesError, match="functions is locked but blank"):
        issue(CELL_MAP, roster(Department(2, "甲局")), tmp_path / "out", locked=["functions"])
    assert not (tmp_path / "out").exists()


def test_a_form_that_does_not_say_where_the_name_goes(tmp_path: Path) -> None:
    bare: CellMap = compile(
        load(Path(__file__).parents[2] / "template_builder" / "small.yaml"), {"year": 2020}
    )
    with pytest.raises(CollectionError, match=r"roster: \{name: FIELD\}"):
        issue(bare, roster(Department(2, "甲局")), tmp_path)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(CollectionError, match="This is a file"):
        issue(CELL_MAP, roster(Department(2, "甲局")), tmp_path / "out")


NAMES = (
    *HOSTILE,
    *(
        "CON",
        "nul",
        "COM1",
        "LPT9.txt",
        "aux.",
        "prn ",
        "甲局.",
        "甲局 ",
        "甲局. .",
        "...",
        " ",
        ".hidden",
        "~$a",
        "-rf",
    ),
    *(
        "a:b",
        'a"b',
        "a<b>c",
        "a|b?c*d",
        "a/b\\c",
        "../../甲",
        "a\nb",
        "a\x7fb",
        "\u202e局",
        "长" * 300,
        "x" * 300,
    ),
    *(
        "😀" * 80,
        "e\u0301局",
        "é局",
        "甲局",
        "甲局",
        "ABC",
        "abc",
        "Abc",
        "İ",
        "i̇",
        "%PATH%",
        "$(x)",
        "`x`",
        "&",
        "'",
    ),
)


def departments(*names: str) -> list[Department]:
    return [Department(row, name) for row, name in enumerate(names, 2)]


def coded(*codes: str) -> list[str]:
    """Return the names of files of departments that have these codes."""
    return file_names([Department(row, "甲局", code or None) for row, code in enumerate(codes, 2)])


@pytest.mark.parametrize("codes", [NAMES, [""] * len(NAMES)], ids=["as codes", "no codes"])
def test_file_names_are_safe_everywhere(codes: Sequence[str]) -> None:
    pairs = enumerate(zip(NAMES, codes, strict=True), 2)
    files = file_names([Department(row, name, code or None) for row, (name, code) in pairs])
    for file in files:
        assert len(file.encode()) <= 145
        assert not set(file) & set('<>:"/\\|?*')
        assert file.isprintable() or not any(ord(sign) < 32 or 127 <= ord(sign) < 160 for sign in file)
        assert "\u202e" not in file
        stem = file.removesuffix(".xlsx")
        assert stem == stem.strip(" .")
        assert file.partition(".")[0].rstrip().casefold() not in RESERVED
        assert file[0].isdigit()
    assert len({file.casefold() for file in files}) == len(NAMES)
    assert sorted(files) == files
    shuffled = files[:]
    random.Random(6).shuffle(shuffled)
    assert sorted(shuffled, key=str.casefold) == files


def test_file_names_can_be_made(tmp_path: Path) -> None:
    for name in file_names(departments(*NAMES)):
        (tmp_path / name).write_bytes(b"")
    assert len(list(tmp_path.iterdir())) == len(NAMES)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("甲局", "001_甲局.xlsx"),
        ("a/b: c", "001_a_b_ c.xlsx"),
        ("...", "001.xlsx"),
        ("e\u0301", "001_é.xlsx"),
        ("长" * 99, f"001_{'长' * 45}.xlsx"),
    ],
)
def test_a_file_name(name: str, expected: str) -> None:
    assert file_names(departments(name)) == [expected]


def test_many_files_have_longer_numbers() -> None:
    assert file_names(departments(*["甲局"] * 10_000))[6] == "00007_甲局.xlsx"


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (("101001", "101002"), ["101001_甲局.xlsx", "101002_甲局.xlsx"]),
        (("101", "101001", "101-2"), ["001_101_甲局.xlsx", "002_101001_甲局.xlsx", "003_101-2_甲局.xlsx"]),
        (("101002", "101001"), ["001_101002_甲局.xlsx", "002_101001_甲局.xlsx"]),
        (("101001", ""), ["001_101001_甲局.xlsx", "002_甲局.xlsx"]),
        (("1a", "1A"), ["001_1a_甲局.xlsx", "002_1A_甲局.xlsx"]),
        (("1/2", "1:2"), ["001_1_2_甲局.xlsx", "002_1_2_甲局.xlsx"]),
        (("CON",), ["001_CON_甲局.xlsx"]),
    ],
)
def test_the_code_stands_in_the_name_of_the_file(codes: tuple[str, ...], expected: list[str]) -> None:
    assert coded(*codes) == expected


def test_what_a_roster_says_is_read_as_its_field_is(tmp_path: Path) -> None:
    """A seal behind a name, a mark for nothing: the workbook shows what the reader would make of them."""
    issue(CELL_MAP, roster(Department(2, "乙局(盖章)", None, "/")), tmp_path / "out")
    (path,) = (tmp_path / "out").iterdir()
    reading = read(path)
    assert reading.values["department"]["name"] == "乙局"
    assert not {"name-with-seal", "placeholder"} & {finding.code for finding in reading.findings}
