"""The head row of a roster: where it is, and what its columns are called."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from templates import CellMap, Role
from templates.kinds.shared.clean import cleaned, key
from templates.path import join

__all__ = ["COLUMNS", "PASSED_OVER", "Heads", "heads_of"]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "单位名称",
        "部门名称",
        "预算单位名称",
        "填报单位",
        "单位",
        "部门",
    ),
    "code": ("编码", "单位编码", "部门编码", "预算单位编码", "代码", "单位代码", "部门代码"),
    "contact": ("联系人", "填报人", "经办人", "联系人姓名"),
    "email": ("电子邮箱", "邮箱", "电子邮件", "邮箱地址", "联系邮箱", "e-mail", "mail"),
    "group": ("分组", "组别", "类别", "归口处室", "归口科室", "业务科室"),
    "parent": ("主管部门", "主管单位", "上级单位", "上级部门"),
}
"""The columns that every roster may have, and their heads besides these names; the first is the usual one."""

PASSED_OVER = ("序号", "备注", "说明", "No.", "Remarks", "Notes")
"""The heads of columns that say nothing of a form."""

_PATH = re.compile(r"[A-Za-z_]\w*(\[\d+\])*(\.[A-Za-z_]\w*(\[\d+\])*)*", re.ASCII)
_OR = re.compile(r"\((单位|部门|机构)\)")
"""How a head names the other word for who fills in a form, folded: 单位（部门）名称."""
_AROUND = "*:."
"""What may stand around the words of a head: the star of what must be filled in, a colon."""


@dataclass(frozen=True, slots=True)
class Heads:
    """What the heads of a roster stand for: a column of every roster, or the path of a field.

    `labels` has the paths of the fields that a form calls by a name of their own, `paths` those that are
    written in Chinese, which any other head may be as well.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    paths: frozenset[str] = frozenset()

    def meaning(self, head: str) -> str | None:
        """Return what a column is: one of `COLUMNS`, or a path; None if that is unknown.

        A column that is passed over is an empty text.
        """
        words = _words(head)
        known = _KNOWN.get(words, self.labels.get(words))
        if known is not None:
            return known
        path = cleaned(head)
        return path if path in self.paths or _PATH.fullmatch(path) else None

    def known(self, heads: Sequence[str]) -> int:
        """Count the heads that are words of a roster; a path might be anything, so it does not count."""
        return sum(_words(head) in _KNOWN or _words(head) in self.labels for head in heads)

    def head_row(self, rows: Sequence[Sequence[str]]) -> int:
        """Return which of the first rows is the head: titles and notes may stand above it.

        It is the first of those with a column `name` that has the most heads we know, else of all.
        """
        scores = [(self._has_name(row), self.known(row)) for row in rows]
        return scores.index(max(scores))

    def _has_name(self, heads: Sequence[str]) -> bool:
        return any(self.meaning(head) == "name" for head in heads)


def heads_of(cell_map: CellMap | None) -> Heads:
    """Return the heads that are known: for the roster of a form the labels of its single inputs too."""
    if cell_map is None:
        return Heads()
    columns = {join(names): column for column, names in cell_map.roster.items()}
    labels: dict[str, str] = {}
    twice: set[str] = set()
    for cell in cell_map:
        if cell.role is not Role.INPUT or "[" in cell.path:
            continue
        for words in {_words(cell.label.zh), _words(cell.label.en)} - {""}:
            meaning = columns.get(cell.path, cell.path)
            if labels.setdefault(words, meaning) != meaning:
                twice.add(words)
    paths = frozenset(cell.path for cell in cell_map if cell.role is Role.INPUT and not cell.path.isascii())
    return Heads({words: meaning for words, meaning in labels.items() if words not in twice}, paths)


def _words(head: str) -> str:
    return _OR.sub("", key(head)).strip(_AROUND)


_KNOWN = {
    _words(head): column for column, heads in COLUMNS.items() for head in (column, *heads)
} | dict.fromkeys(map(_words, PASSED_OVER), "")
