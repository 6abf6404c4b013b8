"""The forms that departments send in the round of the demonstration: right, wrong, and not ours."""

from __future__ import annotations

import gzip
import io
import zipfile
from importlib.resources import files
from typing import Any

from collection import Round
from reader import read
from template_builder import build
from templates import stamp_text
from tianbao.commands.demo.departments import Office, values_of

__all__ = ["Clerks", "old_template", "scan", "zipped"]

_STRANGER = "示例市气象服务中心"
_SCAN = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
"""A page without words, as a scanner makes it."""


class Clerks:
    """The people who fill in the forms of a round."""

    def __init__(self, round: Round) -> None:
        self._round = round
        self._locked = {".".join(round.cell_map.roster["name"])}

    def form(self, office: Office, mistake: str = "", revision: int = 1) -> bytes:
        """Return the form of a department, filled in with a mistake, or without one."""
        values = values_of(office, mistake)
        key, round_id = self._round.key, self._round.id
        cell_map = self._round.cell_map
        stamp = stamp_text(cell_map, department=office.code, round=round_id, key=key, revision=revision)
        return self._built(values, stamp)

    def corrected(self, office: Office) -> bytes:
        """Return what a department sends that was asked to correct its form: right now, or wrong again."""
        (last,) = sorted(self._round.folder.corrections.glob(f"{office.code}_*.xlsx"))[-1:]
        stamp = read(last, [self._round.form]).stamp
        assert stamp is not None
        return self.form(office, office.mistake if office.then == "wrong" else "", stamp.revision)

    def stranger(self, like: Office) -> bytes:
        """Return the form of a department that is not in the roster, on a blank that was not issued to it."""
        values = values_of(like)
        values["department"]["name"] = _STRANGER
        return self._built(values, stamp_text(self._round.cell_map))

    def _built(self, values: dict[str, Any], stamp: str) -> bytes:
        stream = io.BytesIO()
        build(self._round.cell_map, stream, values, stamp=stamp, locked=self._locked)
        return stream.getvalue()


def old_template() -> bytes:
    """Return a form on a blank that was not issued in the round, saved as .xls."""
    return gzip.decompress((files("tianbao.commands") / "data" / "old-template.xls.gz").read_bytes())


def scan() -> bytes:
    """Return a form that was printed, signed and scanned."""
    return _SCAN


def zipped(name: str, content: bytes) -> bytes:
    """Return an archive with a file; the same file gives the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), content)
    return stream.getvalue()
