"""What `check` lets pass is built, read back and summed up: forms of all sorts, and forms made at random."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from templates import DefinitionError, compile
from templates.model.shape import Repeat, node_at
from tests.extent import extent
from tests.small_forms import loaded, problems_of, through_the_whole_job

MESSAGE = (
    "messages:\n  m: {severity: error, zh: '坏{label}。', en: 'Bad {label}.', fix: {zh: 改。, en: Fix.}}\n"
)
RAGGED = """body:
- repeat: levels
  rows: 1
  side: {field: level1, value: 产出}
  body:
  - repeat: mid
    rows: 2
    side: {field: level2, value: 数量}
    row: [{field: n, kind: text}, {field: w, kind: money}]
  - repeat: mid
    rows: 1
    side: {field: level2, value: 质量}
    row: [{field: n, kind: text}, {field: w, kind: money}]
- repeat: levels
  rows: 1
  side: {field: level1, value: 效益}
  body:
  - repeat: mid
    rows: 1
    side: {field: level2, value: 社会}
    row: [{field: n, kind: text}, {field: w, kind: money}]
- row: [{label: 合计}, {field: s, kind: money, formula: SUM(levels.mid.w), span: 3}]
"""
NESTED = """body:
- repeat: o
  rows: 2
  body:
  - row: [{label: t}, {field: t, kind: text, span: 3}]
  - repeat: i
    rows: 2
    side: {field: c, value: 甲}
    row: [{field: x, kind: money}, {field: y, kind: money, span: 2}]
