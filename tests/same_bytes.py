"""The workbooks that must have the same bytes wherever they are built: `python -m tests.same_bytes`.

Prints, for each of a few workbooks, the digest of the file and of each of its parts once inflated, as JSON.
It needs no more than what builds a workbook, so that any Python with PyYAML and XlsxWriter can run it.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
import zipfile
import zlib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from template_builder import TableColumn, TableSheet, WorkbookTemplate, build, write_tables
from templates import CellMap, builtin, compile, stamp_text
from templates.definition.parse import parse_definition

__all__ = ["GOLDEN", "digests", "facts", "main"]

_HERE = Path(__file__).parent
GOLDEN = _HERE / "data" / "same_bytes.json"
"""The digests of the parts; `--renew` writes them, after a change of what is built."""


def _seed() -> Any:
    return json.loads((_HERE / "data" / "seed.json").read_text(encoding="utf-8"), parse_float=Decimal)[
        "values"
    ]


def _small() -> CellMap:
    return compile(parse_definition(_HERE / "template_builder" / "small.yaml", checked=False), {"year": 2020})


def _workbooks() -> Iterator[tuple[str, bytes]]:
    goals = compile(builtin("department-goals"), {"year": 2020})
    plain: dict[str, Any] = {
        "name": "某局",
        "money": {"part": Decimal("5"), "rest": Decimal("3.1")},
        "about": "a\r\nb_x0041_",
    }
    stream = io.BytesIO()
    build(_small(), stream, plain, password="ab")
    yield "small", stream.getvalue()
    stream = io.BytesIO()
    build(goals, stream, _seed(), language="en")
    yield "goals in English", stream.getvalue()
    template = WorkbookTemplate(goals, _seed(), varying=["department.name"], locked=["department.name"])
    stamp = stamp_text(goals, department="219001")
    yield "goals by a template", template.fill({"department.name": "某局"}, stamp=stamp)
    stream = io.BytesIO()
    columns = (TableColumn("编码"), TableColumn("金额", total=True))
    write_tables(stream, [TableSheet("总览", "汇总", columns, [("219001", Decimal("0.1"))])])
    yield "tables", stream.getvalue()


def digests() -> dict[str, dict[str, str]]:
    """Return the digests of the parts of each workbook, once inflated, and of the whole file (`*`)."""
    found = {}
    for name, content in _workbooks():
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {part: _digest(archive.read(part)) for part in archive.namelist()}
        found[name] = {"*": _digest(content), **parts}
    return found


def facts() -> dict[str, Any]:
    """Return the digests, and the version of the compression library, on which that of a file depends."""
    return {"zlib": zlib.ZLIB_RUNTIME_VERSION, "digests": digests()}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def main() -> None:
    """Print the facts, or keep the digests of the parts."""
    if "--renew" in sys.argv:
        kept = {
            name: {part: digest for part, digest in parts.items() if part != "*"}
            for name, parts in digests().items()
        }
        GOLDEN.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    else:
        print(json.dumps(facts()))


if __name__ == "__main__":
    main()
