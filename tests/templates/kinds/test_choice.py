"""Terms of a list, row by row as people type them."""

from __future__ import annotations

import pytest

from templates.kinds import KINDS, Choices, Limits, Raw, Term
from tests.templates.kinds.table import codes, read, rows

OLDER = "project-type-of-older-scheme"
TYPES = Choices(
    "project_type",
    {
        "": (
            Term("人员类", ("人员类项目", "人员经费类", "人员经费")),
            Term("其他运转类", ("其它运转类", "其他运转", "其他运转类项目")),
            Term("特定目标类", ("特定目标", "特定目标类项目", "特定类")),
        )
    },
    refuse={"运转类": "choice-ambiguous", "常年性项目": "choice-unknown", "延续项目": "choice-unknown"},
)
LEVELS = Choices(
    "level2",
    {
        "产出指标": (Term("数量指标", ("数量", "数量类")), Term("成本指标", ("成本",))),
        "效益指标": (Term("生态效益指标", ("生态",), ("环境效益指标",)),),
        "满意度指标": (Term("服务对象满意度指标", (), ("满意度指标", "群众满意度")),),
        "成本指标": (Term("经济成本指标", ("成本",)),),
    },
    by="level1",
    kept="choice-not-preferred",
)
TYPE = Limits(choices=TYPES)


@rows(
    (76, "特定目标类", "特定目标类", ""),
    (76, "特定目标", "特定目标类", "choice-spelled-differently"),
    (76, "2.其他运转类", "其他运转类", "choice-spelled-differently"),
    (76, "①其他运转", "其他运转类", "choice-spelled-differently"),
    (76, "其它运转类", "其他运转类", "choice-spelled-differently"),
    (76, "特定 目标类", "特定目标类", ""),
    (76, "特定\n目标类　", "特定目标类", ""),
    (76, "特定目标类。", "特定目标类", "choice-spelled-differently"),
    (78, "□其他运转类 ☑特定目标类", "特定目标类", "choice-ticked"),
    (78, "特定目标类√", "特定目标类", "choice-ticked"),
    (78, "■特定目标 □人员类", "特定目标类", "choice-ticked choice-spelled-differently"),
    (78, "●人员类", "人员类", "choice-ticked"),
    (78, "[x]人员类 [ ]特定目标类", "人员类", "choice-ticked"),
    (80, "/", None, "placeholder"),
    (33, "　", None, ""),
)
def test_terms(typed: str, value: str | None, expected: str) -> None:
    outcome = read("choice", typed, TYPE)
    assert (outcome.value, codes(outcome)) == (value, expected)
    assert outcome.readable


@rows(
    (77, "运转类", None, "choice-ambiguous"),
    (77, "特定目标类、其他运转类", None, "choice-ambiguous"),
    (77, "常年性项目", None, "choice-unknown"),
    (77, "2.运转类", None, "choice-ambiguous"),
    (77, "1", None, "choice-unknown"),
    (78, "□其他运转类 □特定目标类", None, "choice-ambiguous"),
    (78, "☑其他运转类 ☑特定目标类", None, "choice-ambiguous"),
    (78, "新增项目□ 延续项目√", None, "choice-unknown"),
    (78, "其他√", None, "choice-unknown"),
    (35, "无", None, "choice-unknown"),
    (0, "类" * 300, None, "choice-unknown"),
)
def test_what_must_not_be_guessed_keeps_its_text(typed: str, value: None, expected: str) -> None:
    outcome = read("choice", typed, TYPE)
    assert (outcome.value, codes(outcome), outcome.readable) == (typed, expected, False)


def test_the_code_of_a_refused_spelling_is_the_lists_own() -> None:
    choices = Choices("t", {"": (Term("特定目标类"),)}, refuse={"一次性": OLDER})
    assert [note.code for note in KINDS["choice"].read(Raw("一次性"), Limits(choices=choices)).notes] == [
        OLDER
    ]


def test_a_kept_spelling_stays_and_names_the_preferred_one() -> None:
    outcome = read("choice", "满意度  指标", Limits(choices=LEVELS, group="满意度指标"))
    assert (outcome.value, codes(outcome)) == ("满意度指标", "choice-not-preferred")
    assert outcome.notes[0].expected == "服务对象满意度指标"


def test_the_own_groups_terms_come_first() -> None:
    assert read("choice", "成本", Limits(choices=LEVELS, group="产出指标")).value == "成本指标"
    assert read("choice", "成本", Limits(choices=LEVELS, group="成本指标")).value == "经济成本指标"
    assert read("choice", "生态", Limits(choices=LEVELS, group="产出指标")).value == "生态效益指标"


def test_a_term_of_another_group_breaks_the_rule() -> None:
    check, *rest = KINDS["choice"].checks(Limits(choices=LEVELS, group="满意度指标"))
    assert not any(one.in_reader for one in rest)
    assert check.code == "choice-of-another-group"
    assert check.ensure == (
        'NOT(ONEOF(self, "数量指标", "成本指标", "生态效益指标", "环境效益指标", "经济成本指标", '
        '"数量", "数量类", "成本", "生态"))'
    )


@pytest.mark.parametrize("limits", [TYPE, Limits(), Limits(choices=TYPES, group=""), Limits(choices=LEVELS)])
def test_without_another_group_there_is_no_rule(limits: Limits) -> None:
    assert [check for check in KINDS["choice"].checks(limits) if check.in_reader] == []


def test_the_sheet_catches_what_was_pasted_over_a_list() -> None:
    checks = {check.code: check for check in KINDS["choice"].checks(TYPE) if not check.in_reader}
    assert {"choice-unknown", "choice-ambiguous"} <= set(checks)
    assert checks["choice-unknown"].ensure.startswith('ONEOF(self, "人员类", "其他运转类", "特定目标类"')
    kept = {check.code: check for check in KINDS["choice"].checks(Limits(choices=LEVELS, group="满意度指标"))}
    assert kept["choice-not-preferred"].ensure == 'NOT(ONEOF(self, "满意度指标", "群众满意度"))'
    assert kept["choice-not-preferred"].expected == '"服务对象满意度指标"'


def test_the_list_offers_preferred_terms_alone_and_the_schema_kept_ones_too() -> None:
    kind, limits = KINDS["choice"], Limits(choices=LEVELS, group="满意度指标")
    assert kind.validation(limits).items == ("服务对象满意度指标",)
    assert kind.schema(limits) == {"enum": ["服务对象满意度指标", "满意度指标", "群众满意度", None]}
    assert "人员类、其他运转类、特定目标类" in kind.prompt(TYPE).zh


def test_without_a_list_any_text_will_do() -> None:
    assert read("choice", "甲").value == "甲"
    assert KINDS["choice"].validation(Limits()).items == ()
    assert KINDS["choice"].schema(Limits()) == {"type": ["string", "null"]}


def test_of_two_terms_with_one_spelling_the_first_of_the_list_is_meant() -> None:
    groups = {"一": (Term("甲", ("丙",)),), "二": (Term("乙", ("丙",)),)}
    for order, term in ((("一", "二"), "甲"), (("二", "一"), "乙")):
        choices = Choices("t", {name: groups[name] for name in order})
        assert read("choice", "丙", Limits(choices=choices)).value == term
