"""The folder of a round: what lies where in it, and the round as its files say it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from collection.errors import CollectionError
from collection.outputs.outputs import Outputs
from collection.round.ledger.ledger import ID, Ledger, held
from collection.round.settings.settings import RoundSettings, read_settings
from reader import ReadSettings
from template_builder import remove_leftovers
from templates import CellMap, Form, builtin, builtin_names, catalogue, compile, load

__all__ = ["Round", "RoundFolder", "form_in", "open_round"]


@dataclass(frozen=True, slots=True)
class RoundFolder:
    """Where the files of a round are."""

    path: Path

    @property
    def settings(self) -> Path:
        """What the officer may edit."""
        return self.path / "round.toml"

    @property
    def roster(self) -> Path:
        """The departments of the round; the officer may edit it too."""
        return self.path / "roster.xlsx"

    @property
    def ledger(self) -> Path:
        """What happened."""
        return self.path / "ledger.sqlite"

    @property
    def lock(self) -> Path:
        """Held by the command that writes into the folder."""
        return self.path / "round.lock"

    @property
    def sending(self) -> Path:
        """Held by the command that sends letters, which takes long and lets others work meanwhile."""
        return self.path / "sending.lock"

    @property
    def key(self) -> Path:
        """By which stamps are signed; nobody but its owner may read it."""
        return self.path / "round.key"

    @property
    def returned(self) -> Path:
        """What came back, each file as it came."""
        return self.path / "returned"

    @property
    def mails(self) -> Path:
        """The messages that came, each as it was saved."""
        return self.path / "mails"

    @property
    def letters(self) -> Path:
        """The drafts of letters."""
        return self.path / "letters"

    @property
    def corrections(self) -> Path:
        """The workbooks in which departments mend what is wrong."""
        return self.path / "corrections"

    @property
    def summary(self) -> Path:
        """The summary, unless another place is named."""
        return self.path / "summary.xlsx"

    @property
    def issued(self) -> Path:
        """The blanks that go out."""
        return self.path / "issued"


@dataclass(frozen=True, slots=True)
class Round:
    """A round as its folder says it is now: settings, form, cell map, the key and the `id` of its stamps.

    One that was archived has no key (`secret`): nothing can be issued or read in it, all else can be done.
    `last_rules` are those by which a file was read last.
    """

    folder: RoundFolder
    settings: RoundSettings
    form: Form
    cell_map: CellMap
    secret: bytes | None = field(repr=False)
    id: str
    last_rules: str = ""

    def ledger(self) -> Ledger:
        """Open the ledger. Raises `CollectionError`."""
        return Ledger(self.folder.ledger)

    @property
    def key(self) -> bytes:
        """By which stamps are signed. Raises `CollectionError` where the folder has none."""
        if self.secret is None:
            raise CollectionError("round-key-missing", path=self.folder.key)
        return self.secret

    def must_have_key(self) -> None:
        """Say before anything is done that it cannot be. Raises `CollectionError` as `key` does."""
        self.key  # noqa: B018 - it raises

    @property
    def reads(self) -> ReadSettings:
        """How what comes back is read: signed by this round, and as severe as its settings say."""
        return ReadSettings(self.key, severities=self.settings.severities)

    @property
    def rules(self) -> str:
        """A digest of all by which files are judged: the toolkit's catalogue, the form, what is set.

        Without the key, which is part of that, files stay as they were judged last.
        """
        if self.secret is None:
            return self.last_rules
        messages = sorted((code, str(message)) for code, message in catalogue().items())
        severities = sorted((code, str(level)) for code, level in self.settings.severities.items())
        judged = (self.form.source.text, self.cell_map.digest, messages, severities, self.secret.hex())
        return hashlib.sha256(repr(judged).encode()).hexdigest()[:16]

    def outputs(self, destination: Path, *, overwrite: bool = False) -> Outputs:
        """Return what may be written at a path: nothing that the round is kept in, whatever is asked for."""
        folder = self.folder
        own = (folder.settings, folder.roster, folder.ledger, folder.lock, folder.sending, folder.key)
        kept = (folder.returned, folder.mails, folder.letters, folder.corrections, folder.issued)
        is_kept = any(_real(destination).is_relative_to(_real(one)) for one in kept)
        return Outputs((*own, *([destination] if is_kept else [])), (), (self.form,), overwrite)

    @contextmanager
    def alone(self) -> Iterator[Ledger]:
        """Open the ledger for a command that writes files too: another such command waits for its end.

        What a killed command left half written is removed. Raises `CollectionError` where the other one
        takes too long.
        """
        with held(self.folder.lock), self.ledger() as ledger:
            for folder in (self.folder.issued, self.folder.corrections):
                remove_leftovers(folder)
            yield ledger


def _real(path: Path) -> Path:
    """Return where a path leads to, however it is written; also where links lead to each other."""
    return Path(os.path.normcase(os.path.realpath(path)))


def open_round(path: Path) -> Round:
    """Return the round that a folder holds.

    Raises `CollectionError` where it holds none, or its settings are wrong; `DefinitionError`,
    `ParameterError` where the form or its parameters are.
    """
    folder = RoundFolder(path)
    if not folder.ledger.is_file() or not folder.settings.is_file():
        raise CollectionError("round-not-there", path=path)
    settings = read_settings(folder.settings)
    form = form_in(path, settings.form)
    cell_map = compile(form, settings.parameters)
    try:
        key: bytes | None = folder.key.read_bytes().strip()
    except FileNotFoundError:
        key = None
    except OSError as error:
        reason = error.strerror or os.strerror(error.errno or 0)
        raise CollectionError("input-not-readable", path=folder.key, reason=reason) from error
    with Ledger(folder.ledger) as ledger:
        return Round(folder, settings, form, cell_map, key, ledger.fact(ID) or "", ledger.last_rules() or "")


def form_in(path: Path, name: str) -> Form:
    """Return the form of a round: a built-in one, or a definition that lies in the round's folder."""
    return builtin(name) if name in builtin_names() else load(path / name)
