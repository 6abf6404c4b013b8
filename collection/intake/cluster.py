"""Reading on more than one machine: a Dask cluster as an executor of `concurrent.futures`.

Where a worker dies, Dask gives its files to another. What is added here: that all machines read alike, and
that nobody waits for a scheduler, or for workers, that are gone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent import futures
from concurrent.futures import CancelledError, Executor, Future, InvalidStateError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from threading import Event, Lock, Thread
from typing import Any

from collection.errors import CollectionError
from collection.intake.pieces import edition

__all__ = ["ClusterExecutor", "Readers", "readers_at"]

_CONNECTING, _CLOSING = 10, 5
"""Seconds to wait for a scheduler, for its first worker, and for it to let us go."""

_WITHOUT_WORKERS = 30.0
"""Seconds in which a worker that died may start again."""

_LOOKING = 0.5
"""Seconds between two looks at whether scheduler and workers are there."""

_LARGE = "64MiB"
"""What Dask is to call a large task: more than the largest file."""

_MODULE = "collection.intake.pieces"
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads: so many `jobs` of an executor, or of processes of our own."""

    jobs: int
    executor: Executor | None = None


@contextmanager
def readers_at(scheduler: str | None, jobs: int) -> Iterator[Readers]:
    """Connect to the Dask scheduler at an address; where none is named, so many processes read.

    >>> with readers_at("tcp://10.0.0.5:8786", 1) as readers:  # doctest: +SKIP
    ...     collect(round, paths, jobs=readers.jobs, executor=readers.executor)

    Raises `CollectionError` where nobody answers there, no worker does, or a machine has another edition of
    the toolkit; and within, where the scheduler or all workers are lost.
    """
    if not scheduler:
        yield Readers(jobs)
        return
    with _client(scheduler) as client:
        try:
            threads = _checked(client, scheduler)
        except OSError as error:  # it went while it was asked
            raise CollectionError("scheduler-not-there", address=scheduler, reason=_reason(error)) from error
        with ClusterExecutor(client, scheduler) as executor:
            yield Readers(threads, executor)


@contextmanager
def _client(address: str) -> Iterator[Any]:
    try:
        import dask
    except ImportError as error:
        raise CollectionError("dask-not-installed") from error
    settings: dict[str, Any] = {"distributed.admin.large-graph-warning-threshold": _LARGE}
    if dask.config.get("logging", None) is None:  # else somebody wants to see what Dask says, or it is loaded
        settings["logging"] = dict.fromkeys(("distributed", "distributed.client"), "critical")
    with dask.config.set(settings):
        try:
            from distributed import Client
            from distributed.comm.addressing import parse_address
            from distributed.comm.registry import get_backend
        except ImportError as error:
            raise CollectionError("dask-not-installed") from error
        connect: Any = Client  # without annotations
        try:
            get_backend(parse_address(address)[0])  # a client that was begun in vain is long in ending
            client = connect(address, timeout=_CONNECTING, set_as_default=False, name="tianbao")
        except (OSError, ValueError, TypeError) as error:
            raise CollectionError("scheduler-not-there", address=address, reason=_reason(error)) from error
        try:
            yield client
        finally:
            with suppress(OSError, TimeoutError):  # of a scheduler that is gone nobody takes leave
                client.close(timeout=_CLOSING)


def _checked(client: Any, address: str) -> int:
    """Return how many files a cluster reads at once. Raises `CollectionError` where it cannot, or differs."""
    with suppress(TimeoutError):
        client.wait_for_workers(1, timeout=_CONNECTING)
    threads: int = sum(client.nthreads().values())
    if not threads:
        raise CollectionError("scheduler-without-workers", address=address)
    machines = {address: _answer(partial(client.run_on_scheduler, find_spec, _MODULE))}
    machines |= client.run(find_spec, _MODULE, on_error="return")
    lacking = [name for name, found in machines.items() if found is None or isinstance(found, Exception)]
    if lacking:
        raise CollectionError("worker-lacks-toolkit", workers=_named(lacking))
    did = {address: client.run_on_scheduler(_done, int)} | client.run(_done, int)
    others = {name: done.edition for name, done in did.items() if done.edition != edition()}
    if others:
        raise _difference(list(others), next(iter(others.values())))
    return threads


def _difference(workers: list[str], found: str) -> CollectionError:
    return CollectionError("worker-differs", workers=_named(workers), found=found, expected=edition())


