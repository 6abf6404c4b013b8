"""The command `tianbao`: arguments, calls, printing, exit status."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

# What the commands call is imported where it is called: `tianbao --help` is to answer at once.
if TYPE_CHECKING:
    from collection import Prefill
    from reader import Reading
    from templates import CellMap, Language, Severity
    from tianbao.commands.report import Paint

__all__ = ["app", "main"]

CLEAN, ERRORS, FAILED = 0, 1, 2
_CANCELLED = 130
_OBJECTS = 100_000

_COLOURS = {"error": typer.colors.RED, "warning": typer.colors.YELLOW, "notice": typer.colors.BLUE}

app = typer.Typer(
    name="tianbao",
    help="填报：把报表做成带锁的 Excel 表，收回后读取、检查、汇总。 "
    "Forms as locked Excel workbooks: build the blank, read it back with findings, sum it up.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


FormName = Annotated[
    str, typer.Argument(metavar="FORM", help="A built-in form (see `tianbao forms`) or a FILE.yaml.")
]
Settings = Annotated[
    list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A parameter of the form; repeatable.")
]
Year = Annotated[str | None, typer.Option("--year", metavar="YEAR", help="Short for --set year=YEAR.")]
Lang = Annotated[Literal["zh", "en"], typer.Option("--lang", help="The language of what people read.")]
Forms = Annotated[
    list[Path] | None,
    typer.Option("--form", metavar="FILE.yaml", help="A form besides the built-in ones; repeatable."),
]
Key = Annotated[
    Path | None,
    typer.Option("--key", metavar="FILE", help="The bureau's secret: the stamp is signed with it."),
]
SignedWith = Annotated[
    Path | None,
    typer.Option("--key", metavar="FILE", help="The bureau's secret: the stamp must be signed with it."),
]


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"tianbao {version('tianbao')}")
        except PackageNotFoundError:
            typer.echo("tianbao（未安装 not installed）")
        raise typer.Exit


@app.callback()
def _tianbao(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def forms() -> None:
    """List the built-in forms and their parameters."""
    from templates import builtin, builtin_names
    from tianbao.commands.form_list import form_text

    typer.echo("\n".join(form_text(builtin(name)) for name in builtin_names()), nl=False)


@app.command()
def build(
    form: FormName,
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FILE", help="The workbook to write; with a roster, the folder."
        ),
    ],
    settings: Settings = None,
    year: Year = None,
    values: Annotated[
        Path | None, typer.Option("--values", metavar="FILE.json", help="What to prefill.")
    ] = None,
    last_year: Annotated[
        Path | None,
        typer.Option("--last-year", metavar="FILE", help="Last year's filled workbook or record."),
    ] = None,
    carry: Annotated[
        list[str] | None,
        typer.Option("--carry", metavar="NAME", help="Carry this too from last year, such as annual-goals."),
    ] = None,
    roster: Annotated[
        Path | None,
        typer.Option(
            "--roster", metavar="FILE", help="One workbook for each department of it (.xlsx, .csv)."
        ),
    ] = None,
    lock: Annotated[
        list[str] | None,
        typer.Option("--lock", metavar="FIELD", help="A prefilled field that nobody can change; repeatable."),
    ] = None,
    key: Key = None,
    issuer: Annotated[
        str, typer.Option("--issuer", metavar="TEXT", help="The office that issues it, for the properties.")
    ] = "",
    password: Annotated[
        str | None, typer.Option("--password", metavar="TEXT", help="A password on the protection.")
    ] = None,
    lang: Lang = "zh",
) -> None:
    """Build the locked workbook of a form, blank or prefilled; with a roster, one for each department."""
    from collection import CollectionError, prefilled
    from template_builder import build as build_workbook
    from templates import stamp_text
    from tianbao.commands.arguments import form_of, key_of, settings_of

    if last_year is not None and roster is not None:
        raise CollectionError(
            "--last-year 只用于一个部门，不能与 --roster 同时使用。"
            "Use --last-year for one department, --roster for many, not both."
        )
    made = prefilled(form_of(form), settings_of(settings or (), year), values, last_year, carry or ())
    if made.renewal is not None:
        from collection import renewal_text

        _note(renewal_text(made.renewal, lang))
    locked, secret = {*made.locked, *(lock or ())}, key_of(key)
    look: dict[str, Any] = {"locked": locked, "language": lang, "password": password, "issuer": issuer}
    if roster is not None:
        _issue(made, roster, output, secret, look)
        return
    build_workbook(made.cell_map, output, made.values, stamp=stamp_text(made.cell_map, key=secret), **look)
    _note(f"已生成 Built: {output}")


def _issue(made: Prefill, roster: Path, folder: Path, key: bytes | None, look: Mapping[str, Any]) -> None:
    """Build one workbook for each department of a roster."""
    from collection import issue, read_roster
    from templates import stamp_text

    def stamp(code: str) -> str:
        return stamp_text(made.cell_map, department=code, key=key)

    departments = read_roster(roster)
    issued = issue(made.cell_map, departments, folder, made.values, stamp=stamp, progress=_progress, **look)
    _note(f"已生成 {issued.count} 份 Built {issued.count} workbooks: {issued.folder}")


@app.command()
def read(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Workbooks, or folders of them.")],
    format: Annotated[
        Literal["table", "json", "jsonl"], typer.Option("--format", help="What to print.")
    ] = "table",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write it there instead.")
    ] = None,
    form: Forms = None,
    key: SignedWith = None,
    lang: Lang = "zh",
) -> None:
    """Read filled workbooks: their values, and what is wrong with them."""
    from tianbao.commands.json_output import json_lines, json_text, reading_object
    from tianbao.commands.report import report_text

    readings = _readings(files, form, key, output)
    if format == "table":
        _put(report_text(readings, lang, _columns(), _painter(output)), output)
    else:
        objects = [reading_object(reading, lang) for reading in readings]
        _put(json_text(objects) if format == "json" else json_lines(objects), output)
    if len(readings) > 1 or format != "table":
        _note_unreadable(readings, lang)
    raise typer.Exit(_status(readings))


@app.command()
def summarize(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE_OR_FOLDER...", help="Filled workbooks, or folders of them.")
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FILE_OR_FOLDER", help="A workbook; a folder for csv, parquet."
        ),
    ],
    format: Annotated[
        Literal["xlsx", "csv", "parquet"], typer.Option("--format", help="What to write.")
    ] = "xlsx",
    form: Forms = None,
    key: SignedWith = None,
    lang: Lang = "zh",
) -> None:
    """Sum up filled workbooks: an overview, a table for each list of the form, and all findings."""
    from collection import summarize as sum_up
    from tianbao.commands.report import summary_text

    readings = _readings(files, form, key, output)
    summary = sum_up(readings, output, format, lang)
    _note(summary_text(summary, output, lang).rstrip("\n"))
    raise typer.Exit(max(_status(readings), ERRORS if summary.left_out else CLEAN))


@app.command("map")
def map_(
    form: FormName,
    settings: Settings = None,
    year: Year = None,
    format: Annotated[Literal["table", "json"], typer.Option("--format", help="What to print.")] = "table",
    lang: Lang = "zh",
) -> None:
    """Print every cell of a form: field, address, role, kind, formula."""
    from dataclasses import asdict

    from tianbao.commands.field_guide import field_guide, guide_text
    from tianbao.commands.json_output import json_text

    entries = field_guide(_cell_map(form, settings, year), lang)
    if format == "json":
        _put(json_text([asdict(entry) for entry in entries]))
    else:
        _put(guide_text(entries, lang))


@app.command()
def schema(form: FormName, settings: Settings = None, year: Year = None) -> None:
    """Print the JSON Schema of a form's record."""
    from templates import record_schema
    from tianbao.commands.json_output import json_text

    _put(json_text(record_schema(_cell_map(form, settings, year))))


