"""The corrections of many returns: each read, and what goes back to its department written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from collection.correction.corrections import Correction, correct
from collection.errors import CollectionError, unreadable_file
from collection.outputs.names import named_after
from collection.outputs.outputs import ANYTHING, Outputs
from collection.outputs.results import WorkbookResult
from reader import ReadSettings, UnreadableWorkbook, read_source
from reader.settings import USUAL
from template_builder import replace_file
from templates import Form, Language, Text, TianbaoError

__all__ = ["Corrected", "correction_paths", "write_corrections"]

_ENDING = Text("_更正表.xlsx", "_correction.xlsx")
_SUFFIX = ".xlsx"


@dataclass(frozen=True, slots=True)
class Corrected:
    """What became of a return: its correction, where that is and how many findings it marks, or the error."""

    file: Path
    path: Path
    correction: Correction | None = None
    findings: int = 0
    error: TianbaoError | None = None


def correction_paths(files: Sequence[Path], output: Path, language: Language = "zh") -> list[Path]:
    """Return where the correction of each file goes: to the file `output`, or into the folder of that name.

    Raises `CollectionError` where several corrections would go to one file.
    """
    if output.suffix.lower() == _SUFFIX and not output.is_dir():
        if len(files) > 1:
            raise CollectionError("copies-need-a-folder", count=len(files), path=output)
        return [output]
    return named_after((file.stem for file in files), output, _ENDING.say(language))


def write_corrections(
    files: Sequence[Path],
    paths: Sequence[Path],
    forms: Sequence[Form] = (),
    settings: ReadSettings = USUAL,
    *,
    key: bytes | None = None,
    language: Language = "zh",
    outputs: Outputs = ANYTHING,
    folder: Path | None = None,
) -> Iterator[Corrected]:
    """Write the correction of each file to its path; the iterator yields what became of it.

    A file that cannot be read, or whose record fits no form, has none, whatever becomes of the others. With a
    `key` the stamps are signed. The `folder` of several corrections is made if it is missing.

    Raises:
        CollectionError: a file must be left alone, and nothing is written.
        BuildError: a file cannot be written.
    """
    outputs.check_in(folder, dict.fromkeys(paths, WorkbookResult()))
    return _written(files, paths, forms, settings, key, language)


def _written(
    files: Sequence[Path],
    paths: Sequence[Path],
    forms: Sequence[Form],
    settings: ReadSettings,
    key: bytes | None,
    language: Language,
) -> Iterator[Corrected]:
    for file, path in zip(files, paths, strict=True):
        try:
            reading = read_source(file, forms, settings)
            made = correct(reading, forms, language=language, key=key)
        except UnreadableWorkbook as error:
            yield Corrected(file, path, error=unreadable_file(file, error))
        except TianbaoError as error:
            yield Corrected(file, path, error=error)
        else:
            replace_file(path, made.content)
            yield Corrected(file, path, made, len(reading.findings))
