"""Dates and times of cells, by their formats, serial numbers, and texts after ISO 8601."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from reader.containers.values.dates import (
    Temporal,
    from_iso,
    from_serial,
    temporal_of_code,
    temporal_of_number,
)


@pytest.mark.parametrize(
    ("serial", "moment"),
    [
        (44196.0, date(2020, 12, 31)),
        (44196.75, datetime(2020, 12, 31, 18)),
        (0.5, time(12)),
        (0.0, time(0)),
        (1.0, date(1900, 1, 1)),
        (59.0, date(1900, 2, 28)),
        (61.0, date(1900, 3, 1)),
        (45000.00000001, datetime(2023, 3, 15, 0, 0, 0, 1000)),
        (2958465.0, date(9999, 12, 31)),
        (2958466.0, None),
        (-693_960.0, None),
        (1e300, None),
    ],
)
def test_a_serial_number_is_a_moment_of_the_calendar(
    serial: float, moment: date | time | datetime | None
) -> None:
    assert from_serial(serial, Temporal.MOMENT, False) == moment


def test_the_date_system_of_1904() -> None:
    assert from_serial(0.5, Temporal.MOMENT, True) == time(12)
    assert from_serial(1.0, Temporal.MOMENT, True) == date(1904, 1, 2)
    assert from_serial(44196.0, Temporal.MOMENT, True) == date(2025, 1, 1)


def test_a_duration_counts_past_a_day() -> None:
    assert from_serial(1.5, Temporal.DURATION, False) == timedelta(hours=36)
    assert from_serial(-0.5, Temporal.DURATION, True) == timedelta(hours=-12)
    assert from_serial(1e12, Temporal.DURATION, False) is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-02-29", date(2024, 2, 29)),
        ("2024-2-9", date(2024, 2, 9)),
        ("2024-02-29T12:30:15", datetime(2024, 2, 29, 12, 30, 15)),
        ("2024-02-29T12:30:15.25", datetime(2024, 2, 29, 12, 30, 15, 250_000)),
        ("12:30", time(12, 30)),
        ("12:30:15.1234567", time(12, 30, 15, 123_456)),
        ("23:59:60", time(23, 59, 59)),
        ("2023-02-29", None),
        ("2024-02-29T12:30", None),
        ("2024-02-29T12:30:15Z", None),
        ("25:00", None),
        ("T", None),
        ("P1D", None),
        ("20240229", None),
        ("", None),
    ],
)
def test_a_text_after_iso_8601(text: str, moment: date | time | datetime | None) -> None:
    assert from_iso(text) == moment


@pytest.mark.parametrize(
    ("code", "temporal"),
    [
        ("yyyy-mm-dd", Temporal.MOMENT),
        ('yyyy"年"m"月"', Temporal.MOMENT),
        ("[Red]h:mm", Temporal.MOMENT),
        ("am/pm", Temporal.MOMENT),
        ("[h]:mm", Temporal.DURATION),
        ("[MM]", Temporal.DURATION),
        ("General", None),
        ("0;yyyy", None),
        ('"y"0', None),
        ("\\y0", None),
        ("_y0", None),
        ("*y0", None),
        ("[hm]0", None),
        ('0"万元"', None),
    ],
)
def test_a_format_code_shows_a_moment_a_duration_or_a_number(code: str, temporal: Temporal | None) -> None:
    assert temporal_of_code(code) is temporal


def test_built_in_formats_have_numbers() -> None:
    assert temporal_of_number(14) is Temporal.MOMENT
    assert temporal_of_number(46) is Temporal.DURATION
    assert temporal_of_number(0) is None
