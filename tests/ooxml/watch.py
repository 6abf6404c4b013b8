"""Looking at every workbook that the tests make, at the moment it is made."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

import pytest

from tests.ooxml.linting import lint

__all__ = ["UnsoundWorkbook", "lint_what_it_makes"]


class UnsoundWorkbook(AssertionError):
    """A workbook was made that has faults."""


def lint_what_it_makes(
    patch: pytest.MonkeyPatch, owner: object, name: str, content: Callable[..., bytes] = lambda made, *_: made
) -> None:
    """Let a function of a module, or a method of a class, raise `UnsoundWorkbook` for what has faults.

    `content` returns the file, from what the function returned and was given; most return the file itself.
    The name is looked up at each call, so it does not matter who imported what before. The same bytes are
    looked at once.
    """
    original, sound = getattr(owner, name), set[bytes]()

    @wraps(original)
    def checked(*arguments: Any, **options: Any) -> Any:
        made = original(*arguments, **options)
        file = content(made, *arguments)
        digest = sha256(file).digest()
        if digest not in sound:
            faults = lint(file)
            if faults:
                raise UnsoundWorkbook("\n".join(map(str, faults)))
            sound.add(digest)
        return made

    patch.setattr(owner, name, checked)
