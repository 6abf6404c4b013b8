"""The command that prints official copies of what came back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from tianbao.commands.options import Forms, Lang, Overwrite, SignedWith

__all__ = ["print_"]


def print_(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Filled workbooks, records in JSON, or folders of workbooks."),
    ],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE_OR_FOLDER", help="The copy; of several, their folder."),
    ],
    format: Annotated[
        Literal["xlsx", "pdf"] | None,
        typer.Option("--format", help="What to write: what the name says, else xlsx; pdf needs LibreOffice."),
    ] = None,
    form: Forms = None,
    key: SignedWith = None,
    overwrite: Overwrite = False,
    lang: Lang = "zh",
) -> None:
    """Print official copies (成表): the filled form as it is signed and filed, on few pages."""
    from collection import copy_format, copy_paths, print_copies, sources_in
    from templates import Text
    from tianbao.commands.arguments import form_of, key_of
    from tianbao.commands.console import note
    from tianbao.commands.outcomes import CLEAN, FAILED
    from tianbao.commands.progress import progress_line
    from tianbao.commands.writing import outputs_beside
    from tianbao.output.copies import copies_text

    chosen = copy_format(output, format)
    forms, secret = [form_of(str(path)) for path in form or ()], key_of(key)
    sources = sources_in(files)
    paths = copy_paths(sources, output, chosen, lang)
    outputs = outputs_beside(files, form, key, overwrite=overwrite)
    folder = None if paths == [output] else output
    copies = print_copies(
        sources, paths, chosen, forms, key=secret, language=lang, outputs=outputs, folder=folder
    )
    done = []
    with progress_line(Text("打印", "Printing"), lang) as progress:
        for copy in copies:
            done.append(copy)
            progress(len(done), len(sources))
    note(copies_text(done, output, lang).rstrip("\n"))
    raise typer.Exit(FAILED if any(copy.path is None for copy in done) else CLEAN)
