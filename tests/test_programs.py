"""A test that is not marked `program` cannot start one, so a quick run needs nothing but Python."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

import pytest

from tests.programs import BY_FIXTURE, ProgramStarted, starts_programs

NOTHING = [sys.executable, "-c", ""]


def by_pool(way: str) -> object:
    """Start a process of a pool, as reading with several processes does."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context(way)) as pool:
        return pool.submit(len, ()).result()


@pytest.mark.parametrize(
    "start",
    [
        lambda: subprocess.run(NOTHING, check=True),
        lambda: subprocess.Popen(NOTHING),
        lambda: os.system("true"),
        lambda: os.posix_spawn(sys.executable, NOTHING, os.environ),
        lambda: os.fork(),
        lambda: by_pool("spawn"),
        lambda: by_pool("fork"),
    ],
    ids=["run", "Popen", "system", "posix_spawn", "fork", "pool by spawn", "pool by fork"],
)
def test_no_program_can_be_started(start: Callable[[], object]) -> None:
    with pytest.raises(ProgramStarted, match="mark it `program`"):
        start()


@pytest.mark.program
def test_a_marked_test_can_start_one() -> None:
    assert subprocess.run(NOTHING, check=True).returncode == 0


def test_tests_are_marked_by_their_fixtures(request: pytest.FixtureRequest) -> None:
    items = request.session.items
    users = [item for item in items if BY_FIXTURE.intersection(getattr(item, "fixturenames", ()))]
    assert all(item.get_closest_marker("program") for item in users)
    assert not starts_programs(request.node)
