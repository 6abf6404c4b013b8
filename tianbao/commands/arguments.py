"""What the words of a command stand for: a form, settings of its parameters, a key."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from collection.errors import CollectionError
from templates import Form, builtin, builtin_names, load

__all__ = ["form_of", "key_of", "must_be_readable", "settings_of"]

_LEAST_KEY = 16


def form_of(name: str) -> Form:
    """Return a form by its name or by the path of its definition.

    Raises `CollectionError` for a file that cannot be read, else what `templates.load` and `builtin` raise.
    """
    path = Path(name)
    if name not in builtin_names() and (
        path.suffix in {".yaml", ".yml"} or path.is_file() or path.name != name
    ):
        must_be_readable(path)
        return load(path)
    return builtin(name)


def must_be_readable(path: Path) -> None:
    """Say in one sentence that a file cannot be read, where that is so."""
    try:
        path.open("rb").close()
    except OSError as error:
        reason = error.strerror or str(error)
        raise CollectionError(
            f"{path}: 不能读取，请检查文件名。It cannot be read ({reason}); check the name."
        ) from error


def settings_of(settings: Sequence[str], year: str | None) -> dict[str, str]:
    """Return the parameters that settings such as `projects=20` give; a parameter has one value."""
    parameters: dict[str, str] = {}
    for setting in [*settings, *([] if year is None else [f"year={year}"])]:
        name, equals, value = setting.partition("=")
        if not equals or not name.strip():
            raise CollectionError(
                f"--set {setting}: 请写成 NAME=VALUE，例如 --set projects=20。Write it as NAME=VALUE."
            )
        if parameters.setdefault(name.strip(), value.strip()) != value.strip():
            raise CollectionError(
                f"参数 {name.strip()} 给了两个值，请只给一个。The parameter has two values; give one."
            )
    return parameters


def key_of(path: Path | None) -> bytes | None:
    """Return what a key file holds, without white space at its ends."""
    if path is None:
        return None
    must_be_readable(path)
    secret = path.read_bytes().strip()
    if len(secret) < _LEAST_KEY:
        raise CollectionError(
            f"{path}: 密钥太短，至少 {_LEAST_KEY} 个字节。"
            f"The key is too short; give {_LEAST_KEY} bytes or more."
        )
    return secret
