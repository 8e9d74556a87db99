"""The guards of the suite guard: a rule that cannot fail protects nothing."""

import socket
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.db import connection
from django.template import Context, Engine, Origin, Template, engines

from tests.conftest import PALIER, NetworkRefused, UndefinedVariable


def template_of(source: str, *, path: str | Path) -> Template:
    """Compile `source` as if it had been read from `path`, with the project’s engine."""
    engine: Engine = engines["django"].engine
    return Template(source, origin=Origin(str(path), template_name="page.html"), engine=engine)


@pytest.mark.parametrize("source", ["{{ missing }}", "{{ place.missing }}", "{{ missing|upper }}"])
def test_a_page_that_shows_an_undefined_variable_fails(source):
    page = template_of(source, path=PALIER / "web/templates/page.html")

    with pytest.raises(UndefinedVariable, match="missing"):
        page.render(Context({"place": {"name": "Mairie"}}))


def test_a_template_without_file_is_strict_too():
    with pytest.raises(UndefinedVariable, match="missing"):
        Template("{{ missing }}").render(Context())


def test_a_condition_on_an_absent_variable_is_allowed():
    page = template_of("{% if missing %}a{% else %}b{% endif %}", path=PALIER / "web/templates/page.html")

    assert page.render(Context()) == "b"


def test_djangos_own_templates_may_show_undefined_variables():
    admin = Path(django.__file__).parent / "contrib/admin/templates/admin/index.html"

    assert template_of("[{{ missing }}]", path=admin).render(Context()) == "[]"


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80)])
def test_an_address_outside_this_machine_is_refused(address):
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as sock, pytest.raises(NetworkRefused):
        sock.connect(address)


def test_a_name_outside_this_machine_is_refused():
    with pytest.raises(NetworkRefused):
        socket.create_connection(("www.example.org", 80), timeout=1)


def test_this_machine_can_be_reached():
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=5) as client,
    ):
        assert client.getpeername() == server.getsockname()


def test_chance_is_the_same_in_every_run(rng):
    assert [rng.randrange(100) for _ in range(3)] == [17, 72, 97]


def test_settings_of_the_tests_do_not_come_from_the_environment():
    assert settings.DEBUG is False
    assert settings.TASKS["default"]["BACKEND"] == "django_tasks.backends.immediate.ImmediateBackend"
    assert settings.EMAIL_BACKEND == "django.core.mail.backends.locmem.EmailBackend"


@pytest.mark.race
def test_threads_see_one_database_that_is_not_in_memory(threads):
    def row_count(number: int) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM django_migrations")
            return int(cursor.fetchone()[0])

    counts = threads(4, row_count)

    assert counts == [counts[0]] * 4
    assert counts[0] > 0


@pytest.mark.race
def test_an_exception_in_a_thread_fails_the_test(threads):
    def fail(number: int) -> None:
        raise LookupError(number)

    with pytest.raises(LookupError):
        threads(2, fail)


@pytest.mark.django_db
def test_sqlite_is_tested_on_a_file_that_is_not_the_sites_own():
    if connection.vendor != "sqlite":
        pytest.skip("SQLite only")

    path = Path(str(connection.settings_dict["NAME"]))

    assert path.is_file()
    assert path != settings.VAR_DIR / "palier.sqlite3"
