"""The commands that make a workbook of each return: its official copy, its correction."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from tianbao.commands.options import Forms, Key, Lang, Overwrite, Password, SignedWith

__all__ = ["correct", "print_"]


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
    password: Password = None,
    overwrite: Overwrite = False,
    lang: Lang = "zh",
) -> None:
    """Print official copies (成表): the filled form as it is signed and filed, on few pages."""
    from collection import copy_format, copy_paths, print_copies, sources_in
    from templates import Text
    from tianbao.commands.arguments import form_of
    from tianbao.commands.outcomes import CLEAN, FAILED, read_settings
    from tianbao.commands.terminal.console import note
    from tianbao.commands.terminal.progress import progress_line
    from tianbao.commands.writing import outputs_beside
    from tianbao.output.copies import copies_text

    chosen = copy_format(output, format)
    forms, settings = [form_of(str(path)) for path in form or ()], read_settings(form, key, password)
    sources = sources_in(files)
    paths = copy_paths(sources, output, chosen, lang)
    outputs = outputs_beside(files, form, key, overwrite=overwrite)
    folder = None if paths == [output] else output
    copies = print_copies(
        sources, paths, chosen, forms, settings=settings, language=lang, outputs=outputs, folder=folder
    )
    done = []
    with progress_line(Text("打印", "Printing"), lang) as progress:
        for copy in copies:
            done.append(copy)
            progress(len(done), len(sources))
    note(copies_text(done, output, lang).rstrip("\n"))
    raise typer.Exit(FAILED if any(copy.path is None for copy in done) else CLEAN)


def correct(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Workbooks that came back, or folders of them.")
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FILE_OR_FOLDER", help="The correction, or the folder of several."
        ),
    ],
    form: Forms = None,
    key: Key = None,
    password: Password = None,
    overwrite: Overwrite = False,
    lang: Lang = "zh",
) -> None:
    """Make correction workbooks (更正表): a clean form with all values, and a mark at every finding."""
    from collection import correction_paths, find_files, write_corrections
    from collection.errors import CollectionError
    from templates import Text
    from tianbao.commands.arguments import form_of, key_of
    from tianbao.commands.outcomes import CLEAN, FAILED, read_settings
    from tianbao.commands.terminal.console import note
    from tianbao.commands.terminal.progress import progress_line
    from tianbao.commands.writing import outputs_beside
    from tianbao.output.copies import corrections_text

    forms, secret = [form_of(str(path)) for path in form or ()], key_of(key)
    returns = find_files(files)
    if not returns:
        raise CollectionError("no-workbook-found")
    paths = correction_paths(returns, output, lang)
    corrections = write_corrections(
        returns,
        paths,
        forms,
        read_settings(form, None, password),
        key=secret,
        language=lang,
        outputs=outputs_beside(files, form, key, overwrite=overwrite),
        folder=None if paths == [output] else output,
    )
    done = []
    with progress_line(Text("更正", "Correcting"), lang) as progress:
        for corrected in corrections:
            done.append(corrected)
            progress(len(done), len(returns))
    note(corrections_text(done, lang).rstrip("\n"))
    raise typer.Exit(FAILED if any(corrected.error for corrected in done) else CLEAN)
