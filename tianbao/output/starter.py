"""What a new definition begins with: a small form that works, or another form under its own name."""

from __future__ import annotations

import re
from importlib.resources import files

from templates import Form, Language, Text

__all__ = ["copied_text", "form_name", "starter_text"]

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_OWN_NAME = "my-form"
_USUAL = Text("培训计划表", "Plan of courses")
_NOT_IN_A_LABEL = re.compile(r"""[{}\[\]"'\\:,#&*!|>%@`]|^\s|\s$""")
"""Signs that mean something in YAML or in a label."""

_FORM_LINE = re.compile(r"^form:.*$", re.MULTILINE)
_VERSION_LINE = re.compile(r"^version:.*$", re.MULTILINE)


def form_name(stem: str, other: str | None = None) -> str:
    """Return how a form is called whose file has this name without its ending.

    A file whose name no form can have, such as a Chinese one, holds `my-form`; the copy of a form `other` is
    not called as that is.
    """
    words = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")
    name = words if stem.isascii() and _NAME.fullmatch(words) else _OWN_NAME
    return f"{name}-copy" if name == other else name


def starter_text(stem: str, file: str, language: Language) -> str:
    """Return the definition of a small form, with comments in this language, for the file of that name."""
    text = files("tianbao.commands").joinpath(f"data/starter.{language}.yaml").read_text(encoding="utf-8")
    title = _USUAL if stem.isascii() or _NOT_IN_A_LABEL.search(stem) else Text(stem)
    whole = title.zh if language == "zh" or title.zh == title.en else f"{{zh: {title.zh}, en: {title.en}}}"
    words = {
        "form": form_name(stem),
        "file": file,
        "title.zh": title.zh,
        "title.en": title.en,
        "title": whole,
    }
    for slot, word in words.items():
        text = text.replace(f"<{slot}>", word)
    return text


def copied_text(form: Form, stem: str) -> str:
    """Return the definition of a form under a name of its own, as the first version of it."""
    text = _FORM_LINE.sub(f"form: {form_name(stem, form.name)}", form.source.text, count=1)
    return _VERSION_LINE.sub('version: "1"', text, count=1)
