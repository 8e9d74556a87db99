"""`palier create_operator`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from palier.accounts.models import User

pytestmark = pytest.mark.django_db


def run(*args: str) -> str:
    out = StringIO()
    call_command("create_operator", *args, stdout=out)
    return out.getvalue()


def test_the_password_drawn_is_shown_once_and_opens_the_administration(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("OPERATOR_PASSWORD", raising=False)

    written = run("charlie@palier.example", "--name", "Charlie")

    password = written.strip().rsplit(" ", 1)[1]
    assert written.startswith("charlie@palier.example créé, administration : /-/admin/\n")
    client = Client()
    assert client.login(username="charlie@palier.example", password=password)
    assert client.get("/-/admin/").status_code == 200


def test_the_password_given_by_the_environment_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPERATOR_PASSWORD", "un mot de passe assez long")

    written = run("charlie@palier.example") + run("charlie@palier.example")

    assert "un mot de passe assez long" not in written
    assert [line.split(",")[0] for line in written.splitlines()] == [
        "charlie@palier.example créé",
        "charlie@palier.example mis à jour",
    ]
    assert User.objects.get().check_password("un mot de passe assez long")


@pytest.mark.parametrize(
    ("email", "password"), [("charlie@palier.example", "court"), ("charlie", "un mot de passe long")]
)
def test_a_refusal_is_said_in_french_and_fails(
    monkeypatch: pytest.MonkeyPatch, email: str, password: str
) -> None:
    monkeypatch.setenv("OPERATOR_PASSWORD", password)

    with pytest.raises(CommandError) as refused:
        run(email)

    assert "mot de passe" in str(refused.value) or "adresse" in str(refused.value)
    assert User.objects.count() == 0
