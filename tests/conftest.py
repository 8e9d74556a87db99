"""What every test runs under: strict templates, no network, one seed, a database that can be raced for.

`docs/testing.md` explains it to people.
"""

import fcntl
import hashlib
import os
import random
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from pathlib import Path
from threading import Barrier
from typing import Any, TypeVar

import pytest
from django.conf import settings
from django.db import connections
from django.template import engines
from django.template.base import Node, Origin
from django.test import override_settings
from hypothesis import settings as hypothesis_settings

PALIER = Path(__file__).resolve().parent.parent / "palier"
LOCK = PALIER.parent / "requirements.lock"
SEED = 1
TEST_SETTINGS = {
    "DEBUG": False,
    "WHITENOISE_AUTOREFRESH": True,  # no collected files, no warning about their absence
    "LINK_AFTER_IMPORT": False,  # a second each time: its own tests switch it on
    "SECRET_KEY": "key-of-the-tests",
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "STORAGES": {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
    "TASKS": {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}},
}
T = TypeVar("T")

hypothesis_settings.register_profile("palier", derandomize=True, deadline=None)
hypothesis_settings.load_profile("palier")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Give the same seed to every run; `--randomly-seed=$RANDOM` looks for tests that depend on order."""
    if getattr(config.option, "randomly_seed", None) == "default":
        config.option.randomly_seed = SEED


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A race needs real transactions: other threads do not see a test’s own."""
    for item in items:
        if item.get_closest_marker("race"):
            item.add_marker(pytest.mark.django_db(transaction=True))


