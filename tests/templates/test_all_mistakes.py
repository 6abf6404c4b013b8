"""All mistakes are told at once: those of shape and those of expressions, each once, by their lines."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from templates import DefinitionError, load
from tests.extent import extent
from tests.forms import NESTED_SUMS, PROJECT_SCHEDULE, SIGNED_PLAN, TRAVEL_PLAN
from tests.small_forms import problems_of

FORM = """body:
- row: [{label: 名}, {field: name, kind: text}, {label: 数}, {field: m, kind: money}]
- head: [{label: 项}, {label: 额}, {label: 比, span: 2}]
- repeat: a
  rows: 50
  row: [{field: n, kind: text}, {field: w, kind: money}, {field: p, kind: share, span: 2, formula: w / s}]
- row: [{label: 合}, {field: s, kind: money, formula: SUM(a.w), span: 3}]
rules:
- {code: m, in: a, at: w, ensure: w > 3}
messages:
  m: {severity: error, zh: 坏, en: bad, fix: 改}
"""

CASES: dict[str, tuple[tuple[tuple[str, str], ...], list[tuple[int, str]]]] = {
    "a wrong kind hides nothing": (
        (("w, kind: money", "w, kind: mony"), ("SUM(a.w), span", "SUMM(a.w), span"), ("w > 3", "w > x")),
        [(10, "word-unknown"), (11, "function-unknown")],
    ),
    "nor does a missing kind": (
        (("m, kind: money", "m"), ("at: w", "at: ww"), ("SUM(a.w), span", "m * 2, span")),
        [(6, "key-missing"), (13, "field-unknown")],
    ),
    "a missing text hides nothing": (
        (
            *(("en: bad, ", ""), ("label: 名", "label: {zh: 名, en: name}")),
            *(("SUM(a.w), span: 3", "SUMM(a.w), span: 2"), ("at: w", "at: ww")),
        ),
        [(11, "spans-do-not-add-up"), (11, "function-unknown"), (13, "field-unknown"), (15, "key-missing")],
    ),
    "a mistake in a repeat of 50 rows is one": (
        (("{field: n, kind: text}", "{field: n, kind: text, hint: '{yer}'}, {field: n, kind: text}"),),
        [(8, "spans-do-not-add-up"), (10, "name-unknown"), (10, "field-twice")],
    ),
    "a misspelt key is one": ((("span: 2, formula", "spn: 2, formula"),), [(10, "key-unknown")]),
    "an alias has the mistakes of its anchor": (
        (("rules:\n- {", "rules:\n- &r {"), ("ensure: w > 3}", "ensure: w > y}\n- *r")),
        [(13, "name-unknown")],
    ),
    "a rule without half of it": (
        ((", ensure: w > 3}", "}\n- {at: m, ensure: zz}\n- {code: n, in: b, at: q, ensure: w > 3}"),),
        [
            *((13, "key-missing"), (14, "key-missing"), (14, "name-unknown"), (15, "message-missing")),
            (15, "repeat-unknown"),
        ],
    ),
    "a body that is none": (
        ((FORM[: FORM.index("rules")], "body: 5\n"),),
        [(5, "type-wrong")],
    ),
    "a parameter that is none": (
        (("body:\n", "parameters: {z: {minimum: x, maximum: 3}}\nbody:\n"), ("rows: 50", "rows: z")),
        [(5, "type-wrong")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_all_are_told_at_once(case: str, tmp_path: Path) -> None:
    changes, expected = CASES[case]
    text = FORM
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    assert problems_of(tmp_path, text) == expected


_WRONG: tuple[Any, ...] = (
    *(None, 5, "x", "1 +", "a.b", [], {}, [1], {"zh": "a"}, -1, 2.5, True, "甲", "{q}"),
    *(["a", {"b": 1}], "SUM(x)", "name"),
)


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(place for key, part in inner for place in places(part, (*path, key)))]


def spoilt(data: Any, random: Random) -> None:
    """Take a part of a definition away, or put something else there."""
    path = random.choice([place for place in places(data) if place])
    whole = data
    for key in path[:-1]:
        whole = whole[key]
    chance = random.random()
    if chance < 0.35:
        del whole[path[-1]]
    elif chance < 0.75 or not isinstance(whole, dict):
        whole[path[-1]] = random.choice(_WRONG)
    else:
        whole[f"{path[-1]}x"] = whole.pop(path[-1])


def test_whatever_is_wrong_is_told(tmp_path: Path) -> None:
    """No mistake of a shape ends the search for the others, and none ends in a traceback."""
    path = tmp_path / "form.yaml"
    forms = [
        one.read_text(encoding="utf-8") for one in (NESTED_SUMS, PROJECT_SCHEDULE, SIGNED_PLAN, TRAVEL_PLAN)
    ]
    for seed in range(extent(150, quick=60, soak=3000)):
        random = Random(seed)
        data = yaml.safe_load(random.choice(forms))
        for _ in range(random.choice((1, 1, 2, 4))):
            spoilt(data, random)
        path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
        try:
            load(path)
        except DefinitionError as error:
            lines = [problem.line for problem in error.problems]
            said = [str(problem) for problem in error.problems]
            assert (seed, lines) == (seed, sorted(lines))
            assert (seed, len(said)) == (seed, len(set(said)))
