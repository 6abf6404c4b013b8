"""Workbooks of each form, at its default and its limits, are sound to the Open XML SDK and to the linter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

from collection import read_values, summarize
from reader import read
from template_builder import build
from templates import Form, Language, builtin, builtin_names, compile, load
from tests.forms import INSPECTION_LIST, SCHOOL_YEAR, TRAVEL_PLAN
from tests.ooxml import lint
from tests.ooxml.mutants import TWENTY, specimen
from tests.validator import OFFICES, OLDEST_AND_NEWEST, complaints

pytestmark = [pytest.mark.program, pytest.mark.no_cover]

LANGUAGES: tuple[Language, ...] = ("zh", "en")
SEED = Path(__file__).parent / "data" / "seed.json"
SEEN_BY_THE_VALIDATOR = {
    "content-type",
    "format-style",
    "relationship-target",
    "sheet-name",
    "style-index",
    "xml-malformed",
}


def forms() -> Iterator[Form]:
    """Yield every form that there is."""
    yield from map(builtin, builtin_names())
    yield from map(load, (TRAVEL_PLAN, INSPECTION_LIST, SCHOOL_YEAR))


def limit(form: Form, end: Literal["minimum", "maximum"]) -> dict[str, int | str]:
    """Return the parameters of a form at their least or their most."""
    options = {name: entry.options for name, entry in form.parameters.items() if entry.options}
    numbers = {name: getattr(entry, end) for name, entry in form.parameters.items()}
    numbers = {name: numbers.get(number, number) for name, number in numbers.items()}
    return {name: number for name, number in numbers.items() if number is not None} | {
        name: words[0 if end == "minimum" else -1] for name, words in options.items()
    }


@pytest.fixture(scope="module")
def blanks(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Each form: with the parameters' defaults in both languages, at their least and at their most in one."""
    folder, made = tmp_path_factory.mktemp("blanks"), []
    for form in forms():
        sizes: list[tuple[str, Language, dict[str, int | str]]] = [
            ("default", "zh", {"year": 2021}),
            ("default", "en", {"year": 2021}),
            ("least", "zh", limit(form, "minimum")),
            ("most", "en", limit(form, "maximum")),
        ]
        for size, language, parameters in sizes:
            made.append(folder / f"{form.name}-{size}-{language}.xlsx")
            build(compile(form, parameters), made[-1], language=language)
    return made


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A form with the data of a real department and the summary of it, in both languages; one long text."""
    folder, made = tmp_path_factory.mktemp("filled"), []
    cell_map = compile(builtin("department-goals"), {"year": 2020})
    for language in LANGUAGES:
        form, summary = folder / f"filled-{language}.xlsx", folder / f"summary-{language}.xlsx"
        build(cell_map, form, read_values(SEED), language=language)
        summarize([read(form)], summary, language=language)
        made += [form, summary]
    made.append(folder / "long.xlsx")
    build(cell_map, made[-1], {"functions": "长" * 3_000})  # in smaller letters than its cell's
    return made


def test_workbooks_of_all_sizes_are_valid(blanks: list[Path], filled: list[Path]) -> None:
    files = [*blanks, *(file for file in filled if not file.stem.endswith("-zh"))]
    oldest, newest = OLDEST_AND_NEWEST
    usual = [file for file in files if not file.stem.endswith(("-least-zh", "-most-en"))]
    assert complaints([*((file, newest) for file in files), *((file, oldest) for file in usual)]) == []


def test_filled_workbooks_are_valid_for_every_office(filled: list[Path]) -> None:
    files = [file for file in filled if file.stem.endswith("-zh")]
    assert complaints([(file, office) for office in OFFICES for file in files]) == []


def test_all_of_them_are_sound(blanks: list[Path], filled: list[Path]) -> None:
    assert {file.name: faults for file in (*blanks, *filled) if (faults := lint(file))} == {}


def test_what_the_validator_sees_of_the_twenty_faults(tmp_path: Path) -> None:
    sound, spoiled = tmp_path / "sound.xlsx", {}
    sound.write_bytes(specimen())
    for mutant in TWENTY:
        spoiled[f"{mutant.code}.xlsx"] = mutant
        (tmp_path / f"{mutant.code}.xlsx").write_bytes(mutant.of(sound.read_bytes()))
    found = complaints([(tmp_path / name, OFFICES[-1]) for name in (sound.name, *spoiled)])
    assert {spoiled[complaint.file].code for complaint in found} == SEEN_BY_THE_VALIDATOR


def test_an_office_that_the_validator_does_not_know_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Office2003"):
        complaints([(tmp_path / "any.xlsx", "Office2003")])
