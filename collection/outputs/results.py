"""What is written: how its file is called, and which file it may replace, as that is of our own making.

A workbook has a seal, and a report or a page for people ends in a line with a digest. What programs read has
neither: there a result replaces one of the same shape, with the same names in it.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, Literal, Protocol

from templates import Form, Language, Text
from templates.findings.errors import Sentence
from templates.seal import is_as_sealed

__all__ = [
    "FILE_SUFFIXES",
    "DefinitionResult",
    "JsonResult",
    "LargeResult",
    "PageResult",
    "PartitionResult",
    "ReportResult",
    "Result",
    "TableResult",
    "WorkbookResult",
    "closed_page",
    "closed_report",
]

_WORKBOOK, _JSON, _LINES = ".xlsx", (".json",), (".jsonl", ".ndjson")
_DEFINITION = (".yaml", ".yml")
FILE_SUFFIXES = frozenset(
    {
        *(_WORKBOOK, *_JSON, *_LINES, ".csv", ".parquet"),
        *(".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".et", ".ods", ".pdf"),
        *(
            ".html",
            ".htm",
            ".doc",
            ".docx",
            ".wps",
            ".ppt",
            ".pptx",
            ".zip",
            ".rar",
            ".7z",
            ".jpg",
            ".jpeg",
            ".png",
        ),
    }
)
"""Ends of names by which people and programs know what is in a file."""

_CLOSING = Text("—— 由 tianbao 生成，校验码 ", "-- Written by tianbao, check code ")
_PAGE_CLOSING = "<!-- tianbao "
_PAGES = (".html", ".htm")
_CODE_BYTES = 8
_PARTITION = "tianbao.round"


class Result(Protocol):
    """What is to be written to one file."""

    def misnamed(self, path: Path) -> Sentence | None:
        """Return what is wrong with the name of the file, if anything."""

    def objection(self, path: Path, content: bytes, forms: Sequence[Form] = ()) -> Sentence | None:
        """Return why a file with this content must not be replaced, if anything says so.

        `forms` are known besides those of the toolkit.
        """


class LargeResult:
    """What results that may be longer than the memory are: each looks itself at what is there.

    It is handed the path alone, and no content.
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class WorkbookResult:
    """A workbook."""

    def misnamed(self, path: Path) -> Sentence | None:
        """A workbook ends in .xlsx: Excel opens it by no other name."""
        if path.suffix.lower() == _WORKBOOK:
            return None
        return Sentence.of("output-not-xlsx", path=path)

    def objection(self, path: Path, content: bytes, forms: Sequence[Form] = ()) -> Sentence | None:
        """A workbook of ours is replaced while nobody has typed into it."""
        if is_as_sealed(content):
            return None
        from collection.outputs.workbooks import workbook_objection  # brings the reader along

        return workbook_objection(path, content, forms)


@dataclass(frozen=True, slots=True)
class DefinitionResult:
    """The definition of a form, which its author goes on to change."""

    def misnamed(self, path: Path) -> Sentence | None:
        """A definition ends in .yaml: that is how commands tell it from the name of a form."""
        return None if path.suffix.lower() in _DEFINITION else Sentence.of("output-not-yaml", path=path)

    def objection(self, path: Path, content: bytes, forms: Sequence[Form] = ()) -> Sentence | None:
        """A definition replaces nothing."""
        return Sentence.of("definition-there", path=path)


@dataclass(frozen=True, slots=True)
class JsonResult:
    """A list of objects with these `keys`, or an object on each of its `lines`."""

    keys: Collection[str]
    lines: bool = False

    def misnamed(self, path: Path) -> Sentence | None:
        """The name may end in anything that says nothing else."""
        return _suffix_of_another(path, _LINES if self.lines else _JSON)

    def objection(self, path: Path, content: bytes, forms: Sequence[Form] = ()) -> Sentence | None:
        """A result replaces one whose objects have the same keys."""
        try:
            text = content.decode("utf-8-sig")
            found = [json.loads(line) for line in text.splitlines()] if self.lines else json.loads(text)
        except (ValueError, RecursionError):  # no UTF-8, no JSON, a number that is too long
            return Sentence.of("output-not-ours", path=path)
        keys = set(self.keys)
        alike = isinstance(found, list) and all(
            isinstance(entry, dict) and entry.keys() == keys for entry in found
        )
        return None if alike else Sentence.of("output-of-another-shape", path=path)


