"""Collecting from a mailbox: `python -m benchmarks.sections.mailbox [COUNT]`.

Dovecot on loopback has a message of each department behind TLS, with its form, or with a scan as large
instead of it. imap-tools fetches the bare messages, as it hands them to a program: one by one, as it does
unless it is told otherwise, and 50 by one command. `collect --imap` fetches the same messages, keeps each and
what is attached on the disk, and notes it all in the ledger; a form is read and judged as well, which
imap-tools does not do, and which is most of the work. So the scans show what it is to collect messages, and
the forms what it is to read them too. Beside it stand the same messages collected from files, and the bare
fetching by its own connection. Each program has a process of its own and the programs take turns; the figures
are medians of 3 runs.
"""

from __future__ import annotations

import json
import os
import ssl
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.limits import Limit
from benchmarks.means.folders import lasting_folder

__all__ = ["lines", "main"]

# What is imported here, the processes that read load too: the toolkit is imported where it is used.

_COUNT = 2_000
_RUNS = 3
_JOBS = 2
_MOST_TIMES = 2.0
_USER, _PASSWORD = "jixiao@example.cn", "secret"
_AT_ONCE = 50
_BYTES_OF_SCAN = 33_000
"""As many as a form has."""


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


def _with_form(number: int, round: Any) -> bytes:
    from benchmarks.sections.round import filled, message_of

    return message_of(number, filled(number, round.id, round.key))


def _with_scan(number: int, round: Any) -> bytes:
    from benchmarks.sections.round import message_of

    return message_of(number, b"%PDF-1.4\n" + Random(number).randbytes(_BYTES_OF_SCAN), ".pdf")


@contextmanager
def _server(folder: Path, count: int, made: Callable[[int, Any], bytes]) -> Iterator[_Place]:
    """Start a server with the messages of so many departments, and begin their round beside it."""
    from benchmarks.sections.round import begin
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
            content = made(number, round).replace(b"\n", b"\r\n")
            (mails / f"{number:05d}.eml").write_bytes(content)
        server.deliver(path.read_bytes() for path in sorted(mails.iterdir()))
        with round.folder.settings.open("a", encoding="utf-8") as file:
            file.write(
                f'\n[imap]\nhost = "127.0.0.1"\nport = {server.tls_port}\nuser = "{_USER}"\n'
                f"ca = {json.dumps(str(certificates.ca))}\n"
            )
        yield _Place(server.tls_port, str(certificates.ca), str(round.folder.path))


_MESSAGES: Mapping[str, Callable[[int, Any], bytes]] = {"a scan": _with_scan, "a form": _with_form}


def _times(count: int, made: Callable[[int, Any], bytes]) -> dict[str, _Figure]:
    """Return what each way takes, the median of several runs; each run of `collect` has a new ledger."""
    import shutil

    times: dict[str, list[_Figure]] = {what: [] for what in _WORK}
    folder = lasting_folder()
    with _server(folder, count, made) as place:
        for number in range(_RUNS):
            for what in _WORK:
                copy = folder / f"{what}-{number}" / "round"
                shutil.copytree(place.folder, copy)
                (copy.parent / "mails").symlink_to(folder / "mails")
                times[what].append(_measured(what, _Place(place.port, place.ca, str(copy)), count))
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
    for words, made in _MESSAGES.items():
        times = _times(count, made)
        usual = times["one-by-one"].seconds
        report += [
            "",
            f"| {count:,} messages with {words} | time | each | of imap-tools | processor, each |",
            "|---|---:|---:|---:|---:|",
        ]
        for what, (program, _) in _WORK.items():
            one = times[what]
            each, processor = (f"{seconds / count * 1000:.1f} ms" for seconds in (one.seconds, one.processor))
            ratio = one.seconds / usual
            report.append(f"| {program} | {one.seconds:.1f} s | {each} | {ratio:.2f} | {processor} |")
        work = f"{count:,} messages with {words} from a mailbox"
        limits.append(Limit(f"{work}, beside bare ones", times["collect"].seconds / usual, _MOST_TIMES))
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
