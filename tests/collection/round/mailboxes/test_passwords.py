"""Where the password of a mailbox comes from, and that nobody is asked in vain."""

from __future__ import annotations

from collections.abc import Iterator

import keyring
import keyring.backend
import keyring.errors
import pytest

from collection import CollectionError
from collection.round.mailboxes.passwords import IMAP_PASSWORD, password_of

HOST, USER = "imap.163.com", "jixiao@163.com"


class Backend(keyring.backend.KeyringBackend):
    """A keyring in memory, or one that fails."""

    priority = 1

    def __init__(self, password: str | None = None, error: Exception | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring has no annotation there
        self.password, self.error = password, error
        self.asked: list[tuple[str, str]] = []

    def get_password(self, service: str, username: str) -> str | None:
        self.asked.append((service, username))
        if self.error is not None:
            raise self.error
        return self.password if (service, username) == (HOST, USER) else None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("nothing is stored")


@pytest.fixture(autouse=True)
def usual_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def never() -> str:
    raise AssertionError("nobody is to be asked")


def test_the_environment_comes_first() -> None:
    backend = Backend("from the keyring")
    keyring.set_keyring(backend)
    assert password_of(HOST, USER, IMAP_PASSWORD, never, {IMAP_PASSWORD: "secret"}) == "secret"
    assert backend.asked == []


def test_then_the_keyring_by_host_and_user() -> None:
    keyring.set_keyring(Backend("from the keyring"))
    assert password_of(HOST, USER, IMAP_PASSWORD, never, {IMAP_PASSWORD: ""}) == "from the keyring"
    assert password_of(HOST, "other", IMAP_PASSWORD, lambda: "typed", {}) == "typed"


@pytest.mark.parametrize(
    "error", [keyring.errors.NoKeyringError("none"), keyring.errors.KeyringLocked("locked"), OSError("bus")]
)
def test_a_keyring_that_fails_is_no_error(error: Exception) -> None:
    keyring.set_keyring(Backend(error=error))
    assert password_of(HOST, USER, IMAP_PASSWORD, lambda: "typed", {}) == "typed"


@pytest.mark.parametrize("typed", [None, ""])
def test_without_any_the_remedy_names_the_variable(typed: str | None) -> None:
    keyring.set_keyring(Backend())
    with pytest.raises(CollectionError) as error:
        password_of(HOST, USER, IMAP_PASSWORD, lambda: typed, {})
    assert error.value.code == "mail-password-missing"
    for language in ("zh", "en"):
        sentence = error.value.sentence(language)
        assert IMAP_PASSWORD in sentence
        assert f"keyring set {HOST} {USER}" in sentence
