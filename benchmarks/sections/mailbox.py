"""Collecting from a mailbox: `python -m benchmarks.sections.mailbox [COUNT]`.

Dovecot on loopback has a message of each department, with its form, behind TLS. imap-tools fetches the bare
messages, as it hands them to a program: one by one, as it does unless it is told otherwise, and 50 by one
command; it reads none of the forms. `collect --imap` fetches the same messages, keeps each and what is
attached on the disk, reads and judges every form, and notes it all in the ledger. What it does besides
fetching is shown apart: the same messages collected from files, and the bare fetching by its own connection.
Each program has a process of its own and the programs take turns; the figures are medians of 3 runs.
"""

from __future__ import annotations

import json
import os
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.limits import Limit

__all__ = ["lines", "main"]

# What is imported here, the processes that read load too: the toolkit is imported where it is used.

_COUNT = 2_000
_RUNS = 3
_JOBS = 2
_MOST_TIMES = 2.0
_USER, _PASSWORD = "jixiao@example.cn", "secret"
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the server is, which certificate it has, and the folder of the round."""

    port: int
    ca: str
    folder: str


def _by_imap_tools(place: _Place, bulk: int | bool) -> int:
    from imap_tools import MailBox

    context = ssl.create_default_context(cafile=place.ca)
    with MailBox("127.0.0.1", place.port, ssl_context=context) as box:
        box.login(_USER, _PASSWORD)
        return sum(1 for _ in box.fetch(mark_seen=False, bulk=bulk))


def _one_by_one(place: _Place) -> int:
    return _by_imap_tools(place, bulk=False)


def _in_bulk(place: _Place) -> int:
    return _by_imap_tools(place, bulk=_AT_ONCE)


def _bare(place: _Place) -> int:
    from collection.round.mailboxes.imap import open_mailbox
    from collection.round.mailboxes.imap_settings import ImapSettings

    settings = ImapSettings("127.0.0.1", _USER, place.port)
    with open_mailbox(settings, _PASSWORD, Path(place.ca)) as mailbox:
        mailbox.open("INBOX")
        return sum(1 for _ in mailbox.fetch(mailbox.waiting(date(2020, 1, 1), ())))


def _collected(place: _Place) -> int:
    from collection import collect_mailbox, open_round

    return collect_mailbox(open_round(Path(place.folder)), jobs=_JOBS).new


def _from_files(place: _Place) -> int:
    from collection import collect, open_round

    folder = Path(place.folder)
    return collect(open_round(folder), [folder.parent / "mails"], jobs=_JOBS).new


_WORK: Mapping[str, tuple[str, Callable[[_Place], int]]] = {
    "one-by-one": ("imap-tools, one by one", _one_by_one),
    "in-bulk": (f"imap-tools, {_AT_ONCE} by one command", _in_bulk),
    "bare": ("the same fetched by `collect`'s connection alone", _bare),
    "collect": ("**`collect --imap`**, on 2 cores", _collected),
    "files": ("`collect` of the same messages as files, on 2 cores", _from_files),
}


@dataclass(frozen=True, slots=True)
class _Figure:
    """Seconds that passed, and seconds of processors, those of further processes included."""

    seconds: float
    processor: float


def _measured(what: str, place: _Place, count: int) -> _Figure:
    command = [sys.executable, "-m", "benchmarks.sections.mailbox", "--work", what]
    given = json.dumps([place.port, place.ca, place.folder])
    environment = {**os.environ, "TIANBAO_IMAP_PASSWORD": _PASSWORD}
    done = subprocess.run([*command, given], capture_output=True, text=True, check=True, env=environment)
    found = json.loads(done.stdout)
    assert found["count"] == count, "every message is fetched"
    return _Figure(found["seconds"], found["processor"])


@contextmanager
def _server(folder: Path, count: int) -> Iterator[_Place]:
    """Start a server with the messages of so many departments, and begin their round beside it."""
    from benchmarks.sections.round import begin, filled, message_of
    from collection import open_round
    from tests.mail_servers.certificates import make_certificates
    from tianbao.commands.demo.dovecot import Dovecot

    certificates = make_certificates(folder)
    begin(folder, count)
    round = open_round(folder / "round")
    mails = folder / "mails"
    mails.mkdir()
    with Dovecot(_USER, _PASSWORD, (certificates.chain, certificates.key)) as server:
        for number in range(count):
            content = message_of(number, filled(number, round.id, round.key)).replace(b"\n", b"\r\n")
            (mails / f"{number:05d}.eml").write_bytes(content)
        server.deliver(path.read_bytes() for path in sorted(mails.iterdir()))
        with round.folder.settings.open("a", encoding="utf-8") as file:
            file.write(
                f'\n[imap]\nhost = "127.0.0.1"\nport = {server.tls_port}\nuser = "{_USER}"\n'
                f"ca = {json.dumps(str(certificates.ca))}\n"
            )
        yield _Place(server.tls_port, str(certificates.ca), str(round.folder.path))


def _times(count: int) -> dict[str, _Figure]:
    """Return what each way takes, the median of several runs; each run of `collect` has a new ledger."""
    import shutil

    times: dict[str, list[_Figure]] = {what: [] for what in _WORK}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with _server(folder, count) as place:
            for number in range(_RUNS):
                for what in _WORK:
                    copy = folder / f"{what}-{number}" / "round"
                    shutil.copytree(place.folder, copy)
                    (copy.parent / "mails").symlink_to(folder / "mails")
                    times[what].append(_measured(what, _Place(place.port, place.ca, str(copy)), count))
                    shutil.rmtree(copy.parent)
    return {
        what: _Figure(
            statistics.median(one.seconds for one in several),
            statistics.median(one.processor for one in several),
        )
        for what, several in times.items()
    }


def lines(limits: list[Limit], count: int = _COUNT) -> list[str]:
    """Measure, and return the lines of the report's section; what has a limit goes to `limits` too."""
    from tianbao.commands.demo.dovecot import dovecot_program

    report = ["## Collecting from a mailbox", ""]
    if dovecot_program() is None:
        return [*report, "Not measured: Dovecot is not installed."]
    report += [line for line in (__doc__ or "").partition("\n\n")[2].splitlines() if line]
    report += [
        "",
        f"| {count:,} messages | time | each | of imap-tools | processor, each |",
        "|---|---:|---:|---:|---:|",
    ]
    times = _times(count)
    usual = times["one-by-one"].seconds
    for what, (words, _) in _WORK.items():
        one = times[what]
        each, processor = (f"{seconds / count * 1000:.1f} ms" for seconds in (one.seconds, one.processor))
        report.append(f"| {words} | {one.seconds:.1f} s | {each} | {one.seconds / usual:.2f} | {processor} |")
    collected = times["collect"].seconds
    added = max(collected - times["files"].seconds, 0.0)
    limits.append(
        Limit(
            f"{count:,} messages from a mailbox, forms read, beside bare ones", collected / usual, _MOST_TIMES
        )
    )
    limits.append(Limit(f"{count:,} messages from a mailbox, what fetching adds", added / usual, _MOST_TIMES))
    return report


def _processor_seconds() -> float:
    """Return what this process and those that it has ended took of processors."""
    import resource

    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def main(arguments: Sequence[str]) -> None:
    """Print the report, of as many messages as are named; `--work WHAT PLACE` does one piece of it."""
    if arguments and arguments[0] == "--work":
        place = _Place(*json.loads(arguments[2]))
        work = _WORK[arguments[1]][1]
        start = time.perf_counter()
        count = work(place)
        seconds = time.perf_counter() - start
        print(json.dumps({"count": count, "seconds": seconds, "processor": _processor_seconds()}))
    else:
        print("\n".join(lines([], *map(int, arguments))))


if __name__ == "__main__":
    main(sys.argv[1:])