@app.command()
def check(
    definition: Annotated[Path, typer.Argument(metavar="FORM.yaml", help="The definition to check.")],
) -> None:
    """Check a form definition and print every mistake with its line."""
    from templates import DefinitionError, load
    from tianbao.commands.arguments import must_be_readable

    must_be_readable(definition)
    try:
        form = load(definition)
    except DefinitionError as error:
        _put("".join(f"{problem}\n" for problem in error.problems))
        _note(f"{len(error.problems)} 处错误 mistakes.")
        raise typer.Exit(ERRORS) from None
    _put(f"{definition}: 没有错误 No mistakes ({form.name} {form.identity.version}).\n")


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(metavar="[FOLDER]", help="Where to leave the workbooks.")] = Path(
        "tianbao-demo"
    ),
    lang: Lang = "zh",
) -> None:
    """Do the whole job once: build, fill, read and sum up the data of a real department."""
    from tianbao.commands.demo import run_demo

    run_demo(folder, typer.echo, language=lang, columns=_columns(), paint=_painter())


def _cell_map(name: str, settings: Sequence[str] | None, year: str | None) -> CellMap:
    from templates import compile
    from tianbao.commands.arguments import form_of, settings_of

    return compile(form_of(name), settings_of(settings or (), year))


def _readings(
    files: Sequence[Path], forms: Sequence[Path] | None, key: Path | None, output: Path | None = None
) -> list[Reading]:
    from collection import CollectionError, read_files
    from tianbao.commands.arguments import form_of, key_of

    known = [form_of(str(path)) for path in forms or ()]
    readings = read_files(files, known, key=key_of(key), output=output, progress=_progress)
    if not readings:
        raise CollectionError(
            "没有找到工作簿 There is no workbook in these folders; 请检查文件夹名 check their names."
        )
    return readings


