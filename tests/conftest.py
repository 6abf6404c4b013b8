"""Fixtures for all tests."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Generator, Iterator
from contextlib import contextmanager

import pytest
from hypothesis import settings

from template_builder import builder
from template_builder.bulk import slotted_workbook, workbook_template
from template_builder.xlsx import workbook_writer
from tests.chromium import Chromium
from tests.engines.engine import Engine
from tests.engines.gnumeric import Gnumeric
from tests.engines.iron_calc import IronCalc
from tests.engines.onlyoffice import OnlyOffice
from tests.extent import SOAKING
from tests.keyboard import Keyboard
from tests.mail_servers.certificates import Certificates, make_certificates
from tests.office import Office
from tests.ooxml.watch import lint_what_it_makes
from tests.programs import guard, starts_programs
from tianbao.commands.demo.dovecot import Dovecot

__all__ = [
    "certificates",
    "chromium",
    "dovecot",
    "engine",
    "gnumeric",
    "keyboard",
    "office",
    "onlyoffice",
    "sound_workbooks",
]

# The usual run draws the same examples each time; `pytest --hypothesis-profile=search` looks for new ones,
# and `make quick` takes the first few. `make soak` is for what goes by numbers: see `tests.extent`.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=1000)
settings.register_profile("quick", deadline=None, derandomize=True, max_examples=20)
settings.register_profile("soak", deadline=None, derandomize=True, max_examples=SOAKING)
settings.load_profile("same")


_running: list[pytest.Item] = []
_patch = pytest.MonkeyPatch()


def pytest_configure() -> None:
    """From here on only tests that are known to start programs can start one."""
    guard(_patch, lambda: not _running or starts_programs(_running[-1]))


def pytest_unconfigure() -> None:
    """Let the tools behind pytest start what they like again."""
    _patch.undo()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests whose fixtures start programs, for `-m 'not program'`, and have their files come first.

    They take minutes each: where one came last, one process would work while the other has nothing to do.
    """
    for item in items:
        if starts_programs(item):
            item.add_marker("program")
    first = {item.path for item in items if item.get_closest_marker("program")}
    items.sort(key=lambda item: item.path not in first)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Note which test runs, for the guard."""
    _running.append(item)
    try:
        return (yield)
    finally:
        _running.pop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    """Trace no fixture that is made for a test without coverage."""
    with _untraced(item):
        return (yield)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Trace no test without coverage.

    In the processes of xdist the plugin stops one measurement, and another that it began before goes on.
    """
    with _untraced(item):
        return (yield)


@contextmanager
def _untraced(item: pytest.Item) -> Iterator[None]:
    if item.get_closest_marker("no_cover") is None:
        yield
        return
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One LibreOffice for the whole session; it starts when a test first asks it something."""
    with Office(tmp_path_factory.mktemp("office")) as started:
        yield started


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Chromium:
    """Chromium, which runs at each request."""
    return Chromium(tmp_path_factory.mktemp("chromium"))


@pytest.fixture(scope="session")
def onlyoffice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnlyOffice]:
    """One ONLYOFFICE for the whole session; it starts when a test first asks it something."""
    with OnlyOffice(tmp_path_factory.mktemp("onlyoffice")) as started:
        yield started


@pytest.fixture(scope="session")
def gnumeric(tmp_path_factory: pytest.TempPathFactory) -> Gnumeric:
    """Gnumeric, which runs at each request."""
    return Gnumeric(tmp_path_factory.mktemp("gnumeric"))


@pytest.fixture(scope="session", params=["libreoffice", "onlyoffice", "gnumeric", "ironcalc"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each of the engines that we did not write."""
    if request.param == "ironcalc":
        return IronCalc()
    found: Engine = request.getfixturevalue({"libreoffice": "office"}.get(request.param, request.param))
    return found


@pytest.fixture(scope="session")
def keyboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keyboard]:
    """One LibreOffice in a window for the whole session; whoever uses it opens a workbook first."""
    with Keyboard(tmp_path_factory.mktemp("keyboard")) as started:
        yield started


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """What mail servers on loopback show, and what trusts them."""
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def _dovecot(certificates: Certificates) -> Iterator[Dovecot]:
    with Dovecot("jixiao@example.cn", "授权码 secret", (certificates.chain, certificates.key)) as server:
        yield server


@pytest.fixture
def dovecot(_dovecot: Dovecot) -> Dovecot:
    """A mail server, with an empty mailbox for each test."""
    _dovecot.use_mailbox_of(f"{uuid.uuid4().hex}@example.cn")
    return _dovecot


@pytest.fixture(scope="session", autouse=True)
def sound_workbooks() -> Iterator[None]:
    """Every workbook that is made in this process must be sound to the linter, without a test saying so."""
    with pytest.MonkeyPatch.context() as patch:
        lint_what_it_makes(patch, workbook_template, "archive")
        lint_what_it_makes(patch, slotted_workbook, "archive")
        lint_what_it_makes(patch, builder, "packed")
        lint_what_it_makes(patch, workbook_writer, "packed")
        yield
