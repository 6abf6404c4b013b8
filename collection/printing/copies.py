"""Official copies of many filled forms: where each goes, and making them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

from collection.errors import CollectionError
from collection.outputs.names import named_after
from collection.outputs.outputs import ANYTHING, Outputs
from collection.outputs.results import Result, WorkbookResult
from collection.printing.libreoffice import find_libreoffice, pdf_files
from collection.printing.pdf_file import PdfResult, settled
from collection.printing.sources import COPY_ENDING, Source
from reader import ReadSettings
from reader.settings import USUAL
from template_builder import build_copy, replace_file
from templates import Form, Language, TianbaoError

__all__ = ["CopyFormat", "PrintedCopy", "copy_format", "copy_paths", "print_copies"]

CopyFormat = Literal["xlsx", "pdf"]

_FORMATS: dict[str, CopyFormat] = {".xlsx": "xlsx", ".pdf": "pdf"}
_AT_ONCE = 20
"""How many PDF files one run of LibreOffice makes: what it starts with takes as long as some of them."""


@dataclass(frozen=True, slots=True)
class PrintedCopy:
    """What became of a source: where its copy is, and whether the form has errors, or why there is none."""

    source: Source
    path: Path | None
    has_errors: bool = False
    error: TianbaoError | None = None


def copy_format(output: Path, asked: CopyFormat | None) -> CopyFormat:
    """Return the format of what goes to `output`: the one asked for, or else the one that its suffix says.

    Raises `CollectionError` where the two differ, or the suffix is that of something else.
    """
    suffix = output.suffix.lower()
    if os.path.isdir(output) or not suffix:
        return asked or "xlsx"
    if suffix not in _FORMATS:
        raise CollectionError("copy-of-another-suffix", path=output)
    if asked not in (None, _FORMATS[suffix]):
        raise CollectionError("copy-format-against-suffix", path=output, format=asked)
    return _FORMATS[suffix]


def copy_paths(
    sources: Sequence[Source], output: Path, format: CopyFormat, language: Language = "zh"
) -> list[Path]:
    """Return where the copy of each source goes: to the file `output`, or into the folder of that name.

    Raises `CollectionError` where several copies would go to one file.
    """
    if output.suffix.lower() in _FORMATS and not os.path.isdir(output):
        if len(sources) > 1:
            raise CollectionError("copies-need-a-folder", count=len(sources), path=output)
        return [output]
    names = (source.name for source in sources)
    return named_after(names, output, f"{COPY_ENDING.say(language)}.{format}")


def print_copies(
    sources: Sequence[Source],
    paths: Sequence[Path],
    format: CopyFormat,
    forms: Sequence[Form] = (),
    *,
    settings: ReadSettings = USUAL,
    language: Language = "zh",
    outputs: Outputs = ANYTHING,
    folder: Path | None = None,
) -> Iterator[PrintedCopy]:
    """Write the official copy of each source to its path; the iterator yields what became of it.

    A source that cannot be read, or does not fit its form, has no copy, whatever becomes of the others.
    `forms` are known besides those of the toolkit; `settings` say how workbooks are read. `outputs`
    says which files may be replaced. The `folder` of several copies is made if it is missing.

    Raises:
        CollectionError: a file must be left alone, and nothing is written; or a PDF file cannot be made.
        BuildError: a file cannot be written.
    """
    program = find_libreoffice() if format == "pdf" else None
    result: Result = WorkbookResult() if program is None else PdfResult()
    outputs.check_in(folder, dict.fromkeys(paths, result))
    return _printed(sources, paths, program, forms, settings, language)


def _printed(
    sources: Sequence[Source],
    paths: Sequence[Path],
    program: Path | None,
    forms: Sequence[Form],
    settings: ReadSettings,
    language: Language,
) -> Iterator[PrintedCopy]:
    waiting: list[tuple[PrintedCopy, bytes]] = []
    size = 1 if program is None else _AT_ONCE
    for number, (source, path) in enumerate(zip(sources, paths, strict=True), 1):
        try:
            form = source.filled_form(forms, settings)
            stream = BytesIO()
            build_copy(form.cell_map, stream, form.values, language=language)
        except TianbaoError as error:
            yield PrintedCopy(source, None, error=error)
        else:
            waiting.append((PrintedCopy(source, path, form.has_errors), stream.getvalue()))
        if waiting and (len(waiting) == size or number == len(sources)):
            data = [workbook for _, workbook in waiting]
            if program is not None:
                data = [settled(pdf) for pdf in pdf_files(program, data)]
            for (copy, _), content in zip(waiting, data, strict=True):
                assert copy.path is not None
                replace_file(copy.path, content)
                yield copy
            waiting.clear()
