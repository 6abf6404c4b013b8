"""What a form is called and which parameters it has, for a person who wants to build it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from templates import Form, Parameter
from tianbao.output.terminal import grid_text

__all__ = ["form_text"]


def _default(form: Form, parameter: Parameter) -> int | str | None:
    """Return what a default comes to where nothing else is given, or how it is worked out."""
    needed = {name: one.sample for name, one in form.parameters.items() if one.default is None}
    if any(re.search(rf"\b{name}\b", str(parameter.default)) for name in needed):
        return parameter.default
    return form.settle(needed)[parameter.name]


def form_text(form: Form, older: Sequence[str] = ()) -> str:
    """Return what a form is called and which parameters it has, with their defaults and limits.

    `older` are the names of its older versions.
    """
    identity = form.identity
    head = ("参数 Parameter", "默认 Default", "可填 Allowed", "")
    rows = [
        (
            name,
            "-" if parameter.default is None else str(_default(form, parameter)),
            "、".join(parameter.options) if parameter.options else f"{parameter.minimum}–{parameter.maximum}",
            " ".join(dict.fromkeys((parameter.title.zh, parameter.title.en))),
        )
        for name, parameter in form.parameters.items()
    ]
    title = (
        f"{form.name} {identity.version}  {' '.join(dict.fromkeys((identity.title.zh, identity.title.en)))}\n"
    )
    lines = grid_text([head, *rows]).splitlines()
    if older:
        lines.append(f"旧版（收回的表照常读取） Older versions, still read: {'、'.join(older)}")
    return title + "".join(f"  {line}\n" for line in lines)
