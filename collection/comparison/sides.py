"""The two rounds that are compared: folders of rounds, or returned files, the earlier one first."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from collection.errors import CollectionError
from collection.intake.files import find
from collection.intake.read_batch import read_each
from collection.outputs.outputs import Outputs
from collection.roster.table import decoded
from collection.round.folder import RoundFolder, open_round
from collection.round.results.summarizing import body_of_round
from collection.summary.newest import facts_of
from collection.summary.summary import sum_up
from collection.summary.workbook.body import Body, body_of
from reader import ReadSettings
from reader.settings import USUAL
from templates import CellMap, Form, Severity, Text

__all__ = ["Side", "Sides", "open_sides", "outputs_of"]

Progress = Callable[[int, int], None]

_YEAR = Text("{year}年", "{year}")
_EARLIER, _LATER = Text("前一次", "Earlier"), Text("后一次", "Later")
_LIST = ".txt"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the rounds: where it lies, what came back in it, and what it is called beside the other.

    `id` is that of a round, empty of files; `files` are those that were read, where these were named.
    """

    place: Path
    body: Body
    id: str = ""
    files: frozenset[str] = frozenset()
    name: Text = field(default=_EARLIER)

    @property
    def cell_map(self) -> CellMap:
        """What its forms are made of."""
        return self.body.cell_map

    @property
    def year(self) -> int | None:
        """The year of its forms; None where the form has none."""
        year = self.cell_map.parameters.get("year")
        return year if isinstance(year, int) else None

    @property
    def folder(self) -> str:
        """What its folder or file is called."""
        return os.path.basename(os.path.abspath(self.place))

    @property
    def has_roster(self) -> bool:
        """Whether it is known who was to return a form."""
        return self.body.expected is not None


@dataclass(frozen=True, slots=True)
class Sides:
    """Both rounds in the order of their years; `swapped` where they were named the other way round."""

    before: Side
    after: Side
    swapped: bool = False

    @property
    def has_unreadable(self) -> bool:
        """Whether there are files that could not be read, or that are of another round."""
        return any(
            one.finding is not None and one.finding[1].severity is Severity.ERROR
            for side in (self.before, self.after)
            if side.files
            for one in side.body.uncounted
        )

    @property
    def follow_one_another(self) -> bool:
        """Whether the one is of the year after the other."""
        return self.before.year is not None and self.after.year == self.before.year + 1


@contextmanager
def open_sides(
    places: tuple[Path, Path],
    forms: Sequence[Form] = (),
    settings: ReadSettings = USUAL,
    *,
    output: Path | None = None,
    jobs: int = 1,
    progress: Progress = lambda done, total: None,
) -> Iterator[Sides]:
    """Open two rounds, each the folder of a round, a folder of returned files, one file, or a list of them.

    A list is a text file (.txt) with a path on each line. The returns of a round can be read while the sides
    are open. `output`, which an earlier run may have left in a folder, is not read.

    Raises:
        CollectionError: a place is no round and holds no return, both are the same round, or their forms
            are different ones.
    """
    if os.path.realpath(places[0]) == os.path.realpath(places[1]):
        raise CollectionError("comparison-same-round", before=places[0], after=places[1])
    with ExitStack() as stack:
        one, other = (
            _opened(place, _Reads(forms, settings, output, jobs, progress), stack) for place in places
        )
        if (one.id and one.id == other.id) or (one.files and one.files == other.files):
            raise CollectionError("comparison-same-round", before=places[0], after=places[1])
        names = [side.cell_map.form.name for side in (one, other)]
        if names[0] != names[1]:
            raise CollectionError("forms-differ", old=names[0], new=names[1])
        yield _in_order(one, other)


def outputs_of(
    places: Sequence[Path], destination: Path, forms: Sequence[Form] = (), *, overwrite: bool = False
) -> Outputs:
    """Return what may be written at a path where these rounds are read: nothing of theirs.

    Raises as `open_round` does.
    """
    inputs: list[Path] = []
    found: list[Path] = []
    known = list(forms)
    for place in places:
        if RoundFolder(place).ledger.is_file():
            of_round = open_round(place).outputs(destination)
            inputs += of_round.inputs
            known += of_round.forms
        else:
            inputs.append(place)
            found += find(_listed(place)).files
    return Outputs(tuple(inputs), tuple(found), tuple(known), overwrite)


def _in_order(one: Side, other: Side) -> Sides:
    swapped = one.year is not None and other.year is not None and one.year > other.year
    before, after = (other, one) if swapped else (one, other)
    if before.year is None or before.year == after.year:
        return Sides(replace(before, name=_EARLIER), replace(after, name=_LATER), swapped)
    before, after = (
        replace(side, name=_YEAR.filled({"year": Text(str(side.year))})) for side in (before, after)
    )
    return Sides(before, after, swapped)


@dataclass(frozen=True, slots=True)
class _Reads:
    """How files are read."""

    forms: Sequence[Form]
    settings: ReadSettings
    output: Path | None
    jobs: int
    progress: Progress


def _opened(place: Path, reads: _Reads, stack: ExitStack) -> Side:
    if RoundFolder(place).ledger.is_file():
        round = open_round(place)
        ledger = stack.enter_context(round.ledger())
        side = Side(place, body_of_round(round, ledger, place / "_"), round.id)
    else:
        side = _of_files(place, reads)
    if not side.body.counted:
        raise CollectionError("comparison-of-nothing", path=place)
    return side


def _of_files(place: Path, reads: _Reads) -> Side:
    if not os.path.exists(place):
        raise CollectionError("comparison-not-a-round", path=place)
    files = find(_listed(place), reads.output).files
    if not files:
        raise CollectionError("comparison-not-a-round", path=place)
    readings = []
    for reading in read_each(files, reads.forms, settings=reads.settings, jobs=reads.jobs):
        readings.append(reading)
        reads.progress(len(readings), len(files))
    if all(reading.cell_map is None for reading in readings):
        raise CollectionError("comparison-of-nothing", path=place)
    facts = {one.file: facts_of(Path(one.file)) for one in readings}
    summary = sum_up(readings, None, {file: known for file, known in facts.items() if known is not None})
    found = frozenset(map(os.path.realpath, files))
    return Side(place, body_of(summary, place / "_"), files=found)


def _listed(place: Path) -> list[Path]:
    """Return the paths that a list names, from where it lies; any other file or folder is itself."""
    if place.suffix.lower() != _LIST or not os.path.isfile(place):
        return [place]
    try:
        lines = decoded(place.read_bytes()).splitlines()
    except OSError as error:
        reason = error.strerror or str(error)
        raise CollectionError("input-not-readable", path=place, reason=reason) from error
    except UnicodeDecodeError as error:
        raise CollectionError("comparison-not-a-round", path=place) from error
    return [place.parent / line.strip() for line in lines if line.strip()]
