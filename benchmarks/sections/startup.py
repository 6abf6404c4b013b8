"""Starting the command, from the shell to its end, and the size of what it builds."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.limits import Limit

__all__ = ["lines"]

_ROOT = Path(__file__).parents[2]
_CLI = _ROOT / "cli.py"
_FORM = _ROOT / "templates" / "forms" / "department-goals.v1.yaml"
"""A definition of more than 500 lines."""

_RUNS = 9
_MOST = {"tianbao --version": 0.2, "tianbao forms": 0.3, "tianbao build": 0.5, "tianbao check": 1.0}
_MOST_KILOBYTES = 56


def lines(limits: list[Limit]) -> list[str]:
    """Measure, and return the lines of the report's section; what has a limit goes to `limits` too."""
    with tempfile.TemporaryDirectory() as folder:
        blank = Path(folder, "blank.xlsx")
        build = ["build", "department-goals", "--year", "2020", "-o", str(blank)]
        alone = Path(
            shutil.copy(_FORM, Path(folder, "form.yaml"))
        )  # beside its newer version both are checked
        rows = len(alone.read_text(encoding="utf-8").splitlines())
        commands = {"tianbao --version": ["--version"], "tianbao forms": ["forms"], "tianbao build": build}
        commands["tianbao check"] = ["check", str(alone)]
        seconds = {name: _median(arguments, Path(folder)) for name, arguments in commands.items()}
        size = blank.stat().st_size
    limits += [Limit(f"`{name}`", seconds[name], most, "s") for name, most in _MOST.items()]
    limits.append(Limit("the blank of the standard form", size / 1000, _MOST_KILOBYTES, "KB"))
    return [
        "## Starting the command",
        "",
        f"From the shell to its end, Python's own start included; medians of {_RUNS} runs. Compiled",
        "modules are kept from run to run, as an installation keeps them.",
        "",
        "| command | time |",
        "|---|---:|",
        *(f"| `{name}` | {taken:.2f} s |" for name, taken in seconds.items()),
        "",
        f"The blank of the standard form takes {size / 1000:.1f} KB.",
        f"The definition that is checked has {rows} lines.",
    ]


def _median(arguments: Sequence[str], folder: Path) -> float:
    """Run a command once to warm up, then take the median."""
    kept = {"PYTHONPYCACHEPREFIX": str(folder / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}
    command = [sys.executable, str(_CLI), *arguments]
    taken = []
    for _ in range(_RUNS + 1):
        start = time.perf_counter()
        subprocess.run(command, env={**os.environ, **kept}, capture_output=True, check=True)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken[1:])
