"""The one place that decides whether a file may be written where it is to go.

An input of the same command is never replaced, and what is no regular file is written into. All else that is
there already must be of our own making, or the caller says that it may be overwritten.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from collection.errors import CollectionError, one_a_line
from collection.folders import make_folder
from collection.outputs.results import FILE_SUFFIXES, LargeResult, Result
from template_builder import check_place
from templates import Form, TianbaoError

__all__ = ["ANYTHING", "OURS", "Outputs"]


@dataclass(frozen=True, slots=True)
class Outputs:
    """What a command may write, given what it reads.

    `inputs` are the files that were named, `found` those that were found in folders, where an earlier result
    may lie, which is none. With `overwrite` all may be replaced but these. `forms` are known besides those of
    the toolkit.

    >>> outputs = Outputs(inputs=(Path("values.json"),))
    >>> outputs.check({Path("blank.xlsx"): WorkbookResult()})
    """

    inputs: tuple[Path, ...] = ()
    found: tuple[Path, ...] = ()
    forms: tuple[Form, ...] = ()
    overwrite: bool = False

    def check(self, results: Mapping[Path, Result]) -> None:
        """Check that each result may be written to the file of this path; nothing is written.

        Raises `CollectionError`, which names every file that must be left alone; `BuildError` where there is
        one file, and none could be written there.
        """
        problems = list(self._problems(results))
        if len(problems) == 1:
            raise problems[0]
        if problems:
            told = one_a_line([problem.what for problem in problems])
            raise CollectionError("outputs-refused", count=len(problems), problems=told)

    def check_in(self, folder: Path | None, results: Mapping[Path, Result]) -> None:
        """Check results as `check` does, and make the folder that they go into, where there is one.

        Raises as `check` does; `CollectionError` where the folder cannot be made.
        """
        if folder is None or os.path.isdir(folder):
            self.check(results)
        if folder is not None:
            make_folder(folder)

    def spare_inputs(self, path: Path) -> None:
        """Check that the regular file at a path is no input. Raises `CollectionError`."""
        if _is_among(path, self.inputs) or (_is_among(path, self.found) and _is_form(_read(path))):
            raise CollectionError("output-is-an-input", path=path)

    def check_folder(self, folder: Path) -> None:
        """Check that a folder for results is not called as a file is. Raises `CollectionError`."""
        if folder.suffix.lower() in FILE_SUFFIXES and not os.path.exists(folder):
            raise CollectionError("output-must-be-a-folder", path=folder)

    def _problems(self, results: Mapping[Path, Result]) -> Iterator[TianbaoError]:
        taken: dict[str, Path] = {}
        for path, result in results.items():
            try:
                if os.path.isfile(path):
                    self._check_file(path, result)
                    place = os.path.normcase(os.path.realpath(path))
                    if taken.setdefault(place, path) is not path:
                        raise CollectionError("output-twice", path=path, other=taken[place])
                elif not os.path.exists(path) and (misnamed := result.misnamed(path)):
                    raise CollectionError(misnamed)
                else:
                    check_place(path)
            except TianbaoError as problem:
                yield problem

    def _check_file(self, path: Path, result: Result) -> None:
        """Check that the regular file at a path may be replaced by a result."""
        self.spare_inputs(path)
        if misnamed := result.misnamed(path):
            raise CollectionError(misnamed)
        check_place(path)
        content = b"" if isinstance(result, LargeResult) else _read(path)
        if self.overwrite or not os.path.getsize(path):
            return
        if objection := result.objection(path, content, self.forms):
            raise CollectionError(objection)


OURS, ANYTHING = Outputs(), Outputs(overwrite=True)
"""What may be replaced where nobody says more, and where the caller knows what is there."""


def _is_form(content: bytes) -> bool:
    from collection.outputs.workbooks import is_form  # brings the reader along

    return is_form(content)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CollectionError("input-not-readable", path=path, reason=error.strerror or str(error)) from error


def _is_among(path: Path, others: Iterable[Path]) -> bool:
    """Tell whether a file is one of some others, whatever it is called and whatever links lead to it."""
    return any(os.path.exists(other) and os.path.samefile(path, other) for other in others)
