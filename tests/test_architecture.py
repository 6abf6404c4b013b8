"""The shape of the whole: import directions, what the wheel holds, and what no file may hold."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("templates", "template_builder", "reader", "collection", "tianbao")
NOT_OURS = {"__pycache__", "build", "dist", "tianbao-demo"}
LINT_IMPORTS = (
    "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
)


def sources() -> Iterator[Path]:
    """Yield every Python file of the packages, and the command line."""
    yield ROOT / "cli.py"
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def files() -> Iterator[Path]:
    """Yield every file of the repository that is no cache and no output."""
    hidden = {".ci", ".editorconfig", ".gitignore"}
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        strange = [part for part in parts if part in NOT_OURS or part.endswith(".egg-info")]
        dotted = [part for part in parts if part.startswith(".") and part not in hidden]
        if path.is_file() and not strange and not dotted:
            yield path


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The repository's packages in a folder where they may be changed."""
    ignore = shutil.ignore_patterns("__pycache__")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignore)
    for name in ("cli.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the import directions of the packages in `folder`."""
    command = [sys.executable, "-c", LINT_IMPORTS, "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


@pytest.mark.program
def test_imports_run_one_way() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.program
@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("templates/path.py", "import reader", "Imports run one way"),
        ("templates/text.py", "from template_builder import build", "Imports run one way"),
        ("template_builder/__init__.py", "import reader", "Imports run one way"),
        ("reader/__init__.py", "from template_builder import build", "Imports run one way"),
        ("reader/__init__.py", "import collection", "Imports run one way"),
        ("collection/__init__.py", "from cli import main", "Nothing imports the command line"),
        ("reader/__init__.py", "def late() -> None:\n    import xlsxwriter", "Only template_builder imports"),
        (
            "collection/__init__.py",
            "from xlsxwriter.utility import xl_rowcol_to_cell",
            "Only template_builder",
        ),
        ("template_builder/__init__.py", "import openpyxl", "Only reader imports"),
        ("collection/__init__.py", "import python_calamine", "Only reader imports"),
        ("templates/findings/finding.py", "import templates.kinds.base", "No circle"),
        ("templates/model/shape.py", "import templates.language.values", "No circle"),
        ("templates/definition/form.py", "from templates.language import parse", "A definition is read"),
        ("reader/identify/__init__.py", "from reader.locate import locate", "Reading goes from"),
        (
            "template_builder/guidance/__init__.py",
            "import template_builder.print_layout",
            "Building goes from",
        ),
        ("collection/printing/__init__.py", "import collection.correction.batch", "What goes out"),
        ("collection/intake/read_batch.py", "import collection.distribution.renewal", "What goes out"),
        ("templates/kinds/base.py", "def late() -> None:\n    import templates.kinds.money", "No circle"),
        ("templates/kinds/shared/__init__.py", "import templates.kinds.typed.units", "No circle"),
        ("tianbao/output/terminal.py", "import tianbao.commands.terminal.console", "No circle"),
    ],
)
def test_a_forbidden_import_is_found(copied: Path, module: str, line: str, contract: str) -> None:
    with (copied / module).open("a", encoding="utf-8") as source:
        source.write(f"\n{line}\n")
    done = lint_imports(copied)
    assert done.returncode == 1, done.stdout
    broken = [shown for shown in done.stdout.splitlines() if shown.rstrip().endswith("BROKEN")]
    assert len(broken) == 1
    assert broken[0].startswith(contract)


def test_no_module_and_no_function_is_long() -> None:
    for path in sources():
        text = path.read_text(encoding="utf-8")
        assert text.count("\n") <= 350, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert (node.end_lineno or 0) - node.lineno < 60, f"{path}: {node.name}"


def test_a_listing_shows_at_most_fourteen_names() -> None:
    folders = [folder for package in PACKAGES for folder in ((ROOT / package), *(ROOT / package).rglob("*/"))]
    unseen = {"__init__.py", "__init__.pyi", "__pycache__", "py.typed"}
    for folder in folders:
        shown = [path.name for path in folder.iterdir() if path.name not in unseen]
        assert len(shown) <= 14, folder


