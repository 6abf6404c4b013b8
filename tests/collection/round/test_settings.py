"""The settings of a round: what is written is what is read, and every mistake is told at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collection import CollectionError, SmtpSettings
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
        (USUAL + "smtp = 1", "`smtp` is wrong"),
        (USUAL + '[smtp]\nuser = "a@b.cn"', "`smtp.host` is wrong"),
        (USUAL + '[smtp]\nhost = "smtp.b.cn"', "`smtp.from` is wrong"),
        (USUAL + '[smtp]\nhost = "smtp b.cn"\nuser = "a@b.cn"', "`smtp.host` is wrong"),
        (USUAL + '[smtp]\nhost = "b.cn"\nuser = "a@b.cn"\nport = 0', "`smtp.port` is wrong"),
        (USUAL + '[smtp]\nhost = "b.cn"\nuser = "a@b.cn"\nport = "465"', "`smtp.port` is wrong"),
        (USUAL + '[smtp]\nhost = "b.cn"\nuser = "a@b.cn"\nsecurity = "ssl"', "`smtp.security` is wrong"),
        (USUAL + '[smtp]\nhost = "b.cn"\nuser = "a@b.cn"\nper_minute = true', "`smtp.per_minute` is wrong"),
        (USUAL + '[smtp]\nhost = "b.cn"\nfrom = "某局"', "`smtp.from` is wrong"),
        (USUAL + '[smtp]\nhost = "b.cn"\nfrom = "a@b.cn\\r\\nBcc: x@b.cn"', "`smtp.from` is wrong"),
        (USUAL + '[smtp]\nhost = "b.cn"\nuser = "a@b.cn\\r\\nQUIT"', "`smtp.user` is wrong"),
        (USUAL + '[smtp]\nhost = "b.cn"\nuser = "a@b.cn"\nauth = 1', "`smtp.auth` is unknown"),
        (USUAL + '[smtp]\nhost = "b.cn"\nuser = "a@b.cn"\npassword = "x"', "smtp.password`: passwords never"),
        (
            USUAL + '[smtp]\nhost = "b.cn"\nuser = "a@b.cn"\nsecurity = "none"',
            "only where the host is this machine",
        ),
        (USUAL + "receipts = true", "`receipts` is wrong"),
        (USUAL + '[receipts]\nsend = "yes"', "`receipts` is wrong"),
        (USUAL + '[letters.receipt]\nsubject = "{files}"\ntext = ""', "no slot {files}"),
    ],
)
def test_a_mistake_is_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CollectionError, match=said):
        read(tmp_path, text)


def test_the_server_that_sends_letters_is_read(tmp_path: Path) -> None:
    written = USUAL + '[smtp]\nhost = "smtp.b.cn"\nuser = "a@b.cn"\n'
    assert read(tmp_path, written).smtp == SmtpSettings("smtp.b.cn", 465, "a@b.cn", user="a@b.cn")
    written += 'from = "某局 <c@b.cn>"\nsecurity = "starttls"\nper_minute = 5\nca = "x.pem"\n'
    found = read(tmp_path, written).smtp
    assert found == SmtpSettings("smtp.b.cn", 587, "c@b.cn", "某局", "a@b.cn", "starttls", 5, "x.pem")
    for host in ("127.0.0.1", "::1", "localhost"):
        told = f'[smtp]\nhost = "{host}"\nfrom = "a@b.cn"\nsecurity = "none"\n'
        assert read(tmp_path, USUAL + told).smtp == SmtpSettings(host, 25, "a@b.cn", security="none")


def test_the_sample_of_a_new_round_is_right_once_it_is_filled_in(tmp_path: Path) -> None:
    text = settings_text(RoundSettings("a", date(2026, 3, 31)))
    assert read(tmp_path, text).smtp is None
    for service in ("smtp.163.com", "smtp.qq.com", "smtp.sina.com", "Coremail"):
        assert service in text
    start = text.index("# [smtp]")
    sample, blank, rest = text[start:].partition("\n\n")
    filled = "\n".join(line.removeprefix("# ") for line in sample.splitlines())
    found = read(tmp_path, text[:start] + filled + blank + rest).smtp
    assert found == SmtpSettings("smtp.163.com", 465, "someone@163.com", user="someone@163.com", ca="ca.pem")


def test_what_is_set_for_sending_is_written_as_it_is_read(tmp_path: Path) -> None:
    smtp = SmtpSettings("127.0.0.1", 25, "c@b.cn", '某"局', security="none", ca="x.pem", per_minute=7)
    settings = RoundSettings("a", date(2026, 3, 31), smtp=smtp, receipts=True)
    assert read(tmp_path, settings_text(settings)) == settings


def test_receipts_are_sent_by_themselves_where_that_is_set(tmp_path: Path) -> None:
    assert not read(tmp_path, USUAL).receipts
    assert read(tmp_path, USUAL + "[receipts]\nsend = true").receipts


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(CollectionError) as caught:
        read(tmp_path, "a = 1\nb = 2")
    assert str(caught.value).count("\n  ") == 4


def test_settings_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    with pytest.raises(CollectionError, match=r"round\.toml"):
        read_settings(tmp_path / "round.toml")
