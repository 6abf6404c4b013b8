"""What may stand in the double braces of a bureau's own workbook, as a table for people."""

from __future__ import annotations

from collections.abc import Iterable

from collection import PlaceholderName
from templates import Language, Text
from tianbao.output.terminal import grid_text

__all__ = ["placeholders_text"]

_SCOPES = {
    "everywhere": Text("任何单元格", "anywhere"),
    "department": Text("单位行", "a row of departments"),
    "item": Text("清单行", "a row of items"),
}
_LIST = Text("清单行（{list}）", "a row of items ({list})")
_HEAD = {
    "zh": ("占位符", "名称", "写在哪里", "种类"),
    "en": ("Placeholder", "Label", "Where", "Kind"),
}


def placeholders_text(names: Iterable[PlaceholderName], language: Language = "zh") -> str:
    """Return the names with what they are called, and in which rows they may stand."""
    rows = [
        (
            f"{{{{{one.name}}}}}",
            one.label.say(language),
            _SCOPES.get(one.scope, _LIST.filled({"list": Text(one.scope)})).say(language),
            one.kind,
        )
        for one in names
    ]
    return grid_text([_HEAD[language], *rows])
