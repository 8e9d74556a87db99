"""A database that is filled once for all the tests of a module."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="module")
def module_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let a module fixture commit rows that every test of the module sees; all tables are emptied after it.

    The tests themselves stay marked `django_db`: what they write is taken back one by one.
    """
    with django_db_blocker.unblock():
        yield
        call_command("flush", interactive=False, verbosity=0)
