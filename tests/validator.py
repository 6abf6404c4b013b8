"""The validator of Microsoft's Open XML SDK, which `scripts/install-validator.sh` installs.

Each start takes one file and one version of Office, and half a second of a processor, so several run at once.
Of the twenty mutants of `tests.ooxml.mutants` it sees 6; `tests.ooxml.lint` sees them all.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

__all__ = ["OFFICES", "OLDEST_AND_NEWEST", "Complaint", "complaints"]

OFFICES = ("Office2010", "Office2013", "Office2016", "Office2019", "Office2021", "Microsoft365")
"""The versions of Office that it knows, from 2010 on; it takes any other word for the newest."""

OLDEST_AND_NEWEST = (OFFICES[0], OFFICES[-1])
"""The ends: each version knows the elements of the one before and more."""

_FOLDER = Path(__file__).parent.parent / ".node" / "node_modules" / "@xarsh"
_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Complaint:
    """What the validator says of a file: `kind` is its own name of the error."""

    file: str
    office: str
    kind: str
    part: str
    path: str
    sentence: str


def complaints(files: Iterable[tuple[Path, str]]) -> list[Complaint]:
    """Validate files, each for one of `OFFICES`; return what there is to say, in their order.

    Raises:
        RuntimeError: the validator is not installed, or does not run.
    """
    program = _program()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda entry: _run(program, *entry), list(files))
        return [complaint for found in results for complaint in found]


def _program() -> Path:
    """Return the program itself: the package has one for each kind of machine and installs the right one."""
    found = [path for path in _FOLDER.glob("ooxml-validator-*/ooxml-validator*") if path.is_file()]
    if len(found) != 1:
        raise RuntimeError(f"There is no validator in {_FOLDER}; run scripts/install-validator.sh.")
    return found[0]


def _run(program: Path, file: Path, office: str) -> list[Complaint]:
    if office not in OFFICES:
        raise ValueError(f"The validator knows no {office}.")
    done = subprocess.run([program, file, office], capture_output=True, timeout=_SECONDS, check=False)
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise RuntimeError(f"The validator failed on {file.name}: {done.stderr.decode()}") from error
    return list(_complaints(file, office, answer["errors"]))


def _complaints(file: Path, office: str, errors: Iterable[dict[str, str | None]]) -> Iterator[Complaint]:
    for error in errors:
        kind = error["id"] or error["errorType"] or ""
        where = (error["path"] or "", error["xPath"] or "")
        yield Complaint(file.name, office, kind, *where, (error["description"] or "").strip())
