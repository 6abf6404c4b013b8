"""Files refused by name before any library opens them."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from reader import UnreadableWorkbook, read
from reader.containers import file_types as file_types_module
from reader.containers import open_bytes, open_file
from reader.containers.archive import Archive
from reader.containers.archive import archive as archive_module
from reader.containers.xlsx.package import main_part, relations
from tests.reader.spoil import SHEET, Entry, parts, workbook, zipped

ODS = b"application/vnd.oasis.opendocument.spreadsheet"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
DOCTYPE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaa">]><x>&a;</x>'


def refusal_of(content: bytes) -> str:
    with pytest.raises(UnreadableWorkbook) as caught:
        open_bytes(content)
    return caught.value.finding.code


def entries(**changes: object) -> list[Entry]:
    """Return the entries of a sound workbook, with changes to that of the sheet."""
    made = [Entry(name, content.encode()) for name, content in parts().items()]
    sheet = next(entry for entry in made if entry.name == SHEET)
    return [entry for entry in made if entry is not sheet] + [Entry(**{**vars(sheet), **changes})]


def test_a_sound_workbook_passes() -> None:
    archive = Archive(workbook())
    main = main_part(archive)
    assert main is not None
    assert main.name == "xl/workbook.xml"
    assert relations(archive, main.name)["rId1"].target == SHEET
    assert len(archive) == 7
    assert main_part(Archive(zipped(entries()))) == main
    assert open_bytes(workbook()).sheets[0].name == "表"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "damaged"),
        (b"P", "text-file"),
        (bytes(10_000), "not-a-workbook"),
        (b"%PDF-1.4 PK", "pdf-file"),
        ("项目,金额".encode("gb18030"), "text-file"),
        (b"<html><table></table></html>", "web-page"),
        (OLE, "not-a-workbook"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (OLE + "Workbook".encode("utf-16-le"), "damaged"),
        (OLE + "Book".encode("utf-16-le"), "damaged"),
        (zipped([]), "packed-file"),
        (zipped([Entry("readme.txt", b"hello")]), "packed-file"),
        (
            zipped([Entry("mimetype", ODS, method=0)]),
            "damaged",
        ),
        (workbook()[:500], "damaged"),
        (workbook()[:-10], "damaged"),
    ],
)
def test_what_is_no_workbook_is_named(content: bytes, code: str) -> None:
    assert refusal_of(content) == code


def test_bytes_before_the_archive_do_no_harm() -> None:
    assert open_bytes(b"MZ" + bytes(510) + workbook()).sheets


def test_names_with_backslashes_are_found() -> None:
    made = [Entry(name.replace("/", "\\"), content.encode()) for name, content in parts().items()]
    assert open_bytes(zipped(made)).sheets
    assert Archive(zipped(made)).read(SHEET).startswith(b"<?xml")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"crc": 1}, "damaged"),
        ({"crc": 1, "method": 0}, "damaged"),
        ({"size": 100}, "damaged"),
        ({"size": 10_000}, "damaged"),
        ({"size": 200 * 2**20}, "too-large"),
        ({"local_name": "xl/worksheets/sheet2.xml"}, "damaged"),
        ({"method": 99}, "damaged"),
        ({"method": 12}, "damaged"),
        ({"flags": 1}, "encrypted"),
    ],
)
def test_what_a_header_claims_must_be_so(changes: dict[str, object], code: str) -> None:
    assert refusal_of(zipped(entries(**changes))) == code


@pytest.mark.parametrize("name", [SHEET, "XL/Worksheets/Sheet1.xml", "xl\\worksheets\\sheet1.xml"])
def test_two_entries_of_a_name_are_ambiguous(name: str) -> None:
    assert refusal_of(zipped([*entries(), Entry(name, b"<x/>")])) == "damaged"


def test_entries_that_share_bytes_are_refused() -> None:
    same = [Entry(f"a{number}", b"x" * 1000, local_name="a0") for number in range(3)]
    assert refusal_of(zipped(same, overlap=True)) == "damaged"


def test_an_entry_that_runs_into_the_directory_is_refused() -> None:
    content = zipped([Entry("a", b"x" * 30, method=0)])
    longer = content.replace((30).to_bytes(4, "little") * 2, (60).to_bytes(4, "little") * 2)
    assert refusal_of(longer) == "damaged"


@pytest.mark.parametrize("place", range(0, 4000, 37))
def test_a_flipped_byte_never_goes_unnoticed_in_a_part(place: int) -> None:
    """Checksums are verified: either the file is refused, or every part is what it was."""
    sound = workbook()
    content = bytearray(sound)
    content[place % len(content)] ^= 0x41
    try:
        open_bytes(bytes(content))
        archive = Archive(bytes(content))
        read_parts = {name: archive.read(name) for name in parts()}
    except UnreadableWorkbook:
        return
    assert read_parts == {name: part.encode() for name, part in parts().items()}


def test_a_deflate_stream_that_is_damaged_is_refused() -> None:
    content = bytearray(zipped(entries()))
    start = content.index(SHEET.encode()) + len(SHEET) + 20
    content[start : start + 30] = bytes(30)
    assert refusal_of(bytes(content)) == "damaged"


def test_what_unfolds_to_too_much_is_refused_before_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_module, "MOST_BYTES_INFLATED", 50_000)
    assert refusal_of(workbook({"xl/media/image1.png": b"\0" * 60_000})) == "too-large"
    assert open_bytes(workbook({"xl/media/image1.png": b"\0" * 30_000})).sheets


def test_a_part_that_is_to_be_held_whole_has_a_limit_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    archive = Archive(workbook())
    monkeypatch.setattr(archive_module, "MOST_BYTES_OF_PART", 100)
    with pytest.raises(UnreadableWorkbook, match="larger"):
        archive.read(SHEET)


def test_too_many_entries_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_module, "MOST_ENTRIES", 6)
    assert refusal_of(workbook()) == "too-large"


def test_archives_inside_are_not_opened() -> None:
    assert open_bytes(workbook({"xl/embeddings/inner.zip": zipped([Entry("a", b"x", crc=1)])})).sheets


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"[Content_Types].xml": None}, "packed-file"),
        ({"[Content_Types].xml": "<Types"}, "damaged"),
        ({"[Content_Types].xml": DOCTYPE}, "damaged"),
        ({"_rels/.rels": None}, "not-a-workbook"),
        ({"_rels/.rels": DOCTYPE}, "damaged"),
        ({"xl/workbook.xml": None}, "damaged"),
    ],
)
def test_the_workbook_part_must_be_there(changes: dict[str, str | None], code: str) -> None:
    assert refusal_of(workbook(changes)) == code


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("application/vnd.ms-excel.sheet.binary.macroEnabled.main", "damaged"),
        (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            "not-a-workbook",
        ),
        ("", "not-a-workbook"),
    ],
)
def test_the_type_of_the_workbook_says_what_it_is(kind: str, code: str) -> None:
    types = parts()["[Content_Types].xml"]
    changed = re.sub(r'(workbook.xml" ContentType=")[^"]*', rf"\g<1>{kind}", types)
    assert refusal_of(workbook({"[Content_Types].xml": changed})) == code


def test_macros_and_defaults_are_workbooks_all_the_same() -> None:
    types = parts()["[Content_Types].xml"]
    macros = types.replace(
        "openxmlformats-officedocument.spreadsheetml.sheet.main+xml", "ms-excel.sheet.macroEnabled.main+xml"
    )
    assert open_bytes(workbook({"[Content_Types].xml": macros})).sheets
    default = re.sub(
        r'<Override PartName="/xl/workbook.xml" ContentType="([^"]*)"/>',
        r'<Default Extension="xml" ContentType="\1"/><Override PartName="/.xml" ContentType="text/xml"/>',
        types,
    )
    assert open_bytes(workbook({"[Content_Types].xml": default})).sheets


def test_files_that_are_missing_or_no_files(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "none.xlsx", "file-not-found"), (tmp_path, "file-not-readable")):
        with pytest.raises(UnreadableWorkbook) as caught:
            read(path)
        assert caught.value.finding.code == code
        assert caught.value.finding.remedy("en")
    with pytest.raises(UnreadableWorkbook) as caught:
        open_file(Path("a\0b"))
    assert caught.value.finding.code == "file-not-found"


def test_a_file_far_too_large_is_not_even_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "large.xlsx"
    path.write_bytes(workbook())
    assert open_file(path).sheets
    monkeypatch.setattr(file_types_module, "MOST_BYTES_OF_FILE", 100)
    with pytest.raises(UnreadableWorkbook, match="larger"):
        open_file(path)


def test_reading_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "evil.xlsx"
    path.write_bytes(zipped([*entries(), Entry("../../outside.txt", b"x"), Entry("/absolute.txt", b"x")]))
    with pytest.raises(UnreadableWorkbook):
        read(path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["evil.xlsx"]
    assert zipfile.is_zipfile(path)
