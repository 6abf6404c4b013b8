"""A table that is drawn anew until Ctrl-C, and once where nobody looks."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from tianbao.commands.terminal.live import live


class Terminal(io.StringIO):
    """A file that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def drawings() -> Iterator[str]:
    for number in range(1, 9):
        yield f"未报 {number}\n"


def test_it_is_drawn_again_until_somebody_stops_it() -> None:
    out, texts, waits = Terminal(), drawings(), []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            raise KeyboardInterrupt

    live(lambda: next(texts), file=out, wait=wait)
    shown = out.getvalue()
    assert all(f"未报 {number}" in shown for number in (1, 2, 3))
    assert "未报 4" not in shown
    assert shown.endswith("未报 3\n"), "what was seen last stays there"
    assert len(waits) == 3


def test_where_nobody_looks_it_is_drawn_once(capsys: pytest.CaptureFixture[str]) -> None:
    live(lambda: "未报 1\n", wait=lambda seconds: pytest.fail("it waits for nobody"))
    assert capsys.readouterr().out == "未报 1\n"
