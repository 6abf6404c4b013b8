"""The command `tianbao`: its commands, and how it ends."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from functools import cache
from typing import Annotated, Any

import typer

# What the commands call is imported where it is called: `tianbao --help` is to answer at once.
from tianbao.commands.building import build, demo
from tianbao.commands.definitions.commands import check, forms, map_, new, schema
from tianbao.commands.options import GlobalLang, Speech
from tianbao.commands.printing import correct, print_
from tianbao.commands.reading import compare, diff, inspect, read, summarize
from tianbao.commands.rounds import rounds
from tianbao.commands.terminal.streams import prepare

__all__ = ["app", "main"]

FAILED = 2
_CANCELLED = 130
_OBJECTS = 100_000

app = typer.Typer(
    name="tianbao",
    help="填报：把报表做成带锁的 Excel 表，收回后读取、检查、汇总。 "
    "Forms as locked Excel workbooks: build the blank, read it back with findings, sum it up.",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for _command in (
    forms,
    build,
    read,
    summarize,
    correct,
    print_,
    inspect,
    diff,
    compare,
    map_,
    schema,
    new,
    check,
    demo,
):
    app.command(_command.__name__.rstrip("_"))(_command)
app.add_typer(rounds)


def _version(context: typer.Context, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:  # which is how words are read that the Tab key completes
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
    lang: GlobalLang = "zh",
) -> None:
    pass


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (those of the process by default); return the exit status.

    The status is 0 where all is well, 1 where there are findings of severity error, 2 for a wrong call or
    where nothing can be read.
    """
    if arguments is None:  # the process is this one command's, and short: looking for cycles delays it
        gc.set_threshold(_OBJECTS)
    prepare()
    command, speech = _command_line(), Speech()
    try:
        status = command.main(args=arguments, prog_name="tianbao", standalone_mode=False, obj=speech)
        if arguments is None:
            gc.freeze()  # the process ends here, and need not look through all that is left
        return int(status or 0)
    except typer.Abort:
        return _CANCELLED
    except Exception as error:
        sentence = _sentence(error, speech)
        if sentence is None:
            raise
        typer.echo(sentence, err=True)
        return FAILED


@cache
def _command_line() -> Any:
    """Return what Typer makes of the commands; it looks at each of their parameters."""
    return typer.main.get_command(app)


def _sentence(error: Exception, speech: Speech) -> str | None:
    """Return what to tell of an error that is not ours to mend; None for a mistake in the toolkit."""
    from templates import DefinitionError, TianbaoError
    from templates.findings.errors import Sentence

    if isinstance(error, _UsageError):
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "tianbao"
        error = TianbaoError(Sentence.of("call-wrong", reason=error.format_message(), command=command))
    if isinstance(error, DefinitionError):
        return error.sentence(speech.language)
    return f"tianbao: {error.sentence(speech.language)}" if isinstance(error, TianbaoError) else None


# Typer carries a Click of its own, or uses the one that is installed: what it exports leads to the right one.
_UsageError: Any = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")


if __name__ == "__main__":
    sys.exit(main())
