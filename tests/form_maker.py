"""Small forms made at random of all constructs of the language; most are right, some have mistakes."""

from __future__ import annotations

from hypothesis import strategies as st

__all__ = ["MESSAGE", "definitions"]

MESSAGE = (
    "messages:\n  m: {severity: error, zh: '坏{label}。', en: 'Bad {label}.', fix: {zh: 改。, en: Fix.}}\n"
)
"""The message of the code `m`, for the rules of small forms."""

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
        around = draw(st.sampled_from(maker.lists))
        within = [name for place, name, _ in maker.fields if place == around]
        deeper = [".".join((*place, name)) for place, name, _ in maker.fields]
        at = maker.one(
            *within,
            *deeper,
            *(".".join((*one, "c")) for one in maker.lists if one),
            *(".".join(one) for one in maker.lists if one),
            "self",
        )
        where = f"in: {'.'.join(around)}, " if around else ""
        rules.append(f"- {{code: m, {where}at: {at}, ensure: '{maker.expression(_ENSURES, around)}'}}")
    return "\n".join([*lines, *(["rules:", *rules] if rules else [])]) + "\n" + MESSAGE