def test_no_import_exists_for_types_alone() -> None:
    assert [path for path in sources() if "TYPE_CHECKING" in path.read_text(encoding="utf-8")] == []


def test_every_package_is_listed() -> None:
    """The wheel holds what pyproject.toml lists, so the list has each folder that has a module."""
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    folders = {path.parent.relative_to(ROOT) for path in sources() if path.name != "cli.py"}
    assert sorted(listed["packages"]) == sorted(".".join(folder.parts) for folder in folders)


def imported(path: Path) -> set[str]:
    """Return the top-level names of all modules that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
            found.add(node.module.partition(".")[0])
    return found


def test_the_command_line_has_no_access_to_cells() -> None:
    assert imported(ROOT / "cli.py").isdisjoint(
        {"xlsxwriter", "openpyxl", "python_calamine", "pandas", "yaml"}
    )


def test_imports_are_seen_wherever_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "sample.py"
    path.write_text("import a.b, c\ndef f():\n    from d.e import g\n    from . import h\n")
    assert imported(path) == {"a", "c", "d"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The names in a wheel that was built from a copy, without the network."""
    tree = tmp_path_factory.mktemp("wheel")
    ignore = shutil.ignore_patterns("__pycache__", "*.egg-info", ".*")
    for name in (*PACKAGES, "tests", "docs", "examples", "benchmarks"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tree / name, ignore=ignore)
    for name in ("cli.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree / name)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", "out"]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = (tree / "out").glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        return archive.namelist()


def test_the_wheel_has_these_top_level_names_and_no_other(wheel: list[str]) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    top_level = {name.partition("/")[0] for name in wheel}
    assert top_level == {"cli.py", *PACKAGES, f"tianbao-{version}.dist-info"}


def test_the_wheel_holds_every_module_and_every_form(wheel: list[str]) -> None:
    data = [
        path
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.suffix in {".yaml", ".json", ".gz", ".pyi"} or path.name == "py.typed"
    ]
    expected = {path.relative_to(ROOT).as_posix() for path in (*sources(), *data)}
    assert expected == {name for name in wheel if ".dist-info/" not in name}
    assert any(name.startswith("templates/forms/") for name in wheel)


# Written in pieces, so that this file does not hold what it looks for.
FORBIDDEN = {
    "a package registry": "|".join(
        ("py" + r"pi\.", "python" + "hosted", "npm" + r"js\.", "index" + "-url", "find" + "-links")
    ),
    "a path of one machine": r"(?<![\w.~:/])/(?:"
    + "|".join(("wo" + "rk", "ro" + "ot", "ho" + "me", "t" + "mp"))
    + r")/\w",
}


def offences(text: str) -> list[str]:
    """Return what a text holds that no file of the repository may hold."""
    return [f"{what}: {found}" for what, pattern in FORBIDDEN.items() for found in re.findall(pattern, text)]


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    found = []
    for path in files():
        text = path.read_bytes().decode("utf-8", errors="replace")
        found += [f"{path.relative_to(ROOT)}: {offence}" for offence in offences(text)]
    assert found == []


@pytest.mark.parametrize(
    "text", ["https://py" + "pi.org/simple", "see /ho" + "me/someone/x", '"/t' + 'mp/out"']
)
def test_a_registry_or_a_path_would_be_found(text: str) -> None:
    assert len(offences(text)) == 1


def names_of(path: Path) -> list[str] | None:
    """Return the names in a module's `__all__`, or in that of its stub; None if it has none."""
    stub = path.with_suffix(".pyi")
    path = stub if stub.exists() else path
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["__all__"]:
            return list(ast.literal_eval(node.value))
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "__all__" and node.value:
            return list(ast.literal_eval(node.value))
    return None