- row: [{label: u}, {field: u, kind: text, span: 3}]
"""
AT = (
    *(
        "in: o, at: t",
        "in: o, at: i.x",
        "in: o, at: o.i.x",
        "in: o, at: i",
        "in: o, at: o.i.c",
        "in: o, at: i.c",
    ),
    *("at: o.i.x", "at: o.i", "at: o", "at: u", "at: o.i.c", "in: o, at: u", "in: o, at: self"),
    *("in: o.i, at: x", "in: o.i, at: c", "in: o.i, at: o.t", "in: o.i, at: u", "in: o.i, at: self"),
)


def test_lists_with_other_rows_in_one_item_than_in_another(tmp_path: Path) -> None:
    form = loaded(tmp_path, RAGGED)
    cell_map = compile(form, {})
    mid = node_at(cell_map.shape, ("levels", "mid"))
    assert isinstance(mid, Repeat)
    assert [len(mid.rows((number,))) for number in range(2)] == [3, 1]
    readings = through_the_whole_job(form, tmp_path, fillings=6)
    levels = [level for reading in readings for level in reading.values["levels"]]
    known = {"产出": {"数量", "质量"}, "效益": {"社会"}}
    assert levels
    assert all(one["level2"] in known[level["level1"]] for level in levels for one in level["mid"])


@pytest.mark.parametrize("at", AT)
def test_a_rule_reports_wherever_its_author_says(at: str, tmp_path: Path) -> None:
    ensure = "x > 10000000" if "in: o.i" in at else "SUM(i.x) < 0" if "in: o" in at else "SUM(o.i.x) < 0"
    rule = f"rules:\n- {{code: m, {at}, ensure: {ensure}}}\n"
    readings = through_the_whole_job(loaded(tmp_path, NESTED + rule + MESSAGE), tmp_path, fillings=2)
    found = [one for reading in readings for one in reading.findings if one.code == "m"]
    assert found
    assert all(one.cell and "{" not in one.sentence("zh") for one in found)


WRONG = {
    "a sheet of the toolkit": ("sheet: 自检\n" + NESTED, (5, "sheet-name-taken")),
    "two sheets of one name": (
        "sheets:\n- {name: 小表, paragraphs: [{text: 甲}]}\n" + NESTED,
        (6, "sheet-name-twice"),
    ),
    "a title that names no sheet": (
        "form: small\nversion: 1\ntitle: 收/支表\ncolumns: [1, 1, 1, 1]\n" + NESTED,
        (3, "sheet-name-wrong"),
    ),
    "a character of no cell": (NESTED.replace("label: t}", 'label: "\\x07"}'), (9, "character-of-no-cell")),
    "a condition in a sentence": (
        NESTED + 'rules:\n- {code: m, at: u, ensure: u <> "x", show: {label: u = "甲"}}\n' + MESSAGE,
        (16, "condition-in-a-sentence"),
    ),
    "braces that are no slot": (
        NESTED + 'rules:\n- {code: m, at: u, ensure: u <> "x"}\n' + MESSAGE.replace("{label}", "{a b}"),
        (16, "slot-not-shown"),
    ),
    "an own message with another slot": (
        NESTED + MESSAGE.replace("  m:", "  error-value:").replace("{label}", "{foo}"),
        (16, "slot-of-no-message"),
    ),
    "a blank term": (
        "choices:\n  c: {items: ['', 乙]}\n" + NESTED.replace("t, kind: text", "t, kind: choice, of: c"),
        (6, "term-blank"),
    ),
    "a list of values with more": (
        NESTED.replace("{field: x, kind: money}", "{field: self, kind: text}"),
        (13, "self-with-others"),
    ),
    "a value outside of lists": (NESTED.replace("field: u,", "field: self,"), (14, "self-outside")),
    "a list named as a field": (NESTED.replace("field: u,", "field: o,"), (14, "field-and-group")),
    "items with other fields": (
        NESTED + "- repeat: o\n  rows: 1\n  row: [{label: t}, {field: t, kind: text, span: 3}]\n",
        (15, "items-not-alike"),
    ),
    "a place without a cell": (
        NESTED.replace("[{field: x, kind: money}, {field: y, kind: money, span: 2}]", "[{label: x, span: 3}]")
        + 'rules:\n- {code: m, at: o.i.c, ensure: u <> "x"}\n' + MESSAGE,
        (16, "at-without-cell"),
    ),
    "a message that is too long": (
        NESTED + 'rules:\n- {code: m, at: u, ensure: u <> "x"}\n' + MESSAGE.replace("坏", "坏" * 9000),
        (16, "formula-too-long"),
    ),
    "more rows than a sheet has": (
        "parameters:\n  r: {minimum: 1, maximum: 900000, default: 2}\n" + NESTED.replace("2", "r", 1),
        (7, "rows-too-many"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_building_would_stop_at_is_told_with_its_line(case: str, tmp_path: Path) -> None:
    text, problem = WRONG[case]
    assert problem in problems_of(tmp_path, text)


def test_values_of_lists_are_computed_in_any_unit(tmp_path: Path) -> None:
    text = """parameters:
  unit: {options: [件], default: 件}
body:
- row: [{label: q}, {field: q, kind: money, span: 3}]
- repeat: r
  rows: 2
  row: [{field: self, kind: money, formula: q * item_number, span: 4}]
