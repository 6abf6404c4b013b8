"""What people see otherwise than it is read, where no case file can show it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from collection import correct
from reader import read
from template_builder import build
from tests.collection.rounds import DEMO, form_map
from tests.habits import HABITS


def commented(folder: Path) -> Path:
    stream = io.BytesIO()
    build(form_map(), stream, DEMO["departments"][1]["values"])
    HABITS["commented"](folder / "form.xlsx", stream.getvalue())
    return folder / "form.xlsx"


def test_damaged_comments_are_told_and_the_form_is_read(tmp_path: Path) -> None:
    path = commented(tmp_path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    (name,) = (name for name in parts if "comment" in name and name.endswith(".xml"))
    with zipfile.ZipFile(tmp_path / "damaged.xlsx", "w") as archive:
        for part, content in (parts | {name: b"<comments"}).items():
            archive.writestr(part, content)
    sound, damaged = read(path), read(tmp_path / "damaged.xlsx")
    assert damaged.values == sound.values
    assert [(found.code, found.cell) for found in sound.findings] == [("comment-not-read", "E9")]
    assert [(found.code, found.cell) for found in damaged.findings] == [("comment-not-read", None)]


def test_the_comments_of_a_correction_are_ours(tmp_path: Path) -> None:
    stream = io.BytesIO()
    build(form_map(), stream, DEMO["departments"][2]["values"])
    returned = read(stream.getvalue())
    again = read(correct(returned).content)
    assert again.stamp is not None
    assert again.stamp.revision == 2
    assert "comment-not-read" not in {found.code for found in again.findings}