@dataclass(frozen=True, slots=True)
class TableResult:
    """The `data` of a table in a file of this format, named by us."""

    format: Literal["csv", "parquet"]
    data: bytes

    def misnamed(self, path: Path) -> Sentence | None:
        """Nothing: the name is ours."""
        return None

    def objection(self, path: Path, content: bytes, forms: Sequence[Form] = ()) -> Sentence | None:
        """A table replaces one with the same columns."""
        shape = _csv_shape if self.format == "csv" else _parquet_shape
        try:
            found = shape(content)
        except ValueError:
            return Sentence.of("output-not-ours", path=path)
        return None if found == shape(self.data) else Sentence.of("output-of-another-shape", path=path)


@dataclass(frozen=True, slots=True)
class PartitionResult:
    """What a round, by its name, has in a table of a data set."""

    name: str

    def metadata(self, edition: str) -> dict[str, str]:
        """Return what stands in the file besides its rows: whose it is, and of which state of the round."""
        return {_PARTITION: self.name, f"{_PARTITION}.edition": edition}

    def misnamed(self, path: Path) -> Sentence | None:
        """Nothing: the name is ours."""
        return None

    def objection(self, path: Path, content: bytes, forms: Sequence[Form] = ()) -> Sentence | None:
        """A file of the round is replaced, whatever columns its form had then."""
        import pyarrow.parquet as pq

        try:
            held = pq.read_schema(BytesIO(content)).metadata or {}
        except ValueError:
            return Sentence.of("output-not-ours", path=path)
        is_ours = held.get(_PARTITION.encode()) == self.name.encode()
        return None if is_ours else Sentence.of("output-not-ours", path=path)


@dataclass(frozen=True, slots=True)
class ReportResult:
    """A report for people, as `closed_report` closes it."""

    def misnamed(self, path: Path) -> Sentence | None:
        """The name may end in anything that says nothing else."""
        return _suffix_of_another(path, ())

    def objection(self, path: Path, content: bytes, forms: Sequence[Form] = ()) -> Sentence | None:
        """A report of ours is replaced while nobody has written in it."""
        try:
            text = content.decode()
        except UnicodeDecodeError:
            return Sentence.of("output-not-ours", path=path)
        lines = text.splitlines(keepends=True)
        closing = lines.pop() if lines else ""
        for mark in (_CLOSING.zh, _CLOSING.en):
            if closing.startswith(mark):
                same = closing == f"{mark}{_code(''.join(lines))}\n"
                return None if same else Sentence.of("output-changed", path=path)
        return Sentence.of("output-not-ours", path=path)


@dataclass(frozen=True, slots=True)
class PageResult:
    """A page for a browser, as `closed_page` closes it."""

    def misnamed(self, path: Path) -> Sentence | None:
        """A browser opens what is called a page."""
        return None if path.suffix.lower() in _PAGES else Sentence.of("output-not-html", path=path)

    def objection(self, path: Path, content: bytes, forms: Sequence[Form] = ()) -> Sentence | None:
        """A page of ours is replaced while nobody has changed it."""
        try:
            before, mark, closing = content.decode().rpartition(_PAGE_CLOSING)
        except UnicodeDecodeError:
            return Sentence.of("output-not-ours", path=path)
        if not mark:
            return Sentence.of("output-not-ours", path=path)
        return None if closing == f"{_code(before)} -->\n" else Sentence.of("output-changed", path=path)


def closed_page(page: str) -> str:
    """Return a page with the remark by which a later run knows that nobody has changed it."""
    return f"{page}{_PAGE_CLOSING}{_code(page)} -->\n"


def closed_report(text: str, language: Language) -> str:
    """Return a report with the line by which a later run knows that nobody has written in it."""
    return f"{text}\n{_CLOSING.say(language)}{_code(text + chr(10))}\n"


def _code(text: str) -> str:
    return blake2b(text.encode("utf-8", "backslashreplace"), digest_size=_CODE_BYTES).hexdigest()


def _suffix_of_another(path: Path, own: Collection[str]) -> Sentence | None:
    suffix = path.suffix.lower()
    if suffix not in FILE_SUFFIXES or suffix in own:
        return None
    return Sentence.of("output-suffix-of-another", path=path, suffix=path.suffix)


def _csv_shape(data: bytes) -> list[str]:
    """Return the head of a table. Raises `ValueError` for what is no CSV of ours."""
    text = data.decode("utf-8-sig")
    try:
        return next(csv.reader(StringIO(text, newline=""), strict=True), [])
    except csv.Error as error:
        raise ValueError from error


def _parquet_shape(data: bytes) -> Mapping[str, Any]:
    """Return the type of each column by its name. Raises `ValueError` for what is no Parquet."""
    import pyarrow.parquet as pq  # takes its time, and is there already where a table is written

    schema = pq.read_schema(BytesIO(data))  # an error of Arrow is a `ValueError`
    return {name: schema.field(name).type for name in schema.names}