def _answer(asked: Callable[[], object]) -> object:
    try:
        return asked()
    except Exception as error:  # which that of the other machine is raised as here
        return error


def _named(workers: list[str]) -> str:
    more = len(workers) - _MOST_NAMED
    return ", ".join(workers[:_MOST_NAMED]) + (f", … (+{more})" if more > 0 else "")


def _reason(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


@dataclass(frozen=True, slots=True)
class _Done:
    """What a worker made of a task, and by which edition of the toolkit: a result, or what was raised."""

    edition: str
    result: Any = None
    error: Exception | None = None


def _done(work: Callable[..., Any], *arguments: Any) -> _Done:
    """Do a task on a worker.

    What it raises is handed back as a value, and as one that can be pickled: Dask sends the trace along, and
    where that cannot be, the client never hears of the task again.
    """
    try:
        return _Done(edition(), work(*arguments))
    except Exception as error:
        is_plain = type(error).__module__ == "builtins"
        told = error.with_traceback(None) if is_plain else RuntimeError(f"{type(error).__name__}: {error}")
        return _Done(edition(), error=told)


class ClusterExecutor(Executor):
    """A Dask cluster that reads; each future ends, with a `CollectionError` where the cluster does.

    Workers that come later are held to the edition of this process too. `Client.get_executor` leaves futures
    without an end where the scheduler goes, so this stands in its place.
    """

    def __init__(self, client: Any, address: str) -> None:
        self._client, self._address = client, address
        self._pending: dict[Future[Any], Any] = {}
        self._lock = Lock()
        self._closed = Event()
        self._watch = Thread(target=self._look, daemon=True)
        self._watch.start()

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """Let a worker do a task. Raises `CollectionError` where the scheduler is gone."""
        if self._client.status != "running":
            raise self._lost()
        mine: Future[Any] = Future()
        theirs = self._client.submit(_done, partial(work, **named), *arguments, pure=False)
        with self._lock:
            self._pending[mine] = theirs
        mine.add_done_callback(self._let_go)
        theirs.add_done_callback(partial(self._settle, mine))
        return mine

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let go of what is still to be done."""
        pending = tuple(self._pending)
        if cancel_futures:
            for mine in pending:
                mine.cancel()
        if wait:
            futures.wait([mine for mine in pending if not mine.done()])  # it waits for what was cancelled too
        self._closed.set()
        self._watch.join()

    def _settle(self, mine: Future[Any], theirs: Any) -> None:
        """Hand on what became of a task of Dask; a thread of Dask does."""
        if mine.done():
            return
        try:
            done: _Done = theirs.result()
        except (CancelledError, OSError, TimeoutError):  # nobody else cancels, so the scheduler is gone
            self._end(mine, error=self._lost())
        except ImportError:
            self._end(mine, error=CollectionError("worker-lacks-toolkit", workers=self._address))
        except Exception as error:
            self._end(mine, error=error)
        else:
            other = None if done.edition == edition() else _difference([self._address], done.edition)
            self._end(mine, result=done.result, error=other or done.error)

    def _end(self, mine: Future[Any], *, result: Any = None, error: BaseException | None = None) -> None:
        """End a future, whoever comes first."""
        with suppress(InvalidStateError):
            if error is None:
                mine.set_result(result)
            else:
                mine.set_exception(error)

    def _let_go(self, mine: Future[Any]) -> None:
        """Let Dask forget a task that has ended, or that nobody waits for any more."""
        with self._lock:
            theirs = self._pending.pop(mine)
        if self._client.status == "running" and not theirs.done():
            with suppress(OSError, TimeoutError):
                theirs.cancel()

    def _look(self) -> None:
        """Look from time to time whether there is still somebody who reads; else nobody would ever say so."""
        last = time.monotonic()
        while not self._closed.wait(_LOOKING):
            missing = self._lost() if self._client.status != "running" else None
            if missing is None:
                try:
                    has_workers = bool(self._client.nthreads())
                except (OSError, TimeoutError, ValueError):
                    continue  # its status will say so
                now = time.monotonic()
                last = now if has_workers else last
                if now - last > _WITHOUT_WORKERS:
                    missing = CollectionError("scheduler-without-workers", address=self._address)
            if missing is not None:
                for mine in tuple(self._pending):
                    self._end(mine, error=missing)

    def _lost(self) -> CollectionError:
        return CollectionError("scheduler-lost", address=self._address)
