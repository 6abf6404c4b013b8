"""Makes the pictures of the documentation from real workbooks: `python scripts/pictures.py [NAME...]`.

`blank`, `filled` and `wrong` are LibreOffice's window as a clerk sees it, `check` the sheet 自检 of the last;
`printed` is a page of the official copy; `summary` and `overview` are the first two pages of the summary of
the round that `tianbao demo` runs; `comparison` is the first page of the comparison of two years; and
`own-template` and `own-summary` are a workbook of the bureau's own before and after it is filled in. Of some
of them, only these are made.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SCREEN = "1840x900x24"
"""So wide that the messages beside the form are read."""

_EMPTY = 20_000
_FOOTER = "0x50"
PICTURES = ROOT / "docs" / "pictures"
FORM, ROUND = ("blank", "filled", "wrong", "check", "printed"), ("summary", "overview")
YEARS = ("comparison",)
OWN = ("own-template", "own-summary")
"""The pictures, by what they are made of."""


sys.path.insert(0, str(ROOT))

import cli  # noqa: E402 - found through the line above
from template_builder import build, build_copy  # noqa: E402
from templates import builtin, compile  # noqa: E402
from tests.collection.comparison.years import two_years  # noqa: E402
from tests.collection.summary.own_template import own_template  # noqa: E402
from tests.keyboard import Keyboard  # noqa: E402
from tests.office import Office  # noqa: E402


def main() -> None:
    """Build the workbooks, open them, and take the pictures that are named, or all."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    made_of = {_of_a_form: FORM, _of_a_round: ROUND, _of_two_years: YEARS, _of_an_own_workbook: OWN}
    for make, names in made_of.items():
        wanted = [name for name in names if name in sys.argv[1:] or len(sys.argv) == 1]
        if wanted:
            make()
            paths = [str(PICTURES / f"{name}.png") for name in names]
            subprocess.run(["mogrify", "-strip", "+dither", "-colors", "64", *paths], check=True)


def _of_a_round() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cli.main(["demo", str(folder / "demo")])
        (folder / "office").mkdir()
        with Office(folder / "office") as office:
            office.to_pdf(folder / "demo" / "收表" / "2026" / "summary.xlsx", folder / "summary.pdf")
        for number, picture in enumerate(ROUND, 1):
            _trimmed(folder / "summary.pdf", number, PICTURES / f"{picture}.png")


def _of_two_years() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        before, after = two_years(folder / "years")
        cli.main(["compare", str(before), str(after), "-o", str(folder / "comparison.xlsx")])
        (folder / "office").mkdir()
        with Office(folder / "office") as office:
            office.to_pdf(folder / "comparison.xlsx", folder / "comparison.pdf")
        _trimmed(folder / "comparison.pdf", 1, PICTURES / "comparison.png")


def _of_an_own_workbook() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cli.main(["demo", str(folder / "demo")])
        own_template(folder / "own-template.xlsx")
        words = ["--template", str(folder / "own-template.xlsx"), "-o", str(folder / "own-summary.xlsx")]
        cli.main(["round", "summarize", str(folder / "demo" / "收表" / "2026"), *words])
        (folder / "office").mkdir()
        with Office(folder / "office") as office:
            for picture in OWN:
                office.to_pdf(folder / f"{picture}.xlsx", folder / f"{picture}.pdf")
                _trimmed(folder / f"{picture}.pdf", 1, PICTURES / f"{picture}.png")


def _trimmed(pdf: Path, number: int, path: Path) -> None:
    """Take a picture of a page without its footer and its margins."""
    _page(pdf, number, path.with_suffix(""))
    edge = ["-gravity", "south", "-chop", _FOOTER, "-trim", "+repage", "-bordercolor", "white"]
    subprocess.run(["mogrify", *edge, "-border", "16", str(path)], check=True)


def _of_a_form() -> None:
    seed: dict[str, Any] = json.loads((ROOT / "tests/data/seed.json").read_text("utf-8"), parse_float=Decimal)
    wrong = json.loads(json.dumps(seed["values"], default=float))
    wrong["projects"][0]["year_budget"] = 2438
    wrong["projects"][1]["name"] = wrong["projects"][0]["name"]
    cell_map = compile(builtin("department-goals"), {"year": 2020})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for picture, values in {"blank": None, "filled": seed["values"], "wrong": wrong}.items():
            build(cell_map, folder / f"{picture}.xlsx", values)
            place = folder / picture
            place.mkdir()
            with Keyboard(place, SCREEN) as window:
                window.open(folder / f"{picture}.xlsx")
                _painted(window, PICTURES / f"{picture}.png")
                if picture == "wrong":
                    window.press("ctrl+Next")
                    _painted(window, PICTURES / "check.png")
        (folder / "office").mkdir()
        with Office(folder / "office") as office:
            build_copy(cell_map, folder / "copy.xlsx", seed["values"])
            office.to_pdf(folder / "copy.xlsx", folder / "copy.pdf")
        _page(folder / "copy.pdf", 1, PICTURES / "printed")


def _painted(window: Keyboard, out: Path) -> None:
    """Take a picture of a window once it is painted and still; an empty screen makes a tiny file."""
    before = b""
    for _ in range(60):
        window.press("ctrl+Home")
        time.sleep(0.5)
        window.screenshot(out)
        now = out.read_bytes()
        if len(now) > _EMPTY and now == before:
            return
        before = now
    raise SystemExit("The window is never still.")


def _page(pdf: Path, number: int, out: Path) -> None:
    page = ["-f", str(number), "-l", str(number), "-singlefile"]
    subprocess.run(["pdftoppm", "-r", "80", "-png", *page, str(pdf), str(out)], check=True)


if __name__ == "__main__":
    main()
