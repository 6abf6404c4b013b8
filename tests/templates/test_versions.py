"""A form can have older versions beside it: each is checked, has a name, and goes where the form goes."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from templates import DefinitionError, Form, UnknownForm, builtin, builtin_versions, compile, load, versions
from tests.forms import TRAVEL_PLAN

DEFINITION = TRAVEL_PLAN.read_text(encoding="utf-8")


def plan(version: str, **changes: str) -> str:
    text = DEFINITION.replace("version: 3", f"version: {version}")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.fixture
def newest(tmp_path: Path) -> Path:
    """Write versions 2, 9 and 10 beside version 11."""
    for version in ("2", "9", "10"):
        (tmp_path / f"plan.v{version}.yaml").write_text(plan(version), encoding="utf-8")
    path = tmp_path / "plan.yaml"
    path.write_text(plan("11"), encoding="utf-8")
    return path


def numbers(form: Form) -> list[str]:
    return [version.identity.version for version in versions(form)]


def test_the_name_of_a_form_is_its_newest_version() -> None:
    assert builtin_versions()["department-goals"] == ("department-goals.v1",)
    newest, oldest = builtin("department-goals"), builtin("department-goals.v1")
    assert (newest.name, newest.identity.version) == ("department-goals", "2")
    assert (oldest.name, oldest.identity.version) == ("department-goals", "1")
    assert list(versions(newest)) == [newest, oldest]
    assert list(versions(oldest)) == [oldest]


def test_the_cell_map_of_the_first_version_is_what_it_was() -> None:
    oldest = compile(builtin("department-goals.v1"), {"year": 2020})
    assert oldest.digest == "4172d80d1ba957f0"
    assert (oldest.form.layout, compile(builtin("department-goals"), {"year": 2020}).form.layout) == (1, 2)


@pytest.mark.parametrize("name", ["department-goals.v2", "department-goals.v", "../forms/department-goals"])
def test_a_version_that_there_is_not(name: str) -> None:
    with pytest.raises(UnknownForm):
        builtin(name)


def test_a_definition_is_loaded_with_the_older_ones_beside_it(newest: Path) -> None:
    assert numbers(load(newest)) == ["11", "10", "9", "2"]
    assert numbers(load(newest.with_name("plan.v9.yaml"))) == ["9"]
    other = newest.with_name("plan[1].yaml")
    other.write_text(plan("3"), encoding="utf-8")
    assert numbers(load(other)) == ["3"]


def test_the_older_versions_go_to_another_process() -> None:
    for form in (builtin("department-goals"), builtin("department-goals.v1")):
        assert pickle.loads(pickle.dumps(form)) is form


def test_the_older_versions_of_a_file_go_to_another_process(newest: Path) -> None:
    sent = pickle.dumps(load(newest))
    for file in newest.parent.iterdir():
        file.unlink()
    assert numbers(pickle.loads(sent)) == ["11", "10", "9", "2"]


def test_the_mistakes_of_every_version_are_told_at_once(newest: Path) -> None:
    for name in ("plan.v9.yaml", "plan.v2.yaml"):
        file = newest.with_name(name)
        file.write_text(
            file.read_text(encoding="utf-8").replace("kind: money", "kind: mony"), encoding="utf-8"
        )
    with pytest.raises(DefinitionError, match=r"mony") as caught:
        load(newest)
    assert {Path(problem.file).name for problem in caught.value.problems} == {"plan.v9.yaml", "plan.v2.yaml"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (plan("8"), "named for version 9, but holds version 8; the newest is 11"),
        (
            plan("9", **{"form: travel-plan": "form: other-plan"}),
            "`travel-plan` belongs here; this defines `other",
        ),
    ],
)
def test_an_older_version_is_what_its_file_name_says(newest: Path, text: str, message: str) -> None:
    newest.with_name("plan.v9.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match=message):
        load(newest)


def test_an_older_version_has_another_number(newest: Path) -> None:
    newest.with_name("plan.v11.yaml").write_text(plan("11"), encoding="utf-8")
    with pytest.raises(DefinitionError, match="named for version 11, but holds version 11; the newest is 11"):
        load(newest)
