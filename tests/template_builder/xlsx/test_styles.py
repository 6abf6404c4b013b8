"""What tints become on paper: most printers show them in grey."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from itertools import chain

import pytest

from template_builder.xlsx import styles
from template_builder.xlsx.styles import CellStyle

LEAST_CONTRAST = 4.5
"""Between letters and what is behind them, for text of this size (WCAG 2.1, 1.4.3)."""


def luminance(colour: str) -> float:
    """The relative luminance of a colour, which is its grey on paper: 0 for black, 1 for white."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def all_styles() -> list[CellStyle]:
    """Every style of the module, those in tables too."""
    values = list(vars(styles).values())
    found = chain(values, *(value.values() for value in values if isinstance(value, dict)))
    return [value for value in found if is_dataclass(value) and isinstance(value, CellStyle)]


def test_letters_can_be_read_on_their_tint_in_grey() -> None:
    tinted = [(style.ink, style.fill) for style in all_styles() if style.fill]
    fills = (styles.INPUT_FILL, styles.COMPUTED_FILL, *styles.SEVERITIES.values())
    tinted += [("#000000", fill) for fill in fills]
    assert len(tinted) > 10
    assert {pair for pair in tinted if contrast(*pair) < LEAST_CONTRAST} == set()


@pytest.mark.parametrize("fill", [styles.INPUT_FILL, styles.COMPUTED_FILL, *styles.SEVERITIES.values()])
def test_what_is_filled_in_stands_on_a_tint_that_is_almost_white(fill: str) -> None:
    assert luminance(fill) > 0.75


def test_dark_letters_on_a_dark_tint_would_be_found() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#404040", "#808080") < LEAST_CONTRAST
    assert {field.name for field in fields(CellStyle)} >= {"ink", "fill"}
