"""A cluster reads what one process reads, in the same order, whoever dies; nobody waits for who is gone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import dask
import pytest
import trustme
from distributed import Client

from collection import CollectionError, collect, open_round, read_each, read_files, readers_at, state_of_round
from collection.intake import cluster as clusters
from collection.intake import executors
from collection.intake.cluster import ClusterExecutor
from collection.round.incoming import collecting
from template_builder import build
from templates import Form, load
from tests.clusters import Cluster
from tests.collection.round.rosters import begun, sent_back
from tests.collection.rounds import trip_map
from tests.forms import TRAVEL_PLAN
from tests.test_cli import Run, run

pytestmark = pytest.mark.program
__all__ = ["run"]

DEADLY = """
import os
from collection.intake import pieces

def read_content(content, *arguments, read=pieces.read_content):
    if content.file.endswith("deadly.xlsx"):
        os._exit(1)
    return read(content, *arguments)

pieces.read_content = read_content
"""


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler with two workers."""
    with Cluster(tmp_path_factory.mktemp("pair"), 2) as started:
        yield started


@pytest.fixture(scope="module")
def forms() -> list[Form]:
    return [load(TRAVEL_PLAN)]


def trips(folder: Path, count: int) -> Path:
    """Fill a folder with forms that are not built in, among them some files that are none."""
    for number in range(count):
        file = folder / f"{number:03}.xlsx"
        if number % 20 == 7:
            file.write_bytes(b"no workbook")
        else:
            items = [{"purpose": f"第{number}次", "days": number % 70}]
            build(trip_map(trips=1 + number % 3), file, {"department": f"{number}局", "trips": items})
    return folder


