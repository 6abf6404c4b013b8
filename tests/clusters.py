"""Dask clusters on this machine: a scheduler and workers, each a process that the tests start and end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from distributed import Client

__all__ = ["Cluster"]

_ROOT = Path(__file__).parents[1]
_PATIENCE = 120


class Cluster:
    """A scheduler with some workers; used in a `with`, all of them end with it.

    `settings` are those of Dask, by the names of their environment variables; `preload` is a program that
    each worker runs first.
    """

    def __init__(
        self,
        folder: Path,
        workers: int,
        settings: Mapping[str, str] | None = None,
        preload: Path | None = None,
        protocol: str = "tcp",
    ) -> None:
        self._file = folder / "scheduler.json"
        self._environment = {**os.environ, "PYTHONPATH": str(_ROOT), **(settings or {})}
        own = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(self._file)]
        own += ["--protocol", protocol]
        self.scheduler = self._started("dask_scheduler", [*own, "--port", "0"])
        self.workers: list[subprocess.Popen[bytes]] = []
        try:
            self.address = self._address()
            more = [] if preload is None else ["--preload", str(preload)]
            words = [*own, "--nthreads", "1", "--no-nanny", "--local-directory", str(folder), *more]
            self.workers += [self._started("dask_worker", words) for _ in range(workers)]
            with Client(self.address, timeout=_PATIENCE, set_as_default=False) as client:  # type: ignore[no-untyped-call]
                client.wait_for_workers(workers, timeout=_PATIENCE)
        except BaseException:
            self.end()
            raise

    def _started(self, program: str, words: Sequence[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{program}", *words],
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _address(self) -> str:
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            try:
                return str(json.loads(self._file.read_text(encoding="utf-8"))["address"])
            except (OSError, ValueError):  # not there yet, or half of it
                time.sleep(0.05)
        raise TimeoutError("The scheduler does not start.")

    def end(self) -> None:
        """End all processes."""
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()
