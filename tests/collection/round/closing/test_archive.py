"""The archive of a round: what is in it and what is not, that it proves itself, and is a round again."""

from __future__ import annotations

import hashlib
import io
import json
import random
import re
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from collection import (
    CollectionError,
    RoundSettings,
    archive_round,
    collect,
    correct_round,
    issue_round,
    new_round,
    open_round,
    overview_of_round,
    reread,
    summarize_round,
    trace,
    trace_cell,
    verify,
)
from collection.round.results.archive import archiving
from collection.round.results.archive.contents import is_portable
from collection.round.results.archive.zip_file import ArchiveWriter
from reader import read
from template_builder import BuildError, build_copy
from tests.collection.round.closing.rounds import ended_round, returned_of
from tests.collection.round.rosters import begun, roster_file
from tests.collection.round.status.rounds import DEADLINE
from tests.extent import extent
from tests.forms import TRAVEL_PLAN
from tests.test_cli import ROOT, Run, refused, run

__all__ = ["run"]


def entries(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def unpacked(archive: Path, folder: Path) -> Path:
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
    return folder


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_all_but_the_key_is_in_it(tmp_path: Path) -> None:
    round = ended_round(tmp_path)
    archive_round(round, tmp_path / "a.zip")
    found = entries(tmp_path / "a.zip")
    kept = {
        path.relative_to(round.folder.path).as_posix(): path.read_bytes()
        for path in round.folder.path.rglob("*")
        if path.is_file() and not path.name.startswith(("round.key", "round.lock", "ledger.sqlite"))
    }
    assert len(kept) > 10
    assert kept.items() <= found.items()
    rest = found.keys() - kept.keys()
    assert rest == {
        *("ledger.sqlite", "SHA256SUMS", "目录.txt", "目录.xlsx"),
        *("accepted/101001_甲局_成表.xlsx", "accepted/102001_丙中心_成表.xlsx"),
    }
    assert not any(round.key in content for content in found.values())


def test_its_digests_are_those_of_all_its_files(tmp_path: Path) -> None:
    archive_round(ended_round(tmp_path), tmp_path / "a.zip")
    found = entries(tmp_path / "a.zip")
    lines = found.pop("SHA256SUMS").decode().splitlines()
    assert lines == [f"{digest(found[name])}  {name}" for name in sorted(found)]


@pytest.mark.program
@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="a program of GNU")
def test_sha256sum_proves_it(tmp_path: Path) -> None:
    archive_round(ended_round(tmp_path), tmp_path / "a.zip")
    folder = unpacked(tmp_path / "a.zip", tmp_path / "u")
    words = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    assert subprocess.run(words, cwd=folder, capture_output=True, check=False).returncode == 0
    (folder / "round.toml").write_text("", encoding="utf-8")
    assert subprocess.run(words, cwd=folder, capture_output=True, check=False).returncode == 1