@pytest.mark.parametrize("path", list(sources()), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_module_says_what_it_offers(path: Path) -> None:
    names = names_of(path)
    assert names is not None
    assert len(names) == len(set(names))


LAZY = {
    "import lazy_loader",
    "__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)",
}
"""How a front door hands on the names in its stub, each when it is first asked for."""


@pytest.mark.parametrize(
    "stub", [path.with_suffix(".pyi") for path in sources() if path.with_suffix(".pyi").exists()], ids=str
)
def test_what_is_handed_on_when_asked_for_has_no_name_of_a_module(stub: Path) -> None:
    # A module that is imported takes the place of what its package would have handed on under the same name.
    assert set(names_of(stub) or ()) & {path.stem for path in stub.parent.iterdir()} == set()


def foreign_statements(source: str) -> list[str]:
    """Return what an `__init__` does besides handing names on."""
    body = ast.parse(source).body
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    strange = []
    for node in body:
        handing_on = (
            isinstance(node, ast.ImportFrom)
            or (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__")
            or (isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "__all__")
        )
        if not handing_on and ast.unparse(node) not in LAZY:
            strange.append(ast.unparse(node))
    return strange


@pytest.mark.parametrize("package", PACKAGES)
def test_an_init_only_hands_names_on(package: str) -> None:
    for path in (ROOT / package).rglob("__init__.py"):
        source = path.read_text(encoding="utf-8")
        assert foreign_statements(source) == []
        stub = path.with_suffix(".pyi")
        if stub.exists():
            assert "lazy_loader" in source
            source = stub.read_text(encoding="utf-8")
            assert foreign_statements(source) == []
        handed = {
            alias.asname or alias.name
            for node in ast.parse(source).body
            if isinstance(node, ast.ImportFrom) and node.module != "__future__"
            for alias in node.names
        }
        assert handed == set(names_of(path) or ())


def test_a_busy_init_is_found() -> None:
    source = '"""Doc."""\nfrom a import b\n__all__ = ["b"]\nb.start()\nX = 1\n'
    assert foreign_statements(source) == ["b.start()", "X = 1"]


def test_each_dependency_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text.partition("\ndependencies = [\n")[2].partition("\n]")[0].splitlines()
    wanted = {re.split(r"[<>=~]", name)[0] for name in tomllib.loads(text)["project"]["dependencies"]}
    assert len(block) == len(wanted) > 0
    assert [line for line in block if not re.search(r'",\s+# \S+ ', line)] == []


def test_each_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = {
        line.partition("==")[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    named = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    assert {re.split(r"[<>=~\[]", name)[0].lower() for name in named} <= pinned


@pytest.mark.program
@pytest.mark.parametrize(
    ("command", "absent"),
    [
        (["forms"], {"xlsxwriter", "reader", "python_calamine", "pandas", "jsonschema", "rich"}),
        (
            ["build", "department-goals", "--year", "2020", "-o", "{folder}/blank.xlsx"],
            {
                "reader",
                "python_calamine",
                "pandas",
                "jsonschema",
                "rich",
                "multiprocessing",
                "collection.distribution.distribution",
                "collection.roster",
            },
        ),
        (["check", "{root}/tests/forms/travel-plan.yaml"], {"reader", "collection.roster", "pandas"}),
        (
            ["--version"],
            {"templates", "template_builder", "reader", "collection", "yaml", "jsonschema", "rich"},
        ),
    ],
    ids=lambda case: case[0] if isinstance(case, list) else "",
)
def test_a_command_imports_what_it_needs_and_no_more(
    command: list[str], absent: set[str], tmp_path: Path
) -> None:
    told = "import sys, cli; status = cli.main(sys.argv[1:]); print(status, *sys.modules)"
    given = [word.format(folder=tmp_path, root=ROOT) for word in command]
    done = subprocess.run(
        [sys.executable, "-c", told, *given], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    status, *modules = done.stdout.splitlines()[-1].split()
    assert status == "0", done.stderr
    assert not absent & set(modules)
