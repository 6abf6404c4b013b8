"""What docs/security.md claims of a whole round: departments write texts, and nothing else comes of them."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from collection import (
    CollectionError,
    Round,
    collect,
    correct_round,
    issue_round,
    mail_round,
    overview_of_round,
    remind_round,
    summarize_round,
    write_status,
)
from collection.round.files import private
from reader import read
from template_builder import build, build_copy
from templates import stamp_text
from tests.collection.round.mail.mails import RECEIVED, message, named, word, zipped
from tests.collection.round.rosters import COMPLETE, begun

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "security.md"
PACKAGES = ("cli.py", "collection", "reader", "template_builder", "templates", "tianbao")
EVIL = "evil.example"
TEXTS = (
    f'=HYPERLINK("http://{EVIL}","点")',
    f"=cmd|' /C calc {EVIL}'!A0",
    f"http://{EVIL}/a?b=c",
    f"@SUM(A1) {EVIL}",
    f"</t></is></c><f>{EVIL}</f>",
    f'<script src="http://{EVIL}"></script>',
    f"internal:{EVIL}!A1",
    f"\\\\{EVIL}\\share\\a.xlsx",
)
NAMES = (
    f"../../{EVIL}.xlsx",
    f"..\\..\\{EVIL}.xlsx",
    f"/etc/{EVIL}.xlsx",
    f"C:\\Windows\\{EVIL}.xlsx",
    f"{EVIL}.xlsx:stream.xlsx",
    "CON.xlsx",
    f'=HYPERLINK("http:⁄⁄{EVIL}").xlsx',
    f"{EVIL}.xlsx.exe",
    f"{'长' * 300}{EVIL}.xlsx",
)
SAFE_PATH = re.compile(r"(returned|mails)/[0-9]{8}-[0-9]{6}(_[0-9]+)?_[0-9a-f]{8}(\.[a-z0-9]{1,8})?")


def hostile_form(round: Round, code: str, texts: tuple[str, ...] = TEXTS) -> bytes:
    """Return a form with such texts wherever one can be typed, a wrong sum, and a sheet that is called so."""
    values: dict[str, Any] = deepcopy(dict(COMPLETE["values"]))
    values["department"]["filled_by"] = texts[0]
    values["functions"], values["tasks"] = texts[1], texts[2]
    for number, project in enumerate(values["projects"]):
        project["name"], project["purpose"] = texts[3 + number], texts[4 + number]
    goals = [*values["long_term_goals"], *values["annual_goals"]]
    for at, indicator in enumerate(indicator for goal in goals for indicator in goal["indicators"]):
        indicator["level3"] = f"{texts[at % len(texts)]}{at}"
        indicator["basis"] = texts[-1 - at % len(texts)]
    values["income"]["fiscal"]["amount"] += 1
    stream = io.BytesIO()
    build(
        round.cell_map,
        stream,
        values,
        stamp=stamp_text(round.cell_map, department=code, round=round.id, key=round.key),
    )
    book = openpyxl.load_workbook(stream)
    book.worksheets[0].title = "=1+1 #' evil"
    named_so = io.BytesIO()
    book.save(named_so)
    return named_so.getvalue()


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Round:
    """A round in which all that comes is out to be more than text, taken through all commands that write."""
    folder = tmp_path_factory.mktemp("attacked")
    codes = [str(101001 + number) for number in range(len(NAMES) + 1)]
    round = begun(folder, [f"{code},第{code[-2:]}局,,a{code}@example.cn,," for code in codes])
    issue_round(round)
    mail_round(round)
    inbox = folder / "inbox"
    inbox.mkdir()
    subject = word(f"=1+1 {EVIL}\r\nBcc: x@{EVIL}", "utf-8")
    for code, name in zip(codes, NAMES, strict=False):
        part = named(hostile_form(round, code), name)
        sender = word(f"=1+1 <x@{EVIL}>", "utf-8") + f" <a{code}@example.cn>".encode()
        content = message([part], sender=sender, subject=subject, head=RECEIVED)
        (inbox / f"{code}.eml").write_bytes(content)
    packed = zipped((f"../../../{EVIL}.xlsx", hostile_form(round, codes[-1], TEXTS[::-1])))
    (inbox / "packed.eml").write_bytes(message([named(packed, "../x.zip")], head=RECEIVED))
    collect(round, [inbox])
    correct_round(round)
    remind_round(round, date(2026, 3, 31))
    summarize_round(round, round.folder.summary)
    with round.ledger() as ledger:
        overview = overview_of_round(round, ledger, date(2026, 3, 31))
    write_status(overview, round.folder.path / "status.xlsx")
    return round


def written(round: Round) -> Iterator[tuple[str, bytes]]:
    """Yield the workbooks that the toolkit wrote in a round, those in letters, and official copies."""
    folder = round.folder
    for path in (
        *folder.issued.iterdir(),
        *folder.corrections.iterdir(),
        folder.roster,
        folder.summary,
        folder.path / "status.xlsx",
    ):
        yield path.name, path.read_bytes()
    for path in folder.returned.glob("*.xlsx"):
        reading, copy = read(path), io.BytesIO()
        assert reading.cell_map is not None
        build_copy(reading.cell_map, copy, reading.values)
        yield f"copy of {path.name}", copy.getvalue()
    for path in folder.letters.iterdir():
        letter = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
        for part in letter.iter_attachments():
            content = part.get_content()
            assert isinstance(content, bytes)
            yield path.name, content


def test_all_that_was_sent_is_there_and_was_corrected(attacked: Round) -> None:
    assert len(list(attacked.folder.corrections.iterdir())) == len(NAMES) + 1
    texts = "".join(content.decode("utf-8", "replace") for _, content in _parts(attacked.folder.summary))
    assert texts.count(EVIL) > 100


def test_no_formula_and_no_link_of_a_department_is_in_any_workbook(attacked: Round) -> None:
    text = re.compile(rb"<(t|c:v|a:t)(?: [^>]*)?>[^<]*</\1>")
    count = 0
    for name, workbook in written(attacked):
        with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
            for part in archive.namelist():
                assert EVIL.encode() not in text.sub(b"", archive.read(part)), (name, part)
        count += 1
    assert count > 4 * len(NAMES)


def test_the_links_of_a_summary_lead_to_kept_files_alone(attacked: Round) -> None:
    targets = [
        target
        for part, content in _parts(attacked.folder.summary)
        if part.endswith(".rels")
        for target in re.findall(r'Target="([^"]*)" TargetMode="External"', content.decode())
    ]
    assert len(targets) > len(NAMES)
    assert [target for target in targets if not SAFE_PATH.fullmatch(target.partition("#")[0])] == []


def test_no_name_of_an_attachment_is_a_path(attacked: Round) -> None:
    folder = attacked.folder.path
    kept = [path for below in ("returned", "mails") for path in (folder / below).rglob("*") if path.is_file()]
    assert len(kept) == 2 * (len(NAMES) + 1)
    assert [path for path in kept if not SAFE_PATH.fullmatch(path.relative_to(folder).as_posix())] == []
    assert list(folder.parent.rglob(f"*{EVIL}*")) == []
    assert {path.name for path in folder.parent.iterdir()} == {"2026", "inbox", "名单.csv"}


def test_no_letter_has_a_header_of_a_department(attacked: Round) -> None:
    letters = list(attacked.folder.letters.iterdir())
    assert len(letters) > len(NAMES)
    heads = {"X-Unsent", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type"}
    for path in letters:
        letter = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
        assert set(letter.keys()) == heads
        (address,) = letter["To"].addresses
        assert address.domain == "example.cn"
        assert EVIL not in f"{letter['To']}{letter['Subject']}"


def _parts(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            yield name, archive.read(name)


def test_on_windows_the_key_has_the_rights_of_its_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rights are taken away while the file is still empty; where that fails, the key is not written."""
    called: list[tuple[list[str], bytes]] = []

    def run(words: list[str], **options: object) -> None:
        assert options["check"]
        called.append((words, Path(words[1]).read_bytes()))

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr("getpass.getuser", lambda: "officer")
    private.write_private(tmp_path / "key", b"secret")
    path = str(tmp_path / "key")
    assert called == [(["icacls", path, "/inheritance:r", "/grant:r", "officer:F"], b"")]
    assert (tmp_path / "key").read_bytes() == b"secret"