def test_the_same_round_gives_the_same_bytes(tmp_path: Path) -> None:
    round = ended_round(tmp_path)
    first = archive_round(round, tmp_path / "a.zip")
    time.sleep(1.1)
    second = archive_round(open_round(round.folder.path), tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert first == second
    assert first.digest == digest((tmp_path / "a.zip").read_bytes())


def test_its_names_are_paths_of_every_system(tmp_path: Path) -> None:
    archive_round(ended_round(tmp_path), tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        for entry in archive.infolist():
            assert is_portable(entry.filename)
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert entry.filename.isascii() or entry.flag_bits & 0x800, "the name is UTF-8, and says so"


@pytest.mark.parametrize(
    "name",
    [
        *("/etc/x", "../x", "a/../x", "a//x", "./x", "", "C:/x", "a\\x", "a/x.", "a /x", "a/x\n"),
        *("CON", "a/nul.txt", "a/Com1.xlsx", "a:b", 'a"b', "a|b", "a?", "长" * 86),
    ],
)
def test_such_a_name_is_none(name: str) -> None:
    assert not is_portable(name)


def test_official_copies_hold_what_was_accepted_as_it_was_amended(tmp_path: Path) -> None:
    archive_round(ended_round(tmp_path), tmp_path / "a.zip")
    content = entries(tmp_path / "a.zip")["accepted/102001_丙中心_成表.xlsx"]
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    values = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert {"丙中心", "13900139000"} <= values


def test_the_index_tells_of_each_department_and_how_to_prove_it(tmp_path: Path) -> None:
    round = ended_round(tmp_path)
    archive_round(round, tmp_path / "a.zip")
    found = entries(tmp_path / "a.zip")
    text = found["目录.txt"].decode("utf-8-sig")
    assert text.count("\r\n") == text.count("\n")
    came = digest(returned_of(round, "102001").read_bytes())
    for words in (round.id, "department-goals", "2026-03-31", "certutil -hashfile", "sha256sum -c", came):
        assert words in text
    assert "已接收：电话核对" in text
    assert "来自 " in text, "who sent the message"
    rows = list(
        openpyxl.load_workbook(io.BytesIO(found["目录.xlsx"])).worksheets[0].iter_rows(values_only=True)
    )
    row = next(row for row in rows if row[0] == "101001")
    assert row[3] == "已接收"
    assert row[6] == "审核无误"
    assert row[9] == digest(returned_of(round, "101001").read_bytes())
    assert row[10] == "accepted/101001_甲局_成表.xlsx"


def test_the_index_speaks_english(tmp_path: Path) -> None:
    archive_round(ended_round(tmp_path), tmp_path / "a.zip", "en")
    text = entries(tmp_path / "a.zip")["index.txt"].decode("utf-8-sig")
    assert "How to prove it" in text
    assert "accepted: 电话核对" in text


def test_the_summary_in_it_is_that_of_now(tmp_path: Path) -> None:
    round = ended_round(tmp_path)
    old = round.folder.summary.read_bytes()
    (round.folder.returned / "x").write_bytes(b"")
    (tmp_path / "more.xlsx").write_bytes(b"%PDF-1.7")
    collect(round, [tmp_path / "more.xlsx"])
    archive_round(round, tmp_path / "a.zip")
    found = entries(tmp_path / "a.zip")["summary.xlsx"]
    assert round.folder.summary.read_bytes() == old, "what lies in the folder stays"
    assert found != old
    summarize_round(round, round.folder.summary)
    assert found == round.folder.summary.read_bytes()


def test_a_round_of_nothing_is_archived(tmp_path: Path) -> None:
    round = begun(tmp_path)
    archived = archive_round(round, tmp_path / "a.zip")
    assert "summary.xlsx" not in entries(tmp_path / "a.zip")
    assert (archived.copies, archived.has_errors) == (0, False)
    assert not verify(tmp_path / "a.zip").has_errors


def test_what_else_lies_there_is_named_and_left_out(tmp_path: Path) -> None:
    round = ended_round(tmp_path)
    folder = round.folder.path
    (folder / "我的笔记.txt").write_text("x", encoding="utf-8")
    (folder / "round.key.bak").write_bytes(round.key)
    (folder / "issued" / "~$1.xlsx").write_bytes(b"x")
    (folder / "returned" / ".incoming").mkdir(exist_ok=True)
    (folder / "returned" / ".incoming" / "half").write_bytes(b"x")
    (folder / "letters" / "link").symlink_to(folder / "round.key")
    archived = archive_round(round, folder / "归档.zip")
    assert archived.left_out == ["letters/link", "round.key.bak", "我的笔记.txt"]
    first = (folder / "归档.zip").read_bytes()
    archived = archive_round(round, folder / "归档.zip")
    assert archived.left_out == ["letters/link", "round.key.bak", "归档.zip", "我的笔记.txt"]
    assert (folder / "归档.zip").read_bytes() == first, (
        "an archive in the folder of its round is not in itself"
    )
    assert not any(round.key in content for content in entries(folder / "归档.zip").values())


def test_the_definition_of_the_form_is_in_it(tmp_path: Path) -> None:
    definition = tmp_path / "trip.yaml"
    text = TRAVEL_PLAN.read_text(encoding="utf-8") + "roster: {name: department}\n"
    definition.write_text(text, encoding="utf-8")
    settings = RoundSettings(str(definition), DEADLINE, {"year": 2026})
    new_round(tmp_path / "2026", settings, roster_file(tmp_path), definition)
    archive_round(open_round(tmp_path / "2026"), tmp_path / "a.zip")
    assert entries(tmp_path / "a.zip")["form.yaml"] == definition.read_bytes()
    definition.unlink()
    assert open_round(unpacked(tmp_path / "a.zip", tmp_path / "u")).form.source.text == text


# A round again


def test_an_unpacked_archive_is_a_round_without_its_key(tmp_path: Path) -> None:
    round = ended_round(tmp_path)
    archive_round(round, tmp_path / "a.zip")
    again = open_round(unpacked(tmp_path / "a.zip", tmp_path / "u"))
    with round.ledger() as before, again.ledger() as after:
        there, here = (
            overview_of_round(one, base, DEADLINE) for one, base in ((round, before), (again, after))
        )
    assert here.state == there.state
    field = "income.fiscal.amount"
    assert trace(again, "101001", field).value == trace(round, "101001", field).value
    assert trace_cell(again, "总表!D8").field == trace_cell(round, "总表!D8").field
    summarize_round(again, tmp_path / "u" / "again.xlsx")
    for work in (
        lambda: issue_round(again),
        lambda: correct_round(again),
        lambda: reread(again),
        lambda: collect(again, [returned_of(round, "101001")]),
    ):
        with pytest.raises(CollectionError, match=r"round\.key.*key is missing"):
            work()
    assert not verify(tmp_path / "u").has_errors, "to look at it changes nothing"
    shutil.copy(round.folder.key, again.folder.key)
    collect(open_round(tmp_path / "u"), [returned_of(round, "101001")])


# What is no longer as it was


def test_a_changed_return_is_archived_and_told(run: Run, tmp_path: Path) -> None:
    round = ended_round(tmp_path)
    path = returned_of(round, "101001")
    path.write_bytes(b"changed")
    (round.folder.mails / next(round.folder.mails.iterdir()).name).unlink()
    status, out, err = run("round", "archive", "2026", "-o", "a.zip")
    assert (status, out) == (1, "")
    assert "有 2 个文件不对：" in err
    assert f"  returned/{path.name}: 内容与台账登记的不同\n" in err
    assert re.search(r"  mails/\S+: 缺失\n", err)
    found = entries(tmp_path / "a.zip")
    assert found[f"returned/{path.name}"] == b"changed"
    assert f"returned/{path.name}  内容与台账登记的不同" in found["目录.txt"].decode()
    assert "accepted/101001_甲局_成表.xlsx" in found, "the ledger has what was read"
    for place in ("a.zip", "2026"):
        status, out, _ = run("round", "verify", place)
        assert status == 1
        assert f"returned/{path.name}: 内容与台账登记的不同" in out
    told = json.loads(run("round", "verify", "2026", "--format", "json")[1])
    assert (told["ok"], [one["what"] for one in told["differences"]]) == (False, ["missing", "altered"])


def test_drafts_are_the_officers_to_send_and_remove(run: Run, tmp_path: Path) -> None:
    round = ended_round(tmp_path)
    drafts = sorted(round.folder.letters.iterdir())
    drafts[0].unlink()
    drafts[1].write_bytes(b"edited")
    status, _, err = run("round", "archive", "2026", "-o", "a.zip")
    assert status == 0
    assert "letters 里有 2 份草稿已删除或改动" in err
    assert run("round", "verify", "a.zip", "--lang", "en")[0] == 0


def test_what_was_archived_is_verified(run: Run, tmp_path: Path) -> None:
    ended_round(tmp_path)
    status, out, err = run("round", "archive", "2026", "-o", "a.zip")
    assert (status, out) == (0, "")
    assert f"SHA-256（请登记在移交单上）：{digest((tmp_path / 'a.zip').read_bytes())}" in err
    for place in ("a.zip", "2026"):
        status, out, err = run("round", "verify", place)
        assert (status, err) == (0, "")
        assert "内容都没有变" in out
    told = json.loads(run("round", "verify", "a.zip", "--format", "json")[1])
    assert (told["ok"], told["files"]) == (True, len(entries(tmp_path / "a.zip")))


def rewritten(archive: Path, change: Any) -> Path:
    """Write an archive anew with other entries."""
    found = entries(archive)
    change(found)
    path = archive.with_name("b.zip")
    with zipfile.ZipFile(path, "w") as written:
        for name, content in found.items():
            written.writestr(name, content)
    return path


@pytest.mark.parametrize("how", ["changed", "missing", "unnamed", "unsafe", "ledger", "list"])
def test_whatever_was_done_to_an_archive_is_found(tmp_path: Path, how: str) -> None:
    round = ended_round(tmp_path)
    archive_round(round, tmp_path / "a.zip")
    name = f"returned/{returned_of(round, '101001').name}"

    def change(found: dict[str, bytes]) -> None:
        if how == "changed":
            found["round.toml"] += b"\n"
        elif how == "missing":
            del found[name]
        elif how == "unnamed":
            found["accepted/x.xlsx"] = b"x"
        elif how == "unsafe":
            found["../x"] = b"x"
        elif how == "ledger":
            found["ledger.sqlite"] = b"x" * 9000
        else:  # somebody knows how the list is made
            found[name] = b"x"
            sums = found["SHA256SUMS"].decode()
            found["SHA256SUMS"] = re.sub(f"[0-9a-f]{{64}}(?=  {name})", digest(b"x"), sums).encode()

    verified = verify(rewritten(tmp_path / "a.zip", change))
    assert verified.has_errors
    place, what = {
        "changed": ("round.toml", "changed"),
        "missing": (name, "missing"),
        "unnamed": ("accepted/x.xlsx", "unnamed"),
        "unsafe": ("../x", "unsafe"),
        "ledger": ("ledger.sqlite", "damaged"),
        "list": (name, "altered"),
    }[how]
    assert (place, what) in [(one.path, one.what.value) for one in verified.differences]


def test_a_byte_that_turned_is_found(tmp_path: Path) -> None:
    archive_round(ended_round(tmp_path), tmp_path / "a.zip")
    content = bytearray((tmp_path / "a.zip").read_bytes())
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        places = [
            (one.header_offset + 200, one.filename) for one in archive.infolist() if one.file_size > 1000
        ]
    for place, name in places[:: max(1, len(places) // 6)]:
        spoilt = bytearray(content)
        spoilt[place] ^= 1
        (tmp_path / "b.zip").write_bytes(spoilt)
        assert name in [one.path for one in verify(tmp_path / "b.zip").differences if one.is_error]


def test_what_is_no_archive_is_told(run: Run, tmp_path: Path) -> None:
    ended_round(tmp_path)
    run("round", "archive", "2026", "-o", "a.zip")
    refused(run("round", "verify", "none.zip"), "none.zip")
    (tmp_path / "x.zip").write_bytes((tmp_path / "a.zip").read_bytes()[:5000])
    refused(run("round", "verify", "x.zip"), "x.zip", "已损坏")
    with zipfile.ZipFile(tmp_path / "y.zip", "w") as other:
        other.writestr("a.txt", "a")
    refused(run("round", "verify", "y.zip"), "y.zip", "SHA256SUMS")
    (tmp_path / "empty").mkdir()
    refused(run("round", "verify", "empty"), "empty")


# What is replaced, and what is left


def test_only_an_archive_of_the_same_round_is_replaced(run: Run, tmp_path: Path) -> None:
    ended_round(tmp_path)
    words = ("round", "archive", "2026", "-o")
    assert run(*words, "a.zip")[0] == 0
    assert run(*words, "a.zip")[0] == 0
    with zipfile.ZipFile(tmp_path / "a.zip", "a") as archive:
        archive.writestr("mine.txt", "mine")
    changed = (tmp_path / "a.zip").read_bytes()
    refused(run(*words, "a.zip"), "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == changed
    assert run(*words, "a.zip", "--overwrite")[0] == 0
    (tmp_path / "other").mkdir()
    other = begun(tmp_path / "other")
    archive_round(other, tmp_path / "o.zip")
    refused(run(*words, "o.zip"), "另一次收表")
    (tmp_path / "n.zip").write_bytes(b"not a zip")
    refused(run(*words, "n.zip"), "n.zip")
    refused(run(*words, "a.rar"), ".zip")
    refused(run(*words, "no/a.zip"), "no")


def test_an_archive_among_what_is_archived_is_refused(run: Run, tmp_path: Path) -> None:
    ended_round(tmp_path)
    for folder in ("issued", "returned", "mails", "letters", "corrections"):
        refused(run("round", "archive", "2026", "-o", f"2026/{folder}/a.zip"), "a.zip", "归档")
        assert not (tmp_path / "2026" / folder / "a.zip").exists()


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    round = ended_round(tmp_path)
    archive_round(round, tmp_path / "a.zip")
    before = (tmp_path / "a.zip").read_bytes()

    def full(*arguments: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ArchiveWriter, "add", full)
    with pytest.raises(BuildError, match="No space left"):
        archive_round(round, tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".tmp"] == []


def test_a_copy_that_cannot_be_made_stops_no_other(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended_round(tmp_path)

    def some(cell_map: Any, stream: Any, values: Any, **more: Any) -> None:
        if values["department"]["name"] == "甲局":
            raise BuildError("no-table")
        build_copy(cell_map, stream, values, **more)

    monkeypatch.setattr(archiving, "build_copy", some)
    status, _, err = run("round", "archive", "2026", "-o", "a.zip")
    assert status == 1
    assert "没有成表：101001：" in err
    assert [name for name in entries(tmp_path / "a.zip") if name.startswith("accepted/")] == [
        "accepted/102001_丙中心_成表.xlsx"
    ]


def test_without_libreoffice_there_is_no_pdf(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> Path:
        raise CollectionError("libreoffice-missing")

    ended_round(tmp_path)
    monkeypatch.setattr(archiving, "find_libreoffice", missing)
    refused(run("round", "archive", "2026", "-o", "a.zip", "--pdf"), "LibreOffice")
    assert not (tmp_path / "a.zip").exists()


@pytest.mark.program
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice makes the PDF files")
def test_official_copies_are_there_as_pdf_too(tmp_path: Path) -> None:
    archived = archive_round(ended_round(tmp_path), tmp_path / "a.zip", with_pdf=True)
    found = entries(tmp_path / "a.zip")
    names = [name for name in found if name.startswith("accepted/") and name.endswith(".pdf")]
    assert names == ["accepted/101001_甲局_成表.pdf", "accepted/102001_丙中心_成表.pdf"]
    assert all(found[name].startswith(b"%PDF-") for name in names)
    assert archived.copies == 2
    assert not verify(tmp_path / "a.zip").has_errors


@pytest.mark.program
def test_killed_at_any_moment_there_is_the_old_archive_or_the_new(tmp_path: Path) -> None:
    round = ended_round(tmp_path)
    target = tmp_path / "out" / "a.zip"
    target.parent.mkdir()
    words = [
        sys.executable,
        str(ROOT / "cli.py"),
        "round",
        "archive",
        str(round.folder.path),
        "-o",
        str(target),
    ]
    start = time.monotonic()
    subprocess.run(words, check=True, capture_output=True)
    longest = time.monotonic() - start
    whole = target.read_bytes()
    chance = random.Random(14)
    for number in range(extent(2, 1, soak=200)):
        if number % 2:
            target.unlink()
        killed = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.3, 1) * longest)
        killed.kill()
        killed.wait()
        assert not target.exists() or target.read_bytes() == whole
        subprocess.run(words, check=True, capture_output=True)
        assert target.read_bytes() == whole
        assert [path.name for path in target.parent.iterdir()] == ["a.zip"]


def test_a_return_that_can_be_read_is_the_return_that_came(tmp_path: Path) -> None:
    round = ended_round(tmp_path)
    archive_round(round, tmp_path / "a.zip")
    name = f"returned/{returned_of(round, '101001').name}"
    reading = read(entries(tmp_path / "a.zip")[name], key=round.key)
    assert reading.stamp is not None
    assert reading.stamp.department == "101001"
