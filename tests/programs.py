"""Which tests start another program; the others cannot, so that `make quick` needs nothing but Python."""

from __future__ import annotations

import multiprocessing.util
import os
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

__all__ = ["BY_FIXTURE", "ProgramStarted", "guard", "starts_programs"]

BY_FIXTURE = frozenset(
    {"chromium", "dovecot", "engine", "gnumeric", "keyboard", "office", "onlyoffice", "wheel"}
)
"""Who uses one of these fixtures starts a program; any other test that does is marked `program`."""

_STARTS: tuple[tuple[Any, str], ...] = (
    (subprocess.Popen, "_execute_child"),
    (multiprocessing.util, "spawnv_passfds"),
    *((os, name) for name in ("fork", "forkpty", "posix_spawn", "posix_spawnp", "startfile", "system")),
)
"""All that other ways of starting a program end in; not every system has each of them."""


class ProgramStarted(AssertionError):
    """A test that is not marked `program` wanted to start one."""


def starts_programs(item: pytest.Item) -> bool:
    """Tell whether a test may start a program: it uses such a fixture, or is marked."""
    return bool(BY_FIXTURE.intersection(getattr(item, "fixturenames", ()))) or any(
        item.iter_markers("program")
    )


def guard(patch: pytest.MonkeyPatch, allowed: Callable[[], bool]) -> None:
    """Let every start of a program fail while it is not `allowed`."""
    for owner, name in _STARTS:
        if hasattr(owner, name):
            patch.setattr(owner, name, _guarded(getattr(owner, name), allowed))


def _guarded(start: Callable[..., Any], allowed: Callable[[], bool]) -> Callable[..., Any]:
    def started(*arguments: Any, **options: Any) -> Any:
        if not allowed():
            raise ProgramStarted("This test starts a program; mark it `program`.")
        return start(*arguments, **options)

    return started
