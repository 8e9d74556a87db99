"""« Mon compte »: one’s name, one’s open sessions, and a computer that others use."""

import time

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from palier.accounts import signing_in
from palier.accounts.models import User
from palier.web.accounts import shared
from palier.web.accounts.devices import device_name
from tests.web.accounts.doing import ask, sign_in_by_code

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Safari/604.1"
)


# --- Name -----------------------------------------------------------------------------------------------------


def test_one_changes_one_s_name_and_is_told(client: Client, alice: User) -> None:
    sign_in_by_code(client)

    client.post("/compte/", {"name": " Alice B. "})

    page = client.get("/compte/").text
    alice.refresh_from_db()
    assert alice.name == "Alice B."
    assert "Votre nom est enregistré." in page
    assert "Votre nom est enregistré." not in client.get("/compte/").text


def test_an_empty_name_is_refused(client: Client, alice: User) -> None:
    sign_in_by_code(client)

    assert client.post("/compte/", {"name": " "}).status_code == 422
    with pytest.raises(ValidationError):
        signing_in.rename_account(user=alice, name="")


# --- Sessions -------------------------------------------------------------------------------------------------


def two_sessions() -> tuple[Client, Client]:
    here, there = Client(headers={"User-Agent": FIREFOX}), Client(headers={"User-Agent": SAFARI})
    for client in (here, there):
        sign_in_by_code(client)
    return here, there


def test_open_sessions_are_listed_this_one_first(alice: User) -> None:
    here, _there = two_sessions()

    page = here.get("/compte/").text

    assert page.index("Firefox sur Linux (cet appareil)") < page.index("Safari sur iPhone")
    assert page.count("Fermer cette session") == 1


def test_one_session_is_closed_from_another_at_once(alice: User) -> None:
    here, there = two_sessions()
    (other,) = [s for s in _listed(alice, here) if not s.is_current]

    here.post(f"/compte/sessions/{other.pk}/fermer/")

    assert [c.get("/compte/").status_code for c in (here, there)] == [200, 302]
    assert len(_listed(alice, here)) == 1


def test_all_the_others_are_closed_in_one_gesture(alice: User) -> None:
    here, there = two_sessions()
    third = Client()
    sign_in_by_code(third)

    here.post("/compte/sessions/fermer-les-autres/")

    assert [c.get("/compte/").status_code for c in (here, there, third)] == [200, 302, 302]


def test_nobody_closes_the_session_of_somebody_else(alice: User) -> None:
    here, bob = Client(), Client()
    sign_in_by_code(here)
    User.objects.create_user("bob@palier.example", name="Bob")
    sign_in_by_code(bob, "bob@palier.example")
    (hers,) = _listed(alice, here)

    bob.post(f"/compte/sessions/{hers.pk}/fermer/")
    bob.post("/compte/sessions/fermer-les-autres/")

    assert here.get("/compte/").status_code == 200


def test_a_session_opened_by_a_password_in_the_administration_is_listed_once(client: Client) -> None:
    root = User.objects.create_superuser("root@palier.example", "un mot de passe long", name="Root")
    client.post("/-/admin/login/", {"username": root.email, "password": "un mot de passe long"})

    pages = [client.get("/compte/").text for _ in range(2)]

    assert [page.count("(cet appareil)") for page in pages] == [1, 1]


def test_sessions_that_are_over_are_forgotten(alice: User) -> None:
    here, there = two_sessions()
    here.get("/compte/")
    there.session.flush()

    assert len(_listed(alice, here)) == 1
    assert (signing_in.forget_ended_sessions(timezone.now()), alice.usersession_set.count()) == (1, 1)


def _listed(user: User, client: Client) -> list[signing_in.OpenSession]:
    key = client.session.session_key or ""
    return signing_in.open_sessions(user, current_key=key, now=timezone.now())


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox sur Linux"),
        (SAFARI, "Safari sur iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge sur Windows"),
        ("Mozilla/5.0 (Linux; Android 14) SamsungBrowser/26.0 Chrome/122.0", "Samsung Internet sur Android"),
        ("curl/8", "Navigateur inconnu"),
    ],
)
def test_a_browser_has_words(agent: str, name: str) -> None:
    assert device_name(agent) == name


# --- The way out ----------------------------------------------------------------------------------------------


def test_every_page_says_who_is_signed_in_and_one_press_leaves(client: Client, alice: User) -> None:
    anonymous = client.get("/a-propos/").text
    sign_in_by_code(client)

    page = client.get("/a-propos/").text
    left = client.post("/deconnexion/")

    assert "Se déconnecter" not in anonymous
    assert ("Alice A." in page, "Se déconnecter" in page, "Mon compte" in page) == (True, True, True)
    assert left.headers["Location"] == "/"
    assert left.cookies["palier_session"]["max-age"] == 0
    assert client.get("/compte/").status_code == 302


def test_a_link_to_the_way_out_asks_first(client: Client, alice: User) -> None:
    sign_in_by_code(client)

    assert client.get("/deconnexion/").status_code == 200
    assert client.get("/compte/").status_code == 200


def test_no_cache_keeps_the_page_of_somebody_who_is_signed_in(client: Client, alice: User) -> None:
    anonymous = client.get("/a-propos/")
    sign_in_by_code(client)
    signed_in = client.get("/a-propos/")

    assert not anonymous.has_header("Cache-Control")
    assert "no-store" in signed_in.headers["Cache-Control"]
    assert "private" in signed_in.headers["Cache-Control"]
    assert "Cookie" in anonymous.headers["Vary"]


# --- A computer that others use -------------------------------------------------------------------------------


@pytest.mark.requirement("R003-075")
def test_on_a_shared_computer_a_large_button_ends_the_session_from_every_page(
    client: Client, alice: User
) -> None:
    sign_in_by_code(client, shared="on")
    key = client.session.session_key

    page = client.get("/a-propos/").text
    client.post("/deconnexion/")

    assert '<button class="button" type="submit">' in page
    assert "Terminer" in page
    assert not Client().session.exists(str(key))


@pytest.mark.requirement("R003-075")
def test_on_a_shared_computer_a_quarter_of_an_hour_without_activity_ends_the_session(
    client: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in_by_code(client, shared="on")
    start = time.time()

    answers = []
    for minutes in (10, 20, 34, 50):  # never more than a quarter of an hour apart, but for the last
        monkeypatch.setattr(time, "time", lambda at=start + minutes * 60: at)
        answers.append(client.get("/compte/"))

    assert [a.status_code for a in answers] == [200, 200, 200, 302]
    assert answers[-1].headers["Location"] == "/connexion/?fin=inactivite"
    assert "Votre session a été fermée" in client.get("/connexion/?fin=inactivite").text
    assert client.get("/compte/").headers["Location"] == "/connexion/?next=/compte/"


def test_one_s_own_computer_is_not_closed_by_inactivity(
    client: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in_by_code(client)
    start = time.time()
    monkeypatch.setattr(time, "time", lambda: start + 3600)

    assert client.get("/compte/").status_code == 200


def test_one_says_in_one_s_account_that_a_computer_is_shared_or_not(client: Client, alice: User) -> None:
    sign_in_by_code(client)

    client.post("/compte/appareil/", {"shared": "1"})
    shared_page = client.get("/compte/").text
    client.post("/compte/appareil/", {"shared": "0"})

    assert "Terminer</button>" in shared_page
    assert shared.SHARED not in client.session


def test_another_attempt_on_the_same_computer_does_not_inherit_the_box(client: Client, alice: User) -> None:
    ask(client, email=alice.email, shared="on")

    sign_in_by_code(client)

    assert shared.SHARED not in client.session