def test_where_rights_cannot_be_taken_away_there_is_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(words: list[str], **options: object) -> None:
        raise subprocess.CalledProcessError(5, words)

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(subprocess, "run", fails)
    with pytest.raises(CollectionError):
        private.write_private(tmp_path / "key", b"secret")
    assert (tmp_path / "key").read_bytes() == b""


FORBIDDEN = frozenset(
    {
        *("socket", "ssl", "http", "smtplib", "imaplib", "poplib", "ftplib", "telnetlib", "xmlrpc"),
        *("imap_tools", "aiosmtplib"),
        *("socketserver", "webbrowser", "requests", "urllib3", "aiohttp", "httpx", "asyncio"),
        *("logging", "pickle", "marshal", "shelve"),
        *("dask", "distributed"),
    }
)
"""What reaches a network, writes logs, or makes objects of what a file says."""


def imported(source: str) -> set[str]:
    """Return the modules that a module imports, by their first names; of `urllib` the whole one."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name if name.startswith("urllib") else name.partition(".")[0] for name in names}


NETWORK = {
    "collection/round/mailboxes": {"imap_tools", "imaplib", "smtplib", "socket", "ssl"},
    "collection/intake/cluster.py": {"dask", "distributed"},
    "tianbao/commands/demo/dovecot.py": {"imap_tools", "imaplib", "socket"},
    "tianbao/commands/demo/servers.py": {"aiosmtpd", "socket"},
}
"""What may reach a network, and how: the mail servers that `round.toml` names, and one on this machine."""


def allowed(source: Path) -> set[str]:
    """Return what a module may import that no other may."""
    name = source.relative_to(ROOT).as_posix()
    return {one for place, several in NETWORK.items() if name.startswith(place) for one in several}


def test_nothing_but_mailboxes_reaches_a_network_and_nothing_writes_logs_or_unpickles() -> None:
    for package in PACKAGES:
        path = ROOT / package
        for source in [path] if path.is_file() else path.rglob("*.py"):
            found = imported(source.read_text(encoding="utf-8"))
            assert not found & FORBIDDEN - allowed(source), source
            assert not any(name.startswith("urllib.request") for name in found), source


@pytest.mark.parametrize("line", ["import socket", "from http.client import x", "import logging.config"])
def test_such_an_import_would_be_found(line: str) -> None:
    assert imported(line) & FORBIDDEN


def test_such_an_import_of_a_part_would_be_found() -> None:
    assert "urllib.request" in imported("from urllib import request")


def test_the_page_names_modules_and_tests_that_exist() -> None:
    text = PAGE.read_text(encoding="utf-8")
    named_there = set(re.findall(r"`((?:tests|collection|reader|templates|template_builder)/[\w/]+)`", text))
    assert len(named_there) > 15
    for name in named_there:
        assert (ROOT / name).is_dir() or (ROOT / f"{name}.py").is_file(), name
    tests = set(re.findall(r"`(test_[a-z_]+)`", text))
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name in tests if f"def {name}(" not in sources] == []