def test_machines_that_differ_are_named(pair: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(clusters, "edition", lambda: "0.0.1 abc")
        with (
            pytest.raises(CollectionError, match=r"another tianbao .* here 0\.0\.1 abc") as caught,
            readers_at(pair.address, 1),
        ):
            pass
    assert caught.value.sentence("zh").count("tcp://127.0.0.1:") == 3
    monkeypatch.setattr(clusters, "_MODULE", "collection.intake.missing")
    with (
        pytest.raises(CollectionError, match=r"lack tianbao: tcp://.*tianbao\[dask\]"),
        readers_at(pair.address, 1),
    ):
        pass


def test_a_worker_that_comes_later_is_held_to_the_edition_too(
    pair: Cluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    files = sorted(trips(tmp_path, 2).iterdir())
    with readers_at(pair.address, 1) as readers:
        monkeypatch.setattr(clusters, "edition", lambda: "0.0.1 abc")
        with pytest.raises(CollectionError, match="another tianbao"):
            list(read_each(files, jobs=readers.jobs, executor=readers.executor))


def test_what_a_task_raises_is_raised_here(pair: Cluster) -> None:
    with readers_at(pair.address, 1) as readers:
        assert readers.executor is not None
        assert readers.executor.submit(divmod, 7, 2).result() == (3, 1)
        with pytest.raises(ZeroDivisionError):
            readers.executor.submit(divmod, 1, 0).result()


def test_one_of_two_workers_is_killed_and_the_readings_are_those_of_one_process(
    pair: Cluster, tmp_path: Path, forms: list[Form]
) -> None:
    folder = trips(tmp_path, 200)
    files = sorted(folder.iterdir())
    with readers_at(pair.address, 1) as readers:
        assert readers.jobs == 2
        readings = read_each(files, forms, jobs=readers.jobs, executor=readers.executor)
        found = [next(readings)]
        pair.workers[0].kill()
        found += readings
    assert found == read_files([folder], forms)
    assert pair.workers[0].poll() is not None


def test_an_executor_of_dask_itself_reads_too(pair: Cluster, tmp_path: Path, forms: list[Form]) -> None:
    folder = trips(tmp_path, 30)
    with Client(pair.address, set_as_default=False) as client, client.get_executor(pure=False) as executor:  # type: ignore[no-untyped-call]
        assert read_files([folder], forms, executor=executor) == read_files([folder], forms)


def test_the_commands_read_on_a_cluster(
    pair: Cluster, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    trips(tmp_path, 10)
    words = ("read", str(tmp_path), "--form", str(TRAVEL_PLAN), "--format", "jsonl")
    here = run(*words)
    assert here[0] == 1
    assert run(*words, "--scheduler", pair.address) == here
    monkeypatch.setenv("TIANBAO_SCHEDULER", pair.address)
    assert run(*words) == here


def test_what_was_noted_stays_where_the_scheduler_dies(
    pair: Cluster, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Last of those that share the cluster: it is gone then."""
    rows = [f"{number:06},{number}局,,,," for number in range(96)]
    round = begun(tmp_path, rows)
    sent = tmp_path / "sent"
    sent.mkdir()
    for number in range(96):
        (sent / f"{number:03}.xlsx").write_bytes(sent_back(round, f"{number:06}", f"{number}局"))
    monkeypatch.setattr(collecting, "_AT_ONCE", 16)
    monkeypatch.setattr(executors, "_AHEAD", 1)
    monkeypatch.setattr(executors, "_LEAST_AHEAD", 2)  # so that not all is read before anything is noted
    done: list[int] = []

    def progress(count: int, total: int) -> None:
        done.append(count)
        pair.scheduler.kill()
        pair.scheduler.wait()

    with pytest.raises(CollectionError, match="was lost"), readers_at(pair.address, 1) as readers:
        collect(round, [sent], jobs=readers.jobs, executor=readers.executor, progress=progress)
    with round.ledger() as ledger:
        noted = [one for one in state_of_round(round, ledger).departments if one.returns]
    assert 16 <= len(noted) == done[-1] <= 48
    monkeypatch.setattr(clusters, "_CONNECTING", 0.5)
    status, printed, told = run(
        "round", "collect", str(round.folder.path), str(sent), "--scheduler", pair.address
    )
    assert (status, printed) == (2, "")
    assert "连不上调度程序" in told
    collected = collect(open_round(round.folder.path), [sent])
    assert (collected.new, collected.known) == (96 - len(noted), len(noted))


def test_a_file_that_workers_die_of_is_named_and_the_others_are_read(
    tmp_path: Path, forms: list[Form], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One dies of the piece, one of the file, the third reads the rest; then nobody is left."""
    monkeypatch.setattr(clusters, "_WITHOUT_WORKERS", 1.0)
    (tmp_path / "files").mkdir()
    files = sorted(trips(tmp_path / "files", 40).iterdir())
    deadly = tmp_path / "deadly.xlsx"
    deadly.write_bytes(files[0].read_bytes())
    preload = tmp_path / "preload.py"
    preload.write_text(DEADLY, encoding="utf-8")
    settings = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
    with Cluster(tmp_path, 3, settings, preload) as cluster, readers_at(cluster.address, 1) as readers:
        read = list(read_each([*files[:20], deadly, *files[20:]], forms, jobs=2, executor=readers.executor))
        assert [one.file for one in read] == list(map(str, [*files[:20], deadly, *files[20:]]))
        assert [finding.code for finding in read.pop(20).findings] == ["reading-ended"]
        assert read == list(read_each(files, forms))
        with pytest.raises(CollectionError, match="has no workers"):
            list(read_each([deadly, files[0], deadly], forms, jobs=2, executor=readers.executor))


def test_certificates_of_dasks_own_settings_let_in_who_has_one(
    tmp_path: Path, forms: list[Form], monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "own.pem"))
    names = {"ca-file": "ca.pem"} | {
        f"{role}.{part}": "own.pem" for role in ("scheduler", "worker", "client") for part in ("cert", "key")
    }
    files = {f"distributed.comm.tls.{name}": str(tmp_path / file) for name, file in names.items()}
    there = {
        f"DASK_{name.upper().replace('.', '__').replace('-', '_')}": path for name, path in files.items()
    }
    (tmp_path / "files").mkdir()
    folder = trips(tmp_path / "files", 10)
    with dask.config.set(files), Cluster(tmp_path, 1, there, protocol="tls") as cluster:
        assert cluster.address.startswith("tls://")
        with readers_at(cluster.address, 1) as readers:
            assert read_files([folder], forms, executor=readers.executor) == read_files([folder], forms)
        monkeypatch.setattr(clusters, "_CONNECTING", 1)
        with (
            dask.config.set(dict.fromkeys(files)),
            pytest.raises(CollectionError, match="No scheduler answers"),
            readers_at(cluster.address, 1),
        ):
            pass


def test_who_is_gone_takes_no_task() -> None:
    class Gone:
        status = "closed"

    with ClusterExecutor(Gone(), "tcp://a:1") as executor, pytest.raises(CollectionError, match="was lost"):
        executor.submit(divmod, 7, 2)


def test_where_nobody_answers_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "_CONNECTING", 0.5)
    for address in ("tcp://127.0.0.1:9", "nonsense://127.0.0.1"):
        with pytest.raises(CollectionError, match="No scheduler answers"), readers_at(address, 1):
            pass


def test_without_dask_what_to_install_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("distributed", "dask"):
        monkeypatch.setitem(sys.modules, package, None)
        with (
            pytest.raises(CollectionError, match=r"pip install \"tianbao\[dask\]\""),
            readers_at("tcp://a:1", 1),
        ):
            pass


def test_without_a_scheduler_processes_read() -> None:
    with readers_at(None, 3) as readers:
        assert (readers.jobs, readers.executor) == (3, None)


def test_who_stops_waiting_leaves_nothing_to_be_done() -> None:
    """A future that was cancelled is cancelled at the cluster, and ends nothing twice."""

    class Theirs:
        def __init__(self) -> None:
            self.cancelled = False

        def add_done_callback(self, _: object) -> None:
            """Never done."""

        def done(self) -> bool:
            return False

        def cancel(self) -> None:
            self.cancelled = True

    class Nobody:
        status = "running"
        given: Theirs

        def submit(self, *_: object, **__: object) -> Theirs:
            self.given = Theirs()
            return self.given

        def nthreads(self) -> dict[str, int]:
            return {"a": 1}

    client = Nobody()
    with ClusterExecutor(client, "tcp://a:1") as executor:
        executor.submit(divmod, 7, 2)
        executor.shutdown(cancel_futures=True)
    assert client.given.cancelled