def _status(readings: Sequence[Reading]) -> int:
    if all(reading.status == "unreadable" for reading in readings):
        return FAILED
    severe = (finding.severity == "error" for reading in readings for finding in reading.findings)
    return ERRORS if any(severe) or any(reading.status == "unreadable" for reading in readings) else CLEAN


def _note_unreadable(readings: Sequence[Reading], language: Language) -> None:
    for reading in readings:
        if reading.status == "unreadable":
            finding = reading.findings[0]
            _note(f"{reading.file}: {finding.sentence(language)} {finding.remedy(language)}")


def _put(text: str, output: Path | None = None) -> None:
    """Print a result, or write it to a file, whole or not at all."""
    if output is None:
        typer.echo(text, nl=False)
        return
    from template_builder import replace_file

    replace_file(output, text.encode("utf-8", "backslashreplace"))
    _note(f"已写入 Written: {output}")


def _note(text: str) -> None:
    typer.echo(text, err=True)


def _progress(done: int, total: int) -> None:
    if total > 1 and sys.stderr.isatty():
        typer.echo(f"\r{done}/{total}" + ("\n" if done == total else ""), err=True, nl=False)


def _painter(output: Path | None = None) -> Paint:
    """Return what colours the findings: on a terminal, unless colour is not wanted there."""
    from tianbao.commands.report import plain_paint

    wanted = output is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return _paint if wanted else plain_paint


def _paint(text: str, severity: Severity) -> str:
    return typer.style(text, fg=_COLOURS[severity], bold=severity == "error")


def _columns() -> int:
    return max(shutil.get_terminal_size((100, 24)).columns, 40)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (those of the process by default); return the exit status."""
    gc.set_threshold(_OBJECTS)  # a command is short: looking for cycles after every few objects delays it
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    command = typer.main.get_command(app)
    try:
        status = int(command.main(args=arguments, prog_name="tianbao", standalone_mode=False) or 0)
        if arguments is None:
            gc.freeze()  # the process ends here, and need not look through all that is left
        return status
    except typer.Abort:
        return _CANCELLED
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        _note(sentence)
        return FAILED


def _sentence(error: Exception) -> str | None:
    """Return what to tell of an error that is not ours to mend; None for a mistake in the toolkit."""
    from collection import CollectionError
    from template_builder import BuildError
    from templates import DefinitionError, ParameterError, UnknownForm, ValuesError

    if isinstance(error, DefinitionError):
        return str(error)
    if isinstance(error, CollectionError | BuildError | ParameterError | UnknownForm | ValuesError):
        return f"tianbao: {error}"
    if isinstance(error, _UsageError):
        context = getattr(error, "ctx", None)
        path = context.command_path if context else "tianbao"
        return f"tianbao: {error.format_message()} 请看 See `{path} --help`."
    return None


# Typer carries a Click of its own, or uses the one that is installed: what it exports leads to the right one.
_UsageError: Any = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")


if __name__ == "__main__":
    sys.exit(main())