- row: [{label: z}, {field: z, kind: number, minimum: 1.0e+300, maximum: 1.0e+305, span: 3}]
"""
    through_the_whole_job(loaded(tmp_path, text), tmp_path, fillings=0)


_NUMBERS = (
    *("kind: money", "kind: money, maximum: 100", "kind: share", "kind: share, minimum: 0, maximum: 1"),
    *(
        "kind: number, words: '约{}人', decimals: 1",
        "kind: number, minimum: -5",
        "kind: money, required: true",
    ),
    *(
        "kind: year, words: '至{}年'",
        "kind: date",
        "kind: date, precision: month",
        "kind: money, decimals: 0",
    ),
)
_WORDS = (
    *("kind: text", "kind: text, required: true", "kind: phone", "kind: target", "kind: choice, of: c"),
    *("kind: choice, of: c, required: true", "kind: text, max_length: 30, hint: '如{year}'"),
)
_COMPUTED = ("kind: number", "kind: share", "kind: money")
_LISTS = "choices:\n  c: {items: [甲, {value: 乙, fold: [乙方, 乙级]}]}\n"
_OF_CELLS = (
    *(
        "{0} + {1}",
        "{0} / {1}",
        "IF({0} > 1, {1}, 0)",
        "ROUND({0} * 3, 1)",
        "{0}",
        "{0} - year",
        "100",
        "MAX({0}, 3)",
    ),
    *("COUNT({0}, {1})", "SUM({0}, {1}, 2)"),
)
_OF_COLUMNS = (
    *(
        "SUM({0})",
        "SUM({0}, {1})",
        "INDEX({0}, 2)",
        "MAX({0}, 3)",
        "ROWS({0})",
        "COUNTA({0}) * 2",
        "MIN({1})",
    ),
    *(
        "INDEX({0}, item_number - 1) + 1",
        "IF(item_number = 1, 0, INDEX({0}, item_number - 1))",
        "COUNTSAME({0}, 1)",
    ),
)
_ENSURES = (
    *(
        '{2} <> ""',
        "{0} > 1",
        'OR({2} = "乙", {0} <> "")',
        'ONEOF({2}, "甲", "丙")',
        "{0} = {1}",
        "COUNT({0}) > 0",
    ),
    *(
        "NOT(ISERROR({0}))",
        'IF({2} = "甲", {0} > 3, {1} >= 0)',
        "1 = 2",
        'MISSING({0}, {2}) = ""',
        "LEN({2}) < 9",
    ),
)


class _Maker:
    """A small form on its way: what it has so far, so that most of what is drawn next fits to it."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self.fields: list[tuple[tuple[str, ...], str, bool]] = []
        self.lists: list[tuple[str, ...]] = [()]
        self._count = 0

    def one(self, *choices: str) -> str:
        return self._draw(st.sampled_from(choices))

    def often(self, times: int) -> bool:
        return self._draw(st.integers(0, times)) > 0

    def name(self, letter: str) -> str:
        self._count += 1
        return f"{letter}{self._count}" if self.often(30) else f"{letter}1"

    def row(self, width: int, scope: tuple[str, ...]) -> str:
        """Return a row that fills a width: fields, and now and then a label."""
        items, taken = [], 0
        while taken < width:
            span = self._draw(st.integers(1, width - taken))
            if self.often(3):
                items.append(f"{{{self.field(scope)}, span: {span}}}")
            else:
                words = self.one("名{item_number}" if scope else "名", "合计", "—", "")
                items.append(f'{{label: "{words}", span: {span}}}')
            taken += span
        return f"[{', '.join(items)}]"

    def field(self, scope: tuple[str, ...]) -> str:
        name, sort = self.name(self.one("f", "g.f")), self.one("number", "words", "computed")
        self.fields.append((scope, name, sort != "words"))
        if sort == "computed":
            return f"field: {name}, {self.one(*_COMPUTED)}, formula: '@{'.'.join(scope)}@{name}@'"
        return f"field: {name}, {self.one(*(_NUMBERS if sort == 'number' else _WORDS))}"

    def boxes(self, width: int, depth: int, scope: tuple[str, ...]) -> list[str]:
        """Return the lines of a body."""
        lines = [f"- row: {self.row(width, scope)}"]
        for _ in range(self._draw(st.integers(1, 2))):
            sort = self.one("row", "head", "repeat", "repeat", "repeat", "side", "section")
            if sort == "head":
                lines.append(f"- head: [{{label: 甲, span: {width}}}]")
            elif sort == "row" or depth == 0 or width < 3:
                lines.append(f"- row: {self.row(width, scope)}")
            elif sort == "repeat":
                lines += self.repeat(width, depth, scope)
            else:
                inner = width - (sort == "side")
                lines += [f"- {sort}: 边", "  body:"]
                lines += [f"  {line}" for line in self.boxes(inner, depth - 1, scope)]
        return lines

    def repeat(self, width: int, depth: int, scope: tuple[str, ...]) -> list[str]:
        """Return the lines of a list: one box, or two that have other constants and other rows."""
        name, with_side = self.name("a"), self.often(1)
        self.lists.append((*scope, name))
        head = [f"- repeat: {name}", f"  rows: {self.one('1', '2', 'r')}"]
        body = [
            "  body:",
            *(f"  {line}" for line in self.boxes(width - with_side, depth - 1, (*scope, name))),
        ]
        if self.often(5) and len(body) == 2 and not with_side and self.often(1):
            body = [f"  row: [{{field: self, {self.one(*_NUMBERS, *_WORDS)}, span: {width}}}]"]
            self.fields = [one for one in self.fields if one[0] != (*scope, name)]
        first = [*head, *(["  side: {field: c, value: 甲}"] if with_side else []), *body]
        if self.often(2):
            return first
        other = [line.replace("rows: 2", "rows: 3").replace("rows: r", "rows: 1") for line in body]
        side = [f"  side: {{field: c, value: {self.one('甲', '乙')}}}"] if with_side else []
        return [*first, head[0], "  rows: 2", *side, *other]

    def expression(self, patterns: tuple[str, ...], scope: tuple[str, ...]) -> str:
        """Return an expression for a place in the items of a list, of names that it can mean."""
        near = [(name, number) for around, name, number in self.fields if around == scope[: len(around)]]
        far = [".".join((*around, name)) for around, name, number in self.fields if around and number]
        columns = patterns is _OF_CELLS and bool(far) and not self.often(1)
        numbers = far if columns else [name for name, number in near if number]
        words = [name for name, number in near if not number]
        pattern = self.one(*(_OF_COLUMNS if columns else patterns))
        return pattern.format(
            self.one(*numbers or ("x",)), self.one(*numbers or ("x",)), self.one(*words or ("x",))
        )


