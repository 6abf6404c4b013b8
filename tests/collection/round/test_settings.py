"""The settings of a round: what is written is what is read, and every mistake is told at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collection import CollectionError
from collection.round.settings.settings import RoundSettings, read_settings, settings_text
from templates import Severity

USUAL = 'form = "department-goals"\ndeadline = 2026-03-31\n'


def read(folder: Path, text: str) -> RoundSettings:
    path = folder / "round.toml"
    path.write_text(text, encoding="utf-8")
    return read_settings(path)


def test_a_new_round_says_all_that_can_be_set(tmp_path: Path) -> None:
    settings = RoundSettings("form.yaml", date(2026, 3, 31), {"year": 2026, "unit": "万元"}, issuer="某局")
    assert read(tmp_path, settings_text(settings)) == settings


@given(issuer=st.text(), unit=st.text())
def test_any_text_is_written_so_that_it_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, issuer: str, unit: str
) -> None:
    settings = RoundSettings("a", date(2026, 1, 1), {"unit": unit}, issuer=issuer)
    assert read(tmp_path_factory.mktemp("round"), settings_text(settings)) == settings


def test_severities_are_read(tmp_path: Path) -> None:
    settings = read(tmp_path, USUAL + '[severities]\ntarget-not-raised = "error"\n')
    assert settings.severities == {"target-not-raised": Severity.ERROR}
    assert (settings.parameters, settings.language, settings.issuer) == ({}, "zh", "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("form = ", "cannot be read"),
        ("deadline = 2026-03-31", "`form` is wrong"),
        ('form = "a"\ndeadline = "2026-03-31"', "`deadline` is wrong"),
        ('form = "a"\ndeadline = 2026-03-31T00:00:00', "`deadline` is wrong"),
        (USUAL + "parameters = 1", "`parameters` is wrong"),
        (USUAL + "[parameters]\nyear = true", "`parameters` is wrong"),
        (USUAL + '[severities]\na = "fatal"', "may hold only error, warning, notice"),
        (USUAL + "severities = []", "may hold only"),
        (USUAL + '[workbooks]\nlanguage = "fr"', "`workbooks` is wrong"),
        (USUAL + "[workbooks]\ncolour = 1", "`workbooks` is wrong"),
        (USUAL + "dead_line = 1", "`dead_line` is unknown"),
    ],
)
def test_a_mistake_is_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CollectionError, match=said):
        read(tmp_path, text)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(CollectionError) as caught:
        read(tmp_path, "a = 1\nb = 2")
    assert str(caught.value).count("\n  ") == 4


def test_settings_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    with pytest.raises(CollectionError, match=r"round\.toml"):
        read_settings(tmp_path / "round.toml")
