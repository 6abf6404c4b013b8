"""The documentation is tested: every example compiles, and every construct has an example."""

from __future__ import annotations

import ast
import builtins
import re
import runpy
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import cli
import tianbao
from collection.summary.workbook.body import Body
from collection.summary.workbook.writing import SummarySheets
from reader import read
from templates import builtin, compile, definition_schema, load
from templates.definition.source import Data
from templates.kinds import KINDS
from templates.language import FUNCTIONS
from tests.forms import LOGO, TRAVEL_PLAN
from tests.test_cases import FOUND_IN_A_ROUND, OF_THE_NEXT_YEAR

DOCS = Path(__file__).parents[1] / "docs"
EXAMPLES = re.findall(
    r"```yaml\n(.*?)```", (DOCS / "form-language.md").read_text(encoding="utf-8"), re.DOTALL
)
SCAFFOLD = {
    "form": "form: example\n",
    "version": 'version: "1"\n',
    "title": "title: 示例\n",
    "columns": "columns: [12, 12, 12, 12]\n",
    "body": "body:\n- row: [{label: 部门}, {field: department, kind: text, span: 3}]\n",
}


def whole(example: str) -> str:
    """Return an example as a definition, with the top-level keys that it leaves out."""
    given = yaml.safe_load(example)
    return example + "".join(text for key, text in SCAFFOLD.items() if key not in given)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_examples_of_the_form_language_compile(number: int, tmp_path: Path) -> None:
    path = tmp_path / "example.yaml"
    path.write_text(whole(EXAMPLES[number]), encoding="utf-8")
    shutil.copy(TRAVEL_PLAN, tmp_path)
    shutil.copy(LOGO, tmp_path)
    form = load(path)
    assert compile(
        form,
        {name: parameter.sample for name, parameter in form.parameters.items() if parameter.default is None},
    ).cells


def keys_of(node: Data) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield key
            yield from keys_of(value)
    elif isinstance(node, list):
        for value in node:
            yield from keys_of(value)


def test_every_construct_has_an_example() -> None:
    schema = definition_schema()
    parts = [schema, *schema["$defs"].values()]
    parts += [
        schema["$defs"]["terms"]["items"],
        schema["$defs"]["sheet"]["properties"]["paragraphs"]["items"],
    ]
    known = {key for part in parts for key in part.get("properties", {})}
    used = {key for example in EXAMPLES for key in keys_of(yaml.safe_load(example))}
    assert known - used == set()


def test_every_kind_and_every_function_has_an_example() -> None:
    text = "\n".join(EXAMPLES)
    kinds = definition_schema()["$defs"]["field"]["properties"]["kind"]["enum"]
    assert [kind for kind in kinds if f"kind: {kind}" not in text] == []
    assert [name for name in FUNCTIONS if f"{name}(" not in text] == []


def test_schema_and_page_say_what_the_kinds_say() -> None:
    """A new kind needs no edit there: `python scripts/document_kinds.py` writes both."""
    made = runpy.run_path(str(DOCS.parent / "scripts" / "document_kinds.py"))
    assert made["SCHEMA"].read_text(encoding="utf-8") == made["schema"]()
    assert made["PAGE"].read_text(encoding="utf-8") == made["page"]()


def test_the_page_of_sheet_and_reader_is_current() -> None:
    made = runpy.run_path(str(DOCS.parent / "scripts" / "document_agreement.py"))
    assert made["PAGE"].read_text(encoding="utf-8") == made["page"]()


@pytest.mark.long
@pytest.mark.no_cover  # what it covers is covered by the cases themselves
def test_the_page_of_findings_is_current() -> None:
    made = runpy.run_path(str(DOCS.parent / "scripts" / "document_findings.py"))
    page = made["page"]()
    assert made["PAGE"].read_text(encoding="utf-8") == page
    without = re.findall(r"^\| `([a-z-]+)` .*\|  \|$", page, re.MULTILINE)
    assert set(without) == FOUND_IN_A_ROUND | OF_THE_NEXT_YEAR
    own = page.partition("## Of the form")[2]
    examples = re.findall(r"^\| `[a-z0-9-]+` \| \w+ \| ([^{|]*).*\| ([^|]+) \|$", own, re.MULTILINE)
    assert [(said, example) for said, example in examples if said.partition(" <br>")[0] not in example] == []


def test_the_guide_in_chinese_has_the_examples_of_the_english_one_and_all_its_words() -> None:
    made = runpy.run_path(str(DOCS.parent / "scripts" / "guide_examples.py"))
    text = made["CHINESE"].read_text(encoding="utf-8")
    english = (DOCS / "form-language.md").read_text(encoding="utf-8")
    assert re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) == EXAMPLES
    assert len(re.findall(r"^## ", text, re.MULTILINE)) == len(re.findall(r"^## ", english, re.MULTILINE))
    words = set(re.findall(r"[A-Za-z_]+", re.sub(r"```.*?```", "", text, flags=re.DOTALL)))
    assert {*FUNCTIONS, *KINDS} - words == set()
    rows = set(re.findall(r"^\| `([a-z_]+)[:`]", english, re.MULTILINE))
    assert rows <= set(re.findall(r"^\| `([a-z_]+)[:`]", text, re.MULTILINE))
    prose = re.sub(r"```.*?```", "", english, flags=re.DOTALL)
    options = set(re.findall(r"^- `([a-z_]+)`", prose, re.MULTILINE))
    assert {word for word in options if f"`{word}`" not in text} == set()


API = re.findall(r"```python\n(.*?)```", (DOCS / "api.md").read_text(encoding="utf-8"), re.DOTALL)


def test_the_examples_of_the_python_page_run_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for number, example in enumerate(API):
        exec(builtins.compile(example, f"example {number}", "exec"), names)


def test_every_name_of_the_front_door_has_an_example() -> None:
    imported = {
        alias.name
        for example in API
        for node in ast.walk(ast.parse(example))
        if isinstance(node, ast.ImportFrom) and node.module == "tianbao"
        for alias in node.names
    }
    assert imported == set(tianbao.__all__)
    assert len(imported) <= 14


def test_the_commands_page_is_current() -> None:
    made = runpy.run_path(str(DOCS.parent / "scripts" / "document_commands.py"))
    assert made["DOCUMENT"].read_text(encoding="utf-8") == made["document"]()


def test_the_values_of_the_commands_page_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (example,) = re.findall(r"```json\n(.*?)```", (DOCS / "commands.md").read_text("utf-8"), re.DOTALL)
    (tmp_path / "values.json").write_text(example, encoding="utf-8")
    words = ["build", "department-goals", "--year", "2026", "--values", "values.json", "-o", "a.xlsx"]
    assert cli.main(words) == 0
    record = read("a.xlsx", [builtin("department-goals")]).values
    assert [item["name"] for item in record["projects"]] == ["康复训练", "辅具适配"]
    assert record["annual_goals"][0]["indicators"][0]["target"] == "≥500人"


def test_the_chinese_readme_names_the_sheets_of_the_summary() -> None:
    sheets = SummarySheets.of(Body(compile(builtin("department-goals"), {"year": 2020}), ()), "zh")
    text = (DOCS.parent / "README.zh-CN.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"\*\*汇总表.*", text)
    for title in sheets.titles()[1:]:
        assert title.zh in line, title


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md", "docs/commands.md"])
def test_the_columns_of_a_roster_are_documented_with_an_example(page: str) -> None:
    text = (DOCS.parent / page).read_text(encoding="utf-8")
    assert "examples/roster.csv" in text
    for head in ("单位名称", "部门名称", "编码", "联系人", "填报人", "序号", "备注"):
        assert head in text, head