# --- Settings ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def _test_settings(django_test_environment: None) -> Iterator[None]:
    """Settings that do not depend on the environment of whoever runs the tests."""
    with override_settings(**TEST_SETTINGS):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite: a file, because threads share no memory database; PostgreSQL: a name of this run."""
    connection = connections["default"]
    if connection.vendor == "sqlite":
        # Of the whole run: each process has its copy (below). No test survives a power cut anyway.
        connection.settings_dict["TEST"]["NAME"] = str(
            _shared_folder(request, tmp_path_factory) / "test.sqlite3"
        )
        options = connection.settings_dict["OPTIONS"]
        options["init_command"] = options["init_command"].replace("synchronous=NORMAL", "synchronous=OFF")
    else:
        run = request.getfixturevalue("testrun_uid")[:8]
        connection.settings_dict["TEST"]["NAME"] = f"test_palier_{run}"


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    worker_id: str,
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """Migrate one database for the run, and give each process a copy: migrations take seconds of each core."""
    shared, connection = _shared_folder(request, tmp_path_factory), connections["default"]
    with django_db_blocker.unblock(), (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = _kept_database(str(connection.vendor))
        if kept and kept.exists() and not (shared / "built").exists():
            shutil.copy(kept, connection.settings_dict["TEST"]["NAME"])
            (shared / "built").touch()
        if (shared / "built").exists():
            name = connection.settings_dict["TEST"]["NAME"]
            settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
        else:
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            (shared / "built").touch()
            connection.close()
            if kept:
                _keep_database(connection.settings_dict["NAME"], kept)
        (shared / f"used-by-{worker_id}").touch()
        connection.close()  # PostgreSQL copies only what nobody uses
        connection.creation.clone_test_db(suffix=worker_id, verbosity=0, autoclobber=True)
        connection.settings_dict.update(connection.creation.get_test_db_clone_settings(worker_id))
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"]
    yield
    with django_db_blocker.unblock(), (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        (shared / f"used-by-{worker_id}").unlink()
        if connection.vendor == "postgresql":  # a file goes with its folder
            unused = [] if list(shared.glob("used-by-*")) else [connection.settings_dict["TEST"]["NAME"]]
            for name in [str(connection.settings_dict["NAME"]), *unused]:
                connection.close()
                connection.creation._destroy_test_db(name, verbosity=0)


def _shared_folder(request: pytest.FixtureRequest, factory: pytest.TempPathFactory) -> Path:
    """Return the folder that the processes of this run share."""
    base = factory.getbasetemp()
    folder = (base if request.getfixturevalue("worker_id") == "master" else base.parent) / "database"
    folder.mkdir(exist_ok=True)
    return folder


def _kept_database(vendor: str) -> Path | None:
    """Return where the migrated SQLite file is kept between runs: it is another once a migration or its data change.

    None where it must be migrated anew: on PostgreSQL, whose server is this run’s, and in continuous integration.
    """
    if vendor != "sqlite" or os.environ.get("CI"):
        return None
    print_of_it = hashlib.sha256()
    for path in sorted([*PALIER.glob("*/migrations/*.py"), *PALIER.glob("*/data/**/*"), LOCK]):
        if path.is_file():
            print_of_it.update(str(path.relative_to(PALIER.parent)).encode() + path.read_bytes())
    return (
        Path(tempfile.gettempdir())
        / f"palier-tests-{os.getuid()}"
        / f"{print_of_it.hexdigest()[:16]}.sqlite3"
    )


def _keep_database(name: str, kept: Path) -> None:
    """Put a copy there at once, whole; drop those of other migrations."""
    kept.parent.mkdir(mode=0o700, exist_ok=True)
    for old in kept.parent.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    half = kept.with_suffix(f".{os.getpid()}")
    shutil.copy(name, half)
    half.replace(kept)


# --- Templates --------------------------------------------------------------------------------------------


class UndefinedVariable(AssertionError):
    """A template of ours names something that its view did not give."""


class StrictUndefined(str):
    """Stands for an undefined variable: raises when a template of ours shows it.

    Django’s own templates (the admin) show undefined variables on purpose; there it stays empty.
    """

    __slots__ = ()

    def __contains__(self, part: object) -> bool:
        return part == "%s"  # so that Django calls __mod__ with the name of the variable

    def __mod__(self, name: object) -> str:
        origin = _origin_of_rendered_node()
        if origin is None or PALIER in Path(origin.name).parents or not Path(origin.name).is_absolute():
            raise UndefinedVariable(f"« {name} » is undefined in {origin.name if origin else 'a template'}")
        return ""


def _origin_of_rendered_node() -> Origin | None:
    """Return the template of the innermost node being rendered, found on the stack."""
    frame = sys._getframe(1)
    while frame := frame.f_back:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            return node.origin
    return None


@pytest.fixture(autouse=True)
def _strict_templates() -> None:
    """Before each test: a test that changes TEMPLATES or DEBUG makes Django build its engines anew."""
    for backend in engines.all():
        backend.engine.string_if_invalid = StrictUndefined("undefined")


# --- Network ----------------------------------------------------------------------------------------------


class NetworkRefused(RuntimeError):
    """A test tried to leave this machine."""


def _is_loopback(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in {None, "", "localhost"}:
        return True
    try:
        return ip_address(str(name)).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def _loopback_only() -> Iterator[None]:
    """Refuse every address and every name but this machine’s own. Unix sockets are left alone."""

    def guarded(method: Callable[..., Any], *, address_at: int) -> Callable[..., Any]:
        def call(sock: socket.socket, *args: Any) -> Any:
            address = args[address_at]
            if sock.family in {socket.AF_INET, socket.AF_INET6} and not _is_loopback(address[0]):
                raise NetworkRefused(f"network refused in tests: {address[0]}")
            return method(sock, *args)

        return call

    def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if not _is_loopback(host):
            raise NetworkRefused(f"network refused in tests: {host}")
        return getaddrinfo(host, *args, **kwargs)

    getaddrinfo = socket.getaddrinfo
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded(socket.socket.connect, address_at=0))
        patch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex, address_at=0))
        patch.setattr(socket.socket, "sendto", guarded(socket.socket.sendto, address_at=-1))
        patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
        yield


# --- Chance and races -------------------------------------------------------------------------------------


@pytest.fixture
def rng() -> random.Random:
    """A generator that gives the same numbers in every run."""
    return random.Random(SEED)


Threads = Callable[[int, Callable[[int], T]], list[T]]


@pytest.fixture
def threads() -> Threads[Any]:
    """`threads(n, fn)`: call `fn(0)` … `fn(n - 1)` at the same moment, return the results in order.

    Each thread closes the connections it opened. An exception in a thread is raised here.
    """

    def run(count: int, call: Callable[[int], T]) -> list[T]:
        barrier = Barrier(count)

        def one(number: int) -> T:
            try:
                barrier.wait(timeout=30)
                return call(number)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(max_workers=count) as pool:
            return list(pool.map(one, range(count)))

    return run