@st.composite
def definitions(draw: st.DrawFn) -> str:
    """Draw a small form. Not all of them are right, as names and kinds meet by chance."""
    maker = _Maker(draw)
    lines = [
        "parameters:",
        "  year: {minimum: 2020, maximum: 2030}",
        "  r: {minimum: 1, maximum: 3, default: 2}",
    ]
    lines += [_LISTS.rstrip(), "body:", *maker.boxes(4, 3, ())]
    for number in range(len(lines)):
        while "@" in lines[number]:
            before, scope, name, after = lines[number].split("@", 3)
            formula = maker.expression(_OF_CELLS, tuple(filter(None, scope.split("."))))
            lines[number] = before + formula.replace(name, "year") + after
    rules = []
    for _ in range(draw(st.integers(0, 3))):
        scope = draw(st.sampled_from(maker.lists))
        within = [name for around, name, _ in maker.fields if around == scope]
        deeper = [".".join((*around, name)) for around, name, _ in maker.fields]
        at = maker.one(
            *within,
            *deeper,
            *(".".join((*one, "c")) for one in maker.lists if one),
            *(".".join(one) for one in maker.lists if one),
            "self",
        )
        where = f"in: {'.'.join(scope)}, " if scope else ""
        rules.append(f"- {{code: m, {where}at: {at}, ensure: '{maker.expression(_ENSURES, scope)}'}}")
    return "\n".join([*lines, *(["rules:", *rules] if rules else [])]) + "\n" + MESSAGE


@given(definitions())
@settings(max_examples=extent(150, quick=40, soak=5000), phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_forms_made_at_random(text: str) -> None:
    """Each try takes a while, so that none is made smaller."""
    with TemporaryDirectory() as folder:
        try:
            form = loaded(Path(folder), text)
        except DefinitionError as error:
            lines = [problem.line for problem in error.problems]
            assert lines == sorted(lines)
            said = [(problem.line, problem.path, problem.message) for problem in error.problems]
            assert len(set(said)) == len(said)
        else:
            through_the_whole_job(form, Path(folder), fillings=2)
